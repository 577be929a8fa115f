# Sets up the planner on a fresh Windows machine and runs its main job on the bundled region.
# Anything after the command goes to `planner solve`: scripts\demo.ps1 --lang en
$root = Split-Path $PSScriptRoot
. (Join-Path $PSScriptRoot 'environment.ps1')
$python = New-Environment $root @('--editable', '.')
& $python -m planner solve gooi-en-vechtstreek --out (Join-Path $root 'out\gooi-en-vechtstreek') --force @args
exit $LASTEXITCODE
