"""A domain of the lab, examined from its customer's place, beside what has to be said of it."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from tests.lab.lab import Lab
from tests.lab.line import Line
from tests.lab.published import with_policy, with_record
from tests.lab.road_worlds import ROAD
from tests.lab.world import World

Report = dict[str, Any]
Finding = dict[str, Any]
Said = tuple[str, str, str]
"""Code, status and field of a finding."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A world with all the faults that are to be told of it, the root first, and information that must be there."""

    name: str
    faults: tuple[Said, ...] = ()
    told: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    """Information that must not be there."""
    options: tuple[str, ...] = ()
    """What has to be wished for, so that it is told."""
    wrong_today: str = ""
    """Why what is said today is not what has to be said."""

    @property
    def world(self) -> World:
        """The world of this name."""
        return next(world for world in ROAD if world.name == self.name)


def well(name: str, *told: str, untold: tuple[str, ...] = ()) -> Scenario:
    """A domain without a fault, of which `told` has to be said, and `untold` not."""
    return Scenario(f"{name}-well", (), told, untold)


def warns(name: str, code: str, field: str, *, wrong_today: str = "") -> Scenario:
    """A domain of which one warning is to be given."""
    return Scenario(name, ((code, "warn", field),), wrong_today=wrong_today)


def fails(name: str, code: str, field: str, *, wrong_today: str = "") -> Scenario:
    """A domain of which one failure is to be told."""
    return Scenario(name, ((code, "fail", field),), wrong_today=wrong_today)


def examine(lab: Lab, world: World, *more: str, subject: str = "", line: Line | None = None) -> Report:
    """`maildoctor check ADDRESS --no-login` in the client's namespace, or on the PC behind `line`.

    `subject` takes the address's place.
    """
    with tempfile.TemporaryDirectory() as folder:
        done = (line or lab).run(
            [
                sys.executable, "-m", "maildoctor", "check", subject or world.account.address, "--no-login",
                "--format", "json", "--timeout", "2", "--ca-file", str(lab.ca_file), *more,
            ],
            env={"MAILDOCTOR_STATE_DIR": folder, "LANG": "C.UTF-8"},
            stdin="",
        )  # fmt: skip
    try:
        report: Report = json.loads(done.stdout)
    except ValueError:
        raise AssertionError(f"{world.name}: no report\n{done.stdout[-500:]}\n{done.stderr[-1500:]}") from None
    assert "Traceback" not in done.stderr, done.stderr
    return report


def examine_all(lab: Lab, worlds: Sequence[World]) -> dict[str, Report]:
    """The reports by name of world."""
    with ThreadPoolExecutor(3) as pool:
        return dict(zip((world.name for world in worlds), pool.map(lambda one: examine(lab, one), worlds), strict=True))


def findings(report: Report) -> Iterator[Finding]:
    """All findings of a report, information too."""
    for check in report["checks"]:
        yield from check["findings"]


def faults(report: Report) -> list[Said]:
    """What a report complains of; a check that crashed is a complaint, too."""
    said = [(f["code"], f["status"], f["field"]) for f in findings(report) if f["status"] in ("warn", "fail")]
    return said + [(check["id"], "error", "") for check in report["checks"] if check["status"] == "error"]


def agrees(scenario: Scenario, report: Report) -> bool:
    """True where all faults are told, the root first, and nothing beside them."""
    told = {finding["code"] for finding in findings(report)}
    first = [d["field"] for d in report["diagnoses"]][:1]
    return (
        sorted(faults(report)) == sorted(scenario.faults)
        and first == [fault[2] for fault in scenario.faults][:1]
        and set(scenario.told) <= told
        and not set(scenario.untold) & told
    )


def table(scenarios: Iterable[Scenario], reports: dict[str, Report]) -> Iterator[str]:
    """One line for each scenario: the verdict of this test, and what was said."""
    for scenario in scenarios:
        report = reports[scenario.name]
        verdict = "ok" if agrees(scenario, report) else ("known" if scenario.wrong_today else "WRONG")
        said = ", ".join(f"{status} {code}" for code, status, _ in faults(report))
        yield f"{verdict:6}{scenario.name:30}{said or 'healthy'}"


def to_publish(world: World, report: Report) -> list[tuple[str, str, str]]:
    """(code, name, record) of each fault that gives a record to publish."""
    given = [f for f in findings(report) if f["status"] in ("warn", "fail") and f["data"].get("record")]
    return [(f["code"], f["data"].get("name", world.domain), f["data"]["record"]) for f in given]


def told_to_publish(world: World, report: Report, code: str) -> World:
    """The world after the record of one piece of information was published."""
    told = next(finding for finding in findings(report) if finding["code"] == code)
    return with_record(world, told["data"]["name"], told["data"]["record"])


def mended(world: World, report: Report) -> World:
    """The world after everything that its report gives to publish was published: records, and the MTA-STS policy."""
    for _, name, record in to_publish(world, report):
        world = with_record(world, name, record)
    for finding in findings(report):
        if finding["status"] in ("warn", "fail") and finding["data"].get("policy"):
            world = with_policy(world, finding["data"]["policy"])
    return world


def all_mended(scenarios: Iterable[Scenario], reports: dict[str, Report]) -> list[World]:
    """The worlds of the scenarios for which there was something to publish, after it was published."""
    pairs = ((scenario.world, mended(scenario.world, reports[scenario.name])) for scenario in scenarios)
    return [after for before, after in pairs if after != before]
