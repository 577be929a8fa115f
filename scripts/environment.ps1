# Makes the virtual environment that the other scripts run in, on Windows; dot-sourced by them.
#
# Needs Python 3.12 or newer. The twin of scripts/environment.

$ErrorActionPreference = 'Stop'

function Find-Python {
    $candidates = @(
        @('py', '-3.14'), @('py', '-3.13'), @('py', '-3.12'), @('py', '-3'),
        @('python3'), @('python')
    )
    foreach ($candidate in $candidates) {
        $name = $candidate[0]
        $arguments = @($candidate | Select-Object -Skip 1)
        if (-not (Get-Command $name -ErrorAction SilentlyContinue)) { continue }
        # Run it: python.exe may be the shop's placeholder without a Python behind it.
        $test = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))'
        try { & $name @arguments -c $test 2>$null | Out-Null } catch { continue }
        if ($LASTEXITCODE -eq 0) { return , $candidate }
    }
    throw ('The planner needs Python 3.12 or newer and found none on this computer. ' +
        'Get it with "winget install Python.Python.3.13" or from https://www.python.org/downloads/, ' +
        'then run the same command again.')
}

function Invoke-Checked {
    # Run a program and stop where it fails, as "set -e" does.
    $program = $args[0]
    $arguments = @($args | Select-Object -Skip 1)
    & $program @arguments
    if ($LASTEXITCODE -ne 0) { throw "$program ended with $LASTEXITCODE" }
}

function Repair-Models($Root) {
    # planner\models is a link to models. Where git may not make links it writes a text file in its
    # place; a junction needs no rights.
    $link = Join-Path $Root 'planner\models'
    if (Test-Path $link -PathType Container) { return }
    if (Test-Path $link) { Remove-Item $link }
    New-Item -ItemType Junction -Path $link -Target (Join-Path $Root 'models') | Out-Null
    if ((Test-Path (Join-Path $Root '.git')) -and (Get-Command git -ErrorAction SilentlyContinue)) {
        git -C $Root update-index --skip-worktree planner/models  # no change to commit
    }
}

# New-Environment ROOT PACKAGES: install PACKAGES, in the versions that constraints.txt has tested,
# into ROOT\.venv unless they are there already; returns the environment's interpreter.
function New-Environment($Root, [string[]]$Packages) {
    Repair-Models $Root
    $folder = Join-Path $Root '.venv'
    $python = Join-Path $folder 'Scripts\python.exe'
    if (-not (Test-Path $python)) {
        $python_command = Find-Python
        $name = $python_command[0]
        $arguments = @($python_command | Select-Object -Skip 1)
        Write-Host 'Setting up ...'
        Invoke-Checked $name @arguments -m venv --clear $folder | Out-Host
    }
    $stamp = Join-Path $folder ('installed' + (($Packages -join ' ') -creplace '[^a-z]', '-'))
    $wanted = (Get-Content -Raw (Join-Path $Root 'pyproject.toml')) +
        (Get-Content -Raw (Join-Path $Root 'constraints.txt'))
    if (-not (Test-Path $stamp) -or (Get-Content -Raw $stamp) -cne $wanted) {
        $pip = @('-m', 'pip', '--quiet', '--disable-pip-version-check', 'install', '--constraint', 'constraints.txt')
        Push-Location $Root
        try {
            Invoke-Checked $python @pip --upgrade pip | Out-Host
            Invoke-Checked $python @pip --build-constraint constraints.txt @Packages | Out-Host
        }
        finally { Pop-Location }
        Set-Content -Path $stamp -Value $wanted -NoNewline
    }
    return $python
}
