"""TSV: one line an account, columns that stay, and nothing that a spreadsheet would calculate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.model.case import Address
from maildoctor.report.conclusion import conclusion
from maildoctor.report.machine_text import cell
from maildoctor.report.tsv import COLUMNS, to_tsv
from maildoctor.report.voice import Voice
from tests.report.runs import RUNS, run

JA = Voice("ja")


def test_the_line_of_the_contracts_example() -> None:
    line = to_tsv(run("wrong-security"), JA)
    assert line.endswith("\n")
    assert line[:-1].split("\t") == [
        "fail", "user@example.jp", "client", "incoming.security", "starttls", "tls", "incoming-security-mismatch",
        conclusion(run("wrong-security"), JA),
    ]  # fmt: skip


def test_where_nothing_is_wrong_the_columns_are_empty_and_there() -> None:
    assert to_tsv(run("pass"), JA).split("\t")[:7] == ["pass", "user@example.jp", "", "", "", "", ""]


def test_a_password_edit_has_no_values() -> None:
    line = to_tsv(run("wrong-password"), JA).split("\t")
    assert line[3:6] == ["incoming.password", "", ""]


@pytest.mark.parametrize("name", RUNS)
def test_every_run_is_one_line_of_all_columns(name: str) -> None:
    for voice in (JA, Voice("en")):
        assert to_tsv(run(name), voice).count("\n") == 1
        assert len(to_tsv(run(name), voice).split("\t")) == len(COLUMNS)


@pytest.mark.parametrize("text", ["=1+1", "+81", "-1", "@x", '"a', "\uff1d1+1", " =1", "\u3000-1"])
def test_a_cell_is_never_a_formula_nor_a_quoted_one(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [("a=1", "a=1"), (587, "587"), (True, "true"), (None, ""), ("a\tb\nc", r"a\x09b\x0ac"), ("\x00", r"\x00")],
)
def test_other_cells_stay_as_they_are(value: object, shown: str) -> None:
    assert cell(value) == shown


def test_an_address_that_is_a_formula_is_told_as_text() -> None:
    report = run("pass")
    odd = replace(report, case=replace(report.case, address=Address("=cmd|x", "example.jp", "example.jp")))
    assert to_tsv(odd, JA).split("\t")[1] == "'=cmd|x@example.jp"
