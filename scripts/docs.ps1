# Sets up what the documentation site needs on Windows and builds it into site\. A warning fails the build.
$root = Split-Path $PSScriptRoot
. (Join-Path $PSScriptRoot 'environment.ps1')
$python = New-Environment $root @('--editable', '.', '--group', 'docs')
& $python (Join-Path $PSScriptRoot 'build_docs.py')
exit $LASTEXITCODE
