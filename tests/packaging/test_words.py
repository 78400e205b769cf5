"""The style of every text of the checks, in one hand: checks/README.md, "How texts are written"."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from maildoctor.exam.registry import load
from maildoctor.model.finding import Code, Text
from maildoctor.report.voice import Voice
from tests.report.runs import RUNS, run

_PLAIN_END = re.compile(
    r"(ない|いる|ある|れる|せる|する|(?<![まで])した|った|れた|きる|める|ける|できた|高い|遅い|違う|合う)。"
)
_BANNED_JA = re.compile(r"ハンドシェイク|名前解決|お客様の間違い|重大|致命|ご確認ください|エラー:|サーバー管理者")
_BANNED_EN = re.compile(r"handshake failed|fatal|critical|your mistake|please check|CERT_[A-Z]|Errno", re.IGNORECASE)


def faults_of(text: Text, lang: str) -> list[str]:
    """What the style forbids in a text, in words."""
    whole = "\n".join((text.says, text.why, text.fix))
    found = []
    if re.search("[!!]", whole):
        found.append("exclamation mark")
    try:
        whole.encode("cp932")
    except UnicodeEncodeError:
        found.append("not in cp932")
    if (_BANNED_JA if lang == "ja" else _BANNED_EN).search(whole):
        found.append("jargon, blame or alarm")
    if lang == "ja" and _PLAIN_END.search(whole):
        found.append("not です・ます")
    if lang == "ja" and "。 " in whole:
        found.append("space between sentences")
    return found


def _codes() -> Iterator[tuple[str, Code]]:
    for entry in load(None).loaded:
        yield from ((code.id, code) for code in entry.check.codes)


CODES = dict(_codes())


@pytest.mark.parametrize("code", CODES.values(), ids=CODES.keys())
def test_the_texts_of_a_code_keep_the_style(code: Code) -> None:
    assert faults_of(code.ja, "ja") == []
    assert faults_of(code.en, "en") == []


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("サーバーが断った。", "not です・ます"),
        ("つながらない。", "not です・ます"),
        ("すぐ直してください!", "exclamation mark"),
        ("設定をご確認ください。", "jargon, blame or alarm"),
        ("TLS ハンドシェイクに失敗しました。", "jargon, blame or alarm"),
        ("期限は—です。", "not in cp932"),
        ("断りました。 返事です。", "space between sentences"),
    ],
)
def test_the_style_check_fires(said: str, fault: str) -> None:
    assert fault in faults_of(Text(says=said), "ja")


@pytest.mark.parametrize(
    ("lang", "grammar"),
    [
        ("ja", re.compile(r"^結論: [^\n。]+[。](注意が \d+ つあります[^。]*。|[^\n。]+。)?\n$")),
        ("en", re.compile(r"^Conclusion: [^\n]+\.\n$")),
    ],
)
@pytest.mark.parametrize("name", sorted(RUNS))
def test_the_conclusion_is_one_line_of_fixed_grammar(name: str, lang: str, grammar: re.Pattern[str]) -> None:
    from maildoctor.report.table import to_line

    said = to_line(run(name), Voice(lang))
    assert grammar.match(said), said
    assert not re.search("[!!]", said)
    said.encode("cp932")
