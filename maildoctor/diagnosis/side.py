"""One direction as it is examined: the customer's settings with the spelling of names repaired."""

from __future__ import annotations

from dataclasses import dataclass

from maildoctor.diagnosis.ports import protocols
from maildoctor.model.case import Case
from maildoctor.model.settings import Auth, Direction, Protocol, Security, ServerSettings
from maildoctor.wire.address import AddressError, repaired_host, repaired_username, to_ascii


@dataclass(frozen=True, slots=True)
class Side:
    """The examined settings of one direction. None: left out.

    `host` is the ASCII form of the repaired name; `host_notes` and `username_notes` say what had to be repaired.
    `username` is the configured user name (that of the incoming server where "same as incoming" is ticked), with the
    mistakes of a mistyped address repaired.
    """

    direction: Direction
    typed: ServerSettings
    protocol: Protocol | None
    host: str | None
    port: int | None
    security: Security | None
    username: str | None
    auth: Auth | None
    host_notes: tuple[str, ...] = ()
    username_notes: tuple[str, ...] = ()

    @property
    def protocols(self) -> tuple[Protocol, ...]:
        """The protocols that agree with the settings, the preferred one first."""
        return (self.protocol,) if self.protocol is not None else protocols(self.direction)


def side_of(case: Case, direction: Direction) -> Side:
    """The side of `case` to examine."""
    typed = case.configured(direction)
    host, host_notes = repaired_host(typed.host) if typed.host is not None else (None, ())
    if host:
        try:
            host = to_ascii(host).lower().rstrip(".")
        except AddressError:
            host = host.lower()
    named = typed.username
    if direction is Direction.OUTGOING and typed.same_as_incoming:
        named = case.configured(Direction.INCOMING).username
    username, username_notes = repaired_username(named) if named is not None else (None, ())
    if username is not None:
        username = _without_mistyped_address(case, username)
    protocol = Protocol.SMTP if direction is Direction.OUTGOING else typed.protocol
    return Side(
        direction,
        typed,
        protocol,
        host or None,
        typed.port,
        typed.security,
        username,
        typed.auth,
        host_notes,
        username_notes,
    )


def address_differs(case: Case) -> bool:
    """True where the address in the client is not the account that is examined."""
    typed = case.settings.address
    return typed is not None and case.address is not None and typed.lower() != str(case.address).lower()


def _without_mistyped_address(case: Case, username: str) -> str:
    """The user name with the mistake of a mistyped address taken out, where it repeats it."""
    if not address_differs(case) or case.address is None or case.settings.address is None:
        return username
    wrong = case.settings.address
    if username.lower() == wrong.lower():
        return str(case.address)
    if username.lower() == wrong.rpartition("@")[0].lower():
        return case.address.local
    return username
