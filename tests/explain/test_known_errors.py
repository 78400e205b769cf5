"""Every number and text that is known resolves, and every cause leads to checks that exist."""

from __future__ import annotations

import pytest

from maildoctor.exam.registry import load
from maildoctor.explain.match import By, found_errors
from maildoctor.knowledge.known_errors import FILES, KnownError, known_causes, known_errors, read_causes, read_errors

_CHECKS = {entry.check.id for entry in load(None).loaded}
_SPOKEN = [(text.replace("…", "mail.example.jp"), error) for error in known_errors() for text in error.texts]
_NUMBERS = [(number, error) for error in known_errors() for number in (*error.numbers, *error.sockets)]
_REPLIES = [(reply, error) for error in known_errors() for reply in error.replies]


def test_more_than_ninety_are_known() -> None:
    assert len(_NUMBERS) >= 60
    assert len(_SPOKEN) >= 90
    assert len(_REPLIES) >= 60


@pytest.mark.parametrize(("text", "error"), [*_NUMBERS, *_REPLIES], ids=lambda value: str(value)[:20])
def test_a_number_alone_resolves_to_its_own_meaning(text: str, error: KnownError) -> None:
    assert [match.error for match in found_errors(text)][:1] == [error]


@pytest.mark.parametrize(("text", "error"), _SPOKEN, ids=lambda value: str(value)[:20])
def test_a_sentence_resolves_in_any_width_case_and_spacing(text: str, error: KnownError) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    for form in (text, text.upper(), wide, "  ".join(text), f"> 画面: {text}。"):
        assert error in [match.error for match in found_errors(form)], form


def test_no_number_stands_twice() -> None:
    names = [name.casefold() for error in known_errors() for name in (*error.numbers, *error.sockets, *error.replies)]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_each_cause_leads_to_checks_that_exist_and_is_used() -> None:
    for cause in known_causes().values():
        assert set(cause.checks) <= _CHECKS, cause.id
    used = {cause.id for error in known_errors() for cause in error.causes}
    assert set(known_causes()) == used


def test_every_text_can_be_printed_on_a_japanese_console() -> None:
    for cause in known_causes().values():
        assert cause.says.ja.endswith("。") or cause.says.ja.endswith(")。"), cause.id
        for text in (cause.says.ja, cause.says.en, cause.decides.ja, cause.decides.en):
            text.encode("cp932")
    for error in known_errors():
        error.means.ja.encode("cp932")


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "see you tomorrow at 5.30",
        "203.0.113.5 and 5.6.7.8",
        "電話 06-0000-0000 まで",
        "2026-11-24 10:12:00",
        "お世話になっております。請求書をお送りします。",
        "0x80000000",
        "smtp.example.jp:587",
        "",
    ],
)
def test_what_is_no_error_is_not_explained(text: str) -> None:
    assert found_errors(text) == ()


def test_the_words_of_a_server_outrank_the_number_beside_them() -> None:
    pasted = "サーバーの応答 : '550 5.7.1 Relaying denied', エラー番号 : 0x800CCC79"
    matches = found_errors(pasted)
    assert [match.by for match in matches] == [By.WORDS, By.NUMBER]
    assert matches[0].shown == "relaying denied"


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        (("causes = [", 'causes = ["unheard-of", '), "an id of causes.toml"),
        (('clients = ["outlook"', 'client = ["outlook"'), "the keys clients"),
        (("means = {", "meaning = {"), "the keys numbers"),
        (('date = "2026-11"', 'date = "November"'), "an ISO date"),
        (('source = "Microsoft', 'sauce = "Microsoft'), "the keys clients, source"),
        (('numbers = ["0x800CCC00"]\n', ""), "at least one of numbers"),
    ],
)
def test_a_broken_entry_is_refused(change: tuple[str, str], refused: str) -> None:
    from importlib.resources import files

    text = (files("maildoctor.knowledge") / "errors" / f"{FILES[0]}.toml").read_text("utf-8")
    assert change[0] in text
    with pytest.raises(ValueError, match=refused):
        read_errors("windows", text.replace(*change, 1), known_causes())


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        (('field = "network.port25"', 'field = "network.port26"'), "network.port25"),
        (('checks = ["outgoing.server", "network.controls"]', "checks = []"), "at least one id"),
        (("decides = {", "decide = {"), "the keys id"),
    ],
)
def test_a_broken_cause_is_refused(change: tuple[str, str], refused: str) -> None:
    from importlib.resources import files

    text = (files("maildoctor.knowledge") / "errors" / "causes.toml").read_text("utf-8")
    assert change[0] in text
    with pytest.raises(ValueError, match=refused):
        read_causes("causes", text.replace(*change, 1))
