"""What is told only where an option asks for it: relaying for strangers, a named DKIM key, block lists."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.lab.fixture import started
from tests.lab.lab import Lab
from tests.road.scenarios import Report, Scenario, agrees, examine, fails, faults, findings, warns, well

pytestmark = pytest.mark.lab

_RELAY, _LISTS, _KEY = ("--relay-test",), ("--blocklists",), ("--dkim-selector", "spring")


def _wished(scenario: Scenario, options: tuple[str, ...]) -> Scenario:
    return replace(scenario, options=options)


SCENARIOS = (
    _wished(fails("relay-open", "server-open-relay", "server.relay"), _RELAY),
    _wished(well("plain", "relay-refused"), _RELAY),
    _wished(warns("dkim-named-missing", "dkim-selector-missing", "dns.dkim"), _KEY),
    _wished(well("dkim-named", "dkim-key-good"), _KEY),
    _wished(warns("listed-server", "server-ip-blacklisted", "network.address"), _LISTS),
    _wished(warns("listed-domain", "domain-blacklisted", "network.address"), _LISTS),
    _wished(well("listed", "blocklist-clean", untold=("blocklist-refused",)), _LISTS),
)
_MARKS = ("relay", "dkim-selector", "blacklist", "blocklist")


@pytest.fixture(scope="module")
def road() -> Iterator[Lab]:
    """The domains of this module."""
    with started([scenario.world for scenario in SCENARIOS]) as lab:
        yield lab


@pytest.fixture(scope="module")
def reports(road: Lab) -> dict[str, Report]:
    """Every domain of this module, examined once with its option."""
    with ThreadPoolExecutor(3) as pool:
        done = pool.map(lambda one: examine(road, one.world, *one.options), SCENARIOS)
        return dict(zip((scenario.name for scenario in SCENARIOS), done, strict=True))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_this_and_nothing_beside_it_is_said(reports: dict[str, Report], scenario: Scenario) -> None:
    assert sorted(faults(reports[scenario.name])) == sorted(scenario.faults)
    assert agrees(scenario, reports[scenario.name])


@pytest.mark.parametrize("name", [scenario.name for scenario in SCENARIOS if scenario.faults])
def test_nothing_of_it_is_said_without_the_wish(road: Lab, name: str) -> None:
    report = examine(road, next(scenario.world for scenario in SCENARIOS if scenario.name == name))
    assert faults(report) == []
    assert [f["code"] for f in findings(report) if any(mark in f["code"] for mark in _MARKS)] == []
