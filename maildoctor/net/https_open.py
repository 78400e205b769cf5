"""A TLS connection for one HTTPS request: dialled like mail servers are, and verified before anything is sent."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from maildoctor.model.fact import FetchFact, Outcome
from maildoctor.net.dial import SILENT_SO_FAR_S, Gates, Race, worst
from maildoctor.net.http_exchange import EndedError
from maildoctor.net.limits import Limits
from maildoctor.net.stream import Handshake, PeerClosedError, PeerResetError, Stream
from maildoctor.net.talk import Transcript
from maildoctor.net.trust import Trust
from maildoctor.wire.certificate_name import LONGEST_CHAIN
from maildoctor.wire.reply import recognise


class Progress:
    """How far a fetch has come, and whom to tell while nothing happens."""

    def __init__(self, url: str, report: Callable[[FetchFact], None]) -> None:
        self.fact = FetchFact(Outcome.SILENT, url=url, where="lookup", final=False)
        self.transcript = Transcript()
        self._report = report

    def learn(self, **facts: Any) -> None:
        """Add to what is known."""
        self.fact = replace(self.fact, **facts)

    def tell_silence(self) -> None:
        """Tell that nothing has come so far."""
        self._report(self.fact)

    @contextlib.contextmanager
    def silence_told(self) -> Iterator[None]:
        """Tell it when what is done inside takes longer than an answer should."""
        timer = asyncio.get_running_loop().call_later(SILENT_SO_FAR_S, self.tell_silence)
        try:
            yield
        finally:
            timer.cancel()


class Opener:
    """Opens verified connections. `gates` bounds how many connections each address sees."""

    def __init__(self, limits: Limits, trust: Trust, now: dt.datetime, gates: Gates) -> None:
        self._limits = limits
        self._trust = trust
        self._now = now
        self._gates = gates

    async def open(self, host: str, addresses: tuple[str, ...], port: int, progress: Progress) -> Stream:
        """A verified connection for `host` to the first of `addresses` that gives one.

        Raises:
            EndedError: none does.
        """
        race = Race(addresses, port, self._limits.step_s, self._gates)
        stream: Stream | None = None
        try:
            stream = await self._first(race, host, progress)
        finally:
            await race.close()
        task = asyncio.current_task()
        if task is not None and task.cancelling():  # closing a race swallows a cancellation that comes meanwhile
            stream.abort()
            raise asyncio.CancelledError
        return stream

    async def open_again(self, host: str, address: str, port: int, shown: str) -> Stream:
        """A connection to a server whose certificate is out of date, only if it shows that very certificate again.

        Nothing that comes over it may be used but the time.

        Raises:
            EndedError: it shows another one, or cannot be reached any more.
        """
        stream: Stream | None = None
        try:
            async with asyncio.timeout(self._limits.step_s):
                stream, _ = await self._gates.connect(address, port)
                done = await stream.start_tls(self._trust.blind_context, host)
        except BaseException as failure:
            if stream is not None:
                stream.abort()
            if isinstance(failure, (OSError, PeerClosedError, PeerResetError)):
                raise EndedError(Outcome.CLOSED) from None
            raise
        if done.error or not done.chain or hashlib.sha256(done.chain[0]).hexdigest() != shown:
            stream.abort()
            raise EndedError(Outcome.UNTRUSTED)
        return stream

    async def _first(self, race: Race, host: str, progress: Progress) -> Stream:
        failed: EndedError | None = None
        while (won := await race.next(progress.tell_silence)) is not None:
            stream = won[0]
            try:
                progress.learn(where="handshake", address=stream.address)
                with progress.silence_told():
                    await self._shake_hands(stream, host, progress)
            except EndedError as ended:
                stream.abort()
                if ended.outcome is Outcome.UNTRUSTED:
                    raise
                failed = failed or ended
            except BaseException:
                stream.abort()
                raise
            else:
                return stream
        raise failed or EndedError(worst(race.dials()))

    async def _shake_hands(self, stream: Stream, host: str, progress: Progress) -> None:
        try:
            async with asyncio.timeout(self._limits.step_s):
                done = await stream.start_tls(self._trust.context, host)
        except TimeoutError:
            raise EndedError(Outcome.SILENT) from None
        except (PeerClosedError, PeerResetError):
            raise EndedError(Outcome.CLOSED) from None
        progress.transcript.add("-", f"TLS {done.error or done.version}")
        self._judge(done, host, progress)
        if not done.error:
            return
        if done.error == "CERTIFICATE_VERIFY_FAILED":
            raise EndedError(Outcome.UNTRUSTED)
        if done.heard and recognise(done.heard) != "tls":
            raise EndedError(Outcome.NOT_TLS)
        raise EndedError(Outcome(done.error) if done.error in ("closed", "reset") else Outcome.TLS_REFUSED)

    def _judge(self, done: Handshake, host: str, progress: Progress) -> None:
        """Keep what both views say of the certificate."""
        chain = done.chain[:LONGEST_CHAIN]
        if chain:
            refused = done.error == "CERTIFICATE_VERIFY_FAILED"
            progress.learn(
                here=self._trust.here(chain, host, self._now, done.code) if refused else (),
                public=self._trust.everywhere(chain, host, self._now),
                shown=hashlib.sha256(chain[0]).hexdigest(),
            )
