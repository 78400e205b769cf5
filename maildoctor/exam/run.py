"""The runner: asks what the plan names, each question once, and wakes the plan whenever something became known.

There are no stages and no barriers: a probe starts the moment the facts it needs exist.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol as Interface

from maildoctor.diagnosis import places
from maildoctor.discovery import documents
from maildoctor.exam.gate import Gate
from maildoctor.exam.ledger import Attempt, HeldBack, Ledger
from maildoctor.exam.outsiders import Outsiders
from maildoctor.exam.plan import Plan, plan
from maildoctor.exam.registry import Loaded
from maildoctor.exam.stopwatch import Stopwatch
from maildoctor.model.case import Case
from maildoctor.model.evidence import Evidence, Line, Observation
from maildoctor.model.fact import (
    EndpointFact,
    EnvelopeFact,
    Fact,
    FetchFact,
    LoginFact,
    LookupFact,
    MailboxFact,
    Outcome,
    Refusal,
    TypedFact,
)
from maildoctor.model.probe import Endpoint, Envelope, Fetch, Login, Lookup, Mailbox, Probe, Typed
from maildoctor.model.secret import Secret
from maildoctor.model.settings import Protocol
from maildoctor.net.background import in_daemon_thread
from maildoctor.net.dial import Opened
from maildoctor.net.https import Fetched
from maildoctor.net.limits import KEPT_WAITING_S
from maildoctor.net.talk import Conversation

_LOOK_AGAIN_S = 1.0


class NetworkLike(Interface):
    """What the runner needs of a network."""

    async def lookup(self, question: Lookup) -> LookupFact:
        """The answer to one DNS question."""

    async def open(
        self, endpoint: Endpoint, addresses: tuple[str, ...], port: int, report: Callable[[EndpointFact], None]
    ) -> Opened:
        """Speak to an endpoint up to its capabilities."""

    async def fetch(self, probe: Fetch, report: Callable[[FetchFact], None]) -> Fetched:
        """Fetch one document over HTTPS."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a run works with. `told` hears of each observation as it changes."""

    network: NetworkLike
    secrets: Mapping[str, Secret]
    ledger: Ledger
    gate: Gate
    told: Callable[[Observation], None] = lambda observation: None


@dataclass
class _Kept:
    conversation: Conversation
    since: float = field(default_factory=time.monotonic)


class Run:
    """One examination. `evidence` is there at any moment, so an interrupted run still has its report."""

    def __init__(self, case: Case, checks: tuple[Loaded, ...], tools: Tools, typed_notes: tuple[str, ...]) -> None:
        self.evidence = Evidence()
        self.crashed: dict[str, str] = {}
        self._case = case
        self._checks = checks
        self._tools = tools
        self.stopwatch = Stopwatch()
        self._tasks: dict[Probe, asyncio.Task[None]] = {}
        self._ids: dict[Probe, tuple[str, int]] = {}
        self._ready: dict[Endpoint, _Kept] = {}
        self._inside: dict[Login, Conversation] = {}
        self._goodbyes: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._outsiders = Outsiders(case, tuple(c for c in checks if not c.bundled), self._wake.set)
        self._note(Typed(), TypedFact(notes=typed_notes), ())

    @property
    def elapsed_ms(self) -> int:
        """Milliseconds since the run began."""
        return self.stopwatch.elapsed_ms

    async def until_done(self) -> None:
        """Ask until nothing is left to ask, or the deadline is over."""
        try:
            while True:
                now = self._plan()
                for probe in now.wanted:
                    self._start(probe)
                for probe in now.moot:
                    self._cut_short(probe)
                self._dismiss(now.waiting_room)
                if not self._tasks and not self._outsiders.busy:
                    return
                if not await self._something_new():
                    return
        finally:
            await self.close()

    async def close(self) -> None:
        """Stop everything that runs, say goodbye to the servers, and leave a final word on every question."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        for probe in tuple(self._tasks):
            self._end(probe, Outcome.CUT_OFF)
        self._tasks.clear()
        self._dismiss(frozenset())
        for conversation in self._inside.values():
            self._goodbye(conversation)
        self._inside.clear()
        if self._goodbyes:
            await asyncio.wait(self._goodbyes, timeout=1.0)
        self.crashed.update(self._outsiders.crashed)

    def _plan(self) -> Plan:
        return plan(self._case, self.evidence, self._of_checks())

    def _of_checks(self) -> Iterator[Probe]:
        """What the checks ask themselves. A bundled check that fails is a result of its own and ends no run."""
        for entry in self._checks:
            if not entry.bundled or entry.check.id in self.crashed:
                continue
            try:
                yield from list(entry.check.probes(self._case, self.evidence))
            except Exception as error:  # a bug of a check must cost that check alone
                self.crashed[entry.check.id] = type(error).__name__
        yield from self._outsiders.probes(self.evidence)

    async def _something_new(self) -> bool:
        """Wait for the next fact; False when the deadline is over."""
        left = self._case.options.deadline_s - self.stopwatch.spent_s
        # Looked at anew at least once a second: connections are not kept for ever, and a prompt stretches the deadline.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, min(left, _LOOK_AGAIN_S))):
                await self._wake.wait()
        self._wake.clear()
        return self.stopwatch.spent_s < self._case.options.deadline_s

    def _start(self, probe: Probe) -> None:
        if probe in self._ids or not self._startable(probe):
            return
        self._ids[probe] = (f"o{len(self._ids) + 1}", self.elapsed_ms)
        task = asyncio.ensure_future(self._carry_out(probe))
        self._tasks[probe] = task
        task.add_done_callback(lambda _: self._wake.set())

    def _startable(self, probe: Probe) -> bool:
        if isinstance(probe, Endpoint):
            return self._way_to(probe) is not None
        return True

    def _way_to(self, endpoint: Endpoint) -> tuple[tuple[str, ...], int] | None:
        """The addresses and the port to dial, None while (or where) there are none."""
        mapped = places.mapping_of(self._case, endpoint.host, endpoint.port)
        if mapped is not None:
            port = mapped.port or endpoint.port
            if mapped.address:
                return (mapped.address,), port
            known = places.addresses(self._case, self.evidence, endpoint.host)
            return (known, port) if known else None
        known = places.addresses(self._case, self.evidence, endpoint.host)
        return (known, endpoint.port) if known else None

    async def _carry_out(self, probe: Probe) -> None:
        try:
            fact, transcript = await self._answer(probe)
        except Exception as error:  # our own bug: it must cost this question alone, and be told
            self.crashed[type(probe).__name__] = _where(error)
            fact, transcript = _nothing_yet(probe), ()
        del self._tasks[probe]
        self._note(probe, fact, transcript)

    async def _answer(self, probe: Probe) -> tuple[Fact, tuple[Line, ...]]:
        if isinstance(probe, Lookup):
            return await self._tools.network.lookup(probe), ()
        if isinstance(probe, Endpoint):
            return await self._open(probe)
        if isinstance(probe, Login):
            return await self._log_in(probe)
        if isinstance(probe, Envelope):
            return await self._envelope(probe)
        if isinstance(probe, Mailbox):
            return await self._mailbox(probe)
        if isinstance(probe, Fetch):
            return await self._fetch(probe)
        return TypedFact(), ()

    def _note(self, probe: Probe, fact: Fact, transcript: tuple[Line, ...]) -> None:
        identifier, start_ms = self._ids.setdefault(probe, (f"o{len(self._ids) + 1}", self.elapsed_ms))
        observation = Observation(identifier, probe, fact, start_ms, self.elapsed_ms - start_ms, transcript)
        self.evidence = self.evidence.with_(observation)
        self._tools.told(observation)
        self._wake.set()

    def _cut_short(self, probe: Probe) -> None:
        """Stop waiting for something whose answer no longer matters; what was seen so far becomes final."""
        task = self._tasks.pop(probe, None)
        if task is not None:
            task.cancel()
            self._end(probe, None)

    def _end(self, probe: Probe, outcome: Outcome | None) -> None:
        found = self.evidence.observation(probe)
        fact = found.fact if found is not None else _nothing_yet(probe)
        fact = replace(fact, outcome=outcome or fact.outcome, final=True)
        self._note(probe, fact, found.transcript if found is not None else ())

    async def _open(self, endpoint: Endpoint) -> tuple[EndpointFact, tuple[Line, ...]]:
        way = self._way_to(endpoint)
        assert way is not None
        opened = await self._tools.network.open(endpoint, *way, lambda so_far: self._note(endpoint, so_far, ()))
        if opened.conversation is not None:
            self._ready[endpoint] = _Kept(opened.conversation)
            if not opened.fact.encrypted and self._case.options.plaintext_allowed:
                opened.conversation.allow_in_clear()
        return opened.fact, opened.transcript

    async def _fetch(self, probe: Fetch) -> tuple[FetchFact, tuple[Line, ...]]:
        fetched = await self._tools.network.fetch(probe, lambda so_far: self._note(probe, so_far, ()))
        if fetched.fact.outcome is not Outcome.ANSWERED:
            return fetched.fact, fetched.transcript
        return documents.read(probe, fetched.fact, fetched.body), fetched.transcript

    async def _log_in(self, login: Login) -> tuple[LoginFact, tuple[Line, ...]]:
        conversation = await self._conversation(login.endpoint)
        if conversation is None or conversation.verified is None:
            return LoginFact(Outcome.CLOSED, Refusal.BROKEN, trouble="gone"), ()
        address = conversation.fact.address
        with self.stopwatch.standing_still():
            admitted = await in_daemon_thread(lambda: self._tools.gate.admits(login, address, self.evidence))
        if not admitted:
            self._ready[login.endpoint] = _Kept(conversation)
            return LoginFact(Outcome.NOT_GRANTED, Refusal.HOST_NOT_ALLOWED), ()
        secret = self._tools.secrets[login.secret]
        attempt = Attempt(
            str(self._case.address), login.endpoint.host, login.username, login.auth.value, secret, self._variant(login)
        )
        with self.stopwatch.standing_still():
            ticket = await in_daemon_thread(lambda: self._tools.ledger.enter(attempt))
        if isinstance(ticket, HeldBack):
            until = ticket.until.isoformat(timespec="seconds")
            return LoginFact(Outcome.NOT_GRANTED, Refusal.HELD_BACK, not_before=until, trouble=ticket.why), ()
        fact = await conversation.login(conversation.verified, login.auth, login.username, secret)
        if fact.accepted:
            await in_daemon_thread(lambda: self._tools.ledger.accepted(ticket))
            self._inside[login] = conversation
        else:
            if not fact.sent:
                await in_daemon_thread(lambda: self._tools.ledger.returned(ticket))
            # The server may take another name on the same connection; a broken one is dialled anew.
            if fact.outcome in (Outcome.REJECTED, Outcome.DEFERRED):
                self._ready[login.endpoint] = _Kept(conversation)
            else:
                self._goodbye(conversation)
        return fact, conversation.transcript.lines()

    def _variant(self, login: Login) -> bool:
        """True where the program tries an idea of its own after a refusal in the same direction."""
        protocols = (Protocol.SMTP,) if login.endpoint.protocol is Protocol.SMTP else (Protocol.IMAP, Protocol.POP3)
        return any(
            other.endpoint.protocol in protocols and other != login and fact.sent
            for other, fact in self.evidence.logins()
        )

    async def _conversation(self, endpoint: Endpoint) -> Conversation | None:
        """The connection that stands ready at `endpoint`, or a new one where it is gone."""
        kept = self._ready.pop(endpoint, None)
        if kept is not None and not kept.conversation.closed:
            return kept.conversation
        way = self._way_to(endpoint)
        if way is None:
            return None
        conversation = (await self._tools.network.open(endpoint, *way, lambda so_far: None)).conversation
        if conversation is not None and not conversation.fact.encrypted and self._case.options.plaintext_allowed:
            conversation.allow_in_clear()
        return conversation

    async def _envelope(self, probe: Envelope) -> tuple[EnvelopeFact, tuple[Line, ...]]:
        if probe.login is not None:
            conversation = self._inside.pop(probe.login, None)
        else:
            conversation = await self._conversation(probe.endpoint)
        if conversation is None:
            return EnvelopeFact(Outcome.CLOSED, trouble="gone"), ()
        fact = await conversation.envelope(probe.sender, probe.recipients)
        if probe.login is None and fact.needs_login:
            self._ready[probe.endpoint] = _Kept(conversation)
        else:
            self._goodbye(conversation)
        return fact, conversation.transcript.lines()

    async def _mailbox(self, probe: Mailbox) -> tuple[MailboxFact, tuple[Line, ...]]:
        conversation = self._inside.pop(probe.login, None)
        if conversation is None:
            return MailboxFact(Outcome.CLOSED, trouble="gone"), ()
        login = self.evidence.get(probe.login)
        fact = await conversation.mailbox(login.capabilities if login is not None else ())
        lines = conversation.transcript.lines()
        self._goodbye(conversation)
        return fact, lines

    def _dismiss(self, room: frozenset[Endpoint]) -> None:
        """Say goodbye to connections that nobody will continue, and to those that waited too long."""
        for endpoint, kept in tuple(self._ready.items()):
            if endpoint not in room or time.monotonic() - kept.since > KEPT_WAITING_S:
                del self._ready[endpoint]
                self._goodbye(kept.conversation)

    def _goodbye(self, conversation: Conversation) -> None:
        task = asyncio.ensure_future(conversation.farewell())
        self._goodbyes.add(task)
        task.add_done_callback(self._goodbyes.discard)


def _where(error: Exception) -> str:
    """Kind and place of an error of ours, without any value: values may be secrets."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}" if last else type(error).__name__


def _nothing_yet(probe: Probe) -> Fact:
    if isinstance(probe, Lookup):
        return LookupFact(Outcome.CUT_OFF)
    if isinstance(probe, Endpoint):
        return EndpointFact(Outcome.CUT_OFF)
    if isinstance(probe, Login):
        return LoginFact(Outcome.CUT_OFF, Refusal.BROKEN, sent=True)
    if isinstance(probe, Envelope):
        return EnvelopeFact(Outcome.CUT_OFF)
    if isinstance(probe, Mailbox):
        return MailboxFact(Outcome.CUT_OFF)
    if isinstance(probe, Fetch):
        return FetchFact(Outcome.CUT_OFF)
    return TypedFact()
