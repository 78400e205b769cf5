"""One line an account, for spreadsheets and for `cut`: no header, the columns of `COLUMNS`, tabs between."""

from __future__ import annotations

from maildoctor.model.report import Report
from maildoctor.report.conclusion import conclusion
from maildoctor.report.machine_text import cell
from maildoctor.report.voice import Voice

COLUMNS = ("verdict", "subject", "owner", "field", "from", "to", "code", "conclusion")
"""What stands in a line. The middle five are those of the first diagnosis, empty where there is none.

`from` and `to` are empty as well where another kind of change is needed than one of a value (a password, the DNS).
"""


def to_tsv(report: Report, voice: Voice) -> str:
    """The line of one account, with its line end. Columns are only ever added, at the end."""
    first = report.diagnoses[0] if report.diagnoses else None
    edit = next((e for e in first.edits if e.field is first.field), None) if first is not None else None
    values = (
        report.verdict.value,
        report.case.address or report.case.domain,
        first.owner.value if first is not None else None,
        first.field.value if first is not None else None,
        edit.old if edit is not None else None,
        edit.new if edit is not None else None,
        first.finding.id if first is not None else None,
        conclusion(report, voice),
    )
    return "\t".join(cell(value) for value in values) + "\n"
