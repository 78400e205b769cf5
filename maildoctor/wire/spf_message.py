"""What the macros of SPF know of one message (RFC 7208 section 7.2)."""

from __future__ import annotations

from dataclasses import dataclass

from maildoctor.wire import spf_answers as dns
from maildoctor.wire.spf_answers import Address, Answer


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `client` None: no message at all, the records themselves are looked at.

    `at` is in seconds since 1970; it and `receiver` stand in explanations alone.
    """

    client: Address | None
    sender: str
    helo: str
    receiver: str = "unknown"
    at: int = 0

    @property
    def local(self) -> str:
        """The part of the sender before the "@"; "postmaster" where there is none (section 4.3)."""
        return (self.sender.rpartition("@")[0] if "@" in self.sender else "") or "postmaster"

    @property
    def sender_domain(self) -> str:
        """The part of the sender behind the "@"; that of the greeting where the sender is empty (section 2.4)."""
        return self.sender.rpartition("@")[2] or self.helo

    def value(self, letter: str, domain: str, answer: Answer) -> str:
        """The value of a macro letter; `domain` is whose record is read. The letter p may raise `MissingError`."""
        client = self.client
        simple = {
            "s": f"{self.local}@{self.sender_domain}",
            "l": self.local,
            "o": self.sender_domain,
            "d": domain,
            "h": self.helo,
            "r": self.receiver,
            "t": str(self.at),
            "c": str(client),
        }
        if letter in simple or client is None:
            return simple.get(letter, "unknown")
        if letter == "p":
            return dns.best_name(dns.names_of(answer, client), domain)
        if letter == "v":
            return "in-addr" if client.version == 4 else "ip6"
        return str(client) if client.version == 4 else ".".join(client.exploded.replace(":", ""))
