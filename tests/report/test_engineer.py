"""The engineer's report: the whole run on one page and to paste, with nothing left out and nothing loaded."""

from __future__ import annotations

import re
from dataclasses import replace

import html5lib
import pytest
from markdown_it import MarkdownIt

from maildoctor.exam.steady import steadied
from maildoctor.model.evidence import Evidence, Foreign
from maildoctor.report.formats import FORMATS, Reader, Shown
from maildoctor.report.voice import Voice
from tests.report.runs import RUNS, run

_SHOWN = Shown(Reader.ENGINEER)
_MARKDOWN = MarkdownIt("commonmark").enable("table")


def _html(name: str, lang: str = "ja") -> str:
    return FORMATS["html"].render(run(name), Voice(lang), _SHOWN)


def _markdown(name: str, lang: str = "ja") -> str:
    return FORMATS["markdown"].render(run(name), Voice(lang), _SHOWN)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", RUNS)
def test_the_page_is_valid_and_its_links_lead_somewhere(name: str, lang: str) -> None:
    text = _html(name, lang)
    html5lib.HTMLParser(strict=True).parse(text)
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r' href="#([^"]+)"', text)) <= set(ids)


@pytest.mark.parametrize("form", ["html", "markdown"])
@pytest.mark.parametrize("name", RUNS)
def test_every_finding_box_and_observation_is_there(name: str, form: str) -> None:
    report, text = run(name), FORMATS[form].render(run(name), Voice("en"), _SHOWN)
    for finding in (f for result in report.checks for f in result.findings):
        assert finding.id in text
    for row in report.fields:
        assert row.name in text
    for observation in report.evidence:
        assert re.search(rf"(### |<b>){observation.id}\b", text)
    for diagnosis in report.diagnoses:
        assert diagnosis.finding.id in text


def test_every_dialogue_is_folded_in() -> None:
    talks = [o for o in run("wrong-password").evidence if o.transcript]
    text = _html("wrong-password")
    assert text.count("<pre>") == len(talks)
    assert text.count("<details id=") == len(list(run("wrong-password").evidence))
    assert "<details open" not in text


def test_the_wrong_box_stands_out_with_its_new_value() -> None:
    row = next(line for line in _markdown("wrong-security").splitlines() if "`incoming.security`" in line)
    assert row.startswith("| 受信の暗号化方法 | `STARTTLS` | 違う | `SSL/TLS` |")
    assert _html("wrong-security").count('<tr class="bad">') >= 2
    assert '<tr class="bad">' not in _html("pass").partition('id="fields"')[2].partition('id="tried"')[0]


def test_what_was_tried_has_its_role() -> None:
    rows = [line for line in _markdown("wrong-security", "en").splitlines() if "| 993 |" in line]
    assert [row for row in rows if "| as configured |" in row]
    assert [row for row in rows if "| recommended |" in row]


def test_a_bar_begins_and_ends_where_its_question_did() -> None:
    report = run("pass")
    whole = max(report.elapsed_ms, *(o.start_ms + o.elapsed_ms for o in report.evidence))
    bars = re.findall(r'<rect x="(\d+)" y="3" width="(\d+)"', _html("pass"))
    assert len(bars) >= len([o for o in report.evidence if o.id != "o1"])
    assert all(int(x) + int(wide) <= 1004 for x, wide in bars), whole


def test_stable_shows_no_times() -> None:
    for form in ("html", "markdown"):
        text = FORMATS[form].render(steadied(run("pass")), Voice("en"), _SHOWN)
        assert " ms" not in text
        assert "1970" not in text
        assert "<rect" not in text


@pytest.mark.parametrize("name", RUNS)
def test_markdown_has_as_many_tables_and_headings_as_it_writes(name: str) -> None:
    text = _markdown(name)
    tokens = _MARKDOWN.parse(text)
    assert not [token for token in tokens if token.type == "html_block"]
    inside = [child.type for token in tokens for child in token.children or ()]
    assert not {"link_open", "image", "html_inline"} & set(inside)
    assert sum(token.type == "heading_open" for token in tokens) == len(re.findall(r"(?m)^#+ ", text))
    assert sum(token.type == "table_open" for token in tokens) == len(re.findall(r"(?m)^\| --- ", text))


def test_an_observation_of_another_program_is_kept() -> None:
    raw = {
        "id": "o900",
        "kind": "other.thing",
        "target": "x",
        "data": {"seen": ["a", "b"]},
        "transcript": [["S", "hi"]],
    }
    report = run("pass")
    report = replace(report, evidence=Evidence(report.evidence, (Foreign("o900", raw),)))
    for form in ("html", "markdown"):
        text = FORMATS[form].render(report, Voice("en"), _SHOWN)
        for part in ("o900", "other.thing", "a, b", "hi"):
            assert part in text


def test_servers_are_told_in_the_words_of_the_wire_and_boxes_in_those_of_the_client() -> None:
    text = FORMATS["markdown"].render(run("wrong-security"), Voice("ja", "iphone"), _SHOWN)
    chain, fields = (text.partition(f"## {name}")[2].partition("\n## ")[0] for name in ("時間の流れ", "設定の欄"))
    assert "993 STARTTLS`" in chain
    assert "SSLを使用" in fields
