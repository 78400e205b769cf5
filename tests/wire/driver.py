"""Plays a dialogue by hand: every step is answered with bytes, cut by the real readers; no socket, no clock."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from maildoctor.model.settings import Protocol
from maildoctor.wire.dialogue import Hear, Learn, Say, Step, Upgrade
from maildoctor.wire.reply import Malformed, Reply, reader_for

_T = TypeVar("_T")
Answers = Sequence[bytes] | Callable[[Hear | Say], bytes]


@dataclass
class Played(Generic[_T]):
    """What came out: what was sent and shown, what was learnt, how often TLS was started, the result."""

    sent: list[bytes] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    learnt: dict[str, object] = field(default_factory=dict)
    upgrades: int = 0
    result: _T | None = None


def play(dialogue: Generator[Step, Reply, _T], protocol: Protocol, answers: Answers) -> Played[_T]:
    """Run `dialogue` to its end. In an answer `TAG` stands for the tag of the command; one too many is an error."""
    left = list(answers) if not callable(answers) else None
    played: Played[_T] = Played()
    reader = reader_for(protocol)
    try:
        step = next(dialogue)
        while True:
            if isinstance(step, Learn):
                played.learnt |= step.facts
                step = next(dialogue)
                continue
            if isinstance(step, Upgrade):
                assert not reader.pending
                reader = reader_for(protocol)
                reader.expect()
                played.upgrades += 1
                step = next(dialogue)
                continue
            tag = ""
            if isinstance(step, Say):
                played.sent.append(step.data)
                played.shown.append(step.shown)
                tag = step.tag
                reader.expect(step.tag, step.multiline)
            if callable(answers):
                answer = answers(step)
            else:
                assert left, f"no answer left for {step}"
                answer = left.pop(0)
            events = list(reader.feed(answer.replace(b"TAG", tag.encode())))
            assert len(events) == 1
            assert not isinstance(events[0], Malformed), events
            step = dialogue.send(events[0])
    except StopIteration as end:
        played.result = end.value
    assert not left, f"answers left: {left}"
    return played
