# A platform script, run as the system, after an app package has put clampd-guard.exe into C:\clampd\bin.
# Writes whole files: where another product has its hooks in one of them, merge by hand instead.
$ErrorActionPreference = 'Stop'
$guard = 'C:\clampd\bin\clampd-guard.exe'

# By default every user may make files below C:\; the guard's folder is for administrators to change, for all to run.
icacls C:\clampd /inheritance:r /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-32-545:(OI)(CI)RX' | Out-Null

$files = & $guard install --managed --print --json | ConvertFrom-Json
$utf8 = New-Object System.Text.UTF8Encoding $false
foreach ($file in $files | Where-Object { $_.platform -eq 'Windows' }) {
    if (Test-Path $file.path) { continue }
    New-Item -ItemType Directory -Force -Path (Split-Path $file.path) | Out-Null
    [System.IO.File]::WriteAllText($file.path, $file.content, $utf8)
}
