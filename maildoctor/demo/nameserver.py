"""The demo's name server: a small zone in memory, answered over UDP and TCP (RFC 1035, negative answers RFC 2308)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

Zone = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Name without final dot → type → values in presentation form, names in them with final dot."""

_TTL = 300
_MOST_ALIASES = 8


def answer(zone: Zone, wire: bytes) -> bytes | None:
    """The answer to one question, None for what is no question."""
    try:
        query = dns.message.from_wire(wire)
        reply = dns.message.make_response(query, recursion_available=True)
    except (dns.exception.DNSException, ValueError):
        return None
    if len(query.question) != 1:
        reply.set_rcode(dns.rcode.FORMERR)
        return reply.to_wire()
    kind = dns.rdatatype.to_text(query.question[0].rdtype)
    name = query.question[0].name.to_text(omit_final_dot=True).lower()
    for _ in range(_MOST_ALIASES):
        records = zone.get(name, {})
        if kind in records or "CNAME" not in records:
            break
        reply.answer.append(_rrset(name, "CNAME", records["CNAME"]))
        name = records["CNAME"][0].removesuffix(".").lower()
    if kind in zone.get(name, {}):
        reply.answer.append(_rrset(name, kind, zone[name][kind]))
    else:
        if not _exists(zone, name):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        apex = next((a for a in _parents(name) if "SOA" in zone.get(a, {})), None)
        if apex is not None:
            reply.authority.append(_rrset(apex, "SOA", zone[apex]["SOA"]))
    return reply.to_wire()


def _rrset(name: str, kind: str, values: tuple[str, ...]) -> dns.rrset.RRset:
    return dns.rrset.from_text(f"{name}.", _TTL, "IN", kind, *values)


def _exists(zone: Zone, name: str) -> bool:
    """True for a name with records, and for one that stands above such a name."""
    return any(known == name or known.endswith(f".{name}") for known in zone)


def _parents(name: str) -> list[str]:
    labels = name.split(".")
    return [".".join(labels[i:]) for i in range(len(labels))]


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, zone: Zone) -> None:
        self._zone = zone
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # No isinstance: the transport of Python 3.11 is a DatagramTransport in all but its bases.
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        reply = answer(self._zone, data)
        if reply is not None and self._transport is not None:
            self._transport.sendto(reply, addr)


async def serve(zone: Zone) -> tuple[asyncio.DatagramTransport, asyncio.Server]:
    """Start on a free port of loopback, the same for UDP and TCP."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                length = int.from_bytes(await reader.readexactly(2))
                reply = answer(zone, await reader.readexactly(length))
                if reply is None:
                    break
                writer.write(len(reply).to_bytes(2) + reply)
                await writer.drain()
        writer.close()

    loop = asyncio.get_running_loop()
    for _ in range(20):
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        try:
            transport, _protocol = await loop.create_datagram_endpoint(
                lambda: _Datagrams(zone), local_addr=("127.0.0.1", port)
            )
        except OSError:
            server.close()
            continue
        return transport, server
    raise OSError("no port that is free for both UDP and TCP")
