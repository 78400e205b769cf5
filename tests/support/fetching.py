"""One fetch in a run of its own, with names of its own: for the tests of everything about HTTPS."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from maildoctor.demo.ca import Authority
from maildoctor.model.fact import FetchFact, LookupFact, Outcome
from maildoctor.model.probe import HOST, Document, Fetch, Lookup
from maildoctor.net.dial import Gates
from maildoctor.net.https import Fetched, Fetcher
from maildoctor.net.limits import Limits
from maildoctor.net.trust import Trust
from tests.support.channel import Segment
from tests.support.script_https import ScriptHttps
from tests.support.script_server import (
    Script,
)

NAME = "www.example.test"
AUTHORITY = Authority("https")
GOOD = AUTHORITY.issue((NAME,))
LIMITS = Limits(step_s=4.0)
DOCUMENT = b"<clientConfig>\n\xe3\x83\xa1\xe3\x83\xbc\xe3\x83\xab\n</clientConfig>\n"


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    """Trusts the test's own authority, and has its stores loaded: no test of times waits for that."""
    path: Path = tmp_path_factory.mktemp("trust") / "root.pem"
    path.write_bytes(AUTHORITY.root_pem)
    trust = Trust(str(path))
    assert trust.context.check_hostname
    assert trust.public
    return trust


@dataclasses.dataclass
class Names:
    """A resolver of a few names; it remembers what it was asked."""

    zone: dict[Lookup, LookupFact] = dataclasses.field(default_factory=dict)
    asked: list[Lookup] = dataclasses.field(default_factory=list)

    async def lookup(self, question: Lookup) -> LookupFact:
        """What the zone says; names under example.test that are not in it lead to this PC, others do not exist."""
        self.asked.append(question)
        if question in self.zone:
            return self.zone[question]
        if question.type == HOST and question.name.endswith("example.test"):
            return LookupFact(Outcome.ANSWERED, "NOERROR", ("127.0.0.1",), server="test")
        return LookupFact(Outcome.ANSWERED, "NXDOMAIN", server="test")


def fetch(
    url: str,
    trust: Trust,
    *,
    names: Names | None = None,
    limits: Limits = LIMITS,
    report: Callable[[FetchFact], None] = lambda fact: None,
    request: tuple[str, bytes, str] = ("GET", b"", ""),
    allowed: Callable[[str], bool] = lambda address: True,
    mapped: Callable[[str, int], tuple[str, int] | None] = lambda host, port: None,
    within: str | None = None,
) -> Fetched:
    """One fetch with a run of its own."""
    fetcher = Fetcher(
        (names or Names()).lookup,
        limits,
        trust,
        dt.datetime.now(dt.UTC),
        Gates(),
        request=lambda probe: request,
        allowed=allowed,
        mapped=mapped,
    )
    fetched = asyncio.run(fetcher.fetch(Fetch(url, Document.AUTOCONFIG, within=within), report))
    assert fetched.fact.final
    assert fetched.fact.outcome is Outcome.ANSWERED or fetched.body == b""
    return fetched


def one(page: Script, trust: Trust, segment: Segment = Segment.AS_IS) -> Fetched:
    """One fetch of one page."""
    with ScriptHttps(GOOD, segment=segment) as server:
        server.pages["/config"] = page
        return fetch(server.url(NAME, "/config"), trust)
