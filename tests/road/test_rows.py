"""Every row of the road has a code, a scenario that tells it, and a twin of which nothing is said; no code has none."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest

from maildoctor.api import Status
from maildoctor.exam.registry import load
from tests.failures import sources
from tests.lab.discovery_worlds import DISCOVERY_HEALTHY
from tests.lab.road_worlds import ROAD
from tests.lab.worlds import HEALTHY
from tests.mutations.test_discovery import NAMED as OF_CONFLICTS
from tests.mutations.test_faulty import EXPECTED
from tests.mutations.test_moving import SAID
from tests.road import (
    test_dns_scenarios,
    test_place_scenarios,
    test_registry_scenarios,
    test_sender_scenarios,
    test_wished_scenarios,
)
from tests.road.rows import TABLE, Row, row
from tests.road.scenarios import Scenario

_ROAD = tuple(
    scenario
    for module in (test_dns_scenarios, test_registry_scenarios, test_sender_scenarios, test_wished_scenarios)
    for scenario in module.SCENARIOS
)
_PLACES = {place.name: place for place in test_place_scenarios.SCENARIOS}
_CHECKS = ("domain.", "mx.", "outgoing.reverse_name", "outgoing.relay", "outgoing.blocklists")
_SHORTEST_REASON = 20


def _of_road(name: str) -> list[Scenario]:
    return [scenario for scenario in _ROAD if scenario.name == name]


def _fields(code: str) -> set[str]:
    return {each.field.value for each in sources.codes().get(code, ()) if each.field is not None}


def is_there(scenario: str) -> bool:
    """True where the scenario is one that is run."""
    kind, _, name = scenario.partition(":")
    if "::" in scenario:
        return sources.is_there(scenario)
    if kind == "road":
        return bool(_of_road(name))
    return name in _PLACES if kind == "place" else kind == "world" and sources.is_there(scenario)


def tells(scenario: str, code: str) -> bool:
    """True where the expectation of the scenario is that `code` is told, by its id or (if it has none) its field."""
    kind, _, name = scenario.partition(":")
    if "::" in scenario:
        return code in (sources.ROOT / scenario.partition("::")[0]).read_text("utf-8")
    if kind == "road":
        return any(code in {*(fault[0] for fault in s.faults), *s.told} for s in _of_road(name))
    if kind == "place":
        place = _PLACES[name]
        return code in place.told or bool(_fields(code) & {field for field, _ in place.faults})
    if name in SAID:
        return code in {said[0] for said in SAID[name]}
    return OF_CONFLICTS.get(name) == code or EXPECTED.get(name, ("", None))[1] in _fields(code)


def is_well(scenario: str, row_: Row) -> bool:
    """True for a scenario in which nothing is complained of."""
    kind, _, name = scenario.partition(":")
    if "::" in scenario:
        return bool(row_.why)
    if kind == "road":
        return any(not s.faults for s in _of_road(name))
    if kind == "place":
        return _PLACES[name].twin.faults == ()
    return SAID.get(name) == () or name in {world.name for world in (*HEALTHY, *DISCOVERY_HEALTHY)}


def wrong(row_: Row) -> list[str]:
    """What is not in order with a row, one line each."""
    found = [f"no such code: {code}" for code in row_.codes if code not in sources.codes()]
    missing = [scenario for scenario in (*row_.faulty, *row_.twin) if not is_there(scenario)]
    if not (row_.codes and row_.faulty and row_.twin):
        found.append("a row has codes, a faulty scenario and a twin")
    if missing:
        return [*found, *(f"no such scenario: {scenario}" for scenario in missing)]
    for code in row_.codes:
        if not any(tells(scenario, code) for scenario in row_.faulty):
            found.append(f"no scenario tells {code}")
    for scenario in row_.faulty:
        if not any(tells(scenario, code) for code in row_.codes):
            found.append(f"{scenario} is about something else")
    found += [f"{scenario} is not healthy" for scenario in row_.twin if not is_well(scenario, row_)]
    real = any("::" not in scenario or scenario.startswith("tests/road/") for scenario in row_.faulty)
    if real == bool(row_.why) or (row_.why and len(row_.why) < _SHORTEST_REASON):
        found.append("where no scenario is on real servers, and nowhere else, there is a reason")
    return found


def complaints() -> Iterator[str]:
    """Every code of the road that warns or fails."""
    for entry in load(None).loaded:
        if entry.bundled and entry.check.id.startswith(_CHECKS):
            yield from (code.id for code in entry.check.codes if code.status in (Status.WARN, Status.FAIL))


def without_row(codes: Collection[str], table: Collection[Row]) -> set[str]:
    """The codes that no row has."""
    return set(codes) - {code for each in table for code in each.codes}


@pytest.mark.parametrize("row_", TABLE, ids=lambda row_: row_.item)
def test_a_row_is_true(row_: Row) -> None:
    assert wrong(row_) == []


def test_every_complaint_of_the_road_has_its_row() -> None:
    assert len(set(complaints())) > 60
    assert without_row(set(complaints()), TABLE) == set()


def test_every_domain_of_the_road_is_examined() -> None:
    """A world that no scenario names is never looked at."""
    assert {world.name for world in ROAD} - {scenario.name for scenario in _ROAD} == set()


def test_a_code_without_a_row_is_noticed() -> None:
    """The guard, made to fire."""
    rest = [each for each in TABLE if "mx-ipv6-dead" not in each.codes]
    assert without_row(set(complaints()), rest) == {"mx-ipv6-dead"}


@pytest.mark.parametrize("row_", [
    row("no codes", "", "spf-two", "plain-well"),
    row("no twin", "spf-two-records", "spf-two", ""),
    row("no such code", "spf-three-records", "spf-two", "plain-well"),
    row("no such domain", "spf-two-records", "spf-three", "plain-well"),
    row("no such place", "network-offline", "place:nowhere", "plain-well"),
    row("no such world", "mx-null", "world:nowhere", "plain-well"),
    row("no such test", "mx-null", "tests/road/test_rows.py::test_nothing", "plain-well"),
    row("tells another code", "spf-two-records", "spf-absent", "plain-well"),
    row("one of two is about something else", "spf-two-records", "spf-two spf-absent", "plain-well"),
    row("a world about something else", "mx-null", "world:certificate-expired", "plain-well"),
    row("a move about something else", "mx-mixed-providers", "world:known-between", "plain-well"),
    row("a place about something else", "resolver-silent", "place:cable-out", "plain-well"),
    row("a twin that is ill", "spf-two-records", "spf-two", "spf-absent"),
    row("a twin of a world that is ill", "spf-two-records", "spf-two", "world:mx-null"),
    row("no reason", "ip-blacklisted", "tests/checks/test_outgoing_blocklists.py::test_a_listed_line_is_the_lines",
        "listed-well"),
    row("a reason for nothing", "spf-two-records", "spf-two", "plain-well", "real servers do it very well"),
], ids=lambda row_: row_.item)  # fmt: skip
def test_a_false_row_is_refused(row_: Row) -> None:
    assert wrong(row_)
