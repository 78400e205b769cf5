"""What a shop owner is told: every diagnosis has its own sentences, in both languages, and lacks nothing to fill in."""

from __future__ import annotations

import pytest

from maildoctor.exam.conclude import CODES
from maildoctor.knowledge import plain
from maildoctor.model.field import Field
from maildoctor.model.finding import Code, Status, Text
from tests.failures import sources

_OF_EVERY = {"side", "box", "change", "usable", "domain", "host"}
"""What every diagnosis can fill in, or leaves the sentence to the place."""

DIAGNOSES = {
    identifier: same
    for identifier, same in {**sources.codes(), **{code.id: (code,) for code in CODES}}.items()
    if any(code.field is not None and code.status in (Status.WARN, Status.FAIL) for code in same)
}


def without_words(codes: dict[str, tuple[Code, ...]]) -> list[str]:
    """Diagnoses of which a shop owner would be told nothing of their own."""
    return [identifier for identifier in codes if plain.told(identifier) is None]


def test_every_diagnosis_is_told() -> None:
    assert len(DIAGNOSES) > 150
    assert without_words(DIAGNOSES) == []
    assert without_words({"nobody-wrote-it": ()}) == ["nobody-wrote-it"]


def test_nothing_is_told_of_what_is_no_code() -> None:
    known = {*sources.codes(), *(code.id for code in CODES)}
    assert [code for told in plain.every_told() for code in told.codes if code not in known] == []


def test_a_code_is_told_once() -> None:
    codes = [code for told in plain.every_told() for code in told.codes]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("told", tuple(plain.every_told()), ids=lambda told: told.codes[0])
def test_both_languages_speak_of_the_same(told: plain.Told) -> None:
    for pair in filter(None, (told.says, told.why, told.seen, told.ask)):
        ja, en = (Text(text).placeholders() for text in pair)
        assert ja == en
        for identifier in told.codes:
            of_code = {name for code in sources.codes()[identifier] for name in code.ja.placeholders()}
            assert ja <= of_code | _OF_EVERY, identifier
    for name in told.dont:
        assert plain.dont(name)


@pytest.mark.parametrize("field", list(Field))
def test_every_place_has_words_for_what_others_find(field: Field) -> None:
    for part in ("says", "why", "ask", "fail", "warn"):
        assert all(plain.of_place(field.value, part))


def test_japanese_is_polite_and_calm() -> None:
    for told in plain.every_told():
        for ja, en in filter(None, (told.says, told.why, told.seen, told.ask)):
            assert ja.endswith("。"), ja
            assert not set("!?！？") & set(ja + en), ja
            ja.encode("cp932")
