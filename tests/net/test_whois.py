"""One WHOIS query: what goes out, what comes back, and how a stranger can end it."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt

import pytest

from maildoctor.discovery import documents
from maildoctor.model.fact import FetchFact, Outcome
from maildoctor.model.probe import Document, Fetch
from maildoctor.net.dial import Gates
from maildoctor.net.http_exchange import EndedError
from maildoctor.net.https import Fetched, Fetcher
from maildoctor.net.limits import Limits
from maildoctor.net.trust import Trust
from maildoctor.net.whois import MOST_ANSWER, whois_place
from tests.support.fetching import Names
from tests.support.script_server import Drip, Expect, Fin, Hold, Rst, Script, ScriptServer, Send

URL = "whois://www.example.test/example.jp/e"
ANSWER = b"[Domain Name]  EXAMPLE.JP\r\n[Status]  Active\r\n[Phone]  03-0000-0000\r\n"
PROBE = Fetch(URL, Document.WHOIS)


def asked(*script: object, limits: Limits | None = None, allowed: bool = True, url: str = URL) -> tuple[Fetched, bytes]:
    """One query to a server that plays `script`: what came of it, and what the server heard."""
    with ScriptServer(tuple(script)) as server:  # type: ignore[arg-type]
        fetcher = Fetcher(
            Names().lookup, limits or Limits(step_s=2.0), Trust(None), dt.datetime.now(dt.UTC), Gates(),
            allowed=lambda address: allowed, mapped=lambda host, port: ("", server.port) if port == 43 else None,
        )  # fmt: skip
        fetched = asyncio.run(fetcher.fetch(Fetch(url, Document.WHOIS), lambda fact: None))
        heard = b"\n".join(line for connection in server.connections for line in connection.lines)
    return fetched, heard


def test_a_query_and_its_answer() -> None:
    fetched, heard = asked(Expect(b"example.jp/e"), Send(ANSWER), Fin())
    assert heard == b"example.jp/e"
    assert fetched.body == ANSWER
    assert fetched.fact == FetchFact(Outcome.ANSWERED, url=URL, address="127.0.0.1", where="body")
    assert fetched.fact.readable
    assert not fetched.fact.verified  # nobody has shown who he is


def test_the_transcript_has_nothing_of_the_people() -> None:
    fetched, _ = asked(Expect(b"example.jp/e"), Send(ANSWER), Fin())
    assert fetched.transcript == (("c", "example.jp/e"), ("-", f"{len(ANSWER)} bytes"))
    fact = documents.read(PROBE, fetched.fact, fetched.body)
    assert fact.text == "[Domain Name] EXAMPLE.JP\n[Status] Active"


@pytest.mark.parametrize(
    ("script", "outcome", "trouble"),
    [
        ((Fin(),), Outcome.CLOSED, ""),
        ((Expect(b"example.jp/e"), Rst()), Outcome.RESET, ""),
        ((Expect(b"example.jp/e"), Send(b"[Domain"), Rst()), Outcome.RESET, "truncated"),
        ((Expect(b"example.jp/e"), Send(b"x" * (MOST_ANSWER + 1)), Hold()), Outcome.GARBLED, "too-big"),
    ],
)
def test_answers_that_are_none(script: Script, outcome: Outcome, trouble: str) -> None:
    fetched, _ = asked(*script)
    assert (fetched.fact.outcome, fetched.fact.trouble, fetched.body) == (outcome, trouble, b"")
    assert fetched.fact.final


@pytest.mark.parametrize("script", [(Hold(),), (Expect(b"example.jp/e"), Drip(b"a" * 1000, 0.05))])
def test_a_server_that_never_ends_is_silent(script: Script) -> None:
    fetched, _ = asked(*script, limits=Limits(step_s=0.2))
    assert (fetched.fact.outcome, fetched.body) == (Outcome.SILENT, b"")


def test_a_private_address_is_not_asked() -> None:
    fetched, heard = asked(Hold(), allowed=False)
    assert (fetched.fact.outcome, fetched.fact.trouble, heard) == (Outcome.BLOCKED, "private-address", b"")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.test/example.jp",
        "whois://www.example.test:25/example.jp",
        "whois://www.example.test/",
        "whois://www.example.test/example.jp%0d%0aQUIT",
        "whois://www.example.test/example.jp\r\nQUIT",
        "whois://www.example.test/-h example.jp",
        "whois://www.example.test/example.jp/e?x",
        "whois://[/x",
        "whois:///example.jp",
    ],
)
def test_what_is_no_query(url: str) -> None:
    with pytest.raises(EndedError) as ended:
        whois_place(url)
    assert (ended.value.outcome, ended.value.trouble) == (Outcome.BLOCKED, "not-whois")


def test_what_is_no_answer_of_a_registry_is_garbled() -> None:
    fact = FetchFact(Outcome.ANSWERED, url=URL)
    for body in (b"", b"<html>", b"\xff\xfe\x00", b"\x1b$B" * 50):
        assert documents.read(PROBE, fact, body) == dataclasses.replace(
            fact, outcome=Outcome.GARBLED, trouble="not-whois"
        )
