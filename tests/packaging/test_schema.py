"""The schema is closed: every key of a real report, left out or renamed, is refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from maildoctor.demo.scenarios import BY_NAME, DOMAIN
from tests.demo.test_scenarios import run

SCHEMA = json.loads((files("maildoctor.report") / "schema.json").read_text("utf-8"))
_FREE = {"data", "asks", "configured", "discovery"}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A report with a diagnosis."""
    return run(BY_NAME["imap-993-as-starttls"], DOMAIN, tmp_path_factory.mktemp("desk"))


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield (*path, key)
            if key not in _FREE:
                yield from _paths(below, (*path, key))
    elif isinstance(value, list) and value:
        yield from _paths(value[0], (*path, 0))


def test_each_key_is_needed_and_no_other_is_known(report: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert list(validator.iter_errors(report)) == []
    paths = list(_paths(report))
    assert len(paths) > 90
    for path in paths:
        for rename in (False, True):
            broken = copy.deepcopy(report)
            place: Any = broken
            for step in path[:-1]:
                place = place[step]
            value = place.pop(path[-1])
            if rename:
                place[f"{path[-1]}_x"] = value
            assert list(validator.iter_errors(broken)), (path, rename)


def test_a_report_is_found_beside_the_schema() -> None:
    assert Path(str(files("maildoctor.report") / "schema.json")).exists()
