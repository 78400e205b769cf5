"""No record is printed for people to paste that was not published once in the lab, and seen to help."""

from __future__ import annotations

from maildoctor.exam.registry import load
from maildoctor.model.finding import Code
from tests.road.test_sender_scenarios import INFORMATION, NO_RECORD, NOTHING_MORE_TO_PUBLISH, SCENARIOS

ELSEWHERE = {
    "dmarc-beside-alias": "no real name server loads such a zone; tests/checks/test_domain_dmarc.py publishes it",
}


def prints_a_record(code: Code) -> bool:
    """True where a record is part of what people are told to do."""
    return any("{record}" in text.fix for text in (code.ja, code.en))


def printed() -> set[str]:
    """Every bundled code with a record to publish."""
    return {code.id for entry in load().loaded if entry.bundled for code in entry.check.codes if prints_a_record(code)}


def published() -> set[str]:
    """Every code of which the lab publishes the record."""
    faulty = (scenario for scenario in SCENARIOS if scenario.name not in NOTHING_MORE_TO_PUBLISH)
    return {fault[0] for scenario in faulty for fault in scenario.faults} - NO_RECORD | {i[1] for i in INFORMATION}


def test_every_record_that_is_printed_is_published_by_a_scenario() -> None:
    assert printed() - published() == set(ELSEWHERE)


def test_nothing_is_excused_that_a_scenario_has() -> None:
    assert not published() & set(ELSEWHERE)
    assert len(printed()) >= 22


def test_a_record_in_the_instructions_is_noticed() -> None:
    """The guard, made to fire."""
    codes = {c.id: c for entry in load().loaded for c in entry.check.codes}
    assert prints_a_record(codes["spf-missing"])
    assert not prints_a_record(codes["spf-too-many-lookups"])
