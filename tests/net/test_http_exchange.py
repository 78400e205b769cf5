"""Answers cut off or spoilt at every byte; in memory."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import cast

import pytest

from maildoctor.model.fact import Outcome
from maildoctor.net.http_exchange import EndedError, Exchange
from maildoctor.net.redirects import Asked, Place
from maildoctor.net.stream import PeerClosedError, Stream
from maildoctor.net.talk import Transcript
from tests.support.fetching import NAME
from tests.support.script_https import head


class Said:
    """A connection on which the server says `pieces` and goes."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = iter(pieces)

    async def send(self, data: bytes) -> None:
        """Nobody listens."""

    async def receive(self) -> bytes:
        """The next piece."""
        piece = next(self._pieces, b"")
        if not piece:
            raise PeerClosedError
        return piece


def heard(*pieces: bytes) -> tuple[int, bytes] | tuple[Outcome, str]:
    """Status and body of an answer, or how it ended."""

    async def go() -> tuple[int, bytes]:
        exchange = Exchange(cast(Stream, Said(*pieces)), Transcript())
        answered = await exchange.ask(Place(NAME, 443, "/"), Asked("GET"))
        return answered.status, await exchange.body(answered)

    try:
        return asyncio.run(go())
    except EndedError as ended:
        return ended.outcome, ended.trouble


_CHUNKED = head(200, "Transfer-Encoding: chunked")
_WHOLE = {
    "length": head(100) + head(200, "Content-Length: 5", "X: y") + b"hello",
    "chunked": _CHUNKED + b"2\r\nhe\r\n3;x\r\nllo\r\n0\r\nX: y\r\n\r\n",
}


@pytest.mark.parametrize("name", _WHOLE)
def test_a_cut_at_every_byte_is_never_a_document(name: str) -> None:
    whole = _WHOLE[name]
    assert heard(whole) == heard(*(whole[at : at + 1] for at in range(len(whole)))) == (200, b"hello")
    for offset in range(1, len(whole)):
        assert heard(whole[:offset]) == (Outcome.GARBLED, "truncated"), offset
        assert heard(*(whole[at : at + 1] for at in range(offset))) == (Outcome.GARBLED, "truncated"), offset
    assert heard() == (Outcome.CLOSED, "")


@pytest.mark.parametrize("name", _WHOLE)
def test_a_wrong_byte_anywhere_raises_nothing_else(name: str) -> None:
    whole = _WHOLE[name]
    for offset in range(len(whole)):
        for wrong in (b"", b"\0", b"\r", b"\n", b":", b"9", b"\xff", whole[offset : offset + 1] * 2):
            heard(whole[:offset] + wrong + whole[offset + 1 :])


def test_the_machine_is_loaded_when_it_is_needed() -> None:
    code = "import sys, maildoctor.net.https; sys.exit('h11' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
