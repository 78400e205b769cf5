"""One WHOIS query (RFC 3912): a line goes out on port 43, text comes back until the server closes.

Nothing is encrypted. Whoever answers is believed to be the registry, so what is said there never decides about a login
or a server. The answer is a stranger's: it is cut by size and time, and read elsewhere.
"""

from __future__ import annotations

import re

from maildoctor.model.fact import Outcome
from maildoctor.net.dial import Gates, Race, worst
from maildoctor.net.http_exchange import EndedError
from maildoctor.net.https_open import Progress
from maildoctor.net.limits import Limits
from maildoctor.net.redirects import HOST_NAME, Place
from maildoctor.net.stream import PeerClosedError, PeerResetError, Stream

PORT = 43
MOST_ANSWER = 64 * 1024
"""The longest answer in bytes: those of registries are below 8 KiB."""
_URL = re.compile(
    r"whois://([^/:?#@\s]{1,253})/([a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?(?:/e)?)", re.IGNORECASE | re.ASCII
)


def whois_place(url: str) -> Place:
    """Whom `url` ("whois://HOST/NAME", or "whois://HOST/NAME/e" for JPRS in English) asks; the query is its target.

    Raises:
        EndedError: it is no such URL. A query is a name and nothing else, so that it can be no second line.
    """
    match = _URL.fullmatch(url)
    if match is None or not HOST_NAME.fullmatch(match.group(1).lower()):
        raise EndedError(Outcome.BLOCKED, "not-whois")
    return Place(match.group(1).lower(), PORT, match.group(2))


async def whois(
    query: str, addresses: tuple[str, ...], port: int, limits: Limits, gates: Gates, told: Progress
) -> bytes:
    """The answer of the first of `addresses` that takes the query.

    Raises:
        EndedError: no answer came, or one that is too long.
    """
    race = Race(addresses, port, limits.step_s, gates)
    try:
        won = await race.next(told.tell_silence)
        if won is None:
            raise EndedError(worst(race.dials()))
        stream = won[0]
    finally:
        await race.close()
    try:
        told.learn(where="request", address=stream.address)
        return await _answer(stream, query, told)
    finally:
        stream.abort()


async def _answer(stream: Stream, query: str, told: Progress) -> bytes:
    body = bytearray()
    try:
        told.transcript.add("c", query)
        await stream.send(f"{query}\r\n".encode("ascii"))
        told.learn(where="body")
        with told.silence_told():
            while len(body) <= MOST_ANSWER:
                body += await stream.receive()
        raise EndedError(Outcome.GARBLED, "too-big")
    except PeerClosedError:
        if not body:
            raise EndedError(Outcome.CLOSED) from None
    except PeerResetError:
        raise EndedError(Outcome.RESET, "truncated" if body else "") from None
    # The people in it are nobody's business: the transcript has its length alone.
    told.transcript.add("-", f"{len(body)} bytes")
    return bytes(body)
