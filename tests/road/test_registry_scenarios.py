"""Registrations below `.jp`, as JPRS tells them, and below `.com`: asked only where the DNS gives a reason.

The registries of the lab are a WHOIS server and an RDAP one (HTTPS) under their real names; domains are in the DNS
only where they still would be.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.lab.fixture import started
from tests.lab.lab import Lab
from tests.lab.network import WHOIS
from tests.road.scenarios import (
    Report,
    Scenario,
    examine,
    examine_all,
    fails,
    faults,
    findings,
    well,
)

pytestmark = pytest.mark.lab

_FOLDED = "settings-not-found"
"""A domain that is gone has no servers: that follows, and is no cause of its own."""
_PARKED = ("domain-parked", "fail", "dns.registration")
SCENARIOS = (
    well("registry", "registration-not-asked", untold=("domain-expires-soon", "domain-registered")),
    fails("registry-suspended", "domain-suspended", "dns.registration"),
    fails("registry-suspended-late", "domain-expired", "dns.registration"),
    Scenario("registry-deletion-asked", (_PARKED, ("domain-deletion-asked", "warn", "dns.registration"))),
    fails("registry-deleted", "domain-expired", "dns.registration"),
    fails("registry-without-servers", "domain-without-nameservers", "dns.delegation"),
    Scenario("registry-not-in-dns", (("domain-not-in-dns", "fail", "dns.delegation"),), ("domain-registered",)),
    Scenario("registry-free", (("domain-missing", "fail", "dns.registration"),), ("domain-not-registered",)),
    Scenario("registry-parked", (_PARKED, ("domain-expires-soon", "warn", "dns.registration"))),
    Scenario("registry-parked-long", (_PARKED,), ("domain-registered",)),
    fails("registry-hold", "domain-hold", "dns.registration"),
    Scenario("registry-lock", (("domain-not-in-dns", "fail", "dns.delegation"),), ("domain-registered",)),
    well("registry-lock", "registration-not-asked", untold=("domain-registered", "domain-hold")),
)
_BY_RDAP = ("registry-hold", "registry-lock")
_BY_WHOIS = [s for s in SCENARIOS if s.name not in (*_BY_RDAP, "registry-well", "registry-lock-well")]


@pytest.fixture(scope="module")
def road() -> Iterator[Lab]:
    """The domains of this module."""
    with started([scenario.world for scenario in SCENARIOS]) as lab:
        yield lab


@pytest.fixture(scope="module")
def reports(road: Lab) -> dict[str, Report]:
    """Every domain of this module, examined once."""
    return examine_all(road, [scenario.world for scenario in SCENARIOS])


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_this_and_nothing_beside_it_is_said(reports: dict[str, Report], scenario: Scenario) -> None:
    report = reports[scenario.name]
    assert [(d["code"], d["severity"], d["field"]) for d in report["diagnoses"]] == list(scenario.faults)
    assert sorted(fault for fault in faults(report) if fault[0] != _FOLDED) == sorted(scenario.faults)
    told = {finding["code"] for finding in findings(report)}
    assert set(scenario.told) <= told
    assert not set(scenario.untold) & told


def test_the_registry_is_asked_once_and_only_about_domains_that_look_dead(
    road: Lab, reports: dict[str, Report]
) -> None:
    assert len(reports) == len(SCENARIOS)
    assert sorted(road.registry_queries()) == sorted(f"{scenario.world.domain}/e" for scenario in _BY_WHOIS)
    asked = [request.path for request in road.web_requests() if request.host == "rdap.verisign.com"]
    assert sorted(asked) == sorted(f"/com/v1/domain/{name}.com" for name in _BY_RDAP)


def test_nothing_about_people_is_in_a_report(reports: dict[str, Report]) -> None:
    whole = json.dumps(list(reports.values()))
    assert "Expires on" in whole
    assert "YAMADA" not in whole


def test_the_registry_is_a_third_party(road: Lab, reports: dict[str, Report]) -> None:
    """And it is named before anybody is asked."""
    assert reports
    before = road.registry_queries()
    scenario = next(s for s in SCENARIOS if s.name == "registry-suspended")
    report = examine(road, scenario.world, "--no-third-party")
    assert [d["code"] for d in report["diagnoses"]] == ["domain-missing"]
    assert road.registry_queries() == before


def test_a_dead_registry_costs_nothing_but_its_answer(road: Lab) -> None:
    scenario = next(s for s in SCENARIOS if s.name == "registry-suspended")
    with road.blocked(WHOIS, 43):
        report = examine(road, scenario.world)
    assert [d["code"] for d in report["diagnoses"]] == ["domain-missing"]
    assert report["verdict"] == "fail"
    assert not [f for f in findings(report) if f["code"].startswith("domain-suspended")]
