"""The line against servers elsewhere: what comparing proves, and when nobody is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.api import (
    HOST,
    Auth,
    Break,
    Certificate,
    Endpoint,
    EndpointFact,
    Evidence,
    Fault,
    Field,
    Finding,
    Link,
    Lookup,
    Observation,
    Outcome,
    Owner,
    Probe,
    Protocol,
    Security,
    ServerSettings,
    Status,
)
from maildoctor.diagnosis.search import search
from maildoctor.model.case import Options
from maildoctor.model.contrast import Contrast, Contrasts
from maildoctor.model.fact import Fact
from maildoctor.model.settings import Settings
from maildoctor.testing import case_of, run_check
from tests.checks.dns_answers import bundled, yes
from tests.checks.records import assert_well_said

CHECK = bundled("network.controls")
GIVEN = Options(controls=("mx.other.example", "mail.third.example"))
MX = Endpoint("mx.example.jp", 25, Protocol.SMTP, Security.AUTO)
IN = Endpoint("mail.hoster.example", 993, Protocol.IMAP, Security.TLS)
OUT = Endpoint("mail.hoster.example", 587, Protocol.SMTP, Security.STARTTLS)
SETTINGS = Settings(
    "user@example.jp",
    ServerSettings(Protocol.IMAP, "mail.hoster.example", 993, Security.TLS, "user@example.jp", Auth.PASSWORD),
    ServerSettings(Protocol.SMTP, "mail.hoster.example", 587, Security.STARTTLS, "user@example.jp", Auth.PASSWORD),
)
OTHER, THIRD = "mx.other.example", "mail.third.example"
SILENT = EndpointFact(Outcome.SILENT, where="connect")
REFUSED = EndpointFact(Outcome.REFUSED, where="connect")
Answers = dict[Probe, Fact]


def certificate(host: str, issuer: str = "Public Issuer") -> Certificate:
    return Certificate(
        host, issuer, (host,), "2026-01-01T00:00:00+00:00", "2027-01-01T00:00:00+00:00", host[:1] * 64, "EC 256", "sha"
    )


def ready(endpoint: Endpoint, issuer: str = "Public Issuer", **more: object) -> EndpointFact:
    fact = EndpointFact(
        Outcome.ANSWERED, Link.CAPABILITIES, speaks=endpoint.protocol.value, encrypted=True, starttls=True,
        chain=(certificate(endpoint.host, issuer),),
    )  # fmt: skip
    return replace(fact, **more)  # type: ignore[arg-type]


def control(host: str, port: int) -> Endpoint:
    if port in (993, 465):
        return Endpoint(host, port, Protocol.IMAP if port == 993 else Protocol.SMTP, Security.TLS)
    return Endpoint(host, port, Protocol.SMTP, Security.STARTTLS)


def world(silent: tuple[Endpoint, ...] = (), controls: dict[tuple[str, int], EndpointFact] | None = None) -> Answers:
    """The account, with some ports silent, and what the controls show."""
    answers: Answers = {Lookup("example.jp", "MX"): yes("10 mx.example.jp")}
    for host in ("mx.example.jp", "mail.hoster.example", OTHER, THIRD):
        answers |= {Lookup(host, kind): yes("192.0.2.1") for kind in (HOST, "A")}
        answers[Lookup(host, "AAAA")] = yes()
    answers |= {e: SILENT if e in silent else ready(e) for e in (MX, IN, OUT)}
    for (host, port), fact in (controls or {}).items():
        answers[control(host, port)] = fact
    return answers


def both(**facts: EndpointFact | None) -> dict[tuple[str, int], EndpointFact]:
    """Both controls with the same answers: p25=…, p587=…, p993=…; None: ready."""
    return {
        (host, int(port[1:])): fact if fact is not None else ready(control(host, int(port[1:])))
        for host in (OTHER, THIRD)
        for port, fact in facts.items()
    }


def said(answers: Answers, options: Options = GIVEN, settings: Settings = SETTINGS) -> list[Finding]:
    found, _ = run_check(CHECK, answers, settings=settings, options=options)
    findings = [f for f in found if isinstance(f, Finding)]
    assert_well_said(findings)
    # What is concluded comes from the questions alone: a saved report holds no control.
    replayed, _ = run_check(CHECK, answers, settings=settings, options=Options())
    assert [(f.id, f.status) for f in replayed if isinstance(f, Finding)] == [(f.id, f.status) for f in findings]
    return findings


def told(answers: Answers) -> list[tuple[str, Status]]:
    return [(finding.id, finding.status) for finding in said(answers)]


def asked(answers: Answers, options: Options = GIVEN, settings: Settings = SETTINGS) -> list[str]:
    case = case_of("user@example.jp", settings, options=options)
    evidence = Evidence(Observation(f"o{n}", p, f) for n, (p, f) in enumerate(answers.items(), 1))
    return [p.target for p in CHECK.probes(case, evidence) if isinstance(p, Endpoint)]


ALL_PORTS = [f"{host}:{port}" for host in (OTHER, THIRD) for port in (25, 587, 993)]


def test_a_healthy_account_troubles_nobody() -> None:
    assert list(CHECK.probes(case_of(options=GIVEN), Evidence())) == []
    assert asked(world()) == []
    assert told(world()) == []


@pytest.mark.parametrize("silent", [(MX,), (IN,), (OUT,), (MX, OUT)])
def test_they_are_asked_where_a_port_is_silent(silent: tuple[Endpoint, ...]) -> None:
    assert asked(world(silent)) == ALL_PORTS
    assert asked(world(silent), replace(GIVEN, third_party=False)) == []
    assert asked(world(silent), Options()) == []


def test_they_are_asked_where_port_25_turns_away_for_a_line_may_do_that_in_every_servers_place() -> None:
    assert asked({**world(), MX: REFUSED}) == ALL_PORTS
    assert asked({**world(), MX: REFUSED}, Options()) == []
    assert asked({**world(), OUT: REFUSED}) == []
    assert told({**world(), MX: REFUSED}) == []


def test_port_25_that_turns_everybody_away_is_the_line() -> None:
    assert told({**world((), both(p25=REFUSED, p587=None)), MX: REFUSED}) == [("line-blocks-port-25", Status.WARN)]


def test_port_25_that_turns_away_at_the_exchanger_alone_is_not_the_line() -> None:
    assert told({**world((), both(p25=None, p587=None)), MX: REFUSED}) == [("port-25-open-elsewhere", Status.PASS)]


@pytest.mark.parametrize("controls", [both(p25=SILENT, p587=None), both(p25=REFUSED, p587=REFUSED)])
def test_another_fate_than_the_exchangers_proves_nothing(controls: dict[tuple[str, int], EndpointFact]) -> None:
    assert told({**world((), controls), MX: REFUSED}) == [("controls-undecided", Status.SKIP)]


@pytest.mark.parametrize("fact", [replace(SILENT, final=False), EndpointFact(Outcome.CUT_OFF)])
def test_they_are_not_asked_for_anything_else(fact: EndpointFact) -> None:
    assert asked({**world(), MX: fact}) == []
    assert told({**world(), OUT: fact}) == []


def test_one_exchanger_that_answers_shows_that_the_line_is_open() -> None:
    second = replace(MX, host="mx2.example.jp")
    answers = world((MX,)) | {Lookup("example.jp", "MX"): yes("10 mx.example.jp", "20 mx2.example.jp")}
    assert asked({**answers, second: ready(second)}) == []
    assert asked({**answers, second: SILENT}) == ALL_PORTS


def test_a_port_given_is_the_only_one_asked() -> None:
    some = Options(controls=("mx.other.example:25", "mail.third.example:993", "mail.third.example:465"))
    assert asked(world((MX,)), some) == [f"{OTHER}:25", f"{THIRD}:993", f"{THIRD}:465"]


@pytest.mark.parametrize("host", ["mail.hoster.example", "imap.hoster.example", "mx2.example.jp", "www.example.jp"])
def test_a_relative_is_no_control(host: str) -> None:
    assert asked(world((MX,)), Options(controls=(host,))) == []
    kin = Endpoint(host, 25, Protocol.SMTP, Security.STARTTLS)
    assert told({**world((MX,)), kin: SILENT}) == [("controls-not-given", Status.SKIP)]


def test_a_host_without_an_address_is_not_dialled() -> None:
    answers = world((MX,)) | {Lookup(OTHER, HOST): yes()}
    assert asked(answers) == ALL_PORTS[3:]


def test_the_line_blocks_port_25() -> None:
    (found,) = said(world((MX,), both(p25=SILENT, p587=None, p993=None)))
    assert (found.id, found.status, found.field, found.who) == (
        "line-blocks-port-25", Status.WARN, Field.NETWORK_PORT25, Owner.NETWORK,
    )  # fmt: skip
    assert found.arguments["hosts"] == ("mx.example.jp",)
    assert found.arguments["controls"] == (OTHER, THIRD)


def test_one_control_is_enough_if_it_answers_elsewhere() -> None:
    assert told(world((MX,), {(OTHER, 25): SILENT, (OTHER, 993): ready(control(OTHER, 993))})) == [
        ("line-blocks-port-25", Status.WARN)
    ]


def test_the_exchanger_alone_is_dead() -> None:
    (found,) = said(world((MX,), both(p25=None, p587=None, p993=None)))
    assert (found.id, found.status, found.field) == ("port-25-open-elsewhere", Status.PASS, None)
    one_of_two = both(p25=SILENT, p587=None) | {(THIRD, 25): ready(control(THIRD, 25))}
    assert told(world((MX,), one_of_two)) == [("port-25-open-elsewhere", Status.PASS)]


@pytest.mark.parametrize(
    "controls",
    [
        both(p25=SILENT),
        both(p25=SILENT, p587=SILENT, p993=SILENT),
        both(p25=SILENT, p587=REFUSED),
        both(p25=REFUSED, p587=None),
        both(p25=SILENT, p587=None) | {(THIRD, 587): SILENT},
        both(p587=None),
    ],
)
def test_what_proves_nothing_is_said_to_prove_nothing(controls: dict[tuple[str, int], EndpointFact]) -> None:
    assert told(world((MX,), controls)) == [("controls-undecided", Status.SKIP)]


def test_without_controls_the_question_stays_open() -> None:
    (found,) = said(world((MX, OUT)), Options())
    assert (found.id, found.status, found.field) == ("controls-not-given", Status.SKIP, None)
    assert found.arguments["hosts"] == ("mx.example.jp", "mail.hoster.example")


def test_the_line_blocks_another_port() -> None:
    (found,) = said(world((OUT,), both(p25=None, p587=SILENT, p993=None)))
    assert (found.id, found.field, found.arguments["port"]) == ("line-blocks-port", Field.NETWORK_PORT, 587)
    assert found.status is Status.WARN


def test_the_other_port_is_open_for_others() -> None:
    (found,) = said(world((OUT,), both(p25=None, p587=None, p993=None)))
    assert (found.id, found.status, found.arguments["port"]) == ("port-open-elsewhere", Status.PASS, 587)


def test_two_silent_ports_are_told_apart() -> None:
    found = told(world((MX, IN), both(p25=SILENT, p587=None, p993=None)))
    assert [code for code, _ in found] == ["line-blocks-port-25", "port-open-elsewhere"]


@pytest.mark.parametrize(("named", "status"), [(Field.NETWORK_PORT25, Status.PASS), (Field.NETWORK_PORT, Status.WARN)])
def test_a_root_that_the_search_proved_is_told_once(named: Field, status: Status) -> None:
    case = case_of("user@example.jp", SETTINGS, options=GIVEN)
    answers = world((MX,), both(p25=SILENT, p587=None))
    evidence = Evidence(Observation(f"o{n}", p, f) for n, (p, f) in enumerate(answers.items(), 1))
    proved = search(case, evidence)
    contrast = Contrast(Break.PORT_DROPPED, (), Link.CONNECT, named)
    (found,) = CHECK.judge(case, evidence, Contrasts((contrast,), proved.sides.values()))
    assert isinstance(found, Finding)
    assert found.status is status


SCANNER = "Some Gateway CA"
OPENED = {"public": (Fault.UNKNOWN_ROOT,)}
REFUSED_TLS = {"outcome": Outcome.UNTRUSTED, "reached": Link.GREETING, "here": (Fault.UNKNOWN_ROOT,), **OPENED}


def opened(issuer: str, **more: object) -> Answers:
    return {**world(), **{e: ready(e, issuer, **more) for e in (IN, OUT)}}


@pytest.mark.parametrize("more", [OPENED, REFUSED_TLS])
def test_an_issuer_that_nobody_knows_is_a_doubt(more: dict[str, object]) -> None:
    assert asked(opened(SCANNER, **more)) == ALL_PORTS
    assert told(opened(SCANNER, **more)) == [("controls-not-given", Status.SKIP)]


def test_the_same_issuer_on_strangers_is_the_lines() -> None:
    """This PC does not trust it, so `network.place` says nothing of it."""
    there = {control(OTHER, port): ready(control(OTHER, port), SCANNER, **REFUSED_TLS) for port in (587, 993)}
    (found,) = said(opened(SCANNER, **REFUSED_TLS) | there)
    assert (found.id, found.status, found.field) == (
        "controls-show-interception", Status.WARN, Field.NETWORK_INTERCEPTION,
    )  # fmt: skip
    assert (found.arguments["issuer"], found.arguments["controls"]) == (SCANNER, (OTHER,))


def test_where_the_pc_trusts_it_the_place_tells_it() -> None:
    there = {control(OTHER, 993): ready(control(OTHER, 993), SCANNER, **OPENED)}
    answers = opened(SCANNER, **OPENED) | there
    assert told(answers) == [("controls-show-interception", Status.PASS)]
    assert "network-interception" in [f.id for f in run_check(bundled("network.place"), answers, settings=SETTINGS)[0]]
    alone, _ = run_check(CHECK, answers, settings=SETTINGS, options=replace(GIVEN, skip=("network.place",)))
    assert [(f.id, f.status) for f in alone if isinstance(f, Finding)] == [("controls-show-interception", Status.WARN)]


def test_strangers_with_issuers_of_their_own_clear_the_line() -> None:
    there = {control(OTHER, 993): ready(control(OTHER, 993), "Public Issuer")}
    assert told(opened(SCANNER, **REFUSED_TLS) | there) == []


def test_a_certificate_signed_by_itself_is_no_doubt_of_the_line() -> None:
    own = ready(IN, IN.host, **{**REFUSED_TLS, "here": (Fault.SELF_SIGNED,), "public": (Fault.SELF_SIGNED,)})
    assert asked({**world(), IN: own}) == []


def test_a_public_issuer_that_was_not_sent_is_no_doubt() -> None:
    fact = ready(IN, "R3", public=(Fault.ISSUER_NOT_SENT,))
    assert asked({**world(), IN: fact}) == []


def test_a_control_is_no_server_that_sends_for_the_domain() -> None:
    """The record of the domain is not asked to permit a stranger."""
    spf = bundled("domain.spf")
    bare = Settings("user@example.jp")
    answers = {
        **world((MX,), both(p25=SILENT, p587=None)),
        Lookup("example.jp", "TXT"): yes("v=spf1 ip4:198.51.100.1 -all"),
    }
    del answers[IN], answers[OUT]
    answers |= {Lookup(OTHER, "A"): yes("203.0.113.9"), Lookup(THIRD, "A"): yes("203.0.113.10")}
    found, _ = run_check(spf, answers, settings=bare)
    assert found
    assert {f.status for f in found if isinstance(f, Finding)} == {Status.PASS}
    assert not any(OTHER in str(f.arguments) for f in found if isinstance(f, Finding))


def test_the_plan_names_each_of_them() -> None:
    assert CHECK.third_parties(case_of(options=GIVEN)) == tuple(ALL_PORTS)
    assert CHECK.third_parties(case_of()) == ()
