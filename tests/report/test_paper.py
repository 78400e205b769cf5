"""The customer's page on paper: one sheet of A4, whole, whatever there is to say. Printed by a real browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from maildoctor.cli.browser import find_browser, print_page
from maildoctor.report.customer.html import to_html
from maildoctor.report.customer.page import customer_page
from maildoctor.report.voice import Voice
from tests.golden.typical import RUNS, Typical, saved
from tests.report.customer_runs import COMPANY, NAMES, customer_run

pytestmark = pytest.mark.lab
_A4 = (595, 842)
"""In points, rounded."""


@pytest.fixture(scope="module")
def browser() -> str:
    """A browser, Japanese letters and poppler; with CI=true it is a failure where one of them is missing."""
    found = find_browser()
    fonts = shutil.which("fc-list")
    japanese = fonts and subprocess.run([fonts, ":lang=ja"], capture_output=True, check=True).stdout
    missing = [
        name
        for name, there in (
            ("chromium", found),
            ("fonts-noto-cjk", japanese),
            ("poppler-utils", shutil.which("pdfinfo")),
        )
        if not there
    ]
    if missing:
        said = f"{' '.join(missing)} missing: sh tests/lab/install.sh"
        if os.environ.get("CI") == "true":
            pytest.fail(said)
        pytest.skip(said)
    return found or ""


def sheets(pdf: Path) -> tuple[int, tuple[int, ...]]:
    """How many pages a PDF has, and their size in points."""
    told = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    count = re.search(r"^Pages:\s+(\d+)", told, re.MULTILINE)
    size = re.search(r"^Page size:\s+([\d.]+) x ([\d.]+)", told, re.MULTILINE)
    assert count is not None
    assert size is not None
    return int(count[1]), tuple(round(float(points)) for points in size.groups())


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_one_sheet_and_nothing_is_cut(name: str, lang: str, browser: str, tmp_path: Path) -> None:
    page = customer_page(customer_run(name), Voice(lang), COMPANY)
    pdf = tmp_path / "page.pdf"
    pdf.write_bytes(print_page(to_html(page), browser))
    assert sheets(pdf) == (1, _A4)
    printed = _letters(subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout)
    for section in page.sections:
        assert _letters(section.heading) in printed
        for said in (*section.paragraphs, *section.bullets, *section.closing):
            assert _letters(said) in printed
    assert "0600000000" in printed


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_each_typical_run_is_one_sheet(run: Typical, lang: str, browser: str, tmp_path: Path) -> None:
    page = customer_page(saved(run, lang), Voice(lang, run.client), COMPANY)
    pdf = tmp_path / "page.pdf"
    pdf.write_bytes(print_page(to_html(page), browser))
    assert sheets(pdf) == (1, _A4)


def test_what_does_not_fit_would_be_seen(browser: str, tmp_path: Path) -> None:
    """The test above is worth something: a page that is too long is two sheets."""
    page = customer_page(customer_run("pass"), Voice("ja"), COMPANY)
    pdf = tmp_path / "page.pdf"
    pdf.write_bytes(print_page(to_html(page).replace("<footer>", f"{'<p>x</p>' * 80}<footer>"), browser))
    assert sheets(pdf)[0] > 1


def _letters(text: str) -> str:
    """Without spaces, and without hyphens: at the end of a line they are taken for those of a divided word."""
    return "".join(text.replace("-", "").split())
