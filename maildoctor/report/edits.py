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
    said: dict[Direction | None, list[str]] = {}
    for change in changes:
        said.setdefault(_direction(change[0]), []).append(_change(*change, voice))
    parts = [_listed(said.pop(None), voice)] if None in said else []
    if len(said) == len(Direction) and said[Direction.INCOMING] == said[Direction.OUTGOING]:
        both = voice.pick("受信と送信の", "incoming and outgoing ")
        return voice.pick("、", "; ").join([*parts, both + _listed(said[Direction.INCOMING], voice)])
    for direction in Direction:
        if direction in said:
            parts.append(_of_one(direction, _listed(said[direction], voice), voice))
    return voice.pick("、", "; ").join(parts)


def _listed(said: Sequence[str], voice: Voice) -> str:
    return voice.pick("、", ", ").join(said)


def _of_one(direction: Direction, said: str, voice: Voice) -> str:
    """With the direction in front, unless the box has it in its own name (Windows Live Mail)."""
    name = direction_name(direction, voice)
    if said.lstrip('「"').lower().startswith(name.lower()):
        return said
    return voice.pick(f"{name}の{said}", f"{name} {said}")


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
