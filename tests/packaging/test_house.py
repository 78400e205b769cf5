"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from maildoctor.report.change_json import change_schema
from maildoctor.report.write_json import json_schema
from tests.lab.faults import FAULTY
from tests.lab.worlds import HEALTHY

ROOT = Path(__file__).parents[2]
SOURCES = [p for top in ("maildoctor", "checks") for p in sorted((ROOT / top).rglob("*.py"))]


@pytest.mark.parametrize("path", sorted((ROOT / "checks").glob("*.py")), ids=lambda p: p.name)
def test_a_check_imports_the_api_alone(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            assert not node.module.startswith("maildoctor") or node.module == "maildoctor.api"


def test_no_module_knows_a_world() -> None:
    """Outside tests, demo and knowledge there is no host, address or user name of a world."""
    words = {w.domain for w in (*HEALTHY, *FAULTY)} | {w.account.address for w in (*HEALTHY, *FAULTY)}
    words |= {"aoba.example", "hoster.example"}
    for path in SOURCES:
        if not {"demo", "knowledge"} & set(path.relative_to(ROOT).parts):
            text = path.read_text("utf-8")
            assert [word for word in words if word in text] == [], path


def test_platform_dependent_lines_stand_in_one_file_a_room() -> None:
    wild = re.compile(r"add_signal_handler|\bimport (fcntl|resource|msvcrt)\b|/proc/|TCP_QUICKACK|prctl")
    for path in SOURCES:
        if path.name != "platform.py":
            found = [line for line in path.read_text("utf-8").splitlines() if wild.search(line)]
            assert found == [], path


def test_the_schema_that_is_shipped_is_the_classes() -> None:
    import json

    shipped = json.loads((ROOT / "maildoctor/report/schema.json").read_text("utf-8"))
    assert shipped == json_schema()
    assert json.loads((ROOT / "maildoctor/report/diff-schema.json").read_text("utf-8")) == change_schema()


def test_msgspec_is_imported_where_json_is_read_and_written_alone() -> None:
    users = {p.relative_to(ROOT).as_posix() for p in SOURCES if "import msgspec" in p.read_text("utf-8")}
    report = {"change_document.py", "change_json.py", "document.py", "write_json.py", "engineer/seen.py"}
    assert users == {"maildoctor/exam/record.py", *(f"maildoctor/report/{name}" for name in report)}
