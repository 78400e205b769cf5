"""What the sources propose: in order of trust, and never more than their own words."""

from __future__ import annotations

from maildoctor.discovery import questions
from maildoctor.discovery.proposals import documented_form, proposed, vouched_hosts
from maildoctor.discovery.recognition import exchangers_hide_the_mailbox, recognised
from maildoctor.model.case import Case
from maildoctor.model.evidence import Evidence, Observation
from maildoctor.model.fact import (
    Certificate,
    EndpointFact,
    Fact,
    Fault,
    FetchFact,
    LookupFact,
    Outcome,
    Served,
)
from maildoctor.model.field import Link
from maildoctor.model.probe import Endpoint, Fetch, Lookup, Probe
from maildoctor.model.settings import Auth, Protocol, Security, ServerSettings, Settings
from maildoctor.testing import case_of

CASE = case_of("user@example.co.jp")
MX = Lookup("example.co.jp", "MX")


def evidence(*answers: tuple[Probe, Fact]) -> Evidence:
    return Evidence(Observation(f"o{n}", probe, fact) for n, (probe, fact) in enumerate(answers, 1))


def records(*values: str) -> LookupFact:
    return LookupFact(Outcome.ANSWERED, "NOERROR", values)


def document(*servers: Served) -> FetchFact:
    return FetchFact(Outcome.ANSWERED, 200, servers=servers)


def imap(host: str, port: int = 993, security: Security = Security.TLS, username: str = "") -> Served:
    return Served(Protocol.IMAP, host, port, security, username, (Auth.PASSWORD,))


def sources(found: Evidence, case: Case = CASE) -> list[tuple[str, str]]:
    return [(p.source, p.host) for p in proposed(case, (Protocol.IMAP,), found)]


def test_in_order_of_trust() -> None:
    found = evidence(
        (MX, records("10 sv999.xserver.jp")),
        (questions.ispdb(CASE, Evidence())[0], document(imap("ispdb.example"))),
        (questions.autodiscover(CASE)[0], document(imap("autodiscover.example"))),
        (Lookup("_imaps._tcp.example.co.jp", "SRV"), records("0 1 993 srv.example")),
        (questions.autoconfig(CASE)[1], document(imap("well-known.example"))),
        (questions.autoconfig(CASE)[0], document(imap("autoconfig.example"))),
    )
    order = list(dict.fromkeys(source for source, _ in sources(found)))
    assert order == ["autoconfig", "provider", "srv", "autodiscover", "ispdb"]
    assert sources(found)[:2] == [("autoconfig", "autoconfig.example"), ("autoconfig", "well-known.example")]


def test_the_exchangers_company_is_asked_about_its_own_base_domain() -> None:
    found = evidence((MX, records("10 mx1.mail.hoster.example")))
    assert [f.url for f in questions.of_the_exchangers(CASE, found)] == [
        "https://autoconfig.hoster.example/mail/config-v1.1.xml"
    ]
    own = evidence((MX, records("10 mail.example.co.jp")))
    assert questions.of_the_exchangers(CASE, own) == ()
    assert [f.url.rpartition("/")[2] for f in questions.ispdb(CASE, found)] == ["example.co.jp", "hoster.example"]


def test_nobody_is_told_more_than_needed() -> None:
    """The third party learns the domain alone; no question is put above the registrable domain."""
    found = evidence((MX, records("10 mx1.mail.hoster.example")))
    third = [*questions.ispdb(CASE, found), *questions.of_the_exchangers(CASE, found)]
    assert all("user" not in f.url and f.about is None for f in third)
    below = case_of("user@mail.example.co.jp")
    hosts = {f.host for f in (*questions.autoconfig(below), *questions.autodiscover(below))}
    assert hosts == {"autoconfig.mail.example.co.jp", "mail.example.co.jp", "autodiscover.mail.example.co.jp"}


def test_a_document_that_is_not_verified_proposes_nothing() -> None:
    probe = questions.autoconfig(CASE)[0]
    for fact in (
        FetchFact(Outcome.UNTRUSTED, 200, servers=(imap("a.example"),), here=(Fault.NAME,)),
        FetchFact(Outcome.GARBLED, 200, servers=(imap("a.example"),), trouble="truncated"),
        FetchFact(Outcome.ANSWERED, 200, servers=(imap("a.example"),), final=False),
    ):
        assert sources(evidence((probe, fact))) == []


def test_the_form_of_the_user_name() -> None:
    probe = questions.autoconfig(CASE)[0]
    local = evidence((probe, document(imap("a.example", username="%EMAILLOCALPART%"))))
    assert documented_form(CASE, Protocol.IMAP, "a.example", local) == ("user", False)
    assert documented_form(CASE, Protocol.IMAP, "b.example", local) == (None, False)
    full = evidence((MX, records("10 sv999.xserver.jp")))
    assert documented_form(CASE, Protocol.IMAP, "sv999.xserver.jp", full) == ("user@example.co.jp", False)


def test_only_the_domain_and_sourced_entries_vouch() -> None:
    found = evidence(
        (MX, records("10 sv999.xserver.jp")),
        (questions.autoconfig(CASE)[0], document(imap("named.example"))),
        (Lookup("_imaps._tcp.example.co.jp", "SRV"), records("0 1 993 srv.example")),
        (questions.autodiscover(CASE)[0], document(imap("autodiscover.example"))),
        (questions.ispdb(CASE, Evidence())[0], document(imap("ispdb.example"))),
    )
    assert vouched_hosts(CASE, found) == {"named.example", "sv999.xserver.jp"}


def test_a_filter_in_front_tells_no_mailbox() -> None:
    in_front = evidence((MX, records("10 cluster5.eu.messagelabs.com")))
    assert exchangers_hide_the_mailbox(CASE, in_front)
    assert not exchangers_hide_the_mailbox(CASE, evidence((MX, records("10 sv999.xserver.jp"))))


def test_a_certificate_tells_the_hoster_only_where_its_name_is_all_that_is_wrong() -> None:
    case = case_of("user@example.co.jp", Settings(incoming=ServerSettings(host="mail.example.co.jp")))
    endpoint = Endpoint("mail.example.co.jp", 993, Protocol.IMAP, Security.TLS)
    leaf = Certificate("CN=*.xserver.jp", "CN=CA", ("*.xserver.jp",), "", "", "00", "RSA 2048", "sha256")

    def told(*faults: Fault) -> list[str]:
        fact = EndpointFact(Outcome.UNTRUSTED, Link.GREETING, chain=(leaf,), here=faults)
        return [found.provider.id for found in recognised(case, evidence((endpoint, fact)))]

    assert told(Fault.NAME) == ["xserver"]
    assert told(Fault.NAME, Fault.SELF_SIGNED) == []
    assert told(Fault.UNKNOWN_ROOT) == []


def test_questions_carry_no_credentials() -> None:
    asked: list[Fetch] = [
        *questions.autoconfig(CASE),
        *questions.autodiscover(CASE),
        *questions.ispdb(CASE, Evidence()),
    ]
    assert all(f.url.startswith("https://") and "@" not in f.url.partition("?")[0] for f in asked)
