"""The one driver of all grammars: sockets, lines and TLS."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import tempfile
from dataclasses import dataclass
from pathlib import Path

from maildoctor.demo.ca import Issued
from maildoctor.demo.grammar import Account, Grammar, State, encrypted

_LONGEST_LINE = 8192
_FORGOTTEN_S = 120


@dataclass(frozen=True, slots=True)
class Service:
    """What stands at one port. `implicit`: TLS from the first byte. `mute`: it never greets."""

    grammar: Grammar
    implicit: bool = False
    mute: bool = False


def tls_context(issued: Issued) -> ssl.SSLContext:
    """The server's side of TLS with one certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with tempfile.TemporaryDirectory() as folder:
        # ssl reads certificates from files only.
        chain = Path(folder, "chain.pem")
        chain.write_bytes(issued.key_pem + issued.chain_pem)
        context.load_cert_chain(chain)
    return context


async def serve(service: Service, account: Account, host: str, context: ssl.SSLContext) -> asyncio.Server:
    """Start one service on a free port of loopback."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        state = State(account, host, encrypted=service.implicit)
        # A client that leaves in the middle, or dislikes the certificate, is an ordinary end.
        with contextlib.suppress(OSError, ssl.SSLError, asyncio.IncompleteReadError, ValueError, TimeoutError):
            async with asyncio.timeout(_FORGOTTEN_S):
                await _talk(service, state, reader, writer, context)
        writer.close()

    tls = context if service.implicit else None
    return await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls, limit=_LONGEST_LINE)


async def _talk(
    service: Service,
    state: State,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    context: ssl.SSLContext,
) -> None:
    if not service.mute:
        writer.write(service.grammar.greet(state).data)
    while line := await reader.readline():
        if service.mute:
            continue
        state, answer = service.grammar.hear(state, line.decode("utf-8", "replace").rstrip("\r\n"))
        writer.write(answer.data)
        await writer.drain()
        if answer.close:
            return
        if answer.upgrade:
            await writer.start_tls(context)
            state = encrypted(state)
