"""Devices and programs that stand between a PC and its servers, to be run in the namespace of a router or of a PC.

Started as a file with a JSON list of boxes; says "ready" when all of them listen. Kinds:

* `relay`: carries every connection on `port` to `to` and its port, untouched (a mail shield, switched off inside).
* `opens`: ends the TLS of the client with a certificate of its own for the name that is asked for, and speaks to the
  real server behind it (a virus scanner, a gateway). With `starttls` the client first has to ask for TLS.
* `masks`: overwrites what the server says before TLS: `greeting` with asterisks, `offer` by X (or leaves it out).
* `web`: one web page for whoever comes, with `chain` and `key` over TLS (the sign-in page of a Wi-Fi).
* `says`: greets with `words`, and nothing else.
* `mute`: takes connections and says nothing.
* `names`: a name server that asks `upstream`, and lies about what `lies` says (see `_Names`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import ssl
import struct
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

_SO_ORIGINAL_DST = 80
_Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_Box = dict[str, Any]


async def _serve(boxes: list[_Box]) -> None:
    for box in boxes:
        if box["kind"] == "names":
            place = ("0.0.0.0", box["port"])
            await asyncio.get_running_loop().create_datagram_endpoint(lambda box=box: _Names(box), local_addr=place)  # type: ignore[misc]
            continue
        speak = _KINDS[box["kind"]](box)
        context = _server_context(box) if box.get("tls") else None
        await asyncio.start_server(speak, box.get("host", "0.0.0.0"), box["port"], ssl=context)
    print("ready", flush=True)
    await asyncio.Event().wait()


def _server_context(box: _Box) -> ssl.SSLContext:
    """The certificate made for the name that is asked for, else the first."""
    contexts = {}
    for name, files in box["certificates"].items():
        contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        contexts[name].load_cert_chain(*files)

    def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        if name in contexts:
            connection.context = contexts[name]

    first = next(iter(contexts.values()))
    first.sni_callback = choose
    return first


def _meant(writer: asyncio.StreamWriter) -> tuple[str, int]:
    """Where the client wanted to go before it was led here."""
    sock: socket.socket = writer.get_extra_info("socket")
    packed = sock.getsockopt(socket.SOL_IP, _SO_ORIGINAL_DST, 16)
    port, address = struct.unpack_from("!2xH4s", packed)
    return socket.inet_ntoa(address), port


def _blind() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def _carry(one: _Pair, other: _Pair) -> None:
    """Both ways, until either side ends."""
    ways = [asyncio.ensure_future(_pour(one[0], other[1])), asyncio.ensure_future(_pour(other[0], one[1]))]
    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.sleep(0.05)
    for way in ways:
        way.cancel()
    for _, writer in (one, other):
        writer.close()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()


def _relay(box: _Box) -> Callable[..., Awaitable[None]]:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            await _carry((reader, writer), await asyncio.open_connection(box["to"], box.get("to_port", box["port"])))

    return speak


def _opens(box: _Box) -> Callable[..., Awaitable[None]]:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = _meant(writer)
        with contextlib.suppress(OSError, EOFError):
            context = None if box.get("starttls") else _blind()
            there, back = await asyncio.open_connection(host, port, ssl=context)
            if box.get("starttls"):
                await _until_starttls((reader, writer), (there, back))
                await back.start_tls(_blind())
                await writer.start_tls(_server_context(box))
            await _carry((reader, writer), (there, back))

    return speak


async def _until_starttls(client: _Pair, server: _Pair) -> None:
    """Hand on line by line up to the answer to STARTTLS."""
    asked = b""
    client[1].write(await _reply(server[0]))
    while asked.strip().upper() != b"STARTTLS":
        asked = await client[0].readuntil(b"\n")
        server[1].write(asked)
        client[1].write(await _reply(server[0]))
    await client[1].drain()


async def _reply(reader: asyncio.StreamReader) -> bytes:
    """One whole reply of an SMTP server."""
    lines = [await reader.readuntil(b"\n")]
    while lines[-1][3:4] == b"-":
        lines.append(await reader.readuntil(b"\n"))
    return b"".join(lines)


def _masks(box: _Box) -> Callable[..., Awaitable[None]]:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, EOFError):
            there, back = await asyncio.open_connection(*_meant(writer))
            greeting = await _reply(there)
            if box["greeting"] == "stars":
                greeting = b"220 " + b"*" * (len(greeting) - 6) + b"\r\n"
            writer.write(greeting)
            while True:
                asked = await reader.readuntil(b"\n")
                if asked.strip().upper() == b"STARTTLS":
                    writer.write(b'500 5.5.1 Command unrecognized: "XXXXXXXX"\r\n')
                    continue
                back.write(asked)
                writer.write(_masked(await _reply(there), box["offer"]))

    return speak


def _masked(reply: bytes, offer: str) -> bytes:
    """The reply with STARTTLS overwritten ("X") or left out ("gone")."""
    if offer == "X":
        return re.sub(rb"STARTTLS(?=\r\n)", b"XXXXXXXA", reply)
    lines = [line for line in reply.splitlines(keepends=True) if not line[4:].upper().startswith(b"STARTTLS")]
    return b"".join((*lines[:-1], lines[-1][:3] + b" " + lines[-1][4:]))


def _web(box: _Box) -> Callable[..., Awaitable[None]]:
    page = b"<html><title>Wi-Fi sign-in</title>Please accept the terms of use.</html>"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(page)

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError):
            asked = await asyncio.wait_for(reader.read(1024), 3)
            if asked and not re.match(rb"(GET|HEAD|POST) ", asked):
                head_of = head.replace(b"200 OK", b"400 Bad Request")
                writer.write(head_of + page)
            elif asked:
                writer.write(head + page)
            await writer.drain()
        writer.close()

    return speak


def _mute(box: _Box) -> Callable[..., Awaitable[None]]:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while await reader.read(1024):
                pass
        writer.close()

    return speak


def _says(box: _Box) -> Callable[..., Awaitable[None]]:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            writer.write(box["words"].encode() + b"\r\n")
            await writer.drain()
        writer.close()

    return speak


_KINDS = {"says": _says, "relay": _relay, "opens": _opens, "masks": _masks, "web": _web, "mute": _mute}


class _Names(asyncio.DatagramProtocol):
    """Asks the upstream server and hands its answer on, but for what `lies` holds.

    `nxdomain`: the address in place of "no such name". `all`: the address of every name. `addresses`: {name: address}.
    `refuses`: names that are answered REFUSED. `silent`: names that are not answered.
    """

    def __init__(self, box: _Box) -> None:
        self._lies = box["lies"]
        self._upstream = box.get("upstream")
        self._asking: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        task = asyncio.ensure_future(self._answer(data, addr))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def _answer(self, data: bytes, addr: Any) -> None:
        query = dns.message.from_wire(data)
        name = query.question[0].name.to_text(omit_final_dot=True).lower()
        if name in self._lies.get("silent", ()):
            return
        if name in self._lies.get("refuses", ()):
            answer = dns.message.make_response(query)
            answer.set_rcode(dns.rcode.REFUSED)
        elif (address := self._lies.get("addresses", {}).get(name, self._lies.get("all"))) is not None:
            answer = self._invented(query, address)
        else:
            assert self._upstream is not None
            answer = await asyncio.to_thread(_ask, data, self._upstream)
            if answer.rcode() == dns.rcode.NXDOMAIN and self._lies.get("nxdomain"):
                answer = self._invented(query, self._lies["nxdomain"])
        assert isinstance(self._transport, asyncio.DatagramTransport)
        self._transport.sendto(answer.to_wire(), addr)

    def _invented(self, query: dns.message.Message, address: str) -> dns.message.Message:
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        question = query.question[0]
        if question.rdtype == dns.rdatatype.A:
            answer.answer.append(dns.rrset.from_text(question.name, 60, dns.rdataclass.IN, dns.rdatatype.A, address))
        return answer


def _ask(data: bytes, upstream: str) -> dns.message.Message:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(3)
        sock.sendto(data, (upstream, 53))
        return dns.message.from_wire(sock.recv(65_536))


if __name__ == "__main__":
    asyncio.run(_serve(json.loads(sys.argv[1])))
