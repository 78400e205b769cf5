"""Every reader's report of one run says the boxes of the customer's own client, and where the client is the cause."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.model.report import Report
from maildoctor.model.settings import Security
from maildoctor.report.formats import FORMATS, Reader, Shown
from maildoctor.report.voice import Voice
from tests.failures.account import OUTGOING, World, examine

WRONG = replace(World(), client="copier", outgoing=replace(OUTGOING, port=587, security=Security.TLS))
WELL = replace(World(), client="outlook", saw="パスワードを何度も聞かれる")


def _made(report: Report, form: str, reader: str | None, client: str, lang: str = "ja") -> str:
    made = FORMATS[form].render(report, Voice(lang, client), Shown(Reader(reader) if reader else None))
    return made.decode("utf-8") if isinstance(made, bytes) else made


@pytest.mark.parametrize(("form", "reader"), [("table", None), ("html", "customer"), ("html", "engineer")])
def test_label_and_value_are_those_of_the_screen(form: str, reader: str | None) -> None:
    made = _made(examine(WRONG).report, form, reader, "copier")
    plain = "".join(made.split())
    assert "SSL/TLS設定" in plain
    assert "StartTLS" in plain
    assert "SMTPoverSSL" in plain
    assert "送信の暗号化方法" not in plain


@pytest.mark.parametrize(("form", "reader"), [("table", None), ("html", "customer")])
def test_the_way_to_the_dialog_is_told(form: str, reader: str | None) -> None:
    assert "「設定メニュー」-「管理者」" in "".join(_made(examine(WRONG).report, form, reader, "copier").split())


@pytest.mark.parametrize(("form", "reader"), [("table", None), ("html", "engineer"), ("markdown", "engineer")])
def test_the_first_cause_stands_above_the_conclusion_that_names_it(form: str, reader: str | None) -> None:
    made = "".join(_made(examine(WELL).report, form, reader, "outlook").split())
    cause, conclusion = made.find("Windowsに残った古いパスワード"), made.find("原因はOutlook側です")
    assert 0 <= cause < conclusion


def test_the_customers_page_names_his_client() -> None:
    assert "Outlookの側" in "".join(_made(examine(WELL).report, "html", "customer", "outlook").split())
