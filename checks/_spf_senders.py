"""The servers that send for the domain, as far as anybody can tell, and whether its SPF record permits them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from maildoctor.api import (
    Case,
    Contrasts,
    Direction,
    Evidence,
    Lookup,
    LookupFact,
    Outcome,
    Provider,
    is_address,
    is_host,
    is_private,
    recognised,
    side_of,
    spf,
)

from . import _controls, _mx

WRONG_NAMES = ("_spf", "www")
"""Where people put the record by mistake, below the domain."""
_MOST_ADDRESSES = 8
_UNKNOWN_REFUSED = (spf.Result.FAIL, spf.Result.SOFTFAIL)
ENDS = (spf.Result.PASS, spf.Result.NEUTRAL, *_UNKNOWN_REFUSED)
"""The results of an evaluation that came to its end."""


class Asked:
    """The evidence, which notes every question it was asked. `instead`: what the domain's record is taken for."""

    def __init__(self, evidence: Evidence, domain: str, instead: str | None = None) -> None:
        self.evidence, self.domain, self.instead = evidence, domain, instead
        self.questions: dict[Lookup, None] = {}

    def __call__(self, question: Lookup) -> LookupFact | None:
        if self.instead is not None and question == Lookup(self.domain, "TXT"):
            return LookupFact(Outcome.ANSWERED, "NOERROR", (self.instead,))
        self.questions[question] = None
        return self.evidence.get(question)

    def with_record(self, text: str) -> Asked:
        """The same evidence with another record of the domain; the questions are noted together."""
        other = Asked(self.evidence, self.domain, text)
        other.questions = self.questions
        return other

    def values(self, name: str, kind: str) -> tuple[str, ...] | None:
        """The values of one answer; None where there is none yet, or it failed."""
        fact = self(Lookup(name, kind))
        done = fact is not None and fact.final and fact.outcome is Outcome.ANSWERED
        return fact.values if done and fact is not None else None


@dataclass(frozen=True, slots=True)
class Senders:
    """Servers that probably send for the domain, with the addresses that the world may see.

    `host` is where the account hands in its mail; `exchangers` are the addresses of those exchangers that may send what
    it takes in; `whole` where all addresses of all of them are known and public.
    """

    host: str | None
    own: tuple[str, ...]
    exchangers: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """Does the published record permit the senders? None: it cannot be told. `permitted`: the addresses that pass."""

    covered: bool | None
    permitted: tuple[str, ...] = ()


def _outgoing_host(case: Case, evidence: Evidence, contrasts: Contrasts | None) -> str | None:
    """The host that the account sends by: the one that was examined, else the configured one, else one that answers."""
    if case.address is None:
        return None
    side = contrasts.sides.get(Direction.OUTGOING) if contrasts is not None else None
    found = getattr(side.target, "host", None) if side is not None else None
    configured = side_of(case, Direction.OUTGOING).host
    named = next((host for host in (found, configured) if host and (is_host(host) or is_address(host))), None)
    ready = [e.host for e, fact in evidence.endpoints() if fact.ready and e.port in (465, 587)]
    if named is not None or not ready:
        return named
    elsewhere = {endpoint.host for endpoint, _ in _controls.seen(case, evidence)}
    return next((host for host in ready if host not in elsewhere), None)


def senders_of(case: Case, asked: Asked, contrasts: Contrasts | None) -> Senders:
    """The outgoing server of the account, and the exchangers beside it; for a bare domain nobody: nothing is sent."""
    host = _outgoing_host(case, asked.evidence, contrasts)
    exchangers = [e.host for e in _mx.exchangers(case, asked.evidence) if not e.literal] if case.address else []
    own, every_other = _addresses(asked, (host,) if host else ()), _addresses(asked, exchangers[: _mx.MOST])
    beside = [e for e in exchangers[: _mx.MOST] if host is None or _sends_for(case, asked, host, own or (), e)]
    others = every_other and _addresses(asked, beside)
    known = own is not None and others is not None and len(exchangers) <= _mx.MOST
    every = (*(own or ()), *(others or ()))
    public = tuple(address for address in every if not is_private(address))
    return Senders(
        host,
        tuple(address for address in own or () if address in public),
        tuple(address for address in others or () if address in public),
        known and every == public and max(len(own or ()), len(others or ())) <= _MOST_ADDRESSES,
    )


def _sends_for(case: Case, asked: Asked, host: str, own: tuple[str, ...], exchanger: str) -> bool:
    """True where `exchanger` may pass on what `host` takes in: the same server or company, or the domain's own host."""
    if is_address(host) or f".{host}".endswith(f".{case.domain}") or _organisation(host) == _organisation(exchanger):
        return True
    if set(own) & set(_addresses(asked, (exchanger,)) or ()):
        return True
    known = (found.provider for found in recognised(case, asked.evidence))
    return any(_is_of(host, provider) and _is_of(exchanger, provider) for provider in known)


def _addresses(asked: Asked, hosts: Iterable[str]) -> tuple[str, ...] | None:
    """The addresses of `hosts`; None where one is not known. All are asked for, whatever the first says."""
    answers = [
        (host,) if is_address(host) else asked.values(host, kind)
        for host in hosts
        for kind in (("A",) if is_address(host) else ("A", "AAAA"))
    ]
    if any(values is None for values in answers):
        return None
    return tuple(dict.fromkeys(value for values in answers for value in values or () if is_address(value)))


def coverage_of(case: Case, asked: Asked, senders: Senders, verdict: spf.Verdict | None) -> Coverage:
    """What the published record, seen whole in `verdict`, says to the senders' addresses."""
    if case.address is None or not senders.own or verdict is None or verdict.result not in ENDS:
        return Coverage(None)
    addresses = (*senders.own[:_MOST_ADDRESSES], *senders.exchangers[:_MOST_ADDRESSES])
    helo = senders.host or case.domain
    verdicts = {ip: spf.check_host(ip, case.domain, str(case.address), helo, asked) for ip in addresses}
    permitted = tuple(ip for ip, verdict in verdicts.items() if verdict.result is spf.Result.PASS)
    if permitted:
        return Coverage(True, permitted)
    certain = all(v.result in _UNKNOWN_REFUSED and _by_all(v) for v in verdicts.values())
    if not senders.whole or not certain or _leads_to_the_provider(case, asked, senders):
        return Coverage(None)
    return Coverage(False)


def _by_all(verdict: spf.Verdict) -> bool:
    return verdict.matched is not None and verdict.matched.term.lstrip("+-~?").lower() == "all"


def _leads_to_the_provider(case: Case, asked: Asked, senders: Senders) -> bool:
    """True where the record names the outgoing server's own company: its relays are in there, whatever the host's is.

    A provider's relay sends from other addresses than the host that takes the mail of its customers.
    """
    host = senders.host or ""
    own = (case.domain, f"_dmarc.{case.domain}", *(f"{label}.{case.domain}" for label in WRONG_NAMES))
    named = [question.name for question in asked.questions if question.type == "TXT" and question.name not in own]
    if _organisation(host) != _organisation(case.domain) and _organisation(host) in map(_organisation, named):
        return True
    return any(
        _is_of(host, found.provider) and any(_is_of(name, found.provider) for name in named)
        for found in recognised(case, asked.evidence)
    )


def _is_of(name: str, provider: Provider) -> bool:
    return any(rule.longest(name) for rule in provider.recognise)


def _organisation(name: str) -> str:
    """Roughly whose name it is: the last two labels, three under `co.jp` and its like. Too coarse errs to silence."""
    labels = name.split(".")
    short = len(labels) > 1 and len(labels[-1]) == 2 and len(labels[-2]) < 4
    return ".".join(labels[-3 if short else -2 :])
