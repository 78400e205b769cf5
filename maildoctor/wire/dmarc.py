"""DMARC policy records: what a domain asks receivers to do with mail that only pretends to come from it.

The record is read by RFC 9989 (sections 4.7 and 4.8), which replaced RFC 7489; what RFC 7489 section 6.3 had besides
(`pct`, `rf`, `ri`, sizes, the place of `p`) is read and noted, because both kinds of receivers are at work. Nothing
here raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from maildoctor.wire.report_uri import ReportUri, read_uris
from maildoctor.wire.tags import BLANKS, Problem, Tag, TagList, read_tags


class Policy(StrEnum):
    """What receivers are asked to do, weakest first."""

    NONE = "none"
    QUARANTINE = "quarantine"
    REJECT = "reject"


KNOWN = ("v", "p", "sp", "np", "t", "psd", "adkim", "aspf", "fo", "rua", "ruf", "pct", "rf", "ri")
"""All tags of RFC 9989 section 4.7, and the three that only RFC 7489 section 6.3 knows."""

REMOVED = frozenset(("pct", "rf", "ri"))
"""Tags of RFC 7489 that RFC 9989 no longer has: newer receivers ignore them."""

FAULTS = frozenset(
    (
        "no-version", "version-not-first", "bad-version", "space-in-front", "quotes", "no-equals", "bad-name",
        "bad-character", "duplicate-tag", "no-policy", "bad-policy", "bad-subdomain-policy", "bad-report-address",
    )
)  # fmt: skip
"""Problems through which the record, its policy or its reports are lost with some receivers. All others are notes:
`empty-term`, `empty-value`, `bad-value` (the default applies), `unknown-tag`, `removed-tag`, `policy-not-second`,
`size-limit`, `other-scheme`."""

_VERSION = re.compile(r"v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)", re.IGNORECASE)
_EXACT = re.compile(r"[vV][ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)")
_MEANT = re.compile(r"dmarc\s*1|(?:^|[;\s\"'])p\s*=\s*(?:none|quarantine|reject)\b", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z]+")
_VALUES = {
    "t": re.compile(r"[yn]", re.IGNORECASE),
    "psd": re.compile(r"[ynu]", re.IGNORECASE),
    "adkim": re.compile(r"[rs]", re.IGNORECASE),
    "aspf": re.compile(r"[rs]", re.IGNORECASE),
    "fo": re.compile(r"[01ds](?::[01ds])*", re.IGNORECASE),
    "pct": re.compile(r"100|[0-9]{1,2}"),
    "ri": re.compile(r"[0-9]{1,10}"),
    "rf": re.compile(r"[A-Za-z0-9-]+(?::[A-Za-z0-9-]+)*"),
}
_POLICIES = ("p", "sp", "np")


@dataclass(frozen=True, slots=True)
class DmarcRecord:
    """One record, read. Values that are missing or wrong are None, or the default that receivers take for them.

    `percent` is RFC 7489's `pct`; `unknown` are the terms of unknown name, kept as written.
    """

    text: str
    policy: Policy | None = None
    subdomains: Policy | None = None
    missing: Policy | None = None
    testing: bool = False
    psd: str = "u"
    strict_dkim: bool = False
    strict_spf: bool = False
    percent: int | None = None
    rua: tuple[ReportUri, ...] = ()
    ruf: tuple[ReportUri, ...] = ()
    unknown: tuple[Tag, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def faults(self) -> tuple[Problem, ...]:
        """The problems through which something is lost, in the order of the record."""
        return tuple(problem for problem in self.problems if problem.kind in FAULTS)

    @property
    def notes(self) -> tuple[Problem, ...]:
        """The problems that receivers pass over."""
        return tuple(problem for problem in self.problems if problem.kind not in FAULTS)

    def asked(self, *, subdomain: bool = False, exists: bool = True) -> Policy | None:
        """The policy that receivers apply (RFC 9989 section 4.10.1); None: this record makes them apply nothing.

        `subdomain`: the record was inherited from a parent; `exists`: the sender's domain is in the DNS.
        """
        kinds = {problem.kind for problem in self.problems}
        if kinds & {"no-policy", "bad-policy", "bad-subdomain-policy"}:
            return Policy.NONE if self.rua else None
        if subdomain:
            return (self.missing if not exists else None) or self.subdomains or self.policy
        return self.policy

    def applied(self, *, subdomain: bool = False, exists: bool = True) -> Policy | None:
        """As `asked`, one step weaker where the record says that it is a test (`t=y`, RFC 9989 section 4.7)."""
        asked = self.asked(subdomain=subdomain, exists=exists)
        if asked is None or not self.testing or asked is Policy.NONE:
            return asked
        return Policy.QUARANTINE if asked is Policy.REJECT else Policy.NONE


def is_dmarc(text: str) -> bool:
    """True where receivers take this TXT value for a DMARC record at all (RFC 9989 section 4.8, `dmarc-version`)."""
    return _EXACT.match(text) is not None


def is_meant_as_dmarc(text: str) -> bool:
    """True where a TXT value was written as a DMARC record, readable or not."""
    return is_dmarc(text) or _MEANT.search(text) is not None


def report_authorisation(domain: str, target: str) -> str:
    """Where `target` must say that it takes reports about `domain` (RFC 9990 section 4; RFC 7489 section 7.1)."""
    return f"{domain}._report._dmarc.{target}"


def read_dmarc(text: str) -> DmarcRecord:
    """Read one TXT value as a DMARC record. Whether it counts as one is in its problems."""
    terms = read_tags(text, fold=True, name=_LETTERS)
    problems = [*_of_the_version(text, terms), *_of_the_list(terms)]
    policies = {name: _policy(terms.get(name)) for name in _POLICIES}
    version = terms.get("v")
    if policies["p"] is None:
        written = terms.get("p")
        kind = "no-policy" if written is None else "bad-policy"
        problems.append(Problem(kind, len(text) if written is None else written.at, _text(written, text)))
    for name in ("sp", "np"):
        written = terms.get(name)
        if written is not None and policies[name] is None:
            problems.append(Problem("bad-subdomain-policy", written.at, written.text))
    if version is not None and len(terms.tags) > 1 and terms.get("p") not in (None, terms.tags[1]):
        problems.append(Problem("policy-not-second", terms.tags[1].at, terms.tags[1].text))
    addresses: dict[str, tuple[ReportUri, ...]] = {"rua": (), "ruf": ()}
    for name in addresses:
        written = terms.get(name)
        if written is not None:
            addresses[name], bad = read_uris(written.value, written.value_at)
            problems.extend(bad)
            problems.extend(Problem("size-limit", u.at, u.text) for u in addresses[name] if u.size)
            problems.extend(Problem("other-scheme", u.at, u.text) for u in addresses[name] if u.scheme != "mailto")
    values = {name: _value(terms.get(name)) for name in _VALUES}
    return DmarcRecord(
        text,
        policies["p"],
        policies["sp"],
        policies["np"],
        values["t"] == "y",
        values["psd"] or "u",
        values["adkim"] == "s",
        values["aspf"] == "s",
        int(values["pct"]) if values["pct"] else None,
        addresses["rua"],
        addresses["ruf"],
        tuple(tag for tag in terms.tags if tag.name not in KNOWN),
        tuple(sorted(problems, key=lambda problem: problem.at)),
    )


def _of_the_version(text: str, terms: TagList) -> list[Problem]:
    if is_dmarc(text):
        return []
    if text[:1] in "\"'" and text:
        return [Problem("quotes", 0, text)]
    if text[:1] in BLANKS and _EXACT.match(text.lstrip(BLANKS)):
        return [Problem("space-in-front", 0, text)]
    version = terms.get("v")
    if version is None:
        return [Problem("no-version", 0, text)]
    if terms.first is not version and _VERSION.match(version.text):
        return [Problem("version-not-first", version.at, version.text)]
    return [Problem("bad-version", version.at, version.text)]


def _of_the_list(terms: TagList) -> list[Problem]:
    problems = [
        problem
        for problem in terms.problems
        # What nobody knows is ignored, twice as well as once.
        if problem.kind != "duplicate-tag" or problem.part.partition("=")[0].strip(BLANKS).lower() in KNOWN
    ]
    for tag in terms.tags:
        if tag.name not in KNOWN:
            problems.append(Problem("unknown-tag", tag.at, tag.text))
        elif tag.name in REMOVED:
            problems.append(Problem("removed-tag", tag.at, tag.text))
        elif not tag.value and tag.name not in _POLICIES and tag.name not in ("rua", "ruf", "v"):
            problems.append(Problem("empty-value", tag.at, tag.text))
        if tag.value and tag.name in _VALUES and _value(tag) is None:
            problems.append(Problem("bad-value", tag.value_at, tag.text))
    return problems


def _policy(tag: Tag | None) -> Policy | None:
    return Policy(tag.value.lower()) if tag is not None and tag.value.lower() in tuple(Policy) else None


def _value(tag: Tag | None) -> str | None:
    if tag is None or _VALUES[tag.name].fullmatch(tag.value) is None:
        return None
    value = tag.value.lower()
    if tag.name == "fo":
        letters = value.split(":")
        return value if len(set(letters)) == len(letters) and not {"0", "1"} <= set(letters) else None
    return value


def _text(tag: Tag | None, otherwise: str) -> str:
    return tag.text if tag is not None else otherwise
