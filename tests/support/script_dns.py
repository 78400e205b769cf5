"""The script server's twin for DNS: answers from a zone like a resolver does, except where a behaviour says otherwise.

zone = '''
example.test.       300 IN MX   10 mail.example.test.
mail.example.test.  300 IN A    192.0.2.10
'''
with ScriptDns(zone, {("mail.example.test", "AAAA"): Behaviour(rcode="SERVFAIL")}) as dns:
    ...  # --resolver 127.0.0.1:{dns.port}
assert ("example.test.", "MX") in dns.asked
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rdatatype

from tests.support.dns_answer import Behaviour, Packet, Question, Records, packets
from tests.support.loop_thread import LoopThread

__all__ = ["Asked", "Behaviour", "Question", "ScriptDns"]

_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it came in."""

    name: str
    type: str
    transport: str
    recursion_desired: bool
    checking_disabled: bool
    dnssec_ok: bool


class ScriptDns(LoopThread):
    """A DNS server on one loopback port, UDP and TCP (`tcp=False`: connections are refused).

    `zone` is master-file text with absolute names, or a dict of (name, type) to record texts; names outside of it do
    not exist. `behaviours` are by (name, type), with `"*"` for either; a sequence is used up question by question, the
    last one repeats.
    """

    def __init__(
        self,
        zone: str | Mapping[Question, Sequence[str]] = "",
        behaviours: Mapping[Question, Behaviour | Sequence[Behaviour]] | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tcp: bool = True,
    ) -> None:
        super().__init__()
        self._records = Records.read(zone)
        self._behaviours = {
            (_absolute(name), kind.upper()): (each,) if isinstance(each, Behaviour) else tuple(each)
            for (name, kind), each in (behaviours or {}).items()
        }
        self._used: dict[Question, int] = {}
        self._lock = threading.Lock()
        self._log: list[Asked] = []
        self._errors: list[str] = []
        self._tcp_wanted = tcp
        self._family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._udp: socket.socket | None = None
        self._tcp: socket.socket | None = None
        self.address = host
        self.port = port

    @property
    def log(self) -> tuple[Asked, ...]:
        """Every question, in order."""
        with self._lock:
            return tuple(self._log)

    @property
    def asked(self) -> tuple[Question, ...]:
        """Name (absolute, lower case) and type of every question, in order."""
        return tuple((each.name, each.type) for each in self.log)

    @property
    def errors(self) -> tuple[str, ...]:
        """Packets that were no DNS questions, and mistakes in a script."""
        with self._lock:
            return tuple(self._errors)

    # -- sockets ----------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        for attempt in range(_ATTEMPTS):
            udp = socket.socket(self._family, socket.SOCK_DGRAM)
            tcp = socket.socket(self._family, socket.SOCK_STREAM) if self._tcp_wanted else None
            try:
                udp.bind((self.address, self.port))
                if tcp is not None:
                    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    tcp.bind((self.address, udp.getsockname()[1]))  # the number may be taken for TCP alone: try again
                    tcp.listen(64)
                    tcp.setblocking(False)
            except OSError:
                udp.close()
                if tcp is not None:
                    tcp.close()
                if self.port or attempt == _ATTEMPTS - 1:
                    raise
                continue
            udp.setblocking(False)
            self._udp, self._tcp, self.port = udp, tcp, udp.getsockname()[1]
            return

    def _close(self) -> None:
        for sock in (self._udp, self._tcp):
            if sock is not None:
                sock.close()

    async def _serve(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._serve_udp(group))
            if self._tcp is not None:
                group.create_task(self._serve_tcp(group, self._tcp))

    # -- UDP --------------------------------------------------------------------------------------------------------

    async def _serve_udp(self, group: asyncio.TaskGroup) -> None:
        assert self._udp is not None
        loop = asyncio.get_running_loop()
        while True:
            with contextlib.suppress(ConnectionError):  # an ICMP error of an earlier answer is reported here
                wire, peer = await loop.sock_recvfrom(self._udp, 65535)
                group.create_task(self._answer_udp(self._udp, wire, peer))

    async def _answer_udp(self, udp: socket.socket, wire: bytes, peer: tuple[Any, ...]) -> None:
        query, behaviour = self._question(wire, "udp")
        if query is None or behaviour is None:
            return
        await asyncio.sleep(behaviour.delay)
        with contextlib.suppress(OSError):
            for packet in self._packets(query, wire, behaviour, stream=False):
                if packet.other_port:
                    with socket.socket(self._family, socket.SOCK_DGRAM) as stranger:
                        stranger.sendto(packet.wire, peer)
                else:
                    udp.sendto(packet.wire, peer)

    # -- TCP --------------------------------------------------------------------------------------------------------

    async def _serve_tcp(self, group: asyncio.TaskGroup, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            sock, _ = await loop.sock_accept(listener)
            group.create_task(self._converse(sock))

    async def _converse(self, sock: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        with sock, contextlib.suppress(OSError, EOFError):
            sock.setblocking(False)
            while True:
                (size,) = struct.unpack("!H", await _exactly(loop, sock, 2))
                wire = await _exactly(loop, sock, size)
                query, behaviour = self._question(wire, "tcp")
                if query is None or behaviour is None:
                    return
                await asyncio.sleep(behaviour.delay)
                for packet in self._packets(query, wire, behaviour, stream=True):
                    if not await _say(loop, sock, packet.wire, behaviour):
                        return

    # -- questions --------------------------------------------------------------------------------------------------

    def _question(self, wire: bytes, transport: str) -> tuple[dns.message.Message | None, Behaviour | None]:
        try:
            query = dns.message.from_wire(wire)
            question = query.question[0]
        except (dns.exception.DNSException, IndexError) as error:
            self._fail(f"not a question: {type(error).__name__}")
            return None, None
        name, kind = question.name.to_text().lower(), dns.rdatatype.to_text(question.rdtype)
        asked = Asked(
            name=name,
            type=kind,
            transport=transport,
            recursion_desired=bool(query.flags & dns.flags.RD),
            checking_disabled=bool(query.flags & dns.flags.CD),
            dnssec_ok=bool(query.ednsflags & dns.flags.DO),
        )
        with self._lock:
            self._log.append(asked)
        return query, self._behaviour(name, kind)

    def _behaviour(self, name: str, kind: str) -> Behaviour:
        for key in ((name, kind), (name, "*"), ("*", kind), ("*", "*")):
            if key in self._behaviours:
                turns = self._behaviours[key]
                turn = self._used.get(key, 0)
                self._used[key] = turn + 1
                return turns[min(turn, len(turns) - 1)]
        return Behaviour()

    def _packets(self, query: dns.message.Message, wire: bytes, behaviour: Behaviour, *, stream: bool) -> list[Packet]:
        try:
            return packets(self._records, query, wire, behaviour, stream=stream)
        except Exception as error:  # a mistake in a script must not look like a dead server
            self._fail(f"script: {type(error).__name__}: {error}")
            return []

    def _fail(self, text: str) -> None:
        with self._lock:
            self._errors.append(text)


def _absolute(name: str) -> str:
    return name if name == "*" else dns.name.from_text(name).to_text().lower()


async def _exactly(loop: asyncio.AbstractEventLoop, sock: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = await loop.sock_recv(sock, count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


async def _say(loop: asyncio.AbstractEventLoop, sock: socket.socket, wire: bytes, behaviour: Behaviour) -> bool:
    """Send one answer over TCP in the way the behaviour wants it; false ends the connection."""
    match behaviour.tcp:
        case "reset":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        case "close":
            return False
        case "stall":
            await _exactly(loop, sock, 1)  # ends with the client
            return False
        case "long":
            await loop.sock_sendall(sock, b"\xff\xff" + wire)
            await _exactly(loop, sock, 1)
            return False
        case "drip":
            for byte in struct.pack("!H", len(wire)) + wire:
                await loop.sock_sendall(sock, bytes((byte,)))
                await asyncio.sleep(behaviour.drip)
            return True
        case _:
            await loop.sock_sendall(sock, struct.pack("!H", len(wire)) + wire)
            return True
