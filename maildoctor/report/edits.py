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
    groups: dict[Direction | None, list[Change]] = {}
    for change in changes:
        groups.setdefault(_direction(change[0]), []).append(change)
    said = {place: _listed(found, voice) for place, found in groups.items()}
    both = said.get(Direction.INCOMING)
    if both is not None and both == said.get(Direction.OUTGOING):
        del said[Direction.OUTGOING]
        said[Direction.INCOMING] = voice.pick(f"受信と送信の{both}", f"incoming and outgoing {both}")
    else:
        for direction in Direction:
            if direction in said and not _named_by_its_box(groups[direction][0][0], direction, voice):
                name = direction_name(direction, voice)
                said[direction] = voice.pick(f"{name}の{said[direction]}", f"{name} {said[direction]}")
    return voice.pick("、", "; ").join(said[place] for place in (None, *Direction) if place in said)


def _listed(changes: Sequence[Change], voice: Voice) -> str:
    return voice.pick("、", ", ").join(_change(*change, voice) for change in changes)


def _named_by_its_box(name: str, direction: Direction, voice: Voice) -> bool:
    """True where the label on the client's screen says the direction itself (Windows Live Mail)."""
    return voice.short(name).lower().startswith(direction_name(direction, voice).lower())


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
