"""`report --with`: two places, one verdict. What is proved is told; what is not changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from maildoctor.cli.main import group
from maildoctor.cli.speak import Speak
from maildoctor.diagnosis.compare import NotTheSameError
from maildoctor.diagnosis.two_places import CHECK, CODES, joined
from maildoctor.model.contrast import Certainty, Severity
from maildoctor.model.field import Owner
from maildoctor.model.report import FieldVerdict, Verdict
from maildoctor.report.formats import FORMATS, Reader, Shown
from maildoctor.report.voice import Voice
from tests.diagnosis.runs import Raw, changed, opened, saved


def _from(raw: Raw, label: str, address: str, host: str = "PC-1") -> Raw:
    def place(other: Raw) -> None:
        other["place"]["host"] = host
        other["place"]["label"] = label
        other["place"]["source"]["v4"] = address

    return changed(raw, place)


_SHOP = _from(saved("greeting-never"), "shop", "192.0.2.200")
_PHONE = _from(saved("healthy"), "phone", "198.51.100.7")


@pytest.mark.parametrize("turned", [False, True])
def test_the_line_is_the_cause_where_the_place_is_all_that_differs(turned: bool) -> None:
    pair = (_PHONE, _SHOP) if turned else (_SHOP, _PHONE)
    report, said = joined(*(opened(raw) for raw in pair))
    assert said.id == "line-is-the-cause"
    (diagnosis,) = [d for d in report.diagnoses if d.severity is Severity.FAIL]
    assert (diagnosis.finding.id, diagnosis.field.place, diagnosis.owner) == (said.id, "network", Owner.NETWORK)
    assert diagnosis.certainty is Certainty.CERTAIN
    assert report.verdict is Verdict.FAIL
    assert diagnosis.evidence
    assert not any(row.verdict in (FieldVerdict.WRONG, FieldVerdict.SUSPECT) for row in report.fields)
    text = FORMATS["table"].render(report, Voice("ja"), Shown())
    assert "原因は「shop」の回線です" in "".join(text.split())
    assert "another-line" not in {question.id for question in report.questions}
    letter = FORMATS["table"].render(report, Voice("ja"), Shown(reader=Reader.HOSTER))
    assert letter.startswith("件名: 192.0.2.200 からの接続の制限の有無\n")


def test_another_pc_leaves_it_open_which_of_the_two_it_is() -> None:
    report, said = joined(opened(_SHOP), opened(_from(saved("healthy"), "phone", "198.51.100.7", "PC-2")))
    assert said.id == "place-is-the-cause"
    assert report.diagnoses[0].certainty is Certainty.LIKELY


def test_the_same_fault_at_both_is_not_the_place() -> None:
    one, other = (opened(_from(saved("wrong-password", turn), *at)) for turn, at in
                  ((1, ("shop", "192.0.2.200")), (2, ("phone", "198.51.100.7"))))  # fmt: skip
    report, said = joined(one, other)
    assert said.id == "same-at-both-places"
    assert report.diagnoses == one.diagnoses
    assert report.fields == one.fields


def test_nothing_is_proved_by_one_place_or_by_other_settings() -> None:
    shop = opened(_SHOP)
    report, said = joined(shop, opened(_from(saved("healthy"), "shop", "192.0.2.200")))
    assert (said.id, report.diagnoses) == ("places-not-different", shop.diagnoses)
    edited = opened(_from(saved("imap-993-as-starttls"), "shop", "192.0.2.200"))
    report, said = joined(edited, opened(_PHONE))
    assert (said.id, report.diagnoses) == ("places-not-compared", edited.diagnoses)
    assert report.verdict is edited.verdict


def test_another_account_is_refused() -> None:
    def other(raw: Raw) -> None:
        raw["subject"]["address"] = raw["settings"]["configured"]["address"] = "suzuki@aoba.example"

    with pytest.raises(NotTheSameError):
        joined(opened(_SHOP), opened(changed(_PHONE, other)))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_command_gives_one_report_and_says_what_the_two_prove(lang: str, tmp_path: Path) -> None:
    files = []
    for name, raw in (("shop", _SHOP), ("phone", _PHONE)):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(raw), "utf-8")
        files.append(str(path))
    arguments = ["report", files[1], "--with", files[0], "--lang", lang]
    done = CliRunner().invoke(group(Speak(lang)), [*arguments, "--format", "json"], standalone_mode=False)
    assert done.exception is None, done.exception
    made = json.loads(done.stdout)
    assert [d["code"] for d in made["diagnoses"] if d["severity"] == "fail"] == ["line-is-the-cause"]
    assert made["checks"][-1]["id"] == CHECK
    assert made["checks"][-1]["findings"][0]["message"] == done.stderr.strip()


def test_every_code_is_told_in_both_languages_without_a_sign_a_terminal_lacks() -> None:
    for code in CODES:
        for text in (code.ja, code.en):
            " ".join((text.says, text.why, text.fix)).encode("cp932")
