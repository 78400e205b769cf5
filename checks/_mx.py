"""The mail exchangers of the domain, as far as the DNS tells: shared by the two checks about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from maildoctor.api import HOST, Case, Evidence, Lookup, Probe, is_address, is_private, mx_hosts

MOST = 4
"""So many exchangers are examined, best preference first."""


@dataclass(frozen=True, slots=True)
class Exchanger:
    """One target of an MX record. `addresses` None: not known yet."""

    host: str
    addresses: tuple[str, ...] | None
    aliases: tuple[str, ...]

    @property
    def literal(self) -> bool:
        """True where an address stands in the place of a name."""
        return is_address(self.host)

    @property
    def private(self) -> bool:
        """True where every address is one that nobody outside can reach."""
        return bool(self.addresses) and all(is_private(address) for address in self.addresses or ())


def question(case: Case) -> Lookup:
    """The MX question of the domain."""
    return Lookup(case.domain, "MX")


def exchangers(case: Case, evidence: Evidence) -> tuple[Exchanger, ...]:
    """The exchangers, best preference first."""
    answer = evidence.get(question(case))
    return tuple(_exchanger(host, evidence) for host in mx_hosts(answer.values if answer is not None else ()))


def _exchanger(host: str, evidence: Evidence) -> Exchanger:
    four, six = evidence.get(Lookup(host, "A")), evidence.get(Lookup(host, "AAAA"))
    if is_address(host):
        return Exchanger(host, (), ())
    if four is None or six is None or not four.final or not six.final:
        return Exchanger(host, None, ())
    return Exchanger(host, four.values + six.values, four.aliases or six.aliases)


def lookups(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The MX question, and the addresses of each target."""
    yield question(case)
    for exchanger in exchangers(case, evidence)[:MOST]:
        if not exchanger.literal:
            yield Lookup(exchanger.host, "A")
            yield Lookup(exchanger.host, "AAAA")
            yield Lookup(exchanger.host, HOST)
