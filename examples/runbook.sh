#!/usr/bin/env bash
# Examine one account and branch on the exit status.
#
#   runbook.sh user@example.jp --settings settings.toml --password-file secret.txt
#
# All arguments go to `maildoctor check`. Needs jq. MAILDOCTOR is the command to use in place of `maildoctor`.
# Exit status: that of maildoctor.
set -euo pipefail

read -ra maildoctor <<<"${MAILDOCTOR:-maildoctor}"
report=$(mktemp)
trap 'rm -f "$report"' EXIT

status=0
"${maildoctor[@]}" check --format json "$@" >"$report" || status=$?

diagnoses() {
  jq -r '
    def shown: if . == null then "?" else tostring end;
    .diagnoses[]
    | (if (.edits | length) == 0 then "-"
       else (.edits | map("\(.field)=\(.to | shown)") | join(" ")) end) as $should_be
    | "field: \(.field)\tshould be: \($should_be)\towner: \(.owner)\t\(.severity), \(.certainty)"
  ' "$report"
}

case $status in
  0)
    echo "OK: nothing to do ($(jq -r .verdict "$report"))"
    diagnoses    # warnings, if there are any
    ;;
  1)
    echo "FAIL: $(jq -r '.subject.address // .subject.domain' "$report")"
    diagnoses
    ;;
  2)
    echo "USAGE: the command line or a file is wrong; nothing was examined" >&2
    ;;
  3)
    echo "UNKNOWN: a part that matters could not be examined; run it again" >&2
    if [[ -s $report ]]; then diagnoses; fi
    ;;
  *)
    echo "STOPPED: exit status $status" >&2
    ;;
esac
exit "$status"
