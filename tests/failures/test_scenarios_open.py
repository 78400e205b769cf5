"""What the scripted accounts showed to be wrong once: each has been put right, or says so until it is."""

from __future__ import annotations

import importlib
from dataclasses import replace

import pytest

from maildoctor.api import (
    Endpoint,
    EndpointFact,
    EnvelopeFact,
    FetchFact,
    Link,
    Lookup,
    LookupFact,
    Outcome,
    Probe,
    Protocol,
    Security,
    Served,
)
from maildoctor.model.fact import Envelop, Fact, RecipientAnswer
from maildoctor.report.voice import Voice
from maildoctor.testing import run_check
from tests.failures.account import CLOSED, DOMAIN, INCOMING, IP, PORTS, USER, Port, Told, World, examine

WORLD = World()


def autodiscover_elsewhere(alive: bool) -> World:
    """The domain's Autodiscover answer still names the server of the company before."""
    url, host, address = (
        f"https://autodiscover.{DOMAIN}/autodiscover/autodiscover.xml",
        "imap.old.example",
        "203.0.113.9",
    )
    served = (Served(Protocol.IMAP, host, 993, Security.TLS, USER),)
    fact = FetchFact(Outcome.ANSWERED, 200, url=url, servers=served)
    ports = {n: replace(port, names=(host,)) for n, port in PORTS.items()} if alive else {}
    world = WORLD.with_records((host, "A", (address,)), (f"autodiscover.{DOMAIN}", "A", (address,)))
    return replace(world, hosts={**WORLD.hosts, address: ports}, documents={url: fact})


def spoken(told: Told) -> str:
    """All that is said of the first diagnosis, in Japanese."""
    voice, finding = Voice("ja", "generic"), told.report.diagnoses[0].finding
    return "\n".join(voice.says(finding, part) for part in ("says", "why", "fix"))


def test_where_the_port_has_to_change_too_the_text_names_it() -> None:
    """incoming-security-mismatch where both boxes change: the fix names one of them, and the why is not true."""
    starttls = replace(INCOMING, port=143, security=Security.STARTTLS)
    told = examine(replace(WORLD, incoming=starttls).with_ports(p143=Port("imap", "none")))
    assert told.edits() == {"incoming.port": 993, "incoming.security": "tls"}
    assert "993" in spoken(told)


def test_a_server_that_offers_no_login_has_words_of_its_own() -> None:
    plain = {"p587": Port("smtp", offers=("SIZE 1",)), "p465": CLOSED, "p25": Port("smtp", offers=())}
    assert "「-」" not in spoken(examine(WORLD.with_ports(**plain)))


def test_where_starttls_is_broken_and_nothing_else_is_open_it_is_the_server() -> None:
    told = examine(WORLD.with_ports(p587=Port("smtp", starttls_refused="454 4.7.0 TLS not available"), p465=CLOSED))
    assert told.edits() == {}
    assert [field for _, field in told.fails] == ["server.service"]


def test_recipients_refused_after_a_login_are_no_pass() -> None:
    """So do filters against foreign addresses (550 5.7.1). The question is asked, but no diagnosis stands beside it."""
    answers = tuple(
        RecipientAnswer(who, Envelop.NEEDS_LOGIN, "550 5.7.1 Command rejected")
        for who in (USER, "postmaster@example.com")
    )
    told = examine(replace(WORLD, envelope=EnvelopeFact(Outcome.REJECTED, Envelop.ACCEPTED, "250 ok", answers)))
    assert told.questions == ("sends-from-abroad",)
    assert told.report.verdict.value == "fail"


def test_a_server_whose_disk_is_full_is_no_pass() -> None:
    full = EnvelopeFact(Outcome.DEFERRED, Envelop.UNDETERMINED, "452 4.3.1 Insufficient system storage")
    told = examine(replace(WORLD, envelope=full))
    assert told.fails == (("outgoing-deferred", "server.service"),)
    assert told.report.verdict.value == "fail"


@pytest.mark.parametrize("alive", [True, False])
def test_autodiscover_that_leads_elsewhere_is_told(alive: bool) -> None:
    told = examine(autodiscover_elsewhere(alive))
    assert ("autodiscover-other-host" if alive else "autodiscover-stale") in told.codes


def test_an_exchanger_that_is_dead_by_ipv6_is_told() -> None:
    world = WORLD.with_records(
        (DOMAIN, "MX", ("10 mx.example.jp",)),
        ("mx.example.jp", "A", (IP,)),
        ("mx.example.jp", "AAAA", ("2001:db8::1",)),
    )
    told = examine(replace(world, hosts={**WORLD.hosts, "2001:db8::1": {25: Port("", state="dropped")}}))
    assert ("mx-ipv6-dead", "dns.address") in told.warns


@pytest.mark.parametrize(
    ("greeting", "told"),
    [("220 localhost ESMTP Postfix", True), ("localhost.localdomain ESMTP", True), ("220 mx.example.jp ESMTP", False)],
)
def test_an_exchanger_that_calls_itself_localhost(greeting: str, told: bool) -> None:
    """mx-greets-as-localhost: a server that was never told its own name."""
    check = importlib.import_module("checks.mx_reach").CHECK
    fact = EndpointFact(
        Outcome.ANSWERED, Link.CAPABILITIES, speaks="smtp", greeting=greeting, starttls=True, encrypted=True
    )
    answers: dict[Probe, Fact] = {
        Lookup(DOMAIN, "MX"): LookupFact(Outcome.ANSWERED, "NOERROR", ("10 mx.example.jp",)),
        Lookup("mx.example.jp", "HOST"): LookupFact(Outcome.ANSWERED, "NOERROR", (IP,)),
        Lookup("mx.example.jp", "A"): LookupFact(Outcome.ANSWERED, "NOERROR", (IP,)),
        Lookup("mx.example.jp", "AAAA"): LookupFact(Outcome.ANSWERED, "NOERROR"),
        Endpoint("mx.example.jp", 25, Protocol.SMTP, Security.AUTO): fact,
    }
    said, _ = run_check(check, answers)
    assert ("mx-greets-as-localhost" in [finding.id for finding in said]) is told
