"""The DNS block lists: how they are asked, and what their answers mean.

A list answers an address written backwards below its own name with an address of 127.0.0.0/8 (RFC 5782 section 2.1).
It has to list 127.0.0.2 and must not list 127.0.0.1 (section 5): asked together, these two show whether it answers
this resolver at all. Many do not answer public resolvers, some answer them with 127.255.255.0/24, a dead one may
list everything.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from maildoctor.api import Evidence, Lookup, Outcome


@dataclass(frozen=True, slots=True)
class BlockList:
    """One list. `listed` and `unlisted` are the names below it that must and must not be there."""

    zone: str
    listed: str
    unlisted: str
    domains: bool = False


SPAMHAUS = "zen.spamhaus.org"
LISTS = (
    BlockList(SPAMHAUS, "2.0.0.127", "1.0.0.127"),
    BlockList("bl.spamcop.net", "2.0.0.127", "1.0.0.127"),
    BlockList("b.barracudacentral.org", "2.0.0.127", "1.0.0.127"),
    BlockList("dbl.spamhaus.org", "dbltest.com", "example.com", domains=True),
)
"""Lists that many receivers go by and that publish how they are to be asked (their pages for users, as of 2024)."""

_ERRORS = ipaddress.ip_network("127.255.255.0/24")
_MEANT = ipaddress.ip_network("127.0.0.0/8")
_POLICY = frozenset(("127.0.0.10", "127.0.0.11"))
_NO_ADDRESSES_HERE = "127.0.1.255"


class Standing(StrEnum):
    """What a list says of one entry. `POLICY`: a line of homes and offices, from which no server should send."""

    CLEAN = "clean"
    LISTED = "listed"
    POLICY = "policy"
    UNKNOWN = "unknown"


def entry(subject: str, block_list: BlockList) -> Lookup:
    """The question about an IPv4 address, or about a domain."""
    name = subject if block_list.domains else ".".join(reversed(subject.split(".")))
    return Lookup(f"{name}.{block_list.zone}", "A")


def reason(question: Lookup) -> Lookup:
    """The question why an entry is listed."""
    return Lookup(question.name, "TXT")


def trials(block_list: BlockList) -> Iterator[Lookup]:
    """The two questions that show whether the list answers us: the first must be listed, the second must not."""
    yield Lookup(f"{block_list.listed}.{block_list.zone}", "A")
    yield Lookup(f"{block_list.unlisted}.{block_list.zone}", "A")


def subjects(evidence: Evidence, block_list: BlockList) -> tuple[str, ...]:
    """The addresses (or domains) that the list was asked about, in the order of asking."""
    end = f".{block_list.zone}"
    tried = set(trials(block_list))
    names = [
        o.probe.name.removesuffix(end)
        for o in evidence
        if isinstance(o.probe, Lookup) and o.probe.type == "A" and o.probe.name.endswith(end) and o.probe not in tried
    ]
    return tuple(name if block_list.domains else ".".join(reversed(name.split("."))) for name in names)


def usable(evidence: Evidence, block_list: BlockList) -> bool | None:
    """True where the list answers this resolver properly, None where that is not known yet."""
    listed, unlisted = (evidence.get(question) for question in trials(block_list))
    if listed is None or unlisted is None or not listed.final or not unlisted.final:
        return None
    proper = listed.outcome is Outcome.ANSWERED and bool(listed.values) and all(map(_is_entry, listed.values))
    return proper and unlisted.absent


def standing(evidence: Evidence, question: Lookup) -> Standing:
    """What the list says; unknown without a clear answer."""
    answer = evidence.get(question)
    if answer is None or not answer.final or answer.outcome is not Outcome.ANSWERED:
        return Standing.UNKNOWN
    if answer.absent:
        return Standing.CLEAN
    if not all(map(_is_entry, answer.values)):
        return Standing.UNKNOWN
    policy = question.name.endswith(f".{SPAMHAUS}") and set(answer.values) <= _POLICY
    return Standing.POLICY if policy else Standing.LISTED


def _is_entry(value: str) -> bool:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    return address in _MEANT and address not in _ERRORS and value != _NO_ADDRESSES_HERE
