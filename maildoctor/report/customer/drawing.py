"""The mail's way as a drawing of the post: four stops in a row, each with its state by colour, shape and word.

Printed in black and white, the shape of the badge and the pattern of the line still tell the states apart.
"""

from __future__ import annotations

from maildoctor.report.customer.content import Mark, Stop
from maildoctor.report.html import Element, Node, tag

_STEP, _MIDDLE, _TOP = 180, 90, 46

_DRAWN: dict[str, tuple[str, ...]] = {
    # a screen on its stand
    "desk": ("M-30 -26 H30 V14 H-30 Z", "M-10 14 V24 H10 V14", "M-18 24 H18"),
    # a pillar box with its slot
    "outgoing": ("M-22 -20 Q0 -40 22 -20 V20 H-22 Z", "M-12 -10 H12", "M-26 20 H26 V27 H-26 Z", "M-8 6 H8"),
    # a post office with its sign
    "domain": (
        "M-32 -12 L0 -34 L32 -12 Z",
        "M-27 -12 V26 H27 V-12",
        "M-8 -3 H8",
        "M-8 4 H8",
        "M0 4 V15",
        "M-32 26 H32",
    ),
    # a letter box on its post, the flag up
    "incoming": (
        "M-28 -6 Q-28 -24 -12 -24 H14 Q30 -24 30 -6 V10 H-28 Z",
        "M-28 -6 H4 V10",
        "M0 10 V28",
        "M-28 2 H-34",
        "M-12 -24 Q4 -24 4 -6",
    ),
}
_BADGE: dict[Mark, tuple[str, ...]] = {
    Mark.GOOD: ("M-5 0 L-1.5 4 L5.5 -4.5",),
    Mark.WATCH: ("M0 -4 V1.5", "M0 4.2 V4.4"),
    Mark.BROKEN: ("M-4 -4 L4 4", "M4 -4 L-4 4"),
    Mark.UNTESTED: ("M-4 0 H4",),
}


def drawing(stops: tuple[Stop, ...], title: str) -> Element:
    """The whole row, as wide as its container."""
    width = _STEP * len(stops)
    parts: list[Node] = [tag("title", title)]
    for index, stop in enumerate(stops):
        if index:
            parts.append(_link(_MIDDLE + _STEP * (index - 1), stop.mark))
        parts.append(_stop(_MIDDLE + _STEP * index, stop))
    return tag(
        "svg", *parts, class_="way", viewBox=f"14 4 {width - 28} 142", role="img", xmlns="http://www.w3.org/2000/svg"
    )


def _link(left: int, mark: Mark) -> Element:
    """The line to a stop, in the pattern of that stop; a broken one has a cross on it."""
    start, end = left + 44, left + _STEP - 44
    parts: list[Node] = [tag("path", d=f"M{start} {_TOP} H{end}", class_="line")]
    if mark is Mark.BROKEN:
        middle = (start + end) // 2
        parts.append(tag("path", d=f"M{middle - 8} {_TOP - 8} l16 16 M{middle + 8} {_TOP - 8} l-16 16", class_="cross"))
    else:
        parts.append(tag("path", d=f"M{end - 8} {_TOP - 6} L{end} {_TOP} L{end - 8} {_TOP + 6}", class_="tip"))
    return tag("g", *parts, class_=f"link {mark.value}")


def _stop(middle: int, stop: Stop) -> Element:
    picture = tag(
        "g",
        *(tag("path", d=path) for path in _DRAWN[stop.key]),
        class_="picture",
        transform=f"translate({middle} {_TOP})",
    )
    state = stop.state if not stop.note else f"{stop.state} ({stop.note})"
    return tag(
        "g",
        picture,
        _badge(middle + 34, _TOP - 28, stop.mark),
        tag("text", stop.name, x=middle, y=98, class_="name"),
        tag("text", f"= {stop.picture}", x=middle, y=116, class_="like"),
        tag("text", state, x=middle, y=138, class_="state"),
        class_=f"stop {stop.mark.value}",
    )


def _badge(x: int, y: int, mark: Mark) -> Element:
    """A round, three-cornered, square, or dotted sign: the shape alone tells the state."""
    outline = {
        Mark.GOOD: tag("circle", r=11),
        Mark.WATCH: tag("path", d="M0 -13 L13 10 H-13 Z"),
        Mark.BROKEN: tag("path", d="M-11 -11 H11 V11 H-11 Z"),
        Mark.UNTESTED: tag("circle", r=11),
    }[mark]
    signs = (tag("path", d=path, class_="sign") for path in _BADGE[mark])
    return tag("g", outline, *signs, class_="badge", transform=f"translate({x} {y})")
