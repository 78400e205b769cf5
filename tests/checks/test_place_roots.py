"""Causes in the place that look like somebody else's fault: told first, and nobody innocent beside them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from maildoctor.api import (
    HOST,
    Auth,
    Certificate,
    Direction,
    Document,
    Endpoint,
    EndpointFact,
    Fault,
    Fetch,
    FetchFact,
    Field,
    Finding,
    Link,
    Lookup,
    LookupFact,
    Outcome,
    Owner,
    Protocol,
    Security,
    ServerSettings,
    Status,
    speaks_of_this_address,
)
from maildoctor.diagnosis.search import routes_of, search
from maildoctor.model.case import Options
from maildoctor.model.contrast import Certainty, Contrast
from maildoctor.model.evidence import Evidence, Observation
from maildoctor.model.fact import Fact
from maildoctor.model.probe import Probe
from maildoctor.model.settings import Settings
from maildoctor.testing import NOW, case_of, run_check
from tests.checks.dns_answers import bundled, yes
from tests.checks.records import assert_well_said

Answers = dict[Probe, Fact]
IN = Endpoint("imap.one.example", 993, Protocol.IMAP, Security.TLS)
OUT = Endpoint("smtp.two.example", 465, Protocol.SMTP, Security.TLS)
SETTINGS = Settings(
    "user@example.jp",
    ServerSettings(Protocol.IMAP, IN.host, 993, Security.TLS, "user@example.jp", Auth.PASSWORD),
    ServerSettings(Protocol.SMTP, OUT.host, 465, Security.TLS, "user@example.jp", Auth.PASSWORD),
)
OWN_PAGE = Fetch("https://autoconfig.example.jp/mail/config-v1.1.xml", Document.AUTOCONFIG)
OTHER_PAGE = Fetch("https://autoconfig.third.example/mail/config-v1.1.xml", Document.AUTOCONFIG)
NO_SUCH_NAME = LookupFact(Outcome.ANSWERED, "NXDOMAIN", server="192.0.2.53")
PLACE = bundled("network.place")


def leaf(host: str, issuer: str = "Public CA", end: str = "2027-01-01", start: str = "2026-01-01") -> Certificate:
    return Certificate(
        host, issuer, (host,), f"{start}T00:00:00+00:00", f"{end}T00:00:00+00:00", (host + issuer)[:64].ljust(64, "0"),
        "EC 256", "sha256",
    )  # fmt: skip


def refused(certificate: Certificate, *here: Fault, public: tuple[Fault, ...] | None = None) -> EndpointFact:
    return EndpointFact(
        Outcome.UNTRUSTED, Link.GREETING, encrypted=True, chain=(certificate,), here=here,
        public=here if public is None else public, where="certificate",
    )  # fmt: skip


def names(*hosts: str) -> Answers:
    found: Answers = {}
    for host in hosts:
        found |= {Lookup(host, kind): yes("203.0.113.9") for kind in (HOST, "A")}
        found[Lookup(host, "AAAA")] = yes()
    return found


def evidence_of(answers: Answers) -> Evidence:
    everything = {**names(IN.host, OUT.host), **answers}
    return Evidence(Observation(f"o{n}", probe, fact) for n, (probe, fact) in enumerate(everything.items(), 1))


def found(answers: Answers, settings: Settings = SETTINGS) -> list[Contrast]:
    return list(search(case_of(settings=settings), evidence_of(answers)))


def said(answers: Answers, options: Options | None = None) -> list[Finding]:
    told, _ = run_check(PLACE, {**names(IN.host, OUT.host), **answers}, settings=SETTINGS, options=options)
    findings = [f for f in told if isinstance(f, Finding)]
    assert_well_said(findings)
    return findings


# -- the clock --------------------------------------------------------------------------------------------------------

ENDED: Answers = {
    IN: refused(leaf(IN.host, end="2026-10-01"), Fault.EXPIRED),
    OUT: refused(leaf(OUT.host, end="2026-09-15"), Fault.EXPIRED),
}


def told_the_time(probe: Fetch, ahead_s: int) -> Answers:
    return {probe: FetchFact(Outcome.REJECTED, 404, probe.url, clock_s=ahead_s)}


def fields(contrasts: list[Contrast]) -> list[Field]:
    return [contrast.field for contrast in contrasts]


def test_servers_that_agree_about_the_time_settle_it() -> None:
    months = -100 * 86_400
    times = {**told_the_time(OWN_PAGE, months), **told_the_time(OTHER_PAGE, months - 3)}
    (contrast,) = found({**ENDED, **times})
    assert (contrast.field, contrast.certainty) == (Field.CLIENT_CLOCK, Certainty.CERTAIN)
    there = (NOW + dt.timedelta(seconds=months)).isoformat(sep=" ")[:13]
    assert str(dict(contrast.seen)["there"]).startswith(there)


def test_one_server_that_tells_the_time_makes_it_likely() -> None:
    (contrast,) = found({**ENDED, **told_the_time(OWN_PAGE, -100 * 86_400)})
    assert (contrast.field, contrast.certainty) == (Field.CLIENT_CLOCK, Certainty.LIKELY)


def test_a_clock_that_servers_confirm_is_not_to_blame_for_certificates_that_ended() -> None:
    assert set(fields(found({**ENDED, **told_the_time(OWN_PAGE, 2)}))) == {Field.SERVER_CERTIFICATE}


def test_a_wrong_clock_is_not_to_blame_for_what_had_ended_before() -> None:
    assert set(fields(found({**ENDED, **told_the_time(OWN_PAGE, -3600)}))) == {Field.SERVER_CERTIFICATE}


def test_servers_that_contradict_each_other_tell_no_time() -> None:
    times = {**told_the_time(OWN_PAGE, 2), **told_the_time(OTHER_PAGE, -100 * 86_400)}
    contrasts = found({**ENDED, **times})
    assert fields(contrasts) == [Field.CLIENT_CLOCK]  # by the certificates of two owners, as without any time
    assert dict(contrasts[0].seen)["days"] == 70


def test_without_any_time_it_is_told_by_how_many_days_at_least() -> None:
    (contrast,) = found(ENDED)
    assert (contrast.certainty, dict(contrast.seen)["days"]) == (Certainty.LIKELY, 70)


@pytest.mark.parametrize(
    ("ahead_s", "words"), [(5 * 3600, (0, 5, 0)), (-2 * 86_400 - 61, (2, 0, 1)), (660, (0, 0, 11))]
)
def test_a_clock_that_breaks_nothing_yet_is_told_with_the_difference(ahead_s: int, words: tuple[int, ...]) -> None:
    (finding,) = said(told_the_time(OWN_PAGE, ahead_s))
    assert (finding.id, finding.status, finding.field) == ("clock-differs", Status.WARN, Field.CLIENT_CLOCK)
    assert tuple(finding.arguments[name] for name in ("days", "hours", "minutes")) == words


@pytest.mark.parametrize("ahead_s", [0, 60, -300, 599])
def test_a_clock_that_is_off_by_less_is_no_matter(ahead_s: int) -> None:
    assert said(told_the_time(OWN_PAGE, ahead_s)) == []


# -- what opens the encryption ----------------------------------------------------------------------------------------


def opened(issuer: str, **more: Certificate) -> Answers:
    return {
        IN: refused(leaf(IN.host, issuer), Fault.UNKNOWN_ROOT),
        OUT: refused(more.get("out", leaf(OUT.host, issuer)), Fault.UNKNOWN_ROOT),
    }


@pytest.mark.parametrize(
    ("issuer", "code", "owner"),
    [
        ("Kaisha Proxy CA", "network-interception-untrusted", Owner.NETWORK),
        ("ESET SSL Filter CA", "network-interception-scanner-untrusted", Owner.CLIENT),
    ],
)
def test_one_unknown_issuer_on_strangers_is_no_fault_of_the_servers(issuer: str, code: str, owner: Owner) -> None:
    (contrast,) = found(opened(issuer))
    assert (contrast.field, contrast.directions) == (Field.NETWORK_INTERCEPTION, tuple(Direction))
    (finding,) = [f for f in said(opened(issuer)) if f.status is Status.FAIL]
    assert (finding.id, finding.who) == (code, owner)


def test_two_unknown_issuers_are_two_certificates() -> None:
    contrasts = found(opened("One CA", out=leaf(OUT.host, "Two CA")))
    assert set(fields(contrasts)) == {Field.SERVER_CERTIFICATE}


def test_one_owners_hosts_may_have_an_issuer_of_their_own() -> None:
    both = replace(OUT, host="smtp.one.example")
    settings = replace(SETTINGS, outgoing=replace(SETTINGS.outgoing, host=both.host))
    answers: Answers = {
        **names(both.host),
        IN: opened("X")[IN],
        both: refused(leaf(both.host, "X"), Fault.UNKNOWN_ROOT),
    }
    assert set(fields(found(answers, settings))) == {Field.SERVER_CERTIFICATE}


def test_an_issuer_that_was_only_not_sent_proves_nothing() -> None:
    answers = {e: replace(f, here=(Fault.ISSUER_NOT_SENT,), public=(Fault.ISSUER_NOT_SENT,))
               for e, f in opened("Public CA").items() if isinstance(f, EndpointFact)}  # fmt: skip
    assert set(fields(found(dict(answers)))) == {Field.SERVER_CERTIFICATE}


# -- encryption that is switched off here -----------------------------------------------------------------------------


def test_openssl_that_allows_no_version_is_this_pcs_own_and_told_once() -> None:
    off = EndpointFact(Outcome.TLS_REFUSED, Link.CONNECT, tls_error="NO_PROTOCOLS_AVAILABLE", where="handshake")
    case, answers = case_of(settings=SETTINGS), dict[Probe, Fact]()
    nothing: dict[type, Fact] = {
        Endpoint: off, Lookup: NO_SUCH_NAME, Fetch: FetchFact(Outcome.UNREACHABLE, trouble="no-such-name"),
    }  # fmt: skip
    for _ in range(9):
        asked = [probe for way in routes_of(case, evidence_of(answers)).values() for probe in way.asks]
        answers |= {p: nothing[type(p)] for p in asked if p not in names(IN.host, OUT.host)}
    (contrast,) = found(answers)
    assert (contrast.field, contrast.directions, contrast.edits) == (Field.CLIENT_TLS, tuple(Direction), ())


# -- a sign-in page ---------------------------------------------------------------------------------------------------


def invented(address: str) -> LookupFact:
    return LookupFact(Outcome.ANSWERED, "NOERROR", (address,), server="192.0.2.53")


CANARY = Lookup("no-such-host-maildoctor.invalid", "A")


def portal(answers: Answers) -> bool:
    return [f.id for f in said(answers)] == ["captive-portal"]


CLOSED = EndpointFact(Outcome.UNREACHABLE, where="connect")


def test_where_every_name_leads_to_one_place_it_is_a_sign_in_page() -> None:
    assert portal({CANARY: invented("203.0.113.9"), IN: CLOSED, OUT: CLOSED})


def test_a_resolver_that_invents_a_page_for_missing_names_alone_is_none() -> None:
    assert not portal({CANARY: invented("203.0.113.80"), IN: CLOSED, OUT: CLOSED})


def stranger(probe: Fetch, shown: str = "a" * 64, *here: Fault) -> Answers:
    faults = here or (Fault.NAME,)
    return {probe: FetchFact(Outcome.UNTRUSTED, url=probe.url, here=faults, public=faults, shown=shown)}


def test_one_certificate_for_strangers_on_the_web_and_no_mail_server_is_a_sign_in_page() -> None:
    silent: Answers = {IN: replace(CLOSED, outcome=Outcome.SILENT), OUT: CLOSED}
    assert portal({**silent, **stranger(OWN_PAGE), **stranger(OTHER_PAGE)})
    # One web server alone may simply have the certificate of its hoster.
    assert not portal({**silent, **stranger(OWN_PAGE)})
    assert not portal({**silent, **stranger(OWN_PAGE), **stranger(OTHER_PAGE, "b" * 64)})
    assert not portal({**silent, **stranger(OWN_PAGE), **stranger(OTHER_PAGE, "a" * 64, Fault.EXPIRED)})


def test_a_mail_server_that_is_itself_shows_that_there_is_no_sign_in_page() -> None:
    itself = EndpointFact(Outcome.ANSWERED, Link.CAPABILITIES, speaks="imap", encrypted=True, chain=(leaf(IN.host),))
    assert not portal({IN: itself, OUT: CLOSED, **stranger(OWN_PAGE), **stranger(OTHER_PAGE)})


# -- words about this address -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "about_us"),
    [
        ("554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied", True),
        ("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", True),
        ("550 5.7.1 Your IP is on our blocklist", True),
        ("421 4.3.2 Service not available, closing transmission channel", False),
        ("554 5.3.2 No mail is accepted here", False),
        ("451 4.3.5 <unknown[192.0.2.1]>: Client host rejected: Server configuration error", False),
        ("220 mail.example.jp, access denied to spammers", False),
    ],
)
def test_words_about_this_address(reply: str, *, about_us: bool) -> None:
    assert speaks_of_this_address(EndpointFact(Outcome.REJECTED, Link.GREETING, reply=reply)) is about_us


def test_an_exchanger_that_shuts_out_this_line_is_not_said_to_be_down() -> None:
    mx = Endpoint("mx.example.jp", 25, Protocol.SMTP, Security.AUTO)
    answers: Answers = {Lookup("example.jp", "MX"): yes("10 mx.example.jp"), **names("mx.example.jp")}
    turned_away = EndpointFact(
        Outcome.REJECTED, Link.CONNECT, speaks="smtp", reply="554 5.7.1 Client host rejected: Access denied"
    )
    told, _ = run_check(bundled("mx.reach"), {**answers, mx: turned_away})
    assert [f.id for f in told] == ["mx-refuses-this-line"]
    closed = replace(turned_away, reply="554 5.3.2 No mail is accepted here")
    told, _ = run_check(bundled("mx.reach"), {**answers, mx: closed})
    assert [(f.id, f.status) for f in told if isinstance(f, Finding)] == [("mx-refuses", Status.FAIL)]


def test_an_exchanger_that_puts_everybody_off_accepts_no_mail_and_loses_none_yet() -> None:
    """A greeting of 4xx is no acceptance; beside a good exchanger it is one that does not work."""
    one, two = (Endpoint(f"mx{n}.example.jp", 25, Protocol.SMTP, Security.AUTO) for n in (1, 2))
    answers: Answers = {
        Lookup("example.jp", "MX"): yes("10 mx1.example.jp", "20 mx2.example.jp"),
        **names("mx1.example.jp"), **names("mx2.example.jp"),
    }  # fmt: skip
    later = EndpointFact(
        Outcome.DEFERRED, Link.CONNECT, speaks="smtp", reply="421 4.3.2 Service not available, closing channel"
    )
    good = EndpointFact(Outcome.ANSWERED, Link.CAPABILITIES, speaks="smtp", greeting="220 mx2.example.jp ESMTP")
    told, _ = run_check(bundled("mx.reach"), {**answers, one: later, two: later})
    assert [(f.id, f.status) for f in told if isinstance(f, Finding)] == [("mx-refuses", Status.WARN)]
    told, _ = run_check(bundled("mx.reach"), {**answers, one: later, two: good})
    assert [(f.id, f.status) for f in told if isinstance(f, Finding)] == [
        ("mx-answers", Status.PASS),
        ("mx-one-down", Status.WARN),
    ]
