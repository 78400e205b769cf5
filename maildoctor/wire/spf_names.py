"""The mechanisms of SPF that ask the DNS for hosts: a, mx, ptr and exists (RFC 7208 sections 5.3 to 5.7)."""

from __future__ import annotations

from dataclasses import dataclass

from maildoctor.model.fact import LookupFact
from maildoctor.model.probe import Lookup
from maildoctor.wire import spf_answers as dns
from maildoctor.wire.spf_answers import Address, Answer, UnansweredError
from maildoctor.wire.spf_tally import BrokenError, Tally
from maildoctor.wire.spf_terms import Mechanism
from maildoctor.wire.spf_verdict import Fault, Place, Trouble


@dataclass(slots=True)
class Names:
    """The mechanisms for one client; for None, a stranger that no host's address matches (see `survey`)."""

    client: Address | None
    answer: Answer
    tally: Tally
    varies: bool = False

    def match(self, place: Place, term: Mechanism, name: str) -> bool:
        """Does `term`, about `name`, match the client?

        Raises:
            MissingError, UnansweredError: the DNS has not answered yet, or not at all.
            BrokenError: a limit is passed.
        """
        match term.name:
            case "exists":
                return bool(self._asked(place, Lookup(name, "A")))
            case "ptr":
                return self._ptr(place, name)
            case "mx":
                return self._mx(place, name, term)
        if self.client is None:
            self._some_address(place, name)
            return False
        return _near(self.client, dns.addresses(self._noting(place), (name,), self.client), term)

    def _mx(self, place: Place, name: str, term: Mechanism) -> bool:
        names = dns.exchangers(self._asked(place, Lookup(name, "MX")))
        if len(names) > dns.MOST_NAMES:
            raise BrokenError(Fault(Trouble.MANY_MX, name, place))
        if self.client is None:
            return False
        return _near(self.client, dns.addresses(self._noting(place), filter(dns.is_name, names), self.client), term)

    def _ptr(self, place: Place, name: str) -> bool:
        if self.client is None:
            self.varies = True
            return False
        try:
            self._asked(place, Lookup(self.client.reverse_pointer, "PTR"))
        except UnansweredError:
            return False
        return bool(dns.names_of(self.answer, self.client, lambda found: f".{found}".endswith(f".{name}")))

    def _asked(self, place: Place, question: Lookup) -> tuple[str, ...]:
        found = dns.values(self.answer, question)
        if not found:
            self.tally.void(place)
        return found

    def _some_address(self, place: Place, name: str) -> None:
        """A stranger may come over IPv4 or IPv6: the name is void where it has neither address."""
        if not dns.values(self.answer, Lookup(name, "A")) and not dns.values(self.answer, Lookup(name, "AAAA")):
            self.tally.void(place)

    def _noting(self, place: Place) -> Answer:
        """The answers, where an empty one is counted."""

        def answer(question: Lookup) -> LookupFact | None:
            fact = self.answer(question)
            if fact is not None and fact.final and fact.absent:
                self.tally.void(place)
            return fact

        return answer


def _near(client: Address, found: tuple[Address, ...], term: Mechanism) -> bool:
    shift = client.max_prefixlen - (term.v4 if client.version == 4 else term.v6)
    return any(int(address) >> shift == int(client) >> shift for address in found)
