"""What the checks can say and ask, and where scenarios stand: the things that a row of the table may refer to."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from maildoctor.demo.scenarios import BY_NAME
from maildoctor.diagnosis.diagnose import SETTING_WRONG
from maildoctor.exam.registry import load
from maildoctor.model.finding import Code
from tests.lab.conflict_worlds import CONFLICTS
from tests.lab.discovery_worlds import DISCOVERY_HEALTHY
from tests.lab.faults import FAULTY
from tests.lab.hoster_worlds import HOSTERS
from tests.lab.moving_worlds import KNOWN_MOVES, MOVING
from tests.lab.worlds import HEALTHY
from tests.mutations.operators import mutations

ROOT = Path(__file__).parents[2]
_QUESTION = re.compile(r"\b(?:Question|Ask)\(\s*\"([a-z0-9-]+)\"")
_TEST = re.compile(r"^(?:async )?def (test_\w+)\(", re.MULTILINE)


@lru_cache
def codes() -> dict[str, tuple[Code, ...]]:
    """Every code of the bundled checks, by id: some exist once for each direction."""
    found: dict[str, list[Code]] = {SETTING_WRONG.id: [SETTING_WRONG]}
    for entry in load(None).loaded:
        for code in entry.check.codes if entry.bundled else ():
            found.setdefault(code.id, []).append(code)
    return {identifier: tuple(same) for identifier, same in found.items()}


@lru_cache
def questions() -> frozenset[str]:
    """Every id that stands in the source of a check as that of a question."""
    sources = (path.read_text("utf-8") for path in (ROOT / "checks").glob("*.py"))
    return frozenset(name for source in sources for name in _QUESTION.findall(source))


@lru_cache
def tests_in(path: str) -> frozenset[str]:
    """The test functions of a file, empty where there is no such file."""
    file = ROOT / path
    return frozenset(_TEST.findall(file.read_text("utf-8"))) if file.is_file() else frozenset()


def source_of(path: str, name: str) -> str:
    """The source of one test function."""
    text = (ROOT / path).read_text("utf-8")
    start = re.search(rf"^(?:async )?def {name}\(", text, re.MULTILINE)
    assert start is not None, name
    end = re.search(r"^(?:@|(?:async )?def |class )", text[start.end() :], re.MULTILINE)
    return text[start.start() : start.end() + end.start() if end else len(text)]


@lru_cache
def worlds() -> frozenset[str]:
    """The names of all worlds of the lab."""
    everything = (*HEALTHY, *FAULTY, *DISCOVERY_HEALTHY, *CONFLICTS, *HOSTERS, *MOVING, *KNOWN_MOVES)
    return frozenset(world.name for world in everything)


@lru_cache
def mutation_kinds() -> frozenset[str]:
    """What the operators put wrong."""
    return frozenset(mutation.kind for world in HEALTHY for mutation in mutations(world))


def is_there(scenario: str) -> bool:
    """True where a reference to a scenario leads somewhere."""
    kind, colon, name = scenario.partition(":")
    if "::" in scenario:
        path, _, test = scenario.partition("::")
        return path.startswith("tests/") and test in tests_in(path)
    if kind == "world":
        return name in worlds()
    if kind == "demo":
        return name in BY_NAME
    return bool(colon) and kind == "mutation" and name in mutation_kinds()
