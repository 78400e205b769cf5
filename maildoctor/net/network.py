"""The network as the examination sees it: one object that answers look-ups and opens conversations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from maildoctor.model.fact import LookupFact
from maildoctor.model.probe import Endpoint, Lookup
from maildoctor.net.dial import Dialler, Gates, Opened, Report
from maildoctor.net.dns import Resolver, Server
from maildoctor.net.limits import Limits
from maildoctor.net.trust import Trust


class Network:
    """Resolver and dialler of one run. `own_view`: addresses come from this PC's own resolver as well."""

    def __init__(
        self, servers: Sequence[Server], own_view: bool, limits: Limits, trust: Trust, now: dt.datetime
    ) -> None:
        self._resolver = Resolver(servers, limits.step_s, own_view)
        self._dialler = Dialler(limits, trust, now, Gates())

    async def lookup(self, question: Lookup) -> LookupFact:
        """The answer to one DNS question."""
        return await self._resolver.ask(question)

    async def open(self, endpoint: Endpoint, addresses: tuple[str, ...], port: int, report: Report) -> Opened:
        """Speak to an endpoint up to its capabilities."""
        return await self._dialler.open(endpoint, addresses, port, report)
