"""Silence, slow answers, and fetches that are stopped."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import time

import pytest

from maildoctor.model.fact import EndpointFact, FetchFact, Outcome
from maildoctor.model.probe import Document, Endpoint, Fetch
from maildoctor.model.settings import Protocol, Security
from maildoctor.net import dial, https_open
from maildoctor.net.dial import Gates, Race
from maildoctor.net.https import Fetched, Fetcher
from maildoctor.net.limits import MOST_ESTABLISHED, Limits
from maildoctor.net.network import MOST_TO_THE_WEB, Network
from maildoctor.net.trust import Trust
from tests.support.deaf import DeafListener
from tests.support.fetching import DOCUMENT, GOOD, LIMITS, NAME, Names, fetch, trust
from tests.support.script_https import ScriptHttps, answer, head
from tests.support.script_server import (
    Drip,
    Hold,
    Script,
    ScriptServer,
    Send,
    Sleep,
    Then,
)
from tests.support.steps import Memory

__all__ = ["trust"]


_CHUNKED = head(200, "Transfer-Encoding: chunked")
SHORT = Limits(step_s=0.15)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is told after 50 ms in place of 500."""
    monkeypatch.setattr(dial, "SILENT_SO_FAR_S", 0.05)
    monkeypatch.setattr(https_open, "SILENT_SO_FAR_S", 0.05)


@pytest.mark.parametrize(
    ("page", "where"),
    [
        ((Hold(),), "request"),
        ((Drip(head(200, "X: " + "x" * 100), 0.01),), "request"),
        ((Send(head(200, "Content-Length: 100")), Drip(b"x" * 100, 0.01)), "body"),
        ((Send(_CHUNKED), Hold()), "body"),
    ],
)
@pytest.mark.usefixtures("soon")
def test_silence_and_drip(page: Script, where: str, trust: Trust) -> None:
    early: list[FetchFact] = []
    with ScriptHttps(GOOD) as server:
        server.pages["/"] = page
        fetched = fetch(server.url(NAME), trust, limits=SHORT, report=early.append)
    assert (fetched.fact.outcome, fetched.fact.where, fetched.fact.trouble) == (Outcome.SILENT, where, "")
    told = {(fact.outcome, fact.where, fact.final) for fact in early}
    assert (Outcome.SILENT, where, False) in told


@pytest.mark.usefixtures("soon")
def test_a_silent_address_and_a_silent_handshake(trust: Trust) -> None:
    early: list[FetchFact] = []
    with DeafListener() as deaf:
        fact = fetch(f"https://{NAME}:{deaf.port}/", trust, limits=SHORT, report=early.append).fact
    assert (fact.outcome, fact.where) == (Outcome.SILENT, "connect")
    assert [(each.outcome, each.where, each.final) for each in early] == [(Outcome.SILENT, "connect", False)]
    early.clear()
    with ScriptServer((Hold(),)) as server:
        fact = fetch(f"https://{NAME}:{server.port}/", trust, limits=SHORT, report=early.append).fact
    assert (fact.outcome, fact.where) == (Outcome.SILENT, "handshake")
    assert [(each.outcome, each.where, each.final) for each in early] == [(Outcome.SILENT, "handshake", False)]


def test_nothing_is_told_of_a_quick_answer(trust: Trust) -> None:
    early: list[FetchFact] = []
    with ScriptHttps(GOOD) as server:
        server.pages["/"] = answer(200, DOCUMENT)
        fetch(server.url(NAME), trust, report=early.append)
    assert early == []


@pytest.mark.usefixtures("soon")
def test_silence_is_told_once_a_step(trust: Trust) -> None:
    """The patience with one step ends with it."""
    early: list[FetchFact] = []
    with ScriptHttps(GOOD) as server:
        server.pages["/"] = (Send(head(200, "Content-Length: 1")), Sleep(0.12), Send(b"x"))
        assert fetch(server.url(NAME), trust, report=early.append).body == b"x"
    assert [fact.status for fact in early if fact.where == "body"] == [200]


@pytest.mark.parametrize("script", [(Hold(),), (Send(head(200)), Drip(b"x" * 1000, 0.02))])
def test_a_fetch_can_be_stopped_at_any_time(script: Script, trust: Trust) -> None:
    async def go(url: str) -> None:
        fetcher = Fetcher(Names().lookup, LIMITS, trust, dt.datetime.now(dt.UTC), Gates())
        task = asyncio.ensure_future(fetcher.fetch(Fetch(url, Document.POLICY), lambda fact: None))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with ScriptHttps(GOOD) as server:
        server.pages["/"] = script
        asyncio.run(go(server.url(NAME)))
        server.wait()


_SLOW_S = 0.5


@pytest.mark.parametrize("most", [MOST_ESTABLISHED, 99])
def test_an_address_sees_few_connections_at_a_time(most: int, trust: Trust) -> None:
    """The gates are what holds it: without them, all come at once."""
    count = MOST_ESTABLISHED + 2
    came: list[float] = []

    def note(memory: Memory) -> Script:
        came.append(time.monotonic())
        return (Sleep(_SLOW_S), *answer(200, DOCUMENT))

    async def go(url: str) -> list[Fetched]:
        fetcher = Fetcher(Names().lookup, LIMITS, trust, dt.datetime.now(dt.UTC), Gates(most))
        return await asyncio.gather(
            *(fetcher.fetch(Fetch(url, Document.POLICY), lambda fact: None) for _ in range(count))
        )

    with ScriptHttps(GOOD) as server:
        server.pages["/"] = (Then(note),)
        results = asyncio.run(go(server.url(NAME)))
        server.wait(count)
    assert [each.body for each in results] == [DOCUMENT] * count
    # One too many comes only when the first was answered; how many stand at once, a busy machine counts too late.
    first, one_too_many = sorted(came)[0], sorted(came)[MOST_ESTABLISHED]
    assert (one_too_many - first >= _SLOW_S) is (most == MOST_ESTABLISHED)


def test_a_fetch_stopped_while_its_race_is_closed_stays_stopped(trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing a race waits for its own cancelled tasks, and a cancellation from outside would pass as one of them."""
    close = Race.close

    async def close_and_swallow(race: Race) -> None:
        await close(race)
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(0)

    monkeypatch.setattr(Race, "close", close_and_swallow)
    with ScriptHttps(GOOD) as server, pytest.raises(asyncio.CancelledError):
        fetch(server.url(NAME), trust)
    assert server.requests == ()


def test_a_web_server_that_hangs_takes_no_place_of_the_mail_server_beside_it(trust: Trust) -> None:
    async def go(url: str, port: int) -> EndpointFact:
        network = Network((), False, SHORT, trust, dt.datetime.now(dt.UTC))
        hanging = [
            asyncio.ensure_future(network.fetch(Fetch(url, Document.POLICY), lambda fact: None))
            for _ in range(2 * MOST_TO_THE_WEB)
        ]
        await asyncio.sleep(0.05)
        endpoint = Endpoint(NAME, port, Protocol.IMAP, Security.NONE)
        opened = await network.open(endpoint, ("127.0.0.1",), port, lambda fact: None)
        if opened.conversation is not None:
            opened.conversation.abort()
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
        return opened.fact

    with ScriptServer((Hold(),)) as web, ScriptServer((Send(b"* BYE full\r\n"), Hold())) as mail:
        fact = asyncio.run(go(f"https://127.0.0.1:{web.port}/", mail.port))
        assert len(web.connections) == MOST_TO_THE_WEB
    assert [dial.outcome for dial in fact.dials] == [Outcome.ANSWERED]
    assert fact.greeting
