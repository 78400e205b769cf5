"""Which port goes with which security, by protocol, and what a port is for.

Sources: RFC 8314 section 3 (993, 995, 465 from the first byte), RFC 3501, RFC 1939, RFC 6409 (587).
2525 is no standard, but many providers offer it beside 587.
"""

from __future__ import annotations

from maildoctor.model.settings import Direction, Protocol, Security

PAIRS: dict[Protocol, tuple[tuple[int, Security], ...]] = {
    Protocol.IMAP: ((993, Security.TLS), (143, Security.STARTTLS)),
    Protocol.POP3: ((995, Security.TLS), (110, Security.STARTTLS)),
    Protocol.SMTP: ((465, Security.TLS), (587, Security.STARTTLS), (2525, Security.STARTTLS)),
}
"""What is tried where nothing else is known, in order of preference. Port 25 is never tried unless it is configured."""

STANDARD = {
    Protocol.IMAP: frozenset((143, 993)),
    Protocol.POP3: frozenset((110, 995)),
    Protocol.SMTP: frozenset((25, 465, 587)),
}
"""The standard ports of each protocol."""

IMPLICIT = frozenset((465, 993, 995))
"""The ports that are TLS from the first byte."""


def protocols(direction: Direction) -> tuple[Protocol, ...]:
    """What a direction can speak, the preferred one first."""
    return (Protocol.IMAP, Protocol.POP3) if direction is Direction.INCOMING else (Protocol.SMTP,)


def other_mail(protocol: Protocol) -> Protocol | None:
    """The other protocol for fetching mail, None for SMTP."""
    return {Protocol.IMAP: Protocol.POP3, Protocol.POP3: Protocol.IMAP}.get(protocol)


def pairs(protocol: Protocol, port: int | None, security: Security | None) -> tuple[tuple[int, Security], ...]:
    """The port and security pairs that agree with what is given, in order of preference."""
    if port is not None and security is not None:
        return ((port, security),)
    if port is not None:
        return tuple((port, s) for s in _securities(port))
    if security is None:
        return PAIRS[protocol]
    if security is Security.TLS:
        return tuple(pair for pair in PAIRS[protocol] if pair[1] is Security.TLS)
    return tuple((p, security) for p, s in PAIRS[protocol] if s is Security.STARTTLS)


def _securities(port: int) -> tuple[Security, ...]:
    if port == 25:
        return (Security.STARTTLS, Security.NONE)
    if port in IMPLICIT:
        return (Security.TLS, Security.STARTTLS)
    return (Security.STARTTLS, Security.TLS, Security.NONE)
