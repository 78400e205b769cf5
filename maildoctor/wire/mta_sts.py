"""MTA-STS: the record that announces a policy, the policy itself, and which mail exchangers it names.

A record is a TXT value of `_mta-sts.DOMAIN`, the policy a small text under `https://mta-sts.DOMAIN/`. Senders that
find both deliver only over encryption, and only to exchangers that the policy names. Every problem keeps its place.
Nothing here raises. Source: RFC 8461 sections 3.1 (record), 3.2 (policy), 4.1 (which exchangers fit).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from maildoctor.wire.tags import Problem, read_tags

RECORD_FAULTS = frozenset(
    (
        "bad-version", "no-equals", "bad-name", "bad-character", "empty-term", "blank-at-equals", "bad-value", "no-id",
        "bad-id",
    )
)  # fmt: skip
"""Problems of a record for which senders take it for none. The others are notes: `duplicate-tag`, `unknown-tag`."""

POLICY_FAULTS = frozenset(
    (
        "bad-version", "no-colon", "bad-name", "bad-character", "bad-mode", "bad-max-age", "no-mx", "bad-mx",
    )
)  # fmt: skip
"""Problems of a policy for which senders take it for none.

The others are notes: `empty-line`, `duplicate-field` (the first one counts), `unknown-field`, `too-long-age` (more
than a year, which senders cut).
"""

MODES = ("enforce", "testing", "none")
LONGEST_AGE_S = 31557600
"""The longest `max_age` (RFC 8461 section 3.2)."""

_USUAL_AGE_S = 604800
_BEGINS = re.compile(r"v=STSv1[ \t]*;")
_MEANT = re.compile(r"v\s*=\s*sts|mta-?sts", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z0-9]{1,32}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_VALUE = re.compile(r"[\x21-\x3a\x3c\x3e-\x7e]+")
_AGE = re.compile(r"[0-9]{1,10}")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PATTERN = re.compile(rf"(?:\*\.)?{_LABEL}(?:\.{_LABEL})*")
_OUTSIDE = re.compile(r"[^\x20-\x7e\t]")


@dataclass(frozen=True, slots=True)
class Record:
    """One record, read. `id` is what tells senders that the policy is another than before, "" where none is given."""

    text: str
    id: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def faults(self) -> tuple[Problem, ...]:
        """The problems for which senders take it for none, in its order."""
        return tuple(problem for problem in self.problems if problem.kind in RECORD_FAULTS)


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy, read. `mode` is "" and `max_age` (seconds) None where they cannot be read; `mx` are the patterns."""

    text: str
    mode: str = ""
    mx: tuple[str, ...] = ()
    max_age: int | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def faults(self) -> tuple[Problem, ...]:
        """The problems for which senders take it for none, in its order."""
        return tuple(problem for problem in self.problems if problem.kind in POLICY_FAULTS)


def is_record(text: str) -> bool:
    """True where senders take this TXT value for an MTA-STS record: any other is left aside."""
    return _BEGINS.match(text) is not None


_FIELDS = frozenset(("version", "mode", "mx", "max_age"))


def is_meant_as_record(text: str) -> bool:
    """True where a TXT value was written as such a record, readable or not."""
    return is_record(text) or _MEANT.search(text) is not None


def read_record(text: str) -> Record:
    """Read one TXT value as an MTA-STS record."""
    terms = read_tags(text, name=_NAME)
    problems = list(terms.problems)
    if not is_record(text):
        problems.append(Problem("bad-version", 0, text))
    for tag in terms.tags:
        if tag.name == "v":
            continue
        if text[tag.at : tag.value_at] != f"{tag.name}=":
            problems.append(Problem("blank-at-equals", tag.at, tag.text))
        elif tag.name == "id" and tag is terms.get("id"):
            if _ID.fullmatch(tag.value) is None:
                problems.append(Problem("bad-id", tag.at, tag.text))
        else:
            kind = "unknown-tag" if _VALUE.fullmatch(tag.value) else "bad-value"
            problems.append(Problem(kind, tag.at, tag.text))
    found = terms.get("id")
    if found is None:
        problems.append(Problem("no-id", len(text), text))
    return Record(text, found.value if found is not None else "", _in_order(problems))


def repaired_record(values: Sequence[str], fresh: str) -> str:
    """The one record that says what `values` were to say.

    The id of the first that can be read stays (the policy did not change), else it is `fresh`: letters and digits that
    were never used before, a time for instance.
    """
    for value in values:
        match = re.search(r"\bid\s*[=:]\s*([A-Za-z0-9._:+-]+)", re.sub(r"[\"'\\]", " ", value), re.IGNORECASE)
        kept = re.sub(r"[^A-Za-z0-9]", "", match[1])[:32] if match is not None else ""
        if kept:
            return record_of(kept)
    return record_of(fresh)


def record_of(identifier: str) -> str:
    """The record that announces the policy of this id."""
    return f"v=STSv1; id={identifier}"


def read_policy(text: str) -> Policy:
    """Read the policy text."""
    problems: list[Problem] = []
    fields: dict[str, str] = {}
    patterns: list[str] = []
    for at, line in _lines(text):
        if not line:
            problems.append(Problem("empty-line", at))
            continue
        name, colon, value = line.partition(":")
        # The value of an extension may be UTF-8 (RFC 8461 section 3.2); nobody has to know it.
        extension = bool(colon) and _NAME.fullmatch(name) is not None and name not in _FIELDS
        if _OUTSIDE.search(line) is not None and not extension:
            problems.append(Problem("bad-character", at, line))
            continue
        value = value.strip(" \t")
        if not colon or _NAME.fullmatch(name) is None:
            problems.append(Problem("bad-name" if colon else "no-colon", at, line))
        elif name == "mx":
            patterns.append(value)
            if _PATTERN.fullmatch(value) is None:
                problems.append(Problem("bad-mx", at, line))
        elif name in fields:
            problems.append(Problem("duplicate-field", at, line))
        else:
            fields[name] = value
            problems.extend(_of_field(name, value, at, line))
    for name, kind in (("version", "bad-version"), ("mode", "bad-mode"), ("max_age", "bad-max-age")):
        if name not in fields:
            problems.append(Problem(kind, len(text)))
    mode, age = fields.get("mode", ""), fields.get("max_age", "")
    if not patterns and mode != "none":
        problems.append(Problem("no-mx", len(text)))
    return Policy(
        text,
        mode if mode in MODES else "",
        tuple(patterns),
        int(age) if _AGE.fullmatch(age) else None,
        _in_order(problems),
    )


def _of_field(name: str, value: str, at: int, line: str) -> Iterator[Problem]:
    if name == "version":
        if value != "STSv1":
            yield Problem("bad-version", at, line)
    elif name == "mode":
        if value not in MODES:
            yield Problem("bad-mode", at, line)
    elif name == "max_age":
        if _AGE.fullmatch(value) is None:
            yield Problem("bad-max-age", at, line)
        elif int(value) > LONGEST_AGE_S:
            yield Problem("too-long-age", at, line)
    else:
        yield Problem("unknown-field", at, line)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line with its place; the last line end may be missing (RFC 8461 section 3.2)."""
    at = 0
    for line in text.removesuffix("\n").split("\n"):
        yield at, line.removesuffix("\r").rstrip(" \t")
        at += len(line) + 1


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.at))


def fits(patterns: Iterable[str], host: str) -> bool:
    """True where one of the patterns names `host`: "*." stands for exactly one label (RFC 8461 section 4.1)."""
    name = host.lower().rstrip(".")
    _, dot, above = name.partition(".")
    return any(
        pattern.lower() == name or (bool(dot) and pattern[:2] == "*." and pattern[2:].lower() == above)
        for pattern in patterns
    )


def policy_of(hosts: Sequence[str], old: Policy | None = None) -> str:
    """The text of a policy that names all of `hosts`; mode, age and patterns still in use are those of `old`.

    A new policy starts in mode "testing": senders report what would fail, and deliver all the same.
    """
    kept = [
        p for p in (old.mx if old is not None else ()) if _PATTERN.fullmatch(p) and any(fits((p,), h) for h in hosts)
    ]
    patterns = dict.fromkeys((*kept, *(host.lower() for host in hosts if not fits(kept, host))))
    mode = (old.mode if old is not None else "") or "testing"
    age = old.max_age if old is not None and old.max_age is not None else _USUAL_AGE_S
    lines = ("version: STSv1", f"mode: {mode}", *(f"mx: {p}" for p in patterns), f"max_age: {min(age, LONGEST_AGE_S)}")
    return "".join(f"{line}\n" for line in lines)
