"""Single words that several renderers say: directions, proofs, sources and their answers."""

from __future__ import annotations

from maildoctor.model.contrast import Proof
from maildoctor.model.report import Verdict
from maildoctor.model.settings import Direction
from maildoctor.report.voice import Voice

STATE = {
    Verdict.PASS: ("正常", "OK"),
    Verdict.WARN: ("注意", "WARN"),
    Verdict.FAIL: ("異常", "FAIL"),
    Verdict.UNKNOWN: ("未試験", "UNTESTED"),
}
"""The word for each verdict, Japanese and English."""

_PROOF = {
    Proof.LOGIN: ("ログインまで確認", "proved by login"),
    Proof.AUTH_OFFERED: ("ログインの手前まで確認", "seen up to the login"),
    Proof.CONNECTED: ("接続まで確認", "seen to connect"),
    Proof.DOCUMENTED: ("資料の値(未確認)", "from documents, not tried"),
    Proof.NONE: ("未確認", "not tried"),
}
_DIRECTION = {Direction.INCOMING: ("受信", "incoming"), Direction.OUTGOING: ("送信", "outgoing")}
_SOURCE = {
    "autoconfig": ("ドメインの案内", "autoconfig"),
    "provider": ("会社の資料", "provider"),
    "srv": ("DNS の SRV", "SRV"),
    "autodiscover": ("Autodiscover", "Autodiscover"),
    "mx-autoconfig": ("宛先の会社の案内", "exchanger's autoconfig"),
    "ispdb": ("Thunderbird の一覧", "ISPDB"),
    "certificate": ("証明書の名前", "certificate"),
    "mx-host": ("宛先のサーバー", "MX host"),
    "guess": ("よくある名前", "guess"),
}
_OUTCOME = {
    "answered": ("答えた", "answered"),
    "absent": ("ない", "absent"),
    "refused": ("断られた", "refused"),
    "broken": ("壊れている", "broken"),
    "timeout": ("返事なし", "no answer"),
    "skipped": ("聞いていない", "not asked"),
}


def proof_word(proof: Proof, voice: Voice) -> str:
    """How far settings were proved."""
    return voice.pick(*_PROOF[proof])


def direction_name(direction: Direction, voice: Voice) -> str:
    """受信 or 送信."""
    return voice.pick(*_DIRECTION[direction])


def source_word(source: str, voice: Voice) -> str:
    """The name of a source of settings; "" stays ""."""
    return voice.pick(*_SOURCE[source]) if source in _SOURCE else source


def outcome_word(outcome: str, voice: Voice) -> str:
    """What came of asking a source."""
    return voice.pick(*_OUTCOME[outcome])
