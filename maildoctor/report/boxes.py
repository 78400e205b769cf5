"""The way to the boxes of the customer's client, and what is special about them there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from maildoctor.model.settings import Direction
from maildoctor.report.voice import Voice


def box_hints(names: Iterable[str], voice: Voice) -> Iterator[str]:
    """For boxes by their field names: where the dialog is, which box is missing there, and each note, once."""
    names = tuple(names)
    places = (place for place in Direction if any(name.startswith(f"{place.value}.") for name in names))
    ways = dict.fromkeys(way for place in places if (way := voice.where(place.value)))
    for way in ways:
        yield voice.pick(f"場所: {way}", f"Where: {way}")
    said: dict[str, None] = {}
    for name in names:
        label, note = voice.short(name), voice.note(name)
        if voice.lacks(name):
            said[
                voice.pick(
                    f"{voice.named()}の画面に「{label}」の欄はありません。", f'{voice.named()} has no box "{label}".'
                )
            ] = None
        if note:
            said[voice.pick(f"「{label}」: {note}", f'"{label}": {note}')] = None
    yield from said
