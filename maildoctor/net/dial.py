"""Dial every address of a host at once, talk to the first that answers, and say how each of the others went."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from maildoctor.model.evidence import Line
from maildoctor.model.fact import Dial, EndpointFact, Outcome
from maildoctor.model.probe import Endpoint
from maildoctor.net.limits import MOST_DIALLING, MOST_ESTABLISHED, Limits, quiet_s
from maildoctor.net.platform import connect_outcome
from maildoctor.net.stream import Stream, connect
from maildoctor.net.talk import Conversation
from maildoctor.net.trust import Trust

Report = Callable[[EndpointFact], None]
SILENT_SO_FAR_S = 0.5
"""A connection attempt without an answer for this long is "silent so far": no round trip on earth takes longer."""
_GRACE_S = 0.3
"""How much longer a conversation that is done waits for addresses that have not answered at all."""


@dataclass(frozen=True, slots=True)
class Opened:
    """How far an endpoint came, and the conversation where it can go on from its capabilities."""

    fact: EndpointFact
    transcript: tuple[Line, ...] = ()
    conversation: Conversation | None = None


class Dialler:
    """Opens conversations. `gates` bounds how many connections each address sees."""

    def __init__(self, limits: Limits, trust: Trust, now: dt.datetime, gates: Gates) -> None:
        self._limits = limits
        self._trust = trust
        self._now = now
        self._gates = gates

    async def open(self, endpoint: Endpoint, addresses: tuple[str, ...], port: int, report: Report) -> Opened:
        """Speak to `endpoint` at `addresses` (literals) and `port`, up to the capabilities."""
        race = Race(addresses, port, self._limits.step_s, self._gates)
        try:
            return await self._converse(endpoint, race, report)
        finally:
            await race.close()

    async def _converse(self, endpoint: Endpoint, race: Race, report: Report) -> Opened:
        best: EndpointFact | None = None
        while True:
            won = await race.next(
                lambda: report(EndpointFact(Outcome.SILENT, final=False, dials=race.dials(), where="connect"))
            )
            if won is None:
                break
            stream, took = won
            conversation = Conversation(endpoint, stream, self._limits, self._trust, self._now)

            def tell(fact: EndpointFact) -> None:
                report(replace(fact, dials=race.dials(), final=False))

            tell(conversation.fact)
            try:
                fact = await conversation.open(tell, quiet_s(took))
            except BaseException:
                conversation.abort()
                raise
            if fact.outcome is Outcome.UNTRUSTED and self._trust.pin and fact.chain[0].sha256 == self._trust.pin:
                fact, conversation = await self._open_pinned(endpoint, stream.address, race.port, tell)
            if best is None or (fact.reached or 0) > (best.reached or 0):
                best = replace(fact)
                kept = conversation
            if fact.ready or fact.speaks is not None or fact.chain:
                break
        if best is None:
            return Opened(EndpointFact(worst(race.dials()), None, dials=race.dials(), where="connect"))
        await race.settle(_GRACE_S)
        best = replace(best, dials=race.dials())
        return Opened(best, kept.transcript.lines(), kept if best.ready else None)

    async def _open_pinned(
        self, endpoint: Endpoint, address: str, port: int, tell: Report
    ) -> tuple[EndpointFact, Conversation]:
        """Once more, to the one certificate that the user accepts by its fingerprint (--accept-certificate)."""
        stream = await connect(address, port)
        conversation = Conversation(endpoint, stream, self._limits, self._trust, self._now, pinned=True)
        return await conversation.open(tell, quiet_s(1.0)), conversation


class Gates:
    """At most so many connections to one address, counted by address and never by name."""

    def __init__(self, most_established: int = MOST_ESTABLISHED, most_dialling: int = MOST_DIALLING) -> None:
        self._most = (most_established, most_dialling)
        self._established: dict[str, asyncio.Semaphore] = {}
        self._dialling: dict[str, asyncio.Semaphore] = {}

    async def connect(self, address: str, port: int) -> tuple[Stream, float]:
        """Connect when it is this connection's turn: (stream, round trip in seconds).

        A connection attempt that is not answered at once gives its place back: SYNs in flight are not connections.
        """
        slots = self._established.setdefault(address, asyncio.Semaphore(self._most[0]))
        async with self._dialling.setdefault(address, asyncio.Semaphore(self._most[1])):
            await slots.acquire()
            held = True
            began = time.monotonic()
            dialling = asyncio.ensure_future(connect(address, port))
            try:
                await asyncio.wait((dialling,), timeout=SILENT_SO_FAR_S)
                if not dialling.done():
                    slots.release()
                    held = False
                stream = await dialling
                if not held:
                    await slots.acquire()
                    held = True
            except BaseException:
                if held:
                    slots.release()
                await _give_up(dialling)
                raise
            stream.when_gone = slots.release
            return stream, time.monotonic() - began


async def _give_up(dialling: asyncio.Future[Stream]) -> None:
    """Stop a connection attempt; one that was answered in the meantime is let go."""
    dialling.cancel()
    with contextlib.suppress(OSError, asyncio.CancelledError):
        (await dialling).abort()


class Race:
    """All addresses of one endpoint, dialled under one deadline."""

    def __init__(self, addresses: tuple[str, ...], port: int, limit_s: float, gates: Gates) -> None:
        self.port = port
        self._gates = gates
        self._started = time.monotonic()
        self._done: dict[str, Dial] = {}
        self._open: asyncio.Queue[tuple[Stream, float]] = asyncio.Queue()
        self._addresses = addresses
        self._tasks = {a: asyncio.ensure_future(self._dial(a, limit_s)) for a in addresses}

    async def _dial(self, address: str, limit_s: float) -> None:
        began = time.monotonic()
        error = ""
        try:
            async with asyncio.timeout(limit_s):
                won = await self._gates.connect(address, self.port)
        except TimeoutError:
            outcome = Outcome.SILENT
        except OSError as failure:
            outcome, error = connect_outcome(failure), failure.__class__.__name__
        else:
            outcome = Outcome.ANSWERED
            self._open.put_nowait(won)
        self._done[address] = Dial(address, outcome, round((time.monotonic() - began) * 1000), error)

    async def next(self, quiet: Callable[[], None]) -> tuple[Stream, float] | None:
        """The next address that answers, or None when no more will. `quiet` is called while nothing has answered."""
        told = False
        while True:
            if not self._open.empty():
                return self._open.get_nowait()
            running = [task for task in self._tasks.values() if not task.done()]
            if not running:
                return None if self._open.empty() else self._open.get_nowait()
            wait = None if told else max(0.0, self._started + SILENT_SO_FAR_S - time.monotonic())
            done, _ = await asyncio.wait(running, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
            if not done and not told:
                told = True
                quiet()

    async def settle(self, grace_s: float) -> None:
        """Wait a little for the addresses that have not answered yet."""
        running = [task for task in self._tasks.values() if not task.done()]
        if running:
            spent = time.monotonic() - self._started
            await asyncio.wait(running, timeout=max(0.0, max(grace_s, SILENT_SO_FAR_S) - spent))

    def dials(self) -> tuple[Dial, ...]:
        """How each address went so far; one that has not answered is silent."""
        return tuple(self._done.get(a, Dial(a, Outcome.SILENT)) for a in self._addresses)

    async def close(self) -> None:
        """Stop dialling and let go of connections that nobody took."""
        for task in self._tasks.values():
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        while not self._open.empty():
            self._open.get_nowait()[0].abort()


def worst(dials: tuple[Dial, ...]) -> Outcome:
    """The outcome of an endpoint that no address answered: what says most comes first."""
    for outcome in (Outcome.REFUSED, Outcome.RESET, Outcome.BLOCKED, Outcome.SILENT, Outcome.UNREACHABLE):
        if any(dial.outcome is outcome for dial in dials):
            return outcome
    return Outcome.UNREACHABLE
