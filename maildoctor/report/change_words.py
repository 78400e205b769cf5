"""One change in words: of a box, a record, a certificate, a server, or of what is found by looking."""

from __future__ import annotations

from collections.abc import Sequence

from maildoctor.model.difference import (
    CertificateChange,
    Change,
    FoundChange,
    RecordChange,
    ServerChange,
    SettingChange,
)
from maildoctor.model.settings import Recommended
from maildoctor.report.edits import changes_in_words
from maildoctor.report.voice import Voice
from maildoctor.report.words import direction_name


def fact_in_words(change: Change, voice: Voice) -> str:
    """What is another one now."""
    match change:
        case SettingChange():
            return changes_in_words([(change.name, change.old, change.new)], voice)
        case FoundChange():
            name, old, new = (
                direction_name(change.direction, voice),
                _found(change.old, voice),
                _found(change.new, voice),
            )
            return voice.pick(
                f"見つかった{name}の設定: {old} から {new} に", f"{name} settings found: {old}, now {new}"
            )
        case RecordChange():
            old, new = _values(change.old, voice), _values(change.new, voice)
            name = voice.plain(change.name)
            return voice.pick(
                f"DNS の {name} の {change.type}: {old} から {new} に", f"DNS {name} {change.type}: {old}, now {new}"
            )
        case CertificateChange():
            return _certificate(change, voice)
        case ServerChange():
            now_ja, now_en = ("答える", "answers") if change.answers else ("答えない", "does not answer")
            return voice.pick(f"{change.target} が今は{now_ja}", f"{change.target} now {now_en}")


def cause_in_words(by: Sequence[Change], voice: Voice, good: bool) -> str:
    """Why a diagnosis went (`good`) or came, "" where the reports do not prove it."""
    if not by:
        return ""
    boxes = [(c.name, c.old, c.new) for c in by if isinstance(c, SettingChange)]
    end_ja, end_en = ("なくなりました", "It is gone") if good else ("起きています", "It came")
    if boxes:
        said = changes_in_words(boxes, voice)
        return voice.pick(f"{said}変えたので、{end_ja}。", f"{end_en} with this change: {said}.")
    what = _thing(by[0], voice)
    return voice.pick(f"{what}ので、{end_ja}。", f"{end_en}, because {what}.")


def _thing(change: Change, voice: Voice) -> str:
    match change:
        case RecordChange():
            name = voice.plain(change.name)
            return voice.pick(f"DNS の {name} の {change.type} が変わった", f"the {change.type} of {name} was changed")
        case CertificateChange():
            return voice.pick(f"{change.host} の証明書が変わった", f"{change.host} has another certificate")
        case ServerChange():
            if change.answers:
                return voice.pick(f"{change.target} が答えるようになった", f"{change.target} answers again")
            return voice.pick(f"{change.target} が答えなくなった", f"{change.target} no longer answers")
        case _:
            return fact_in_words(change, voice)


def _certificate(change: CertificateChange, voice: Voice) -> str:
    ports = ", ".join(str(port) for port in change.ports)
    old, new = (change.old.not_after[:10], change.new.not_after[:10])
    said = voice.pick(
        f"{change.host} ({ports}) の証明書: {old} までのものから {new} までのものに",
        f"certificate of {change.host} ({ports}): until {old}, now until {new}",
    )
    if set(change.old.names) == set(change.new.names):
        return said
    names = voice.plain(change.new.names)
    return said + voice.pick(f"、名前は {names}", f", for {names}")


def _found(settings: Recommended, voice: Voice) -> str:
    security = voice.value("security", settings.security.value)
    return f"{voice.plain(settings.host)} {settings.port} {security} {voice.plain(settings.username)}"


def _values(values: tuple[str, ...], voice: Voice) -> str:
    return voice.plain(values) if values else voice.pick("なし", "none")
