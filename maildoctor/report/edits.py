"""Changes of boxes in words, direction by direction: 「送信の「ポート」を 25 から 587 に」."""

from __future__ import annotations

from collections.abc import Sequence

from maildoctor.model.contrast import EditValue
from maildoctor.model.settings import Direction
from maildoctor.report.voice import Voice
from maildoctor.report.words import direction_name

Change = tuple[str, EditValue, EditValue]
"""A box ("address", "incoming.port"), its old value and its new one; neither: a password."""


def changes_in_words(changes: Sequence[Change], voice: Voice) -> str:
    """All the changes in one phrase. The Japanese wants 「変えてください」 behind it, the English "change" in front."""
    parts: list[str] = []
    for direction in (None, *Direction):
        found = [change for change in changes if _direction(change[0]) is direction]
        if not found:
            continue
        said = voice.pick("、", ", ").join(_change(*change, voice) for change in found)
        if direction is None:
            parts.append(said)
        else:
            name = direction_name(direction, voice)
            parts.append(voice.pick(f"{name}の{said}", f"{name} {said}"))
    return voice.pick("、", "; ").join(parts)


def _direction(name: str) -> Direction | None:
    place = name.partition(".")[0]
    return Direction(place) if place in (Direction.INCOMING, Direction.OUTGOING) else None


def _change(name: str, old: EditValue, new: EditValue, voice: Voice) -> str:
    label = voice.short(name)
    if old is None and new is None:
        return voice.pick(f"「{label}」を正しいものに", f'the "{label}"')
    was, now = voice.shown(name, old), voice.shown(name, new)
    if old is None:
        return voice.pick(f"「{label}」を {now} に", f'"{label}" to {now}')
    return voice.pick(f"「{label}」を {was} から {now} に", f'"{label}" from {was} to {now}')
