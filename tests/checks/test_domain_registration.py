"""Registrations that run, end, have ended or are held back; and who is not asked at all."""

from __future__ import annotations

import json

import pytest

from maildoctor.api import Document, Fetch, FetchFact, Lookup, LookupFact, Outcome
from maildoctor.model.case import Options
from maildoctor.model.fact import Fact, Fault
from maildoctor.model.finding import Finding
from maildoctor.model.probe import Probe
from maildoctor.testing import run_check, speak
from tests.checks import dns_answers as dns
from tests.checks.dns_answers import codes

CHECK = dns.bundled("domain.registration")
ADDRESS = "user@example.com"
MX, NS = Lookup("example.com", "MX"), Lookup("example.com", "NS")
RDAP = Fetch("https://rdap.verisign.com/com/v1/domain/example.com", Document.REGISTRATION)


def registered(expires: str | None = "2028-01-01T00:00:00Z", *statuses: str, name: str = "EXAMPLE.COM") -> FetchFact:
    card = ["vcard", [["fn", {}, "text", "Registrar Example"]]]
    answer = {
        "objectClassName": "domain",
        "ldhName": name,
        "status": list(statuses),
        "events": [{"eventAction": "expiration", "eventDate": expires}] if expires else [],
        "entities": [{"roles": ["registrar"], "vcardArray": card}],
    }
    return FetchFact(Outcome.ANSWERED, 200, text=json.dumps(answer))


def dead(rdap: FetchFact, mx: LookupFact = dns.NXDOMAIN) -> dict[Probe, Fact]:
    return {MX: mx, NS: mx, RDAP: rdap}


def said(answers: dict[Probe, Fact], address: str = ADDRESS) -> dict[str, str]:
    return codes(run_check(CHECK, answers, address=address)[0])


def test_a_domain_that_answers_is_not_looked_up() -> None:
    found, unanswered = run_check(CHECK, {MX: dns.yes("10 mail.example.com"), NS: dns.ABSENT}, address=ADDRESS)
    assert (codes(found), unanswered) == ({"registration-not-asked": "pass"}, [])


@pytest.mark.parametrize(
    ("expires", "code", "status"),
    [
        ("2028-01-01T00:00:00Z", "domain-registered", "pass"),
        ("2027-01-23T10:00:01Z", "domain-expires-soon", "pass"),
        ("2026-12-24T10:00:01Z", "domain-expires-soon", "warn"),
        ("2026-12-08T10:00:01Z", "domain-expires-soon", "fail"),
        ("2026-11-24T09:59:59Z", "domain-expired", "fail"),
    ],
)
def test_the_days_that_are_left(expires: str, code: str, status: str) -> None:
    assert said(dead(registered(expires))) == {code: status}


@pytest.mark.parametrize("mx", [dns.NXDOMAIN, dns.SERVFAIL])
@pytest.mark.parametrize("held", ["client hold", "server hold", "clientHold"])
def test_a_held_domain_is_named_with_its_likely_reason(held: str, mx: LookupFact) -> None:
    found = run_check(CHECK, dead(registered("2028-01-01T00:00:00Z", held), mx), address=ADDRESS)[0][0]
    assert isinstance(found, Finding)
    assert (found.id, found.status.value, found.who and found.who.value) == ("domain-hold", "fail", "registrar")
    assert "可能性が高い" in speak(found, "ja", "why")
    assert "Registrar Example" in speak(found, "en", "fix")


@pytest.mark.parametrize("status", ["redemption period", "pending delete", "pendingRestore"])
def test_a_registration_in_its_last_days_has_ended_whatever_its_date(status: str) -> None:
    assert said(dead(registered("2028-01-01T00:00:00Z", "client hold", status))) == {"domain-expired": "fail"}
    assert said(dead(registered(None, status))) == {"domain-expired": "fail"}


@pytest.mark.parametrize(
    "rdap",
    [
        registered(None),
        registered("2026-01-01T00:00:00Z", name="OTHER.COM"),
        FetchFact(Outcome.ANSWERED, 404, text='{"errorCode": 404}'),
        FetchFact(Outcome.SILENT),
        FetchFact(Outcome.CUT_OFF),
        FetchFact(Outcome.ANSWERED, 200, text="<html>", trouble="not-json"),
        FetchFact(Outcome.ANSWERED, 200, text=registered("2026-01-01T00:00:00Z").text, here=(Fault.UNKNOWN_ROOT,)),
    ],
)
def test_where_the_registry_says_nothing_nothing_is_said(rdap: FetchFact) -> None:
    assert said(dead(rdap)) == {}


@pytest.mark.parametrize("mx", [dns.SILENT, dns.REFUSED, dns.CUT_OFF])
def test_a_network_that_does_not_answer_is_no_reason_to_ask(mx: LookupFact) -> None:
    _, unanswered = run_check(CHECK, {MX: mx, NS: mx}, address=ADDRESS)
    assert unanswered == []


def test_a_name_below_the_domain_asks_for_the_domain() -> None:
    mx, ns = Lookup("mail.example.com", "MX"), Lookup("mail.example.com", "NS")
    answers: dict[Probe, Fact] = {mx: dns.NXDOMAIN, ns: dns.NXDOMAIN, RDAP: registered("2026-01-01T00:00:00Z")}
    assert said(answers, "u@mail.example.com") == {"domain-expired": "fail"}


def test_some_domains_have_nobody_to_ask() -> None:
    gone = {Lookup("example.test", kind): dns.NXDOMAIN for kind in ("MX", "NS")}
    found, unanswered = run_check(CHECK, gone, address="user@example.test")
    assert (codes(found), unanswered) == ({"registration-no-service": "skip"}, [])


def jprs(domain: str, *lines: str, name: str = "") -> dict[Probe, Fact]:
    """A dead domain and what JPRS says of it."""
    asked = Fetch(f"whois://whois.jprs.jp/{domain}/e", Document.WHOIS)
    text = "\n".join((f"[Domain Name]   {(name or domain).upper()}", *lines))
    gone: dict[Probe, Fact] = {Lookup(domain, kind): dns.NXDOMAIN for kind in ("MX", "NS")}
    return gone | {asked: FetchFact(Outcome.ANSWERED, url=asked.url, text=text)}


SERVER = "[Name Server]   ns1.example.test"


@pytest.mark.parametrize(
    ("lines", "code", "status"),
    [
        (("[Status]   Active", "[Expires on]   2028/01/31", SERVER), "domain-registered", "pass"),
        (("[Status]   Active", "[Expires on]   2027/01/23", SERVER), "domain-expires-soon", "pass"),
        (("[Status]   Active", "[Expires on]   2026/12/24", SERVER), "domain-expires-soon", "warn"),
        (("[Status]   Active", "[Expires on]   2026/12/08", SERVER), "domain-expires-soon", "fail"),
        (("[Status]   Active", "[Expires on]   2028/01/31"), "domain-without-nameservers", "fail"),
        (("[Status]   To be suspended", "[Expires on]   2026/11/30", SERVER), "domain-deletion-asked", "fail"),
        (("[Status]   To be suspended", "[Expires on]   2026/12/31", SERVER), "domain-deletion-asked", "warn"),
        (("[Status]   Suspended", "[Expires on]   2026/11/30"), "domain-expired", "fail"),
        (("[Status]   Suspended", "[Expires on]   2026/12/31"), "domain-suspended", "fail"),
        (("[Status]   Suspended",), "domain-expired", "fail"),
        (("[State]   Connected (2027/03/31)", SERVER), "domain-registered", "pass"),
        (("[State]   Connected (2026/11/30)", SERVER), "domain-expires-soon", "fail"),
        (("[State]   Registered (2027/03/31)",), "domain-without-nameservers", "fail"),
        (("[State]   Deleted (2026/12/31)",), "domain-expired", "fail"),
        (("[状態]   Connected (2026/12/20)", "[ネームサーバ]   ns1.example.test"), "domain-expires-soon", "warn"),
    ],
)
def test_what_jprs_says(lines: tuple[str, ...], code: str, status: str) -> None:
    assert said(jprs("example.co.jp", *lines), "user@example.co.jp") == {code: status}


def test_the_last_day_of_revival_is_told() -> None:
    answers = jprs("example.jp", "[Status]   Suspended", "[Expires on]   2026/12/31")
    (found,) = run_check(CHECK, answers)[0]
    assert isinstance(found, Finding)
    assert found.arguments["last"] == "2026-12-20"
    assert "2026-12-20" in speak(found, "ja", "fix")


@pytest.mark.parametrize(
    ("domain", "asked"),
    [
        ("mail.example.jp", "example.jp"),
        ("mail.example.co.jp", "example.co.jp"),
        ("shop.example.tokyo.jp", "example.tokyo.jp"),
        ("shop.example.chiyoda.tokyo.jp", "example.chiyoda.tokyo.jp"),
    ],
)
def test_the_registered_name_is_asked_for(domain: str, asked: str) -> None:
    gone: dict[Probe, Fact] = {Lookup(domain, kind): dns.NXDOMAIN for kind in ("MX", "NS")}
    assert run_check(CHECK, gone, address=f"u@{domain}")[1] == [
        Fetch(f"whois://whois.jprs.jp/{asked}/e", Document.WHOIS)
    ]


def test_a_name_that_nobody_holds() -> None:
    answers = jprs("example.jp")
    asked = next(probe for probe in answers if isinstance(probe, Fetch))
    answers[asked] = FetchFact(Outcome.ANSWERED, url=asked.url, text="No match!!")
    assert said(answers, "user@example.jp") == {"domain-not-registered": "pass"}


def test_jprs_about_another_name_says_nothing() -> None:
    assert said(jprs("example.jp", "[Status]   Suspended", name="other.jp"), "user@example.jp") == {}


@pytest.mark.parametrize("outcome", [Outcome.SILENT, Outcome.REFUSED, Outcome.CUT_OFF, Outcome.GARBLED])
def test_where_jprs_does_not_answer_nothing_is_said(outcome: Outcome) -> None:
    answers = jprs("example.jp", "[Status]   Suspended")
    asked = next(probe for probe in answers if isinstance(probe, Fetch))
    assert said({**answers, asked: FetchFact(outcome)}, "user@example.jp") == {}


def test_a_japanese_domain_that_answers_is_not_looked_up() -> None:
    found, unanswered = run_check(CHECK, {Lookup("example.jp", "MX"): dns.yes("10 m.example.jp"),
                                          Lookup("example.jp", "NS"): dns.ABSENT})  # fmt: skip
    assert (codes(found), unanswered) == ({"registration-not-asked": "pass"}, [])


def test_without_third_parties_the_registry_is_not_asked() -> None:
    options = Options(third_party=False)
    assert run_check(CHECK, {MX: dns.NXDOMAIN, NS: dns.NXDOMAIN}, address=ADDRESS, options=options) == ([], [])


def test_a_parked_domain_is_looked_up() -> None:
    parked = {MX: dns.yes("10 mx.sedoparking.com"), NS: dns.ABSENT}
    assert run_check(CHECK, parked, address=ADDRESS)[1] == [RDAP]
