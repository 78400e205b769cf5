"""DNS questions, asked with dnspython; nobody outside this file sees one of its types.

Addresses of mail hosts are asked twice: as records (A, AAAA), and as the client on this PC sees them (`HOST`:
getaddrinfo in a thread, hosts file and all). With --resolver the second view is made of the first.
Sources: RFC 1035, RFC 6840 section 5.7 (the AD bit in a question), RFC 5452 (accept only what was asked).
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass, replace

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype

from maildoctor.model.fact import LookupFact, Outcome
from maildoctor.model.probe import HOST, Lookup
from maildoctor.net.background import in_daemon_thread
from maildoctor.net.dns_transport import configured, udp_with_fallback
from maildoctor.wire.readable import clean

_TRIES = 3
_TRY_S = 2.0
_TRIES_OF_ONE = 2
_TRY_OF_ONE_S = 1.2
"""A named server is asked to be compared with others, and many lines let nobody ask it: less patience."""

_ROUND_TRIP_S = 0.5
_TWO_SYNS_S = 1.2
"""Routers seldom tell the same PC of the same trouble twice within a second."""
_NO_NETWORK = (errno.ENETUNREACH, errno.ENETDOWN, 10050, 10051)
"""Windows has numbers of its own."""

_MOST_VALUES = 100
_MOST_ALIASES = 16
_LONGEST_TTL = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Server:
    """One name server."""

    address: str
    port: int = 53

    def __str__(self) -> str:
        if self.port == 53:
            return self.address
        return f"[{self.address}]:{self.port}" if ":" in self.address else f"{self.address}:{self.port}"


def system_servers() -> tuple[Server, ...]:
    """The name servers that this PC is set to use; empty where none is."""
    addresses, port = configured()
    return tuple(Server(address, port) for address in addresses if _is_address(address))


def parse_server(text: str) -> Server:
    """`ADDR`, `ADDR:PORT`, `[IPv6]` or `[IPv6]:PORT`.

    Raises:
        ValueError: it is none of these.
    """
    host, port = text, "53"
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":") or "53"
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    if not _is_address(host) or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(text)
    return Server(str(ipaddress.ip_address(host)), int(port))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class Resolver:
    """Asks one question at a time; many may be under way at once. Failure is a fact."""

    def __init__(self, servers: Sequence[Server], step_s: float, own_view: bool) -> None:
        self._servers = tuple(servers)
        self._step_s = step_s
        self._own_view = own_view
        self._cut_off: dict[Server, asyncio.Future[bool]] = {}

    async def ask(self, question: Lookup) -> LookupFact:
        """The answer to `question`, within the time of one step."""
        if question.type == HOST:
            return await self._as_the_client_sees(question.name)
        servers, tries, try_s = self._servers, _TRIES, _TRY_S
        if question.server is not None:
            address, _, port = question.server.partition("#")
            servers, tries, try_s = (Server(address, int(port or 53)),), _TRIES_OF_ONE, _TRY_OF_ONE_S
        if not servers:
            return LookupFact(Outcome.UNREACHABLE, error="no-resolver")
        try:
            name = dns.name.from_text(question.name + ".")
        except (dns.exception.DNSException, UnicodeError):
            return LookupFact(Outcome.ANSWERED, "NXDOMAIN", error="bad-name")
        query = dns.message.make_query(name, question.type, use_edns=0, payload=1232)
        query.flags |= dns.flags.AD
        if question.checking_disabled:
            query.flags |= dns.flags.CD
        last = LookupFact(Outcome.SILENT, error="timeout")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._step_s):
                for attempt in range(tries):
                    server = servers[attempt % len(servers)]
                    last = await self._ask_patiently(server, query, try_s, named=question.server is not None)
                    if last.outcome is Outcome.ANSWERED:
                        return last
                    if attempt + 1 >= len(servers) and last.outcome is not Outcome.SILENT:
                        break
        return last

    async def _ask_patiently(
        self, server: Server, query: dns.message.Message, try_s: float, *, named: bool
    ) -> LookupFact:
        """One question to one server. While it is silent it is looked whether there is any network at all."""
        asking = asyncio.ensure_future(self._ask_one(server, query, try_s))
        try:
            done, _ = await asyncio.wait((asking,), timeout=_ROUND_TRIP_S)
            if not done and not named and await self._is_cut_off(server) and not asking.done():
                return LookupFact(Outcome.UNREACHABLE, server=str(server), error="no-route")
            return await asking
        finally:
            asking.cancel()

    async def _is_cut_off(self, server: Server) -> bool:
        """True where this PC, or a router on the way, says that no network lies behind it.

        Nobody tells it for UDP, so the resolver's TCP port is tried, once for each server.
        """
        if server not in self._cut_off:
            self._cut_off[server] = asyncio.ensure_future(_no_network(server))
        return await asyncio.shield(self._cut_off[server])

    async def _ask_one(self, server: Server, query: dns.message.Message, try_s: float) -> LookupFact:
        shown = str(server)
        try:
            answer, _ = await udp_with_fallback(
                query, server.address, timeout=try_s, port=server.port, ignore_unexpected=True, ignore_errors=True
            )
        except (dns.exception.Timeout, TimeoutError):
            return LookupFact(Outcome.SILENT, server=shown, error="timeout")
        except OSError as failure:
            refused = isinstance(failure, ConnectionRefusedError)
            return LookupFact(
                Outcome.REFUSED if refused else Outcome.UNREACHABLE,
                server=shown,
                error="refused" if refused else "no-route",
            )
        except (dns.exception.DNSException, EOFError, ValueError):
            return LookupFact(Outcome.GARBLED, server=shown, error="bad-answer")
        return _fact(answer, query, shown)

    async def _as_the_client_sees(self, host: str) -> LookupFact:
        """The addresses a mail client on this PC would connect to."""
        if _is_address(host):
            return LookupFact(Outcome.ANSWERED, "NOERROR", (str(ipaddress.ip_address(host)),), server="literal")
        if not self._own_view:
            return await self._from_records(host)
        try:
            # In a thread: the platform's own resolver blocks for as long as it likes, and the loop must not.
            found = await asyncio.wait_for(_getaddrinfo(host), self._step_s)
        except TimeoutError:
            return LookupFact(Outcome.SILENT, server="getaddrinfo", error="timeout")
        except socket.gaierror as failure:
            if failure.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)):
                return LookupFact(Outcome.ANSWERED, "NXDOMAIN", server="getaddrinfo")
            return LookupFact(Outcome.SILENT, server="getaddrinfo", error="temporary")
        except (OSError, UnicodeError):
            return LookupFact(Outcome.ANSWERED, "NXDOMAIN", server="getaddrinfo", error="bad-name")
        return LookupFact(Outcome.ANSWERED, "NOERROR", found[:_MOST_VALUES], server="getaddrinfo")

    async def _from_records(self, host: str) -> LookupFact:
        four, six = await asyncio.gather(self.ask(Lookup(host, "A")), self.ask(Lookup(host, "AAAA")))
        worse = next((fact for fact in (four, six) if fact.outcome is not Outcome.ANSWERED), four)
        values = four.values + six.values
        if values or worse.outcome is Outcome.ANSWERED:
            return replace(four, values=values, outcome=Outcome.ANSWERED)
        return worse


async def _no_network(server: Server) -> bool:
    try:
        async with asyncio.timeout(_TWO_SYNS_S):
            _, writer = await asyncio.open_connection(server.address, server.port)
    except TimeoutError:
        return False
    except OSError as failure:
        return failure.errno in _NO_NETWORK
    writer.transport.abort()
    return False


async def _getaddrinfo(host: str) -> tuple[str, ...]:
    found = await in_daemon_thread(
        lambda: socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    )
    return tuple(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


def _fact(answer: dns.message.Message, query: dns.message.Message, server: str) -> LookupFact:
    rcode = dns.rcode.to_text(answer.rcode())
    outcome = Outcome.ANSWERED if answer.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN) else Outcome.DEFERRED
    question = query.question[0]
    name, aliases, ttl = question.name, [], None
    values: list[str] = []
    for _ in range(_MOST_ALIASES):
        rrset = answer.get_rrset(dns.message.ANSWER, name, question.rdclass, question.rdtype)
        if rrset is not None:
            values = [_value(rdata) for rdata in list(rrset)[:_MOST_VALUES]]
            ttl = min(rrset.ttl, _LONGEST_TTL)
            break
        alias = answer.get_rrset(dns.message.ANSWER, name, question.rdclass, dns.rdatatype.CNAME)
        if alias is None:
            break
        name = alias[0].target
        aliases.append(_shown(name))
    error = "" if outcome is Outcome.ANSWERED else rcode.lower()
    if len(aliases) == _MOST_ALIASES:
        error = "alias-loop"
    referral, glue = _referral(answer, question.name)
    return LookupFact(
        outcome,
        rcode,
        tuple(values),
        tuple(aliases),
        ttl,
        bool(answer.flags & dns.flags.AD),
        server,
        error,
        authoritative=bool(answer.flags & dns.flags.AA),
        referral=referral,
        glue=glue,
    )


def _referral(answer: dns.message.Message, name: dns.name.Name) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The name servers to which `name` itself is delegated, and their addresses (RFC 1034 section 4.2.1).

    A referral has no answer and no AA bit; one that leads upwards, to the root, is about another name and counts for
    nothing.
    """
    found = answer.get_rrset(dns.message.AUTHORITY, name, dns.rdataclass.IN, dns.rdatatype.NS)
    if found is None or answer.answer or answer.rcode() != dns.rcode.NOERROR or answer.flags & dns.flags.AA:
        return (), ()
    targets = [rdata.target for rdata in list(found)[:_MOST_VALUES]]
    glue = [
        f"{_shown(each.name)} {rdata}"
        for each in answer.additional
        if each.name in targets and each.rdtype in (dns.rdatatype.A, dns.rdatatype.AAAA)
        for rdata in each
    ]
    return tuple(_shown(target) for target in targets), tuple(glue[:_MOST_VALUES])


def _value(rdata: object) -> str:
    """One record in presentation form, its names without the final dot."""
    if getattr(rdata, "rdtype", None) == dns.rdatatype.MX:
        return f"{rdata.preference} {_shown(rdata.exchange)}"  # type: ignore[attr-defined]
    if getattr(rdata, "rdtype", None) == dns.rdatatype.SRV:
        parts = (rdata.priority, rdata.weight, rdata.port, _shown(rdata.target))  # type: ignore[attr-defined]
        return " ".join(str(part) for part in parts)
    if getattr(rdata, "rdtype", None) == dns.rdatatype.TXT:
        return clean(b"".join(rdata.strings).decode("utf-8", "backslashreplace"), 4096)  # type: ignore[attr-defined]
    text = str(rdata)
    return clean(text.removesuffix(".") if text != "." else text, 4096)


def _shown(name: dns.name.Name) -> str:
    return clean(name.to_text(omit_final_dot=True), 512) if name != dns.name.root else "."
