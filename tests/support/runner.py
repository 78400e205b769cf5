"""Plays one script on one connection."""

from __future__ import annotations

import asyncio
import re
import time

from tests.support.channel import Channel, ClientGoneError, CutError, TlsFailedError
from tests.support.grammar import Grammar
from tests.support.recorder import Recorder
from tests.support.steps import (
    Answer,
    Cut,
    Drip,
    Expect,
    Fin,
    HalfClose,
    Hold,
    Loop,
    Memory,
    NoCloseNotify,
    Note,
    RecordLogin,
    Respond,
    Rst,
    Script,
    Send,
    Sleep,
    StartTls,
    Step,
    Then,
    TlsRaw,
)

_FLAGS = re.IGNORECASE | re.DOTALL
_GLANCE = 0.02
_LITERAL = re.compile(rb"\{(\d{1,7})(\+?)\}\Z")


class _EndError(Exception):
    """The script is over; the text says how."""


class Runner:
    """Goes through the steps and writes down how it ended."""

    def __init__(self, channel: Channel, recorder: Recorder, cut: Cut | None) -> None:
        self._channel = channel
        self._recorder = recorder
        self._cut = cut
        self._match: re.Match[bytes] | None = None
        self._command: re.Match[bytes] | None = None

    async def play(self, script: Script) -> None:
        """Play it to its end; where it just stops, the connection is closed in order."""
        try:
            await self._play_or_cut((*script, Fin()))
        except _EndError as end:
            self._recorder.ended(str(end))
        except ClientGoneError as gone:
            self._recorder.ended(f"client gone: {gone}")
        except TlsFailedError as failure:
            self._recorder.tls_failed(str(failure))
            self._recorder.ended("tls failed")
            await self._channel.finish(0.5)
        except asyncio.CancelledError:
            self._recorder.ended("server stopped")
            raise
        except Exception as error:
            # A mistake in the script must not look like a mistake of the client.
            self._recorder.error(f"script: {type(error).__name__}: {error}")
            self._recorder.ended("script failed")

    async def _play_or_cut(self, script: Script) -> None:
        try:
            await self._steps(script)
        except CutError:
            assert self._cut is not None
            self._recorder.note(f"cut after {self._cut.offset} bytes")
            self._channel.close_notify = False
            if isinstance(self._cut.instead, HalfClose):
                self._channel.half_close()
                await self._channel.until_end()
                raise _EndError("client closed") from None
            await self._step(self._cut.instead)

    async def _steps(self, script: Script) -> None:
        for step in script:
            if not isinstance(step, (Send, Answer, Then, Note, RecordLogin, NoCloseNotify)):
                await self._channel.flush()
            await self._step(step)

    async def _step(self, step: Step) -> None:
        channel = self._channel
        match step:
            case Send(data):
                await channel.send(data)
            case Answer(template):
                groups = self._match.groupdict(b"") if self._match else {}
                await channel.send(template % {name.encode(): text for name, text in groups.items()})
            case Expect(pattern):
                await self._expect(pattern)
            case Respond():
                await self._respond(step)
            case Then(make):
                await self._steps(make(Memory(self._recorder.lines, self._match, self._command, channel.via)))
            case Sleep(seconds):
                await self._sleep(seconds)
            case Drip(data, interval):
                for byte in data:
                    await channel.send(bytes((byte,)))
                    await channel.flush()
                    await self._sleep(interval)
            case Loop():
                await self._loop(step)
            case StartTls():
                await channel.start_tls(step)
            case TlsRaw(data):
                await channel.client_hello()
                await channel.send_raw(data)
            case NoCloseNotify():
                channel.close_notify = False
            case Note(text):
                self._recorder.note(text)
            case RecordLogin(login):
                self._recorder.login(login)
            case HalfClose():
                channel.half_close()
            case Hold(read):
                await self._hold(read)
            case Fin(linger):
                await channel.finish(linger)
                raise _EndError("closed")
            case Rst():
                await channel.take_rest()
                channel.reset()
                raise _EndError("reset")

    async def _expect(self, pattern: bytes) -> None:
        line = await self._channel.line()
        self._recorder.line(line)
        self._match = re.match(pattern, line, _FLAGS)
        if self._match is None:
            self._recorder.error(f"expected {pattern!r}, got {line[:200]!r}")
            await self._channel.finish(0.1)
            raise _EndError("unexpected line")

    async def _respond(self, step: Respond) -> None:
        while True:
            line = await self._read_command(step.grammar)
            self._recorder.line(line)
            verb = step.grammar.verb(line)
            if verb is not None:
                self._recorder.verb(verb)
            violation = step.grammar.violation(line)
            if violation is not None:
                self._recorder.violation(violation)
            if step.until is not None and (found := re.match(step.until, line, _FLAGS)):
                self._match = self._command = found
                return
            for rule in step.rules:
                if found := re.match(rule.pattern, line, _FLAGS):
                    self._match = self._command = found
                    await self._steps(rule.steps)
                    break
            else:
                await self._channel.send(step.grammar.refuse(line))
            await self._channel.flush()

    async def _read_command(self, grammar: Grammar) -> bytes:
        line = await self._channel.line()
        while grammar.literals and (literal := _LITERAL.search(line)):
            if not literal[2]:
                await self._channel.send(b"+ go on\r\n")
                await self._channel.flush()
            line += b"\r\n" + await self._channel.exactly(int(literal[1])) + await self._channel.line()
        return line

    async def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            await asyncio.sleep(min(left, _GLANCE))
            if self._channel.gone():
                await self._channel.take_rest()
                raise ClientGoneError("closed")

    async def _loop(self, step: Loop) -> None:
        # Many copies go out in one send: what is tested is the client's patience, not this loop's speed.
        end = time.monotonic() + step.seconds
        copies = max(1, 16384 // max(1, len(step.data)))
        left = step.times
        while left > 0 and time.monotonic() < end:
            await self._channel.send(step.data * min(copies, left))
            await self._channel.flush()
            left -= copies
            await asyncio.sleep(0)

    async def _hold(self, read: bool) -> None:
        if read:
            await self._channel.until_end()
        else:
            while not self._channel.gone():
                await asyncio.sleep(_GLANCE)
        raise _EndError("client closed")
