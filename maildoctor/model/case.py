"""The case on the desk: whose account, which settings, under which options, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from maildoctor.model.settings import Direction, ServerSettings, Settings


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address. `domain` is the ASCII form (A-labels), `shown` the domain as people write it."""

    local: str
    domain: str
    shown: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"


_ABOUT_THE_DOMAIN = frozenset(("address", "domain", "mx"))
"""Places of checks that need no server of the account: chosen alone, they cause no connection and no login there."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """One `--connect-to`: speak to `address:port` where `host:from_port` is meant. Empty host or port match all."""

    host: str
    from_port: int | None
    address: str
    port: int | None


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for, as far as a judge may read it. Times in seconds.

    `login` is "given" (a secret is at hand), "none" or "forbidden". `login_budget_left` counts refused variants that
    may still be spent. `exceptions` are the dangerous permissions of this run, as given. `third_party` False: only the
    domain, its servers and the resolver are asked; it steers what is asked and no judge may read it.

    So do the last four, which are in no report: `dkim_selectors` to ask about, `blocklists` and `relay_test` (only
    when wished for), `controls` ("host" or "host:port": mail servers elsewhere that may be compared with).
    """

    login: str = "none"
    timeout_s: float = 5
    deadline_s: float = 60
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    connect_to: tuple[str, ...] = ()
    resolvers: tuple[str, ...] = ()
    login_budget_left: int = 2
    login_hosts: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    third_party: bool = True
    dkim_selectors: tuple[str, ...] = ()
    blocklists: bool = False
    relay_test: bool = False
    controls: tuple[str, ...] = ()

    @property
    def plaintext_allowed(self) -> bool:
        """True where --login-over-plaintext was given for this run."""
        return "login-over-plaintext" in self.exceptions


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a judge may know besides the evidence. `now` is its only clock.

    `address` is None for a bare domain. `settings` are as typed: repairs are the diagnosis' work. `secrets` names the
    secrets at hand ("password", "outgoing-password", "token").
    """

    domain: str
    address: Address | None
    settings: Settings
    options: Options
    now: dt.datetime
    secrets: frozenset[str] = frozenset()

    @property
    def sides(self) -> tuple[Direction, ...]:
        """The directions to examine: none for a bare domain, and with --only those that a chosen check is about."""
        if self.address is None:
            return ()
        chosen = {part for identifier in self.options.only for part in identifier.split(".")[:2]}
        places = {identifier.partition(".")[0] for identifier in self.options.only}
        if not places or places - _ABOUT_THE_DOMAIN - {d.value for d in Direction} - {"certificate"}:
            return tuple(Direction)
        whole = "certificate" in self.options.only
        return tuple(d for d in Direction if whole or d.value in chosen)

    def configured(self, direction: Direction) -> ServerSettings:
        """The customer's settings of one direction, as typed."""
        return self.settings.side(direction)

    @property
    def discovering(self) -> bool:
        """True where the right settings are looked for as such: then every source is asked, and compared."""
        return any(identifier.partition(".")[0] == "discovery" for identifier in self.options.only)

    @property
    def may_log_in(self) -> bool:
        """True where a secret is at hand and logins were not forbidden."""
        return self.options.login == "given"
