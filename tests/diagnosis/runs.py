"""Saved runs of the demo's scenarios, to be compared: each is made once for all tests of a process."""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from maildoctor.cli.saved import reopened
from maildoctor.cli.speak import Speak
from maildoctor.demo.scenarios import BY_NAME, DOMAIN
from maildoctor.diagnosis.compare import compare
from maildoctor.model.difference import Difference
from maildoctor.model.report import Report
from tests.demo.test_scenarios import run

Raw = dict[str, Any]


@cache
def _saved(scenario: str, turn: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        return json.dumps(run(BY_NAME[scenario], DOMAIN, Path(folder)))


def saved(scenario: str, turn: int = 1) -> Raw:
    """The JSON report of one scenario; another `turn` is another run of it."""
    report: Raw = json.loads(_saved(scenario, turn))
    return report


def opened(raw: Raw) -> Report:
    """The report, judged from its evidence."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.json"
        path.write_text(json.dumps(raw), encoding="utf-8")
        return reopened(str(path), Speak("en"))


def difference(before: Raw, after: Raw) -> Difference:
    """What differs between two saved runs."""
    return compare(opened(before), opened(after))


def changed(raw: Raw, change: Callable[[Raw], object]) -> Raw:
    """A copy of a saved run in which something is different."""
    other = copy.deepcopy(raw)
    change(other)
    return other


def lookup(raw: Raw, name: str, type_: str) -> Raw:
    """The observation of one DNS question."""
    found: Raw = next(
        o for o in raw["observations"] if o["kind"] == "dns" and (o["asks"]["name"], o["asks"]["type"]) == (name, type_)
    )
    return found


def endpoints(raw: Raw) -> list[Raw]:
    """The observations of servers that showed a certificate."""
    return [o for o in raw["observations"] if o["kind"] == "endpoint" and o["data"]["chain"]]
