"""Do the addresses of the mail servers lead back to a name (PTR), and the name to the address again?

Many receivers refuse mail from an address without such a name, or with one that does not lead back. Whether a server
sends to others cannot be seen from outside: it is probable of a domain's own mail server, and unknown of any other, so
only the former is a warning. Sources: RFC 1912 section 2.1, RFC 8499 (forward-confirmed reverse DNS), RFC 8601 2.7.3.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass

from maildoctor.api import (
    Case,
    Check,
    Code,
    Contrasts,
    Direction,
    Endpoint,
    Evidence,
    Field,
    Link,
    Lookup,
    LookupFact,
    Outcome,
    Probe,
    Protocol,
    Said,
    Security,
    Status,
    Text,
    Title,
    dialable,
    is_address,
    is_host,
    is_private,
    recognised,
    side_of,
)

from . import _mx

GOOD = Code(
    "ptr-good", Status.PASS, None, Link.ADDRESS,
    ja=Text("{host} の住所({address})には、行き来の合う名前({name})が付いています(逆引き)。"),
    en=Text("The address of {host} ({address}) leads to the name {name}, and that name back to the address."),
)  # fmt: skip
MISSING = Code(
    "ptr-missing", Status.WARN, Field.DNS_PTR, Link.ADDRESS,
    ja=Text(
        "{host} の住所({address})には、名前が付いていません(逆引き、PTR レコードがない)。",
        why="このサーバーから送るメールは、相手に断られたり、迷惑メールにされたりする可能性が高いです。"
            "受け取るだけのサーバーなら、困りません。",
        fix="サーバーの会社に、{address} の逆引き(PTR)を {host} で登録してもらってください。",
    ),
    en=Text(
        "The address of {host} ({address}) has no name (no PTR record).",
        why="Mail that this server sends is likely to be refused, or taken for spam. A server that only receives does "
            "not need the name.",
        fix="Have the company that runs the server register {host} as the reverse name (PTR) of {address}.",
    ),
)  # fmt: skip
MISMATCH = Code(
    "ptr-forward-mismatch", Status.WARN, Field.DNS_PTR, Link.ADDRESS,
    ja=Text(
        "{host} の住所({address})に付いた名前 {name} は、その住所に戻りません(逆引きの食い違い)。",
        why="このサーバーから送るメールは、相手に断られたり、迷惑メールにされたりする可能性が高いです。"
            "受け取るだけのサーバーなら、困りません。",
        fix="サーバーの会社に、{address} の逆引き(PTR)を {host} に直してもらってください。",
    ),
    en=Text(
        "The name of the address of {host} ({address}) is {name}, and that name does not lead back to the address.",
        why="Mail that this server sends is likely to be refused, or taken for spam. A server that only receives does "
            "not need the name.",
        fix="Have the company that runs the server change the reverse name (PTR) of {address} to {host}.",
    ),
)  # fmt: skip
GENERIC = Code(
    "ptr-generic", Status.PASS, None, Link.ADDRESS,
    ja=Text(
        "{host} の住所({address})の名前は、番号から作られた借り物の名前({name})のようです。"
        "このサーバーから送るメールを嫌う相手もいる可能性があります。"
    ),
    en=Text(
        "The name of the address of {host} ({address}) looks like one made from numbers ({name}). Some receivers may "
        "dislike mail that this server sends."
    ),
)  # fmt: skip

_MOST_ADDRESSES = 2
_MOST_NAMES = 3
_WORDS = re.compile(
    r"(?:^|[.-])(?:dyn|dynamic|dhcp|pools?|ppp|pppoe|[a-z]?dsl|cable|catv|dialup|flets|ftth|ipngn|ap|vir|cust|"
    r"customer|client|broadband|unassigned)\d*(?=[.-])"
)


@dataclass(frozen=True, slots=True)
class _Server:
    """A mail server and its public addresses. `own`: it stands under the customer's own domain."""

    host: str
    addresses: tuple[str, ...]
    own: bool


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The addresses of the servers, the name of each address, and the addresses of that name."""
    yield from _mx.lookups(case, evidence)
    for host in _configured(case):
        yield Lookup(host, "A")
        yield Lookup(host, "AAAA")
    for server in _servers(case, evidence):
        for address in server.addresses:
            yield _back(address)
            yield from _forth(address, evidence)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Each server once for each thing there is to say; a server of somebody else is never more than information."""
    for server in _servers(case, evidence):
        told: set[str] = set()
        for found in (_of_address(server, address, evidence) for address in server.addresses):
            if found is not None and found[0].id not in told:
                code, name, asked, address = found
                told.add(code.id)
                status = code.status if server.own else Status.PASS
                yield code(*asked, status=status, host=server.host, address=address, name=name)


def _configured(case: Case) -> tuple[str, ...]:
    """The outgoing server of the client."""
    if Direction.OUTGOING not in case.sides:
        return ()
    host = side_of(case, Direction.OUTGOING).host
    return (host,) if host is not None and is_host(host) and not is_address(host) else ()


def _servers(case: Case, evidence: Evidence) -> tuple[_Server, ...]:
    """The domain's exchangers, and the client's outgoing server, as far as their addresses are known."""
    exchangers = [e.host for e in _mx.exchangers(case, evidence)[: _mx.MOST] if not e.literal]
    of_a_provider = any(found.by == "domain" for found in recognised(case, evidence))
    found = []
    for host in dict.fromkeys((*exchangers, *_configured(case))):
        own = host in exchangers and (host == case.domain or host.endswith(f".{case.domain}")) and not of_a_provider
        public = []
        for kind in ("A", "AAAA"):
            fact = evidence.get(Lookup(host, kind))
            values = fact.values if fact is not None and fact.final else ()
            usable = [v for v in values if is_address(v) and dialable(v) and not is_private(v)]
            usable = [v for v in usable if v not in _closed(host, evidence)]
            public.extend(usable[:_MOST_ADDRESSES])
        found.append(_Server(host, tuple(public), own))
    return tuple(found)


def _closed(host: str, evidence: Evidence) -> frozenset[str]:
    """The addresses of `host` that refused port 25: no mail server stands there, whose name could matter."""
    fact = evidence.get(Endpoint(host, 25, Protocol.SMTP, Security.AUTO))
    dials = fact.dials if fact is not None and fact.final else ()
    return frozenset(dial.address for dial in dials if dial.outcome is Outcome.REFUSED)


def _back(address: str) -> Lookup:
    """The question for the name of an address."""
    return Lookup(ipaddress.ip_address(address).reverse_pointer, "PTR")


def _names(address: str, evidence: Evidence) -> tuple[str, ...]:
    fact = evidence.get(_back(address))
    return tuple(v.lower() for v in fact.values) if fact is not None and fact.final else ()


def _forth(address: str, evidence: Evidence) -> tuple[Lookup, ...]:
    """The questions for the addresses of the names of an address."""
    kind = "AAAA" if ":" in address else "A"
    return tuple(Lookup(name, kind) for name in _names(address, evidence)[:_MOST_NAMES] if is_host(name))


def _of_address(server: _Server, address: str, evidence: Evidence) -> tuple[Code, str, tuple[Lookup, ...], str] | None:
    """What there is to say of one address: code, name, questions that show it, address; None: cannot be told."""
    question = _back(address)
    answer = evidence.get(question)
    if answer is None or not answer.final or answer.outcome is not Outcome.ANSWERED:
        return None
    if answer.absent:
        return MISSING, "", (question,), address
    names, asked = _names(address, evidence), _forth(address, evidence)
    facts = [evidence.get(each) for each in asked]
    for each, fact in zip(asked, facts, strict=True):
        if fact is not None and fact.final and _holds(fact, address):
            generic = _is_generic(each.name, address)
            return GENERIC if generic else GOOD, each.name, (question, each), address
    unknown = any(fact is None or not fact.final or fact.outcome is not Outcome.ANSWERED for fact in facts)
    if unknown or len(names) > _MOST_NAMES:
        return None
    return MISMATCH, names[0], (question, *asked), address


def _holds(fact: LookupFact, address: str) -> bool:
    wanted = ipaddress.ip_address(address)
    return any(is_address(value) and ipaddress.ip_address(value) == wanted for value in fact.values)


def _is_generic(name: str, address: str) -> bool:
    """True for a name that is made from the address, or says that it is one of many for customers."""
    if _WORDS.search(name) is not None:
        return True
    if ":" in address:
        digits = re.sub(r"[^0-9a-f]", "", name.partition(".")[0])
        return len(digits) >= 12 and digits in ipaddress.ip_address(address).exploded.replace(":", "")
    numbers = [str(int(group)) for group in re.findall(r"\d{1,3}(?!\d)", name)]
    octets = address.split(".")
    packed = f"{int(ipaddress.ip_address(address)):08x}"
    return sum(min(numbers.count(o), octets.count(o)) for o in set(octets)) >= 3 or packed in name


CHECK = Check(
    "outgoing.reverse_name",
    Title("サーバーの逆引きの名前", "Reverse names of the servers"),
    (Lookup,),
    probes,
    judge,
    (GOOD, MISSING, MISMATCH, GENERIC),
)
