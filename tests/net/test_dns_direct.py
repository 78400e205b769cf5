"""A name server asked itself: whose word its answer is, and where it sends us."""

from __future__ import annotations

import asyncio

import dns.flags
import dns.message
import dns.rrset
import pytest

from maildoctor.model.fact import LookupFact, Outcome
from maildoctor.model.probe import Lookup
from maildoctor.net.dns import Resolver, Server
from tests.support.script_dns import Behaviour, ScriptDns

ZONE = {("example.test", "SOA"): ("ns1.example.test. h.example.test. 1 2 3 4 5",), ("x.test", "MX"): ("10 m.x.test.",)}


def ask(behaviour: Behaviour, name: str = "example.test", kind: str = "SOA", step_s: float = 5) -> LookupFact:
    with ScriptDns(ZONE, {(name, kind): behaviour}) as server:
        question = Lookup(name, kind, server=f"127.0.0.1#{server.port}")
        return asyncio.run(Resolver((), step_s, own_view=False).ask(question))


def authoritative(wire: bytes) -> bytes:
    return bytes((*wire[:2], wire[2] | 0x04, *wire[3:]))


def delegating(owner: str, *, authoritative: bool = False) -> Behaviour:
    """A referral for `owner`, as a parent gives it."""

    def mutate(wire: bytes) -> bytes:
        answer = dns.message.from_wire(wire)
        answer.answer, answer.additional = [], [dns.rrset.from_text("ns1.example.test.", 60, "IN", "A", "192.0.2.1")]
        answer.authority = [
            dns.rrset.from_text(owner, 60, "IN", "NS", "ns1.example.test.", "ns.elsewhere.test."),
            dns.rrset.from_text(owner, 60, "IN", "DS", "1 13 2 " + "00" * 32),
        ]
        answer.additional.append(dns.rrset.from_text("other.test.", 60, "IN", "A", "192.0.2.9"))
        if authoritative:
            answer.flags |= dns.flags.AA
        return answer.to_wire()

    return Behaviour(rcode="NOERROR", mutate=mutate)


def test_the_word_of_the_zones_own_server_is_told_from_a_resolvers() -> None:
    assert not ask(Behaviour()).authoritative
    fact = ask(Behaviour(mutate=authoritative))
    assert (fact.authoritative, fact.outcome, len(fact.values)) == (True, Outcome.ANSWERED, 1)


def test_a_referral_names_servers_and_their_addresses() -> None:
    fact = ask(delegating("example.test."), kind="NS")
    assert set(fact.referral) == {"ns1.example.test", "ns.elsewhere.test"}
    assert fact.glue == ("ns1.example.test 192.0.2.1",)
    assert (fact.outcome, fact.values, fact.authoritative) == (Outcome.ANSWERED, (), False)


@pytest.mark.parametrize("owner", [".", "test."])
def test_a_referral_upwards_delegates_nothing(owner: str) -> None:
    assert ask(delegating(owner), kind="NS").referral == ()


def test_an_authoritative_answer_is_no_referral() -> None:
    assert ask(delegating("example.test.", authoritative=True), kind="NS").referral == ()


@pytest.mark.parametrize("rcode", ["REFUSED", "SERVFAIL", "NOTAUTH"])
def test_a_server_that_does_not_serve_the_zone_says_so(rcode: str) -> None:
    fact = ask(Behaviour(rcode=rcode))
    assert (fact.outcome, fact.rcode, fact.authoritative) == (Outcome.DEFERRED, rcode, False)


def test_the_check_that_is_switched_off_is_asked_for() -> None:
    with ScriptDns(ZONE, {("x.test", "MX"): Behaviour(bogus=True)}) as server:
        asked = f"127.0.0.1#{server.port}"
        resolver = Resolver((), 5, own_view=False)
        plain = asyncio.run(resolver.ask(Lookup("x.test", "MX", server=asked)))
        unchecked = asyncio.run(resolver.ask(Lookup("x.test", "MX", server=asked, checking_disabled=True)))
    assert (plain.rcode, unchecked.values) == ("SERVFAIL", ("10 m.x.test",))


def test_a_silent_server_is_asked_twice_and_a_resolver_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maildoctor.net.dns._TRY_OF_ONE_S", 0.05)
    monkeypatch.setattr("maildoctor.net.dns._TRY_S", 0.05)
    with ScriptDns(ZONE, {("x.test", "MX"): Behaviour(drop=True)}) as server:
        resolver = Resolver((Server("127.0.0.1", server.port),), 5, own_view=False)
        assert (
            asyncio.run(resolver.ask(Lookup("x.test", "MX", server=f"127.0.0.1#{server.port}"))).outcome
            is Outcome.SILENT
        )
        assert len(server.asked) == 2
        assert asyncio.run(resolver.ask(Lookup("x.test", "MX"))).outcome is Outcome.SILENT
        assert len(server.asked) == 5
