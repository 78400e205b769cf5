"""Delegation, signatures, caches and mail exchangers: broken in one way each, on real name servers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.lab.fixture import started
from tests.lab.lab import Lab
from tests.lab.line import Odd
from tests.lab.network import CARELESS_RESOLVER, RESOLVER
from tests.road.scenarios import (
    Report,
    Scenario,
    agrees,
    examine,
    examine_all,
    fails,
    faults,
    findings,
    table,
    warns,
    well,
)

pytestmark = pytest.mark.lab

_NOT_TO_BE_RESOLVED = ("signed-expired", "ds-left-over", "all-lame")

SCENARIOS = (
    well("everything", "dnssec-good", "delegation-good", "dns-cache-current", "mx-names-good"),
    well("plain", "dnssec-unsigned", "delegation-good", "dns-cache-current", "mx-recipient-accepted"),
    well("signed", "dnssec-good", "delegation-good"),
    fails("signed-expired", "dns-dnssec-bogus", "dns.dnssec"),
    fails("ds-left-over", "dns-dnssec-bogus", "dns.dnssec"),
    well("two-servers", "delegation-good", "dnssec-unsigned"),
    warns("half-lame", "dns-lame-delegation", "dns.delegation"),
    fails("all-lame", "dns-lame-delegation", "dns.delegation"),
    well("lists-differ", "dns-delegation-lists-differ", "delegation-good"),
    warns("lists-differ-lame", "dns-delegation-differs", "dns.delegation"),
    warns("server-without-address", "dns-nameserver-without-address", "dns.delegation"),
    well("own-servers", "delegation-good", "dnssec-unsigned"),
    well("own-servers-signed", "delegation-good", "dnssec-good"),
    warns("own-servers-half-lame", "dns-lame-delegation", "dns.delegation"),
    warns("stale-mx", "dns-cache-stale", "dns.mx"),
    warns("stale-mx-elsewhere", "dns-cache-stale", "dns.mx"),
    warns("stale-none", "dns-cache-negative", "dns.mx"),
    warns("copies-differ", "dns-servers-disagree", "dns.delegation"),
    warns("stale-address", "dns-cache-stale-address", "dns.address"),
    well("same-address-kept", "dns-cache-current"),
    well("capitals", "mx-names-good", "dns-cache-current", "mx-answers"),
    well("two-exchangers", "mx-names-good", "mx-answers"),
    well("signed-at-hoster", "dnssec-good", "mx-answers"),
    fails("mx-dot-forgotten", "mx-missing-final-dot", "dns.mx"),
    warns("mx-dot-forgotten-once", "mx-missing-final-dot", "dns.mx"),
    warns("mx-underscore", "mx-invalid-characters", "dns.mx"),
    fails("mx-space", "mx-invalid-characters", "dns.mx"),
    fails("mx-at-web", "mx-is-the-web-domain", "dns.mx"),
    well("mx-at-domain", "mx-found", "mx-answers"),
    fails("mx-parked", "domain-parked", "dns.registration"),
    fails("mx-placeholder", "mx-m365-placeholder", "dns.mx"),
    warns("mx-placeholder-beside", "mx-m365-placeholder", "dns.mx"),
    warns("mx-null-beside", "mx-null-with-others", "dns.mx"),
    warns("mx-localhost", "mx-greets-as-localhost", "server.service"),
    warns("mx-puts-off", "mx-refuses", "server.service"),
    warns("mx-second-dead", "mx-one-down", "dns.mx"),
    warns("mx-out-of-date", "mx-certificate-expired", "server.certificate"),
    warns("mx-six-dead", "mx-ipv6-dead", "dns.address"),
    well("mx-six", "mx-answers", "mx-names-good"),
    warns("recipient-unknown", "mx-recipient-unknown", "mailbox.missing"),
    well("recipient-greylisted", "mx-greylists", untold=("mx-recipient-undetermined",)),
    well("recipient-line-refused", "mx-recipient-undetermined"),
    fails("exchanger-not-at-home", "mx-not-at-home", "dns.mx"),
    warns("reverse-none", "ptr-missing", "dns.ptr"),
    warns("reverse-elsewhere", "ptr-forward-mismatch", "dns.ptr"),
    warns("reverse-nowhere", "ptr-forward-mismatch", "dns.ptr"),
)


@pytest.fixture(scope="module")
def road() -> Iterator[Lab]:
    """The domains of this module."""
    with started([*(scenario.world for scenario in SCENARIOS), well("tlsa").world]) as lab:
        yield lab


@pytest.fixture(scope="module")
def reports(road: Lab) -> dict[str, Report]:
    """Every domain of this module, examined once."""
    return examine_all(road, [scenario.world for scenario in SCENARIOS])


@pytest.mark.timeout(300)
def test_the_table(reports: dict[str, Report], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print()
        print("\n".join(table(SCENARIOS, reports)))
    right = sum(agrees(scenario, reports[scenario.name]) for scenario in SCENARIOS if not scenario.wrong_today)
    assert right >= 0.97 * sum(not scenario.wrong_today for scenario in SCENARIOS)


@pytest.mark.parametrize(
    "scenario",
    [
        pytest.param(s, id=s.name, marks=pytest.mark.xfail(reason=s.wrong_today, strict=True) if s.wrong_today else ())
        for s in SCENARIOS
    ],
)
def test_this_and_nothing_beside_it_is_said(reports: dict[str, Report], scenario: Scenario) -> None:
    assert sorted(faults(reports[scenario.name])) == sorted(scenario.faults)
    assert agrees(scenario, reports[scenario.name])


def test_a_faulty_domain_has_the_fault_named_even_where_more_is_said(reports: dict[str, Report]) -> None:
    for scenario in SCENARIOS:
        said = {(code, field) for code, _, field in faults(reports[scenario.name])}
        assert {(code, field) for code, _, field in scenario.faults} <= said, scenario.name


def test_the_resolver_said_itself_what_it_could_verify(reports: dict[str, Report]) -> None:
    """The AD bit of real answers: set for signed domains only."""

    def verified(name: str) -> bool:
        observations = reports[name]["observations"]
        return any(
            o["kind"] == "dns" and o["asks"].get("type") == "MX" and o["data"].get("authenticated")
            for o in observations
        )

    assert [s.name for s in SCENARIOS if verified(s.name)] == [
        "everything-well", "signed-well", "own-servers-signed-well", "signed-at-hoster-well",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "scenario", [s for s in SCENARIOS if s.name in _NOT_TO_BE_RESOLVED or s.name == "plain-well"], ids=lambda s: s.name
)
def test_the_bare_domain_has_its_fault_and_nothing_beside_it(road: Lab, scenario: Scenario) -> None:
    """An address is what only the exchanger's word about one needs."""
    report = examine(road, scenario.world, subject=scenario.world.domain)
    about_domain = tuple(code for code in scenario.told if code != "mx-recipient-accepted")
    assert agrees(replace(scenario, told=about_domain), report)
    assert not {code for finding in findings(report) if (code := finding["code"]).startswith("mx-recipient")}


_OWN_RESOLVER_ALONE = Odd(
    forward=(f"ip daddr != {RESOLVER} udp dport 53 drop", f"ip daddr != {RESOLVER} tcp dport 53 drop")
)
"""As in many offices: nobody but the line's own resolver may be asked about names."""


@pytest.mark.parametrize(
    ("number", "scenario"),
    [(1, fails("all-lame", "domain-not-answering", "dns.delegation")), (2, well("plain", "domain-found"))],
    ids=["all-lame", "plain-well"],
)
def test_where_only_the_lines_resolver_may_be_asked(road: Lab, number: int, scenario: Scenario) -> None:
    """Then the name servers cannot be compared, and what the resolver says of them is all there is."""
    with road.line(number, _OWN_RESOLVER_ALONE) as line:
        report = examine(road, scenario.world, line=line)
    assert [(d["code"], d["severity"], d["field"]) for d in report["diagnoses"]] == list(scenario.faults)
    told = {finding["code"] for finding in findings(report)}
    assert set(scenario.told) <= told
    assert "dns-lame-delegation" not in told


CARELESS = (
    well("plain", "dnssec-unsigned"),
    Scenario("signed-well"),
    Scenario("signed-expired"),
    warns("ds-left-over", "dns-dnssec-bogus", "dns.dnssec"),
    well("tlsa", "dane-not-validated"),
)
"""What can be told through a resolver that verifies nothing: expired signatures cannot, keys that are gone can."""


@pytest.mark.parametrize("scenario", CARELESS, ids=lambda scenario: scenario.name)
def test_through_a_resolver_that_verifies_nothing(road: Lab, scenario: Scenario) -> None:
    report = examine(road, scenario.world, "--resolver", CARELESS_RESOLVER)
    assert faults(report) == list(scenario.faults)
    assert agrees(scenario, report)
    assert not {f["code"] for f in findings(report)} & {"dnssec-good", "dane-good"}
