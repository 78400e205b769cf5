"""The customer's page: calm words without jargon, nothing said that was not shown, and a page that cannot be broken."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape

import html5lib
import pytest

from maildoctor.knowledge import plain
from maildoctor.knowledge.words import CLIENTS, client_causes, client_words
from maildoctor.model.case import Address
from maildoctor.report.customer.content import Page
from maildoctor.report.customer.html import to_html
from maildoctor.report.customer.page import customer_page
from maildoctor.report.customer.text import WIDTH, to_text
from maildoctor.report.lines import cells
from maildoctor.report.voice import Voice
from tests.failures.account import World, examine
from tests.report.customer_runs import COMPANY, NAMES, customer_run
from tests.report.jargon import JAPANESE, LATIN, jargon

LANGUAGES = ("ja", "en")


def content(name: str, lang: str) -> Page:
    """The page of one run."""
    return customer_page(customer_run(name), Voice(lang), COMPANY)


def prose(page: Page) -> str:
    """All that is said in sentences: no boxes with their values, nothing that the customer typed or saw."""
    said = [*page.short]
    for section in page.sections:
        said += [section.heading, *section.paragraphs, *(label for label, _ in section.pairs)]
        said += [*section.bullets, *section.ticks, *section.closing]
    for stop in page.stops:
        said += [stop.name, stop.picture, stop.state, stop.note]
    return "\n".join([*said, *(text for pair in page.acts for text in pair)])


def own_words(page: Page) -> set[str]:
    """The labels and values of the client's own boxes."""
    boxes = [box for section in page.sections if section.sheet for box in section.sheet.boxes]
    return {words for box in boxes for words in (box.label, box.now, box.new) if words}


@pytest.mark.parametrize("client", sorted(CLIENTS))
def test_a_cause_in_the_client_is_told_without_jargon(client: str) -> None:
    for cause in client_causes(client):
        for lang in LANGUAGES:
            labels = client_words(client, lang)
            own = {*labels.labels.values(), *labels.short.values(), "「SMTP」", "under SMTP"}
            assert jargon(f"{cause.told(lang).says}\n{cause.told(lang).fix}", own) == []


def test_the_guard_knows_enough_words_and_fires() -> None:
    assert len(LATIN) + len(JAPANESE) >= 60
    for word in (*LATIN, *JAPANESE):
        assert jargon(f"これは {word} です。"), word
        assert jargon(f"まず、{word} を直します。"), word
    assert jargon("The TLS handshake failed. Ask for a new certificate.") == [
        "handshake: The TLS handshake failed.",
        "TLS: The TLS handshake failed.",
        "certificate: Ask for a new certificate.",
    ]


def test_the_guard_lets_through_labels_and_what_is_explained() -> None:
    assert jargon("「暗号化方法」を「SSL/TLS」に変えます。", {"SSL/TLS"}) == []
    assert jargon("サーバーの身分証(証明書といいます)の期限が切れています。") == []
    assert jargon("Their identity card (certificate) has expired.") == []
    assert jargon("The certificate (an identity card) has expired.") == []
    assert jargon("The name mx.example.jp is right.") == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_of_the_knowledge_has_jargon(lang: str) -> None:
    general = plain.every_group()
    pairs = [pair for told in plain.every_told() for pair in (told.says, told.why, told.seen, told.ask)]
    pairs += [pair for group in general for pair in (group.says, group.why, group.ask, group.fail, group.warn)]
    pairs += [plain.dont(name) for told in plain.every_told() for name in told.dont]
    said = [plain.in_language(pair, lang).says for pair in pairs if pair is not None]
    assert [found for text in said for found in jargon(text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_page_has_jargon(name: str, lang: str) -> None:
    page = content(name, lang)
    assert jargon(prose(page), own_words(page)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_valid_and_loads_and_runs_nothing(name: str, lang: str) -> None:
    made = to_html(content(name, lang))
    html5lib.HTMLParser(strict=True).parse(made)
    assert "default-src 'none'" in made
    assert f'<html lang="{lang}">' in made
    assert not re.search(r"<script|<iframe|<object|<link|\son\w+=|javascript:|url\(|@import", made, re.IGNORECASE)
    loaded = re.findall(r"""(?:src|href|xlink:href|srcset|data)=["']([^"']*)""", made)
    assert all(value.startswith("data:image/png;base64,") for value in loaded)
    assert re.findall(r"https?://[^\s\"<]+", made) in ([], ["http://www.w3.org/2000/svg"])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_text_fits_its_columns_and_a_japanese_console(name: str, lang: str) -> None:
    made = to_text(content(name, lang))
    assert [line for line in made.splitlines() if cells(line) > WIDTH] == []
    made.encode("cp932")
    assert "{" not in made
    assert not re.search(r"\n\n\n", made)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_the_drawing_says_its_states_in_words_as_well(name: str, lang: str) -> None:
    page = content(name, lang)
    made = to_html(page)
    assert [stop.key for stop in page.stops] == ["desk", "outgoing", "domain", "incoming"]
    for stop in page.stops:
        assert f"= {escape(stop.picture)}</text>" in made
        assert f'<text x="{90 + 180 * page.stops.index(stop)}" y="138" class="state">{stop.state}' in made


def test_mail_is_said_to_be_safe_only_where_a_login_counted_it() -> None:
    assert "なくなっていません" in to_text(content("pass", "ja"))
    for name in ("no-password", "wrong-password", "expired", "null-mx", "unknown", "server-down"):
        assert "なくなっていません" not in to_text(content(name, "ja")), name


def test_the_very_boxes_stand_with_their_old_and_new_values() -> None:
    sheet = next(section.sheet for section in content("port-25", "ja").sections if section.sheet)
    changed = [(box.now, box.new) for box in sheet.boxes if box.changed]
    assert ("25", "587") in changed
    kept = [box.new for box in sheet.boxes if not box.changed]
    assert kept
    assert set(kept) == {"(そのまま)"}


def test_where_the_account_is_in_order_the_mail_program_is_looked_at_next() -> None:
    page = content("client-itself", "en")
    ahead = next(section for section in page.sections if section.heading.startswith("What is looked at next"))
    assert 1 <= len(ahead.ticks) <= 3
    settings = next(section.sheet for section in page.sections if section.sheet)
    assert page.sections.index(ahead) > 1
    assert "587" in {box.new for box in settings.boxes}
    assert dict(page.acts)["Who acts"].startswith("you")
    assert not any(section.heading.startswith("What is looked at") for section in content("pass", "en").sections)


def test_nobody_is_to_be_contacted_where_the_customer_can_do_it() -> None:
    assert dict(content("port-25", "en").acts)["To be contacted"] == "nobody"
    assert dict(content("expired", "en").acts)["To be contacted"] == "the mail company"


def test_the_company_stands_at_the_foot_and_without_one_a_line_to_write_on() -> None:
    with_company = to_html(content("pass", "ja"))
    assert "青葉サポート" in with_company
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in with_company
    without = to_html(customer_page(customer_run("pass"), Voice("ja")))
    assert "<img" not in without
    assert without.count('class="blank"') == 4


HOSTILE = (
    "</td><script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "\x1b[31m\x07", "a\u202eb\u2066c",
    "\udc80\udfff", "=cmd|' /C calc'!A0", "](javascript:alert(1))", "{host} {0.__class__}", "&lt;b&gt;",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_others_wrote_changes_nothing_of_the_page(text: str) -> None:
    sent = text.encode("utf-8", "replace").decode()
    report = examine(World(saw=text, says={"incoming": f"NO {sent}", "outgoing": f"535 {sent}"})).report
    named = replace(report.case, address=Address(f"a{text}", "example.jp", f"b{text}.example"))
    page = customer_page(replace(report, case=named), Voice("ja"), replace(COMPANY, name=text, person=text))
    made = to_html(page)
    html5lib.HTMLParser(strict=True).parse(made.encode("utf-8", "strict").decode())
    assert sorted(re.findall(r"<(\w+)", made)) == sorted(re.findall(r"<(\w+)", to_html(_harmless())))
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", made + to_text(page))


def _harmless() -> Page:
    report = examine(World(saw="x", says={"incoming": "NO x", "outgoing": "535 x"})).report
    return customer_page(report, Voice("ja"), replace(COMPANY, name="x", person="x"))
