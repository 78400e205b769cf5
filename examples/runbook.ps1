# Examine one account and branch on the exit status.
#
#   .\runbook.ps1 user@example.jp --settings settings.toml --password-file secret.txt
#
# All arguments go to `maildoctor check`. $env:MAILDOCTOR is the command to use in place of `maildoctor`.
# Exit status: that of maildoctor.
$command = if ($env:MAILDOCTOR) { $env:MAILDOCTOR } else { 'maildoctor' }

$json = (& $command check --format json @args) -join "`n"
$status = $LASTEXITCODE
$report = if ($json) { $json | ConvertFrom-Json } else { $null }

function Show-Diagnoses($report) {
    foreach ($diagnosis in $report.diagnoses) {
        $edits = @($diagnosis.edits | ForEach-Object {
            $to = if ($null -eq $_.to) { '?' } else { $_.to }
            '{0}={1}' -f $_.field, $to
        })
        $shouldBe = if ($edits.Count) { $edits -join ' ' } else { '-' }
        "field: {0}`tshould be: {1}`towner: {2}`t{3}, {4}" -f `
            $diagnosis.field, $shouldBe, $diagnosis.owner, $diagnosis.severity, $diagnosis.certainty
    }
}

switch ($status) {
    0 {
        "OK: nothing to do ($($report.verdict))"
        Show-Diagnoses $report
    }
    1 {
        $who = if ($report.subject.address) { $report.subject.address } else { $report.subject.domain }
        "FAIL: $who"
        Show-Diagnoses $report
    }
    2 { [Console]::Error.WriteLine('USAGE: the command line or a file is wrong; nothing was examined') }
    3 {
        [Console]::Error.WriteLine('UNKNOWN: a part that matters could not be examined; run it again')
        if ($report) { Show-Diagnoses $report }
    }
    default { [Console]::Error.WriteLine("STOPPED: exit status $status") }
}
exit $status
