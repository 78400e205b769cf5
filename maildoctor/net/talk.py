"""Conversations: a wire dialogue carried out over a stream, under time limits, with a transcript.

Every way in which a conversation can end is a value in the fact that comes back. Lines before TLS are marked "s" and
"c" in the transcript: nobody vouches for them.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from maildoctor.model.evidence import Line
from maildoctor.model.fact import EndpointFact, EnvelopeFact, Fault, LoginFact, MailboxFact, Outcome, Refusal
from maildoctor.model.field import Link
from maildoctor.model.probe import Endpoint
from maildoctor.model.probe import Handshake as Hello
from maildoctor.model.secret import PLACEHOLDER, Secret
from maildoctor.model.settings import Auth, Protocol, Security
from maildoctor.net.limits import Limits
from maildoctor.net.stream import Handshake, PeerClosedError, PeerResetError, Stream
from maildoctor.net.trust import Trust
from maildoctor.wire import imap, pop3, sasl, smtp
from maildoctor.wire.certificate_name import LONGEST_CHAIN
from maildoctor.wire.dialogue import Hear, Learn, Say, Step, Upgrade
from maildoctor.wire.echo import WITHHELD, Echoes
from maildoctor.wire.readable import clean, readable
from maildoctor.wire.reply import Malformed, Reply, Standing, reader_for, recognise

MOST_TRANSCRIPT = 64 * 1024
_LONGEST_LINE = 1024
_T = TypeVar("_T")


class _EndedError(Exception):
    """A conversation could not go on. `args`: outcome, trouble, where, first bytes."""


class Transcript:
    """The lines of one observation, at most 64 KiB, secrets masked where they were written."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._size = 0
        self._lost = 0

    def add(self, who: str, text: str) -> None:
        """Record one line, as it will be read."""
        text = clean(text, _LONGEST_LINE)
        if self._size + len(text) > MOST_TRANSCRIPT:
            self._lost += len(text)
            return
        self._size += len(text)
        self._lines.append((who, text))

    def lines(self) -> tuple[Line, ...]:
        """All lines so far, and how much was left out."""
        lost = (("-", f"... {self._lost} more bytes"),) if self._lost else ()
        return (*self._lines, *lost)


@dataclass(frozen=True, slots=True)
class Verified:
    """Proof that this connection may carry a login: its own handshake accepted the certificate for its own name.

    Made by `Conversation` alone, after that handshake, or for a connection in clear that the user allowed for this run.
    """

    host: str


class Conversation:
    """One connection to one endpoint, from the dial to the farewell."""

    def __init__(
        self,
        endpoint: Endpoint,
        stream: Stream,
        limits: Limits,
        trust: Trust,
        now: dt.datetime,
        pinned: bool = False,
    ) -> None:
        self.endpoint = endpoint
        self._pinned = pinned
        self.fact = EndpointFact(Outcome.SILENT, Link.CONNECT, final=False, address=stream.address)
        self.verified: Verified | None = None
        self.transcript = Transcript()
        self.used = False
        self._stream = stream
        self._limits = limits
        self._trust = trust
        self._now = now
        self._reader = reader_for(endpoint.protocol)
        self._tags = imap.Tags()
        self._echoes: Echoes | None = None
        self._masks_challenges = False
        self._heard = b""
        self._started = time.monotonic()
        self.closed = False

    async def open(self, report: Callable[[EndpointFact], None], quiet_s: float) -> EndpointFact:
        """Go up to the capabilities. `report` is told milestones; `quiet_s` is when "silent so far" is one."""
        try:
            if self.endpoint.security is Security.TLS:
                await self._shake_hands()
                report(self.fact)
            await self._run(self._opening(), report=report, quiet_s=quiet_s)
            if self.fact.reached is not None and self.fact.reached >= Link.CAPABILITIES:
                self._learn({"outcome": Outcome.ANSWERED})
        except _EndedError as ended:
            outcome, trouble, where, first = ended.args
            self._learn({"outcome": outcome, "trouble": trouble or self.fact.trouble, "where": where})
            if outcome is Outcome.OTHER_PROTOCOL and first:
                self._learn({"speaks": recognise(first), "greeting": readable(first, 80)})
        self._learn({"final": True})
        if not self.fact.ready:
            self.abort()
        return self.fact

    async def login(self, verified: Verified, auth: Auth, username: str, secret: Secret) -> LoginFact:
        """One login with the family `auth`; what of it is used, the server's offer decides."""
        if verified.host != self.endpoint.host:
            raise AssertionError("a login needs the proof of this very connection")
        self.used = True
        mechanism = sasl.choose(auth, offered(self.endpoint.protocol, self.fact))
        if mechanism is None:
            return LoginFact(Outcome.REJECTED, Refusal.MECHANISM, trouble="not-offered")
        self._echoes = Echoes(secret, username)
        # Salt and server signature together let a guess be tested off line, so they are as secret as the proof.
        self._masks_challenges = mechanism.value.startswith("SCRAM")
        self.transcript = Transcript()
        progress = _Sent()
        try:
            return await self._run(self._login(mechanism, username, secret), progress=progress)
        except _EndedError as ended:
            outcome, trouble, where, _ = ended.args
            return LoginFact(
                outcome, Refusal.BROKEN, mechanism.value, "", progress.secret, trouble=trouble or f"during {where}"
            )

    async def envelope(self, sender: str, recipients: tuple[str, ...]) -> EnvelopeFact:
        """MAIL and RCPT; nothing is sent."""
        self.used = True
        self.transcript = Transcript()
        try:
            return await self._run(smtp.envelope(sender, recipients))
        except _EndedError as ended:
            return EnvelopeFact(ended.args[0], trouble=ended.args[1] or f"during {ended.args[2]}")

    async def mailbox(self, words: tuple[str, ...]) -> MailboxFact:
        """Folders, counts, sizes and quota; nothing is changed. `words`: the capabilities told at the login, if any.

        What was learnt before a step that never ended is kept: a slow list must not hide that the mailbox is full.
        """
        self.transcript = Transcript()
        known: dict[str, Any] = {}
        dialogue = (
            imap.mailbox(words or self.fact.capabilities, self._tags)
            if self.endpoint.protocol is Protocol.IMAP
            else pop3.mailbox()
        )
        try:
            return await self._run(dialogue, learn=known.update)
        except _EndedError as ended:
            return MailboxFact(ended.args[0], trouble=ended.args[1] or f"during {ended.args[2]}", **known)

    async def farewell(self) -> None:
        """Say goodbye without waiting for an answer, and let go."""
        if not self.closed:
            dialogue = imap.farewell(self._tags) if self.endpoint.protocol is Protocol.IMAP else smtp.farewell()
            step = next(dialogue)
            try:
                if isinstance(step, Say):
                    async with asyncio.timeout(self._limits.close_s):
                        await self._stream.send(step.data)
            except (TimeoutError, PeerClosedError, PeerResetError):
                pass
        self.abort()

    def abort(self) -> None:
        """Let go at once."""
        self.closed = True
        self._stream.abort()

    def _opening(self) -> Generator[Step, Reply, None]:
        security = self.endpoint.security
        if self.endpoint.protocol is Protocol.SMTP:
            me = self._stream.my_address
            return smtp.opening(security, f"[IPv6:{me}]" if ":" in me else f"[{me}]")
        if self.endpoint.protocol is Protocol.IMAP:
            return imap.opening(security, self._tags)
        return pop3.opening(security)

    def _login(self, mechanism: sasl.Mechanism, username: str, secret: Secret) -> Generator[Step, Reply, LoginFact]:
        host, port = self.endpoint.host, self.endpoint.port
        if self.endpoint.protocol is Protocol.SMTP:
            return smtp.login(mechanism, username, secret, host, port)
        if self.endpoint.protocol is Protocol.IMAP:
            initial_response = "SASL-IR" in self.fact.capabilities
            return imap.login(mechanism, username, secret, host, port, self._tags, initial_response)
        return pop3.login(mechanism, username, secret, host, port, self.fact.greeting)

    async def _run(
        self,
        dialogue: Generator[Step, Reply, _T],
        report: Callable[[EndpointFact], None] = lambda fact: None,
        quiet_s: float | None = None,
        progress: _Sent | None = None,
        learn: Callable[[Mapping[str, object]], None] | None = None,
    ) -> _T:
        reply: Reply | None = None
        while True:
            try:
                step = dialogue.send(reply) if reply is not None else next(dialogue)
            except StopIteration as stop:
                result: _T = stop.value
                return result
            reply = None
            if isinstance(step, Learn):
                (learn or self._learn)(step.facts)
                report(self.fact)
            elif isinstance(step, Upgrade):
                await self._shake_hands()
                report(self.fact)
            elif isinstance(step, Hear):
                reply = await self._hear_greeting(report, quiet_s)
            else:
                if progress is not None and step.secret:
                    progress.secret = True
                reply = await self._ask(step)

    async def _hear_greeting(self, report: Callable[[EndpointFact], None], quiet_s: float | None) -> Reply:
        limit = self._limits.greeting_s(self.endpoint.port)
        waiting = asyncio.ensure_future(self._reply("greeting", limit))
        try:
            if quiet_s is not None and not (await asyncio.wait((waiting,), timeout=min(quiet_s, limit)))[0]:
                self._learn({"where": "greeting"})
                report(self.fact)
            reply = await waiting
        finally:
            waiting.cancel()
        self._learn({"where": "", "greeted_ms": round((time.monotonic() - self._started) * 1000)})
        if self._stream.encrypted or self.endpoint.security is Security.NONE:
            self._learn({"reached": Link.CERTIFICATE})
        return reply

    async def _ask(self, step: Say) -> Reply:
        self._reader.expect(step.tag, step.multiline)
        self.transcript.add(self._mark("C"), step.shown)
        limit = self._limits.login_s if step.secret else self._limits.step_s
        try:
            async with asyncio.timeout(self._limits.step_s):
                await self._stream.send(step.data)
        except TimeoutError:
            raise _EndedError(Outcome.SILENT, "never-reads", step.name, b"") from None
        except PeerClosedError:
            raise _EndedError(Outcome.CLOSED, "", step.name, b"") from None
        except PeerResetError:
            raise _EndedError(Outcome.RESET, "", step.name, b"") from None
        return await self._reply(step.name, limit)

    async def _reply(self, where: str, limit: float) -> Reply:
        """The next whole reply. The limit is absolute: a slow drip does not stretch it."""
        events = iter(self._reader.feed(b""))
        try:
            async with asyncio.timeout(limit):
                while True:
                    for event in events:
                        return self._taken(event, where)
                    data = await self._stream.receive()
                    if not self._heard:
                        self._heard = data[:512]
                    events = iter(self._reader.feed(data))
        except TimeoutError:
            self._unfinished()
            raise _EndedError(Outcome.SILENT, self._cut(), where, b"") from None
        except PeerClosedError:
            self._unfinished()
            raise _EndedError(Outcome.CLOSED, self._cut(), where, b"") from None
        except PeerResetError:
            self._unfinished()
            raise _EndedError(Outcome.RESET, self._cut(), where, b"") from None

    def _cut(self) -> str:
        return "truncated-reply" if self._reader.pending else ""

    def _unfinished(self) -> None:
        if self._reader.pending:
            self._record((self._reader.pending,))

    def _taken(self, event: Reply | Malformed, where: str) -> Reply:
        if isinstance(event, Reply):
            if self._masks_challenges and event.standing is Standing.MORE:
                self.transcript.add(self._mark("S"), f"{event.code} {PLACEHOLDER}")
                return event
            echo = self._record(event.raw)
            return replace(event, lines=(WITHHELD,), raw=()) if echo else event
        self._record((event.raw,))
        other = recognise(self._heard)
        if where == "greeting" and other != self.endpoint.protocol.value:
            raise _EndedError(Outcome.OTHER_PROTOCOL, event.kind, where, self._heard)
        raise _EndedError(Outcome.GARBLED, event.kind, where, b"")

    def _record(self, lines: tuple[bytes, ...]) -> bool:
        """Write what the server said into the transcript; True where it repeated the credentials."""
        echo = self._echoes is not None and any(self._echoes.in_(line) for line in lines)
        for line in lines:
            self.transcript.add(self._mark("S"), WITHHELD if echo else readable(line))
        return echo

    def _mark(self, who: str) -> str:
        return who if self._stream.encrypted else who.lower()

    def _learn(self, facts: Any) -> None:
        self.fact = replace(self.fact, **facts)

    async def _shake_hands(self) -> None:
        if self._reader.pending:
            # Bytes behind the STARTTLS reply, even a fragment without line end, were put there by somebody else
            # (RFC 3207 section 4.2, RFC 8314 section 3.2): nothing of them may survive, and nothing may be sent.
            self._record((self._reader.pending,))
            raise _EndedError(Outcome.GARBLED, "injection", "STARTTLS", b"")
        legacy = self.endpoint.handshake is Hello.LEGACY
        context = self._trust.legacy_context if legacy else self._trust.context
        if self._pinned:
            context = self._trust.blind_context
        try:
            async with asyncio.timeout(self._limits.step_s):
                done = await self._stream.start_tls(context, self.endpoint.host)
        except TimeoutError:
            raise _EndedError(Outcome.SILENT, "", "handshake", b"") from None
        except (PeerClosedError, PeerResetError):
            raise _EndedError(Outcome.CLOSED, "", "handshake", b"") from None
        self._keep_chain(done)
        if done.error:
            self._handshake_failed(done)
        self.transcript.add("-", f"TLS {done.version}")
        self._reader = reader_for(self.endpoint.protocol)
        self._reader.expect(multiline=False)
        if self._pinned and not self._is_pinned(done):
            raise _EndedError(Outcome.UNTRUSTED, "certificate-changed", "certificate", b"")
        link = Link.CERTIFICATE if self.endpoint.security is not Security.TLS else Link.GREETING
        self._learn({"encrypted": True, "tls_version": done.version, "reached": link})
        if not legacy:
            self.verified = Verified(self.endpoint.host)

    def _is_pinned(self, done: Handshake) -> bool:
        return bool(done.chain) and hashlib.sha256(done.chain[0]).hexdigest() == self._trust.pin

    def _keep_chain(self, done: Handshake) -> None:
        if not done.chain:
            return
        from maildoctor.wire import x509

        host, chain = self.endpoint.host, done.chain[:LONGEST_CHAIN]
        certificates = []
        for der in chain:
            try:
                certificates.append(x509.values(der))
            except ValueError:
                break
        here: tuple[Fault, ...] = ()
        if done.error == "CERTIFICATE_VERIFY_FAILED" or self._pinned:
            here = self._trust.here(chain, host, self._now, done.code)
        self._learn(
            {
                "chain": tuple(certificates),
                "der": tuple(der.hex() for der in chain),
                "here": here,
                "public": self._trust.everywhere(chain, host, self._now),
            }
        )

    def _handshake_failed(self, done: Handshake) -> None:
        self._learn({"tls_error": done.error})
        self.transcript.add("-", f"TLS {done.error}")
        if done.error == "CERTIFICATE_VERIFY_FAILED":
            # The peer spoke TLS well enough to show a certificate: greeting and TLS held, the certificate did not.
            self._learn({"reached": Link.GREETING, "encrypted": True})
            raise _EndedError(Outcome.UNTRUSTED, "", "certificate", b"")
        if done.heard and recognise(done.heard) != "tls":
            self._learn({"speaks": recognise(done.heard), "greeting": readable(done.heard.split(b"\n", 1)[0], 80)})
            self.transcript.add("s", readable(done.heard.split(b"\n", 1)[0]))
            raise _EndedError(Outcome.NOT_TLS, "", "handshake", b"")
        if done.error in ("closed", "reset"):
            raise _EndedError(Outcome(done.error), "", "handshake", b"")
        raise _EndedError(Outcome.TLS_REFUSED, "", "handshake", b"")

    def allow_in_clear(self) -> None:
        """The user allowed a login over this connection in clear, for this run only."""
        if not self._stream.encrypted:
            self.verified = Verified(self.endpoint.host)


class _Sent:
    """Whether anything computed from the secret has left."""

    __slots__ = ("secret",)

    def __init__(self) -> None:
        self.secret = False


def offered(protocol: Protocol, fact: EndpointFact) -> frozenset[str]:
    """The mechanism names that an endpoint offers at its capabilities."""
    if protocol is Protocol.SMTP:
        return smtp.mechanisms(fact.capabilities)
    if protocol is Protocol.IMAP:
        return imap.mechanisms(fact.capabilities)
    return pop3.mechanisms(fact.capabilities, fact.stamp)
