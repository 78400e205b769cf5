"""What has been seen so far: an immutable map from question to answer. It never concludes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import overload

from maildoctor.model.fact import (
    EndpointFact,
    EnvelopeFact,
    Fact,
    FetchFact,
    LoginFact,
    LookupFact,
    MailboxFact,
    TypedFact,
)
from maildoctor.model.probe import Endpoint, Envelope, Fetch, Login, Lookup, Mailbox, Probe, Typed

Line = tuple[str, str]
"""One line of a transcript: who ("S", "C"; "s", "c" before TLS; "-" for a remark) and what."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One question with its answer, when it was asked (ms since the start of the run) and the wire dialogue."""

    id: str
    probe: Probe
    fact: Fact
    start_ms: int = 0
    elapsed_ms: int = 0
    transcript: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Foreign:
    """An observation of a kind this program does not know, kept exactly as it was read."""

    id: str
    raw: Mapping[str, object]


class Evidence:
    """All observations of a run, by probe, in the order of their ids: live and read back it is the same one.

    `with_` returns a new one; nothing is ever changed in place.
    """

    __slots__ = ("_by_probe", "foreign")

    def __init__(self, observations: Iterable[Observation] = (), foreign: tuple[Foreign, ...] = ()) -> None:
        in_order = sorted(observations, key=lambda o: (len(o.id), o.id))
        self._by_probe: Mapping[Probe, Observation] = MappingProxyType({o.probe: o for o in in_order})
        self.foreign = foreign

    def __iter__(self) -> Iterator[Observation]:
        return iter(self._by_probe.values())

    def __contains__(self, probe: Probe) -> bool:
        return probe in self._by_probe

    def with_(self, observation: Observation) -> Evidence:
        """This evidence with one observation added, or replaced by its newer state."""
        return Evidence((*(o for o in self if o.probe != observation.probe), observation), self.foreign)

    def observation(self, probe: Probe) -> Observation | None:
        """The whole observation of `probe`, or None."""
        return self._by_probe.get(probe)

    def ids(self, probes: Iterable[Probe]) -> tuple[str, ...]:
        """The ids of those of `probes` that were asked, in order of their asking, each once."""
        found = {o.id for p in probes if (o := self._by_probe.get(p))}
        return tuple(sorted(found, key=lambda identifier: (len(identifier), identifier)))

    def endpoints(self) -> Iterator[tuple[Endpoint, EndpointFact]]:
        """Every endpoint asked, with what is known of it."""
        for o in self:
            if isinstance(o.probe, Endpoint) and isinstance(o.fact, EndpointFact):
                yield o.probe, o.fact

    def logins(self) -> Iterator[tuple[Login, LoginFact]]:
        """Every login tried, in the order of trying: a login has its id when it starts, and one is tried at a time."""
        for o in self:
            if isinstance(o.probe, Login) and isinstance(o.fact, LoginFact):
                yield o.probe, o.fact

    @overload
    def get(self, probe: Typed) -> TypedFact | None: ...
    @overload
    def get(self, probe: Lookup) -> LookupFact | None: ...
    @overload
    def get(self, probe: Endpoint) -> EndpointFact | None: ...
    @overload
    def get(self, probe: Login) -> LoginFact | None: ...
    @overload
    def get(self, probe: Envelope) -> EnvelopeFact | None: ...
    @overload
    def get(self, probe: Mailbox) -> MailboxFact | None: ...
    @overload
    def get(self, probe: Fetch) -> FetchFact | None: ...
    def get(self, probe: Probe) -> Fact | None:
        """What is known of `probe` so far, or None where it was not asked."""
        found = self._by_probe.get(probe)
        return None if found is None else found.fact
