"""BIMI records: the picture that some mailboxes show beside a sender's name. Only the writing is judged.

Source: draft-brand-indicators-for-message-identification, section 4 (assertion records). Nothing here raises.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from maildoctor.wire.tags import Problem, read_tags

FAULTS = frozenset(
    (
        "bad-version", "no-equals", "bad-name", "bad-character", "duplicate-tag", "no-location", "bad-location",
        "bad-evidence",
    )
)  # fmt: skip
"""Problems through which the record is not used. The others are notes: `empty-term`, `unknown-tag`."""

_BEGINS = re.compile(r"v[ \t]*=[ \t]*BIMI1[ \t]*(?:;|$)")
_MEANT = re.compile(r"v\s*=\s*bimi", re.IGNORECASE)
_HTTPS = re.compile(r"https://[a-z0-9.-]+(?::\d+)?/[!-+\--:<-~]*", re.IGNORECASE | re.ASCII)
_KNOWN = frozenset(("v", "l", "a", "s", "avp", "lps"))


@dataclass(frozen=True, slots=True)
class BimiRecord:
    """One record, read. `location` is the picture's URL, `evidence` that of its certificate; "" where there is none."""

    text: str
    location: str = ""
    evidence: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def declined(self) -> bool:
        """True where the domain says that it takes no part: both URLs are left empty."""
        return not self.location and not self.evidence and not self.faults

    @property
    def faults(self) -> tuple[Problem, ...]:
        """The problems through which the record is not used, in its order."""
        return tuple(problem for problem in self.problems if problem.kind in FAULTS)


def is_bimi(text: str) -> bool:
    """True where receivers take this TXT value for a BIMI record."""
    return _BEGINS.match(text) is not None


def is_meant_as_bimi(text: str) -> bool:
    """True where a TXT value was written as such a record, readable or not."""
    return is_bimi(text) or _MEANT.search(text) is not None


def read_bimi(text: str) -> BimiRecord:
    """Read one TXT value as a BIMI record."""
    terms = read_tags(text)
    problems = list(terms.problems)
    if not is_bimi(text):
        problems.append(Problem("bad-version", 0, text))
    problems.extend(Problem("unknown-tag", tag.at, tag.text) for tag in terms.tags if tag.name not in _KNOWN)
    location, evidence = terms.get("l"), terms.get("a")
    if location is None:
        problems.append(Problem("no-location", len(text), text))
    elif location.value and _HTTPS.fullmatch(location.value) is None:
        problems.append(Problem("bad-location", location.at, location.text))
    if evidence is not None and evidence.value and _HTTPS.fullmatch(evidence.value) is None:
        problems.append(Problem("bad-evidence", evidence.at, evidence.text))
    return BimiRecord(
        text,
        location.value if location is not None else "",
        evidence.value if evidence is not None else "",
        tuple(sorted(problems, key=lambda problem: problem.at)),
    )


def repaired_bimi(values: Sequence[str]) -> str | None:
    """The one record that says what `values` were to say; None where no https address of a picture is in them."""
    for value in values:
        terms = read_tags(re.sub(r"[\"'\\]", "", value), fold=True)
        location, evidence = (terms.get(name) for name in ("l", "a"))
        if location is None or _HTTPS.fullmatch(location.value) is None:
            continue
        good = evidence is not None and _HTTPS.fullmatch(evidence.value) is not None
        return f"v=BIMI1; l={location.value}; a={evidence.value if good and evidence is not None else ''}"
    return None
