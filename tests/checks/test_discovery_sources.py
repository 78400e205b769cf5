"""What is said of the published settings, and what must not be."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import pytest

from maildoctor.discovery import questions
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import EndpointFact, Fault, FetchFact, LookupFact, Outcome, Served
from maildoctor.model.field import Link
from maildoctor.model.finding import Finding, Said, Status
from maildoctor.model.probe import HOST, Endpoint, Lookup
from maildoctor.model.settings import Auth, Protocol, Security
from maildoctor.testing import case_of, run_check, speak

CHECK = importlib.import_module("checks.discovery_sources").CHECK
ADDRESS = "user@example.co.jp"
CASE = case_of(ADDRESS)
AUTOCONFIG, WELL_KNOWN = questions.autoconfig(CASE)
AUTODISCOVER = questions.autodiscover(CASE)[0]
IMAP = Endpoint("mail.example.co.jp", 993, Protocol.IMAP, Security.TLS)
READY = EndpointFact(Outcome.ANSWERED, Link.CAPABILITIES, speaks="imap", encrypted=True, address="192.0.2.1")
REFUSED = EndpointFact(Outcome.REFUSED, None)
NAMED = {
    Lookup("mail.example.co.jp", HOST): LookupFact(Outcome.ANSWERED, "NOERROR", ("192.0.2.1",), server="getaddrinfo"),
}
SRV = Lookup("_imaps._tcp.example.co.jp", "SRV")


def served(port: int = 993, security: Security = Security.TLS) -> Served:
    return Served(Protocol.IMAP, "mail.example.co.jp", port, security, "%EMAILADDRESS%", (Auth.PASSWORD,))


def said(answers: Mapping[Any, Any]) -> list[Said]:
    return run_check(CHECK, {**NAMED, **answers}, address=ADDRESS)[0]


def ids(answers: Mapping[Any, Any]) -> list[str]:
    return [s.id for s in said(answers)]


def bad(answers: Mapping[Any, Any]) -> list[str]:
    return [s.id for s in said(answers) if isinstance(s, Finding) and s.status in (Status.WARN, Status.FAIL)]


def test_a_document_that_agrees_with_its_server() -> None:
    answers = {AUTOCONFIG: FetchFact(Outcome.ANSWERED, 200, servers=(served(),)), IMAP: READY}
    assert ids(answers) == ["autoconfig-agrees"]


def test_a_stale_document() -> None:
    answers = {AUTOCONFIG: FetchFact(Outcome.ANSWERED, 200, servers=(served(),)), IMAP: REFUSED}
    assert bad(answers) == ["autoconfig-stale"]


def test_an_offer_in_clear_only() -> None:
    plain = FetchFact(Outcome.ANSWERED, 200, servers=(served(143, Security.NONE),))
    assert bad({AUTOCONFIG: plain}) == ["autoconfig-plaintext"]
    both = FetchFact(Outcome.ANSWERED, 200, servers=(served(143, Security.NONE), served()))
    assert bad({AUTOCONFIG: both, IMAP: READY}) == []


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (FetchFact(Outcome.GARBLED, 200, trouble="dtd"), "autoconfig-broken"),
        (FetchFact(Outcome.GARBLED, 200, trouble="too-big"), "autoconfig-broken"),
        (FetchFact(Outcome.BLOCKED, 302, trouble="private-address", redirect="https://10.0.0.1/"),
         "autoconfig-redirect-refused"),
        (FetchFact(Outcome.BLOCKED, 302, trouble="redirect-to-http", redirect="http://example.co.jp/"),
         "autoconfig-redirect-refused"),
    ],
)  # fmt: skip
def test_documents_that_no_client_can_use(fact: FetchFact, code: str) -> None:
    assert bad({AUTOCONFIG: fact}) == [code]


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (FetchFact(Outcome.SILENT, where="connect"), "autoconfig-silent"),
        (FetchFact(Outcome.REFUSED, where="connect"), "autoconfig-silent"),
        (FetchFact(Outcome.UNTRUSTED, where="handshake", here=(Fault.NAME,)), "autoconfig-untrusted"),
        (FetchFact(Outcome.GARBLED, 200, trouble="html"), "autoconfig-no-document"),
    ],
)
def test_a_name_that_holds_no_document_is_worth_a_remark_and_no_more(fact: FetchFact, code: str) -> None:
    assert ids({AUTOCONFIG: fact}) == [code]
    assert bad({AUTOCONFIG: fact}) == []


def test_nothing_is_said_where_there_is_no_such_name_or_no_answer_yet() -> None:
    absent = FetchFact(Outcome.UNREACHABLE, where="lookup", trouble="no-such-name")
    assert ids({AUTOCONFIG: absent, WELL_KNOWN: FetchFact(Outcome.REJECTED, 404)}) == []
    assert ids({AUTOCONFIG: FetchFact(Outcome.SILENT, where="connect", final=False)}) == []
    assert ids({AUTOCONFIG: FetchFact(Outcome.CUT_OFF)}) == []


def test_the_web_site_of_the_domain_is_not_judged() -> None:
    """`.well-known` lies on the company's web server: that it is silent or of another name is no matter of mail."""
    for fact in (FetchFact(Outcome.SILENT, where="connect"), FetchFact(Outcome.UNTRUSTED, here=(Fault.NAME,))):
        assert ids({WELL_KNOWN: fact}) == []


def test_a_server_that_wants_a_password_first() -> None:
    answers = {AUTODISCOVER: FetchFact(Outcome.REJECTED, 401, trouble="wants-credentials")}
    assert ids(answers) == ["autodiscover-wants-credentials"]
    assert bad(answers) == []


def test_srv_records() -> None:
    record = LookupFact(Outcome.ANSWERED, "NOERROR", ("0 1 993 mail.example.co.jp",))
    assert ids({SRV: record, IMAP: READY}) == ["srv-good"]
    assert bad({SRV: record, IMAP: REFUSED}) == ["srv-dead-host"]
    nowhere = {Lookup("mail.example.co.jp", HOST): LookupFact(Outcome.ANSWERED, "NXDOMAIN")}
    assert bad({SRV: record, **nowhere}) == ["srv-dead-host"]
    cut_off = {SRV: record, IMAP: EndpointFact(Outcome.CUT_OFF)}
    assert ids(cut_off) == []


def test_a_service_that_is_not_offered_is_no_fault() -> None:
    assert bad({SRV: LookupFact(Outcome.ANSWERED, "NOERROR", ("0 0 0 .",))}) == []


def test_sources_that_disagree() -> None:
    record = LookupFact(Outcome.ANSWERED, "NOERROR", ("0 1 993 other.example.co.jp",))
    answers = {SRV: record, AUTOCONFIG: FetchFact(Outcome.ANSWERED, 200, servers=(served(),)), IMAP: READY}
    found = [s for s in said(answers) if s.id == "sources-disagree"]
    assert len(found) == 1
    assert "autoconfig: mail.example.co.jp" in speak(found[0], "ja")
    assert bad(answers) == []


def test_an_old_entry_of_the_third_party_is_nobodys_fault() -> None:
    probe = questions.ispdb(CASE, Evidence())[0]
    answers = {probe: FetchFact(Outcome.ANSWERED, 200, servers=(served(110, Security.NONE),))}
    assert ids(answers) == ["ispdb-stale"]
    assert bad(answers) == []


def test_at_most_six_servers_are_dialled() -> None:
    many = tuple(served(10_000 + n) for n in range(20))
    _, asked = run_check(CHECK, {**NAMED, AUTOCONFIG: FetchFact(Outcome.ANSWERED, 200, servers=many)}, address=ADDRESS)
    assert sum(isinstance(probe, Endpoint) for probe in asked) == 6
