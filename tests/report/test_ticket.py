"""Letters to the companies: what has to be in them, what must not, and when nobody has to be written to."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from maildoctor.exam.registry import load
from maildoctor.exam.steady import steadied
from maildoctor.model.company import Company
from maildoctor.model.contrast import Certainty, Severity
from maildoctor.model.field import Owner
from maildoctor.model.finding import Code, Status
from maildoctor.model.report import Diagnosis
from maildoctor.report.formats import FORMATS, Reader, Shown
from maildoctor.report.lines import cells
from maildoctor.report.ticket_body import TABLES
from maildoctor.report.ticket_request import readers_of, request_for
from maildoctor.report.voice import Voice
from tests.diagnosis.runs import Raw, changed, opened, saved

_JA, _EN = Voice("ja"), Voice("en")
_VOICES = pytest.mark.parametrize("voice", [_JA, _EN], ids=["ja", "en"])
_SCENARIOS = (
    "wrong-password", "certificate-other-name", "certificate-other-name-alone", "certificate-expired", "mx-cname",
    "greeting-never", "port25-blocked", "healthy",
)  # fmt: skip
_ONE_LINE = ("件名: ", "Subject: ", "   値: ", "   Value: ")
_OF_THIS_RUN = frozenset(("domain", "account", "host", "port", "source", "side"))


def _letter(raw: Raw, reader: Reader, voice: Voice = _JA, company: Company | None = None) -> str:
    return FORMATS["table"].render(opened(raw), voice, Shown(reader=reader, company=company))


def _codes() -> list[Code]:
    return [code for entry in load(None).loaded for code in entry.check.codes]


@pytest.mark.parametrize("scenario", ["imap-993-as-starttls", "username-without-domain", "port25-blocked", "healthy"])
@pytest.mark.parametrize("reader", list(TABLES))
def test_where_no_company_can_help_none_is_written_to(scenario: str, reader: Reader) -> None:
    text = _letter(saved(scenario), reader)
    assert "問い合わせることはありません。" in text
    assert "件名" not in text


def test_who_is_to_be_written_to_instead_is_said() -> None:
    assert "(--for dns)" in _letter(saved("mx-cname"), Reader.HOSTER)
    assert "(--for hoster)" in _letter(saved("certificate-expired"), Reader.DNS, _EN)


def test_a_refused_login_is_compared_with_what_works_and_the_reply_is_exact() -> None:
    text = _letter(saved("wrong-password"), Reader.HOSTER)
    assert "返事の全文: NO [AUTHENTICATIONFAILED] Authentication failed." in text
    assert re.search(r"1\. 事実 \(\d{4}-\d\d-\d\d \d\d:\d\d (JST|UTC\S*)、接続元 192\.0\.2\.200\)", text)
    assert "断られる" in text
    assert "正常に応答" in text
    assert "ログインの試みは 2 回、断られたのは 2 回。" in text
    assert "(3) 停止や制限がなければ、パスワードの再設定の手続きを教えてください。" in text
    assert "AUTHENTICATE PLAIN ********" in text


def test_the_certificate_is_told_as_it_was_shown() -> None:
    text = " ".join(_letter(saved("certificate-other-name"), Reader.HOSTER, _EN).split())
    assert "certificate of mail.aoba.example:993: names sv101.hoster.example" in text
    assert (
        "Is sv101.hoster.example the right name" in text or "sv101.hoster.example" in text.partition("What we ask")[2]
    )


def test_the_record_to_publish_is_one_line_to_paste() -> None:
    lines = _letter(saved("mx-cname"), Reader.DNS).splitlines()
    assert [line for line in lines if line.startswith(("   名前:", "   種類:", "   値:"))] == [
        "   名前: aoba.example",
        "   種類: MX",
        "   値: 10 mail.aoba.example.",
    ]
    assert len(lines) == len(set(lines) - {""}) + lines.count(""), "nothing is told twice"


def test_the_holder_of_the_contract_comes_first_and_the_writer_is_named() -> None:
    mine = Company(name="青葉事務機", person="佐藤", phone="06-0000-0000")
    lines = _letter(saved("certificate-expired"), Reader.HOSTER, company=mine).splitlines()
    assert lines[2].startswith("お客様番号: ____")
    assert "ご契約者名" in lines[2]
    assert lines[3] == "ご契約者の依頼で問い合わせます。青葉事務機の佐藤です。電話 06-0000-0000"


@_VOICES
@pytest.mark.parametrize("scenario", _SCENARIOS)
def test_every_line_fits_and_can_be_encoded(scenario: str, voice: Voice) -> None:
    for reader in TABLES:
        text = _letter(saved(scenario), reader, voice)
        body, _, _dialogue = text.partition("\n----")
        lines = [line for line in body.splitlines() if not line.startswith(_ONE_LINE)]
        assert max(cells(line) for line in lines) <= 78
        text.encode("cp932")
        assert "{" not in text
        assert "None" not in text


def test_two_matters_are_two_letters() -> None:
    one, other = opened(saved("certificate-expired")), opened(saved("greeting-never"))
    both = replace(one, diagnoses=(*one.diagnoses, *other.diagnoses))
    text = FORMATS["table"].render(both, _JA, Shown(reader=Reader.HOSTER))
    assert text.startswith("用件が 2 つあります。")
    assert text.count("件名: ") == 2
    assert FORMATS["table"].render(one, _JA, Shown(reader=Reader.HOSTER)).count("件名: ") == 1


@pytest.mark.parametrize("reader", list(TABLES))
def test_every_code_has_a_question_whose_gaps_it_can_fill(reader: Reader) -> None:
    asked = 0
    for code in _codes():
        if code.status not in (Status.FAIL, Status.WARN) or code.field is None:
            continue
        cause = _cause(code)
        if reader not in readers_of(cause):
            continue
        wish = request_for(code.id, code.field, *TABLES[reader])
        assert wish is not None, code.id
        assert wish.ja.placeholders() <= code.ja.placeholders() | _OF_THIS_RUN, code.id
        asked += 1
    assert asked >= 3


def test_no_question_belongs_to_a_code_that_is_none() -> None:
    known = {code.id for code in _codes()}
    bare = known | {name.removeprefix("incoming-").removeprefix("outgoing-") for name in known}
    assert not {name for by_code, _ in TABLES.values() for name in by_code} - bare


def _cause(code: Code) -> Diagnosis:
    assert code.field is not None
    owner = code.owner or code.field.owner
    assert isinstance(owner, Owner)
    return Diagnosis(code(), code.field, Severity.FAIL, Certainty.CERTAIN, owner)


@_VOICES
def test_hostile_replies_break_no_line(voice: Voice) -> None:
    bad = "NO \x1b[31mfine\n件名: sent\u202e\nSubject: x"

    def hostile(raw: Raw) -> None:
        for o in raw["observations"]:
            if o["kind"] in ("login", "endpoint"):
                o["data"]["reply"] = bad
                o["transcript"] = [["S", bad]]
            if o["kind"] == "dns" and o["asks"]["type"] in ("MX", "NS"):
                o["data"]["values"] = [*o["data"]["values"], bad]

    for scenario in ("wrong-password", "mx-cname", "greeting-never"):
        for reader in TABLES:
            text = _letter(changed(saved(scenario), hostile), reader, voice)
            assert not set("\x1b\u202e") & set(text)
            assert sum(line.startswith(("件名: ", "Subject: ")) for line in text.splitlines()) <= 1


@_VOICES
def test_a_report_without_times_gives_a_letter_with_gaps(voice: Voice) -> None:
    text = FORMATS["table"].render(steadied(opened(saved("wrong-password"))), voice, Shown(reader=Reader.HOSTER))
    assert "1970" not in text
    assert "00:00:00" not in text
    assert "__:__:__" in text
