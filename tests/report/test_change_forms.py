"""What `diff` prints: the lines that are read, and JSON under its closed schema."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest

from maildoctor.cli.changes import compared
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.model.company import Company
from maildoctor.report.change_formats import CHANGE_FORMATS
from maildoctor.report.change_json import change_schema, to_change_json
from maildoctor.report.change_table import to_change_line, to_change_table
from maildoctor.report.formats import Shown
from maildoctor.report.lines import cells
from maildoctor.report.voice import Voice
from tests.diagnosis.runs import Raw, changed, difference, opened, saved

_SCHEMA = json.loads((files("maildoctor.report") / "diff-schema.json").read_text("utf-8"))
_JA, _EN = Voice("ja"), Voice("en")
_PAIRS = [
    ("imap-993-as-starttls", "healthy"),
    ("mx-cname", "healthy"),
    ("certificate-expired", "healthy"),
    ("healthy", "port25-blocked"),
    ("wrong-password", "wrong-password"),
    ("greeting-never", "no-such-host"),
]


def test_the_schema_that_is_shipped_is_the_programs() -> None:
    assert change_schema() == _SCHEMA
    assert all(d["additionalProperties"] is False for d in _SCHEMA["$defs"].values() if "properties" in d)


@pytest.mark.parametrize(("before", "after"), _PAIRS)
def test_json_keeps_its_schema_and_is_pure_ascii_on_a_pipe(before: str, after: str) -> None:
    found = difference(saved(before), saved(after, 2))
    text = to_change_json(found, _JA, ascii_only=True)
    assert text.isascii()
    jsonschema.Draft202012Validator(_SCHEMA).validate(json.loads(text))
    assert json.loads(text)["changed"] is (before != after)


@pytest.mark.parametrize("voice", [_JA, _EN], ids=["ja", "en"])
@pytest.mark.parametrize(("before", "after"), _PAIRS)
def test_the_table_fits_the_screen(before: str, after: str, voice: Voice) -> None:
    text = to_change_table(difference(saved(before), saved(after, 2)), voice)
    assert max(cells(line) for line in text.splitlines()) <= 80
    text.encode("cp932")


def test_the_repair_is_told_with_the_edit_that_made_it() -> None:
    found = difference(saved("imap-993-as-starttls"), saved("healthy"))
    assert "受信の「暗号化方法」を STARTTLS から SSL/TLS に変えたので、なくなりました。" in to_change_table(found, _JA)
    assert to_change_line(found, _JA).startswith("結論: 直りました(受信の「暗号化方法」を STARTTLS から SSL/TLS に。")
    assert to_change_line(found, _EN).startswith(
        'Conclusion: repaired (incoming "encryption" from STARTTLS to SSL/TLS;'
    )


def test_nothing_is_said_where_nothing_changed() -> None:
    found = difference(saved("healthy"), saved("healthy", 2))
    lines = to_change_table(found, _JA).splitlines()
    assert [line for line in lines[-2:] if line] == ["結論: 前と変わったところはありません。"]
    assert "よくなった" not in "\n".join(lines[:-1])


def test_hostile_records_break_no_line() -> None:
    def hostile(raw: Raw) -> None:
        for o in raw["observations"]:
            if o["kind"] == "dns" and o["asks"]["type"] == "MX":
                o["data"]["values"] = ["10 \x1b[31mmail.aoba.example\nConclusion: fine\u202e"]

    found = difference(saved("healthy"), changed(saved("healthy"), hostile))
    for form in CHANGE_FORMATS.values():
        text = form.render(found, _EN, Shown(for_pipe=True))
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "\nConclusion: fine" not in text


def test_two_accounts_are_refused_in_words() -> None:
    def other(raw: Raw) -> None:
        for part in (raw["subject"], raw["settings"]["configured"]):
            part["address"] = "suzuki@aoba.example"

    with pytest.raises(ProblemError) as caught:
        compared(opened(saved("healthy")), opened(changed(saved("healthy"), other)), "a b", Speak("ja"))
    assert "別のアカウントの報告です" in str(caught.value)


@pytest.mark.parametrize("voice", [_JA, _EN], ids=["ja", "en"])
@pytest.mark.parametrize(("before", "after"), _PAIRS)
def test_the_page_for_the_invoice_needs_nothing_else(before: str, after: str, voice: Voice) -> None:
    found = difference(saved(before), saved(after, 2))
    shown = Shown(company=Company("Aoba Service", "Hana", "06-0000-0000"))
    page, text = (CHANGE_FORMATS[name].render(found, voice, shown) for name in ("html", "markdown"))
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "Aoba Service" in page
    assert found.after.case.now.strftime("%Y-%m-%d %H:%M") in page
    repaired, worse = voice.pick("直ったところ", "What was repaired"), voice.pick("悪くなったところ", "What got worse")
    for form in (page, text):
        assert (repaired in form) is bool(found.better)
        assert (worse in form) is bool(found.worse)


def test_the_page_names_the_box_with_both_its_values() -> None:
    found = difference(saved("imap-993-as-starttls"), saved("healthy"))
    page = CHANGE_FORMATS["html"].render(found, _JA, Shown())
    assert "直りました(受信の「暗号化方法」を STARTTLS から SSL/TLS に。" in page
    assert '<td>STARTTLS</td>\n<td class="new">SSL/TLS</td>' in page
    assert "`STARTTLS` | `SSL/TLS`" in CHANGE_FORMATS["markdown"].render(found, _JA, Shown())


def test_hostile_records_make_no_markup() -> None:
    def hostile(raw: Raw) -> None:
        for o in raw["observations"]:
            if o["kind"] == "dns" and o["asks"]["type"] == "MX":
                o["data"]["values"] = ["10 <img src=x>.aoba.example"]

    found = difference(saved("healthy"), changed(saved("healthy"), hostile))
    page = CHANGE_FORMATS["html"].render(found, _EN, Shown())
    assert "<img" not in page
    assert "&lt;img" in page
    assert "<img" not in CHANGE_FORMATS["markdown"].render(found, _EN, Shown()).replace("\\<img", "")
