"""Which DMARC record applies to a domain: the walk up the tree of names.

Source: RFC 9989 sections 4.10 (the walk, at most eight questions), 4.10.1 (which record applies) and 4.10.2 (the
organisational domain). It takes the place of the list of public suffixes that RFC 7489 needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maildoctor.wire.dmarc import DmarcRecord, is_dmarc, read_dmarc

_LONGEST = 8
_KEPT = 7

Answers = Mapping[str, Sequence[str]]
"""The TXT values found at `_dmarc.NAME`, by NAME. A name that is not in it has none."""


@dataclass(frozen=True, slots=True)
class Applied:
    """The record that applies, and the domain whose record it is."""

    domain: str
    record: DmarcRecord


def walk(domain: str) -> tuple[str, ...]:
    """The domains whose `_dmarc` name is asked for, `domain` itself first, its top-level domain last."""
    labels = domain.split(".")
    rest = labels[1:] if len(labels) < _LONGEST else labels[-_KEPT:]
    return (domain, *(".".join(rest[i:]) for i in range(len(rest))))


def the_one(values: Sequence[str]) -> DmarcRecord | None:
    """The DMARC record among TXT values. Several are as good as none: receivers discard them all."""
    records = [value for value in values if is_dmarc(value)]
    return read_dmarc(records[0]) if len(records) == 1 else None


def applying(domain: str, answers: Answers) -> Applied | None:
    """The record that applies to mail from `domain`: its own, else that of its organisation, else of the suffix."""
    own = the_one(answers.get(domain, ()))
    if own is not None:
        return Applied(domain, own)
    found = _collected(walk(domain)[1:], answers)
    if not found:
        return None
    last = found[-1]
    if last.record.psd == "y" and len(found) > 1 and found[-2].domain == _below(domain, last.domain):
        return found[-2]
    return last


def organisation(domain: str, answers: Answers) -> str:
    """The organisational domain of `domain`: what is aligned with it in relaxed mode lies at or below this."""
    found = _collected(walk(domain), answers)
    if not found:
        return domain
    last = found[-1]
    if last.record.psd == "y" and last.domain != domain:
        return _below(domain, last.domain)
    return last.domain


def _collected(names: Sequence[str], answers: Answers) -> list[Applied]:
    found: list[Applied] = []
    for name in names:
        record = the_one(answers.get(name, ()))
        if record is None:
            continue
        found.append(Applied(name, record))
        if record.psd in ("y", "n"):
            break
    return found


def _below(domain: str, suffix: str) -> str:
    """The name one label longer than `suffix` on the way down to `domain`."""
    return ".".join(domain.split(".")[-len(suffix.split(".")) - 1 :])
