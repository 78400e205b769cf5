"""One document over HTTPS: looked up, dialled, verified, asked for and read, or a fact that says where it ended.

The certificate is judged in both views by the handshake that carries the request: where this PC refuses it, no document
is asked for. Where nothing but its dates is wrong, the server is asked for the time and for nothing else: so a wrong
clock of this PC is told from a certificate that has ended. Addresses are filtered after the look-up and dialled as they
were judged, on every hop.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from maildoctor.model.evidence import Line
from maildoctor.model.fact import Fault, FetchFact, LookupFact, Outcome
from maildoctor.model.probe import HOST, Document, Fetch, Lookup
from maildoctor.net.dial import Gates
from maildoctor.net.http_exchange import EndedError, Exchange, Head
from maildoctor.net.https_open import Opener, Progress
from maildoctor.net.limits import Limits
from maildoctor.net.redirects import FOLLOWED, Asked, Place, RedirectError, is_literal, next_place, place_of
from maildoctor.net.trust import Trust
from maildoctor.net.whois import whois, whois_place
from maildoctor.wire.readable import readable

Report = Callable[[FetchFact], None]
Request = Callable[[Fetch], tuple[str, bytes, str]]
"""How a document is asked for: method, body, content type."""
Allowed = Callable[[str], bool]
"""Whether an address may be dialled."""
Mapped = Callable[[str, int], tuple[str, int] | None]
"""The address and port to dial in place of a host and port; None where nothing is in its place."""
_WANTS_CREDENTIALS = (401, 407)
_BY_DATE = frozenset((Fault.EXPIRED, Fault.NOT_YET_VALID))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of a fetch. `body` is the whole document where the outcome is ANSWERED, and empty everywhere else."""

    fact: FetchFact
    body: bytes = b""
    transcript: tuple[Line, ...] = ()


def plain_get(probe: Fetch) -> tuple[str, bytes, str]:
    """The request of a document that is asked for by its URL alone."""
    return "GET", b"", ""


def everywhere(address: str) -> bool:
    """Allows every address."""
    return True


def nowhere_else(host: str, port: int) -> None:
    """Maps nothing."""


def _ahead_s(head: Head) -> int | None:
    """By how many seconds the server's clock is ahead of this PC's; an answer out of a cache tells no time."""
    if head.value(b"age").strip() not in (b"", b"0"):
        return None
    try:
        told = email.utils.parsedate_to_datetime(head.value(b"date").decode("ascii"))
    except (ValueError, TypeError):
        return None
    if told.tzinfo is None:  # "-0000"
        told = told.replace(tzinfo=dt.UTC)
    return round((told - dt.datetime.now(dt.UTC)).total_seconds())


class Fetcher:
    """Fetches documents without any credentials.

    `lookup` is the run's resolver; `gates` bound how many connections a web server sees. `allowed` is asked about each
    address before it is dialled. `mapped` is --connect-to: the user chose those addresses, so they are not filtered; an
    empty one keeps the host's own addresses and changes the port alone.
    """

    def __init__(
        self,
        lookup: Callable[[Lookup], Awaitable[LookupFact]],
        limits: Limits,
        trust: Trust,
        now: dt.datetime,
        gates: Gates,
        request: Request = plain_get,
        allowed: Allowed = everywhere,
        mapped: Mapped = nowhere_else,
    ) -> None:
        self._lookup = lookup
        self._limits = limits
        self._gates = gates
        self._opener = Opener(limits, trust, now, gates)
        self._request = request
        self._allowed = allowed
        self._mapped = mapped

    async def fetch(self, probe: Fetch, report: Report) -> Fetched:
        """Fetch one document, redirects and all, within the time of two steps. `report` hears of silence early."""
        progress = Progress(probe.url, report)
        body = b""
        try:
            async with asyncio.timeout(2 * self._limits.step_s):
                body = await (self._whois if probe.document is Document.WHOIS else self._follow)(probe, progress)
            progress.learn(outcome=Outcome.ANSWERED)
        except TimeoutError:
            progress.learn(outcome=Outcome.SILENT)
        except EndedError as ended:
            progress.learn(outcome=ended.outcome, trouble=ended.trouble)
        except RedirectError as ended:
            outcome = Outcome.GARBLED if ended.trouble == "bad-http" else Outcome.BLOCKED
            progress.learn(outcome=outcome, trouble=ended.trouble, redirect=ended.target)
        progress.learn(final=True)
        return Fetched(progress.fact, body, progress.transcript.lines())

    async def _follow(self, probe: Fetch, progress: Progress) -> bytes:
        """Ask, and ask again where the answer leads, until there is a document or a reason to stop."""
        place, asked = place_of(probe.url), Asked(*self._request(probe))
        visited: tuple[str, ...] = (place.url,)
        while True:
            addresses, port = await self._way_to(place, visited[1:], progress)
            progress.learn(where="connect")
            try:
                stream = await self._opener.open(place.host, addresses, port, progress)
            except EndedError as ended:
                if ended.outcome is Outcome.UNTRUSTED and set(progress.fact.here) <= _BY_DATE:
                    await self._ask_the_time(place, port, progress)
                raise
            try:
                exchange = Exchange(stream, progress.transcript)
                progress.learn(where="request")
                with progress.silence_told():
                    head = await exchange.ask(place, asked)
                progress.learn(clock_s=_ahead_s(head))
                progress.learn(status=head.status, content_type=readable(head.value(b"content-type"), 128))
                if head.status in _WANTS_CREDENTIALS:
                    raise EndedError(Outcome.REJECTED, "wants-credentials")
                location = head.value(b"location")
                if head.status not in FOLLOWED or not location:
                    return await self._read(exchange, head, progress)
            finally:
                stream.abort()
            place, asked = next_place(place, location, head.status, asked, visited, probe.within)
            visited = (*visited, place.url)

    async def _whois(self, probe: Fetch, progress: Progress) -> bytes:
        """The one kind of document that has no HTTPS: the same addresses, the same gates, one query in clear text."""
        place = whois_place(probe.url)
        addresses, port = await self._way_to(place, (), progress)
        progress.learn(where="connect")
        return await whois(place.target, addresses, port, self._limits, self._gates, progress)

    async def _ask_the_time(self, place: Place, port: int, progress: Progress) -> None:
        """Learn the time of a server whose certificate is good but for its dates."""
        assert progress.fact.address is not None
        try:
            stream = await self._opener.open_again(place.host, progress.fact.address, port, progress.fact.shown)
        except EndedError:
            return
        try:
            head = await Exchange(stream, progress.transcript).ask(replace(place, target="/"), Asked("HEAD", b"", ""))
        except EndedError:
            return
        finally:
            stream.abort()
        progress.learn(clock_s=_ahead_s(head))

    async def _way_to(self, place: Place, hops: tuple[str, ...], progress: Progress) -> tuple[tuple[str, ...], int]:
        """The addresses and the port to dial for `place`, none of them forbidden."""
        before = progress.fact
        if hops:
            progress.learn(url=place.url, hops=hops, status=None, address=None, content_type="", public=())
        progress.learn(where="lookup")
        mapped = self._mapped(place.host, place.port)
        if mapped is not None and mapped[0]:
            return (mapped[0],), mapped[1]
        found = (place.host,) if is_literal(place.host) else await self._addresses(place.host)
        addresses = tuple(address for address in found if self._allowed(address))
        if not addresses:
            if not hops:
                raise EndedError(Outcome.BLOCKED, "private-address")
            progress.fact = before  # the redirect is not followed: the answer that gave it was the last
            raise RedirectError("private-address", place.url)
        return addresses, mapped[1] if mapped is not None else place.port

    async def _addresses(self, host: str) -> tuple[str, ...]:
        """The addresses of a name as a client on this PC sees them; where it sees none, as they stand in the DNS."""
        facts = [await self._lookup(Lookup(host, HOST))]
        if not facts[0].values and facts[0].server == "getaddrinfo":
            facts = list(await asyncio.gather(self._lookup(Lookup(host, "A")), self._lookup(Lookup(host, "AAAA"))))
        found = tuple(value for fact in facts for value in fact.values)
        if found:
            return found
        failed = next((fact for fact in facts if fact.outcome is not Outcome.ANSWERED), None)
        if failed is None:
            # A name without any address is as good as none: nobody can ask it for anything.
            raise EndedError(Outcome.UNREACHABLE, "no-such-name")
        if failed.outcome is Outcome.SILENT:
            raise EndedError(Outcome.SILENT)
        raise EndedError(Outcome.UNREACHABLE, failed.error)

    async def _read(self, exchange: Exchange, head: Head, progress: Progress) -> bytes:
        if not 200 <= head.status < 300:
            raise EndedError(Outcome.REJECTED)
        progress.learn(where="body")
        with progress.silence_told():
            return await exchange.body(head)
