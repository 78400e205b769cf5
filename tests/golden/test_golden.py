"""Each form of each typical run reads as it did when somebody last looked at it (`tests/golden/update.py`)."""

from __future__ import annotations

import pytest

from tests.golden.typical import HERE, RUNS, Page, pages, run_path


@pytest.mark.parametrize("page", list(pages()), ids=lambda page: f"{page.run.name}/{page.path.name}")
def test_it_reads_as_it_did(page: Page) -> None:
    assert page.text().encode("utf-8", "backslashreplace") == page.path.read_bytes()


def test_at_least_ten_runs_in_every_form() -> None:
    assert len(RUNS) >= 10
    assert {page.run.name for page in pages()} == {run.name for run in RUNS}


def test_no_file_is_left_that_nothing_makes() -> None:
    wanted = {page.path for page in pages()} | {run_path(run) for run in RUNS}
    left = {p for p in HERE.rglob("*.*") if p.suffix not in (".py", ".pyc")} - wanted
    assert left == set()
