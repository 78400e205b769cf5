"""The network as the examination sees it: one object that answers look-ups, opens conversations, fetches documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from maildoctor.model.fact import FetchFact, LookupFact
from maildoctor.model.probe import Endpoint, Fetch, Lookup
from maildoctor.net.dial import Dialler, Gates, Opened, Report
from maildoctor.net.dns import Resolver, Server
from maildoctor.net.https import Allowed, Fetched, Fetcher, Mapped, Request, everywhere, nowhere_else, plain_get
from maildoctor.net.limits import Limits
from maildoctor.net.trust import Trust

MOST_TO_THE_WEB = 6
"""Connections for documents to one address at a time: as many as a browser opens."""


class Network:
    """Resolver, dialler and fetcher of one run. `own_view`: addresses come from this PC's own resolver as well.

    `request` says how a document is asked for, `allowed` to which addresses its hosts may lead, and `mapped` what
    stands in the place of a host and port (--connect-to).
    """

    def __init__(
        self,
        servers: Sequence[Server],
        own_view: bool,
        limits: Limits,
        trust: Trust,
        now: dt.datetime,
        request: Request = plain_get,
        allowed: Allowed = everywhere,
        mapped: Mapped = nowhere_else,
    ) -> None:
        self._resolver = Resolver(servers, limits.step_s, own_view)
        self._dialler = Dialler(limits, trust, now, Gates())
        # Web and mail often share an address. With one gate, a web server that hangs would hold every place, and the
        # mail server behind it would look as silent as if it were down.
        documents = Gates(MOST_TO_THE_WEB)
        self._fetcher = Fetcher(self._resolver.ask, limits, trust, now, documents, request, allowed, mapped)

    async def lookup(self, question: Lookup) -> LookupFact:
        """The answer to one DNS question."""
        return await self._resolver.ask(question)

    async def open(self, endpoint: Endpoint, addresses: tuple[str, ...], port: int, report: Report) -> Opened:
        """Speak to an endpoint up to its capabilities."""
        return await self._dialler.open(endpoint, addresses, port, report)

    async def fetch(self, probe: Fetch, report: Callable[[FetchFact], None]) -> Fetched:
        """Fetch one document over HTTPS, without any credentials."""
        return await self._fetcher.fetch(probe, report)
