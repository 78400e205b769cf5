"""What a script DNS server says to one question: the records, and the ways in which an answer can be wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Self

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
import dns.zonefile

Question = tuple[str, str]
Bad = Literal["garbage", "wrong-id", "wrong-question", "other-port", "empty"]
_LONGEST_CHAIN = 32
_SOA = "ns.invalid. hostmaster.invalid. 1 3600 600 86400 60"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a question is answered; the default is honestly.

    `before` are bad packets sent ahead of the answer, `drop` leaves the answer out (so that only bad ones come).
    `records` replace the answer section, as texts of the type asked for or as whole lines (`name ttl type data`).
    `bogus` is a SERVFAIL that an answer with CD set would not have been. `tcp` says what happens to questions over TCP.
    `mutate` may turn the finished answer into anything.
    """

    rcode: str | int | None = None
    delay: float = 0.0
    drop: bool = False
    before: tuple[Bad, ...] = ()
    truncate: bool = False
    tcp: Literal["ok", "reset", "close", "stall", "drip", "long"] = "ok"
    drip: float = 0.05
    authentic: bool = False
    bogus: bool = False
    recursion: bool = True
    records: tuple[str, ...] | None = None
    ttl: int = 300
    mutate: Callable[[bytes], bytes] | None = None


@dataclass(frozen=True, slots=True)
class Packet:
    """One datagram, or one message on a stream."""

    wire: bytes
    other_port: bool = False


@dataclass(frozen=True, slots=True)
class Records:
    """All records of a script, by owner name."""

    by_name: Mapping[dns.name.Name, Mapping[dns.rdatatype.RdataType, dns.rrset.RRset]] = field(default_factory=dict)

    @classmethod
    def read(cls, zone: str | Mapping[Question, Sequence[str]]) -> Self:
        """Read master-file text with absolute names, or a dict of (name, type) to texts."""
        if isinstance(zone, str):
            sets = _parsed(zone.splitlines())
        else:
            sets = [
                dns.rrset.from_text(dns.name.from_text(name), 300, "IN", kind, *texts)
                for (name, kind), texts in zone.items()
            ]
        by_name: dict[dns.name.Name, dict[dns.rdatatype.RdataType, dns.rrset.RRset]] = {}
        for each in sets:
            by_name.setdefault(each.name, {})[each.rdtype] = each
        return cls(by_name)

    def find(self, name: dns.name.Name, kind: dns.rdatatype.RdataType) -> tuple[list[dns.rrset.RRset], dns.rcode.Rcode]:
        """The answer section, aliases followed as a resolver follows them, and the rcode."""
        chain: list[dns.rrset.RRset] = []
        while len(chain) < _LONGEST_CHAIN:
            here = self._at(name)
            if here is None:
                return chain, dns.rcode.NXDOMAIN
            if kind in here:
                return [*chain, here[kind]], dns.rcode.NOERROR
            if dns.rdatatype.CNAME not in here:
                return chain, dns.rcode.NOERROR
            alias = here[dns.rdatatype.CNAME]
            if alias in chain:  # a loop: resolvers give up on it
                return chain, dns.rcode.SERVFAIL
            chain.append(alias)
            name = alias[0].target
        return chain, dns.rcode.SERVFAIL

    def _at(self, name: dns.name.Name) -> Mapping[dns.rdatatype.RdataType, dns.rrset.RRset] | None:
        """The records at a name, by way of a wildcard too; None where the name does not exist."""
        if name in self.by_name:
            return self.by_name[name]
        if any(each.is_subdomain(name) for each in self.by_name):
            return {}
        above = name
        while above != dns.name.root:
            above = above.parent()
            star = dns.name.Name((b"*", *above.labels))
            if star in self.by_name:
                return {kind: _renamed(each, name) for kind, each in self.by_name[star].items()}
            if above in self.by_name:
                return None
        return None


def packets(
    records: Records, query: dns.message.Message, wire: bytes, behaviour: Behaviour, *, stream: bool
) -> list[Packet]:
    """Everything sent in reply to one question, in order."""
    answer = _answer(records, query, behaviour)
    whole = (
        answer.to_wire(max_size=65535, want_shuffle=False)
        if stream
        else _datagram(query, answer, truncate=behaviour.truncate)
    )
    if behaviour.mutate is not None:
        whole = behaviour.mutate(whole)
    bad = [_bad(kind, query, whole) for kind in behaviour.before]
    return bad if behaviour.drop else [*bad, Packet(whole)]


def _answer(records: Records, query: dns.message.Message, behaviour: Behaviour) -> dns.message.Message:
    question = query.question[0]
    answer = dns.message.make_response(query, recursion_available=behaviour.recursion)
    if behaviour.rcode is not None:
        rcode = behaviour.rcode
        answer.set_rcode(dns.rcode.from_text(rcode) if isinstance(rcode, str) else dns.rcode.Rcode(rcode))
        return answer
    if behaviour.bogus and not query.flags & dns.flags.CD:
        answer.set_rcode(dns.rcode.SERVFAIL)
        return answer
    if behaviour.authentic:
        answer.flags |= dns.flags.AD
    if behaviour.records is not None:
        answer.answer = _given(behaviour, question)
        return answer
    answer.answer, rcode = records.find(question.name, question.rdtype)
    answer.set_rcode(rcode)
    if not answer.answer or rcode != dns.rcode.NOERROR:
        apex = question.name if question.name == dns.name.root else question.name.parent()
        answer.authority = [dns.rrset.from_text(apex, 60, "IN", "SOA", _SOA)]
    return answer


def _given(behaviour: Behaviour, question: dns.rrset.RRset) -> list[dns.rrset.RRset]:
    kind = dns.rdatatype.to_text(question.rdtype)
    lines = [text for text in behaviour.records or () if _is_line(text)]
    texts = [text for text in behaviour.records or () if not _is_line(text)]
    given = _parsed(lines)
    if texts:
        given.append(dns.rrset.from_text(question.name, behaviour.ttl, "IN", kind, *texts))
    return given


def _parsed(lines: Sequence[str]) -> list[dns.rrset.RRset]:
    """Master-file lines; indented ones have owner names too, which is handy in test sources."""
    text = "\n".join(line.lstrip() for line in lines)
    sets = dns.zonefile.read_rrsets(text, name=None, rdclass=None, default_ttl=300, origin=".", relativize=False)
    return list(sets)


def _is_line(text: str) -> bool:
    """Whether this is `name ttl type data`; record data alone has no name with a final dot in front of a number."""
    words = text.split()
    return len(words) > 3 and words[0].endswith(".") and words[1].isdecimal()


def _datagram(query: dns.message.Message, answer: dns.message.Message, *, truncate: bool) -> bytes:
    """The answer as it fits into a datagram; an answer that does not fit says so and is empty."""
    limit = max(512, query.payload) if query.edns >= 0 else 512
    if not truncate:
        try:
            return answer.to_wire(max_size=limit, want_shuffle=False)
        except dns.exception.TooBig:
            pass
    answer.answer, answer.authority, answer.additional = [], [], []
    answer.flags |= dns.flags.TC
    return answer.to_wire(max_size=limit, want_shuffle=False)


def _bad(kind: Bad, query: dns.message.Message, whole: bytes) -> Packet:
    match kind:
        case "garbage":
            return Packet(whole[:2] + b"\xff" * 20)
        case "empty":
            return Packet(b"")
        case "wrong-id":
            return Packet(bytes((whole[0] ^ 0xFF, whole[1])) + whole[2:])
        case "other-port":
            return Packet(whole, other_port=True)
        case "wrong-question":
            other = dns.message.make_query("forged.invalid.", query.question[0].rdtype, id=query.id)
            forged = dns.message.make_response(other, recursion_available=True)
            return Packet(forged.to_wire())


def _renamed(each: dns.rrset.RRset, name: dns.name.Name) -> dns.rrset.RRset:
    return dns.rrset.from_rdata_list(name, each.ttl, list(each))
