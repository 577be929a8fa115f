# Sets up the planner on a fresh Windows machine and passes every test. Anything after goes to pytest.
# The tests that open the maps in a browser are skipped.
$root = Split-Path $PSScriptRoot
. (Join-Path $PSScriptRoot 'environment.ps1')
$python = New-Environment $root @('--editable', '.', '--group', 'dev')
Push-Location $root
try { & $python -m pytest -n 2 @args } finally { Pop-Location }
exit $LASTEXITCODE
