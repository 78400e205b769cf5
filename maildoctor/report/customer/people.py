"""Who acts, who has to be written to, and what is ticked off by hand."""

from __future__ import annotations

from maildoctor.model.field import Owner
from maildoctor.model.report import Diagnosis
from maildoctor.report.voice import Voice

_WHO = {
    Owner.CLIENT: ("お使いの端末で直せます(担当者がお手伝いします)", "you, on your own device (we help)"),
    Owner.NETWORK: ("インターネット回線の管理者", "whoever runs the internet line"),
    Owner.PROVIDER: ("メールの契約会社", "the mail company"),
    Owner.DNS: ("ドメインの設定を預かっている会社", "the company that keeps the domain's settings"),
    Owner.ACCOUNT: ("契約している方(管理画面で)", "the holder of the contract (in the admin page)"),
    Owner.REGISTRAR: (
        "ドメインを登録した会社(契約している方からの連絡が要ります)",
        "the registrar, on a call of the holder",
    ),
    Owner.RECIPIENT: ("相手の側", "the other side"),
    Owner.NOBODY: ("直すところはありません(待てば直ります)", "nothing to do but wait"),
}
_HEADING = {
    Owner.PROVIDER: ("契約会社に頼むこと", "What the mail company is asked for"),
    Owner.DNS: ("ドメインの設定を預かっている会社に頼むこと", "What the company that keeps the domain is asked for"),
    Owner.REGISTRAR: ("ドメインを登録した会社に頼むこと", "What the registrar is asked for"),
    Owner.NETWORK: ("回線の管理者に頼むこと", "What whoever runs the line is asked for"),
}
_CONTACT = {
    Owner.PROVIDER: ("メールの契約会社", "the mail company"),
    Owner.DNS: ("ドメインの設定を預かっている会社", "the company that keeps the domain"),
    Owner.REGISTRAR: ("ドメインを登録した会社", "the registrar"),
    Owner.NETWORK: ("回線の管理者", "whoever runs the line"),
}
_SHARED = frozenset(("protocol", "host", "port", "security", "username", "password", "auth"))
"""What every device with this account has in its own boxes as well."""


def acts(causes: list[Diagnosis], voice: Voice, in_client: bool) -> tuple[tuple[str, str], ...]:
    """Who acts, and whether anybody has to be written to. `in_client`: the mail program itself is looked at next."""
    owners = [Owner.CLIENT] if in_client else list(dict.fromkeys(cause.owner for cause in causes))
    comma = voice.pick("、", "; ")
    who = comma.join(voice.pick(*_WHO[owner]) for owner in owners) or voice.pick("直すところはありません", "nobody")
    contact = comma.join(voice.pick(*_CONTACT[owner]) for owner in owners if owner in _CONTACT)
    return (
        (voice.pick("直す人", "Who acts"), who),
        (voice.pick("連絡する会社", "To be contacted"), contact or voice.pick("ありません", "nobody")),
    )


def ask_heading(causes: list[Diagnosis], voice: Voice) -> str:
    """Whom the requests are for."""
    owners = [owner for owner in dict.fromkeys(cause.owner for cause in causes) if owner in _HEADING]
    if len(owners) != 1:
        return voice.pick("それぞれの会社に頼むこと", "What the companies are asked for")
    return voice.pick(*_HEADING[owners[0]])


def ticks(causes: list[Diagnosis], asked: bool, voice: Voice) -> tuple[str, ...]:
    """What is ticked off by hand. `asked`: somebody else acts; otherwise the boxes of the mail program change."""
    if asked:
        return (
            voice.pick(
                "頼みました    ____ 月 ____ 日    相手の方 ____________", "Asked on ________, spoke to ____________"
            ),
            _again(voice),
        )
    edits = [edit for cause in causes for edit in cause.edits]
    if not edits:
        return (voice.pick("済みました    ____ 月 ____ 日", "Done on ________"), _again(voice))
    said = [voice.pick("直しました    ____ 時 ____ 分", "Changed at ____ : ____")]
    if any(edit.new is None and edit.old is None for edit in edits):
        said = [voice.pick("パスワードを入れ直しました    ____ 時 ____ 分", "Password entered again at ____ : ____")]
    if any(edit.field.name_in_side in _SHARED for edit in edits):
        said += _elsewhere(voice)
    return tuple(said)


def _elsewhere(voice: Voice) -> list[str]:
    if voice.client in ("iphone", "android"):
        devices = voice.pick("パソコンと複合機にも、同じ欄に前の値が残っていないか見ました",
                             "Computers and copiers looked at: the old value stands in none of them")  # fmt: skip
        return [devices]
    return [
        voice.pick("iPhone などのスマートフォンの同じ欄も見ました",
                   "The same boxes on phones (iPhone and others) looked at"),
        voice.pick("ほかのパソコンと複合機に、前の値が残っていないか見ました",
                   "Other computers and copiers looked at: the old value stands in none of them"),
    ]  # fmt: skip


def _again(voice: Voice) -> str:
    return voice.pick("もう一度の点検で確かめました    ____ 時 ____ 分", "Proved by another examination at ____ : ____")
