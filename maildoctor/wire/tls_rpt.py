"""TLS-RPT records: where senders report that an encrypted delivery to this domain failed.

Source: RFC 8460 section 3. Nothing here raises.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from maildoctor.wire.report_uri import ReportUri, read_uris, repaired_uris
from maildoctor.wire.tags import Problem, read_tags

FAULTS = frozenset(
    ("bad-version", "no-equals", "bad-name", "bad-character", "bad-value", "no-address", "bad-report-address")
)
"""Problems through which reports are lost. The others are notes: `empty-term`, `unknown-tag`, `duplicate-tag`."""

_BEGINS = re.compile(r"v=TLSRPTv1[ \t]*;")
_MEANT = re.compile(r"tls-?rpt", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_EXTENSION = re.compile(r"[\x21-\x3a\x3c\x3e-\x7e]+")


@dataclass(frozen=True, slots=True)
class TlsRptRecord:
    """One record, read. `rua` are the addresses for reports, of all `rua` fields together."""

    text: str
    rua: tuple[ReportUri, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def faults(self) -> tuple[Problem, ...]:
        """The problems through which reports are lost, in the order of the record."""
        return tuple(problem for problem in self.problems if problem.kind in FAULTS)


def is_tls_rpt(text: str) -> bool:
    """True where senders take this TXT value for a TLS-RPT record (RFC 8460 section 3.1)."""
    return _BEGINS.match(text) is not None


def is_meant_as_tls_rpt(text: str) -> bool:
    """True where a TXT value was written as such a record, readable or not."""
    return is_tls_rpt(text) or _MEANT.search(text) is not None


def read_tls_rpt(text: str) -> TlsRptRecord:
    """Read one TXT value as a TLS-RPT record."""
    terms = read_tags(text, name=_NAME)
    problems = list(terms.problems)
    rua: list[ReportUri] = []
    if not is_tls_rpt(text):
        problems.append(Problem("bad-version", 0, text))
    for tag in terms.tags:
        if tag.name == "rua":
            found, bad = read_uris(tag.value, tag.value_at)
            rua.extend(uri for uri in found if uri.scheme in ("mailto", "https"))
            problems.extend(bad)
            problems.extend(
                Problem("bad-report-address", uri.at, uri.text)
                for uri in found
                if uri.scheme not in ("mailto", "https") or uri.size
            )
        elif tag.name != "v":
            kind = "unknown-tag" if _EXTENSION.fullmatch(tag.value) else "bad-value"
            problems.append(Problem(kind, tag.at, tag.text))
    if not any(tag.name == "rua" for tag in terms.tags):
        problems.append(Problem("no-address", len(text), text))
    # RFC 8460 section 3 allows several `rua` fields: repeating one is no fault.
    kept = (p for p in problems if p.kind != "duplicate-tag" or not p.part.startswith("rua"))
    return TlsRptRecord(text, tuple(rua), tuple(sorted(kept, key=lambda problem: problem.at)))


def repaired_tls_rpt(values: Sequence[str]) -> str | None:
    """The one record that says what `values` were to say; None where no address for reports can be read in them."""
    found: dict[str, None] = {}
    for value in values:
        text = re.sub(r"[;\"'\\]|rua\s*=", " ", value, flags=re.IGNORECASE)
        found.update(dict.fromkeys(u for u in repaired_uris(text) if u.startswith(("mailto:", "https:"))))
    return f"v=TLSRPTv1; rua={','.join(found)}" if found else None
