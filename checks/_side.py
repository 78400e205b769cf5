"""The words of a check that exists once for each direction: "SIDE" in a text becomes `incoming` or `outgoing`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from maildoctor.api import Break, Case, Code, Contrast, Contrasts, Direction, Evidence, Field, Link, Said, Status, Text

NAMES = {Direction.INCOMING: ("受信", "incoming"), Direction.OUTGOING: ("送信", "outgoing")}
"""How the two directions are called in sentences."""


def text(direction: Direction, says: str, why: str = "", fix: str = "") -> Text:
    """A text with SIDE (in placeholders), JA and EN (in sentences) put in."""
    ja, en = NAMES[direction]

    def put(part: str) -> str:
        return part.replace("SIDE", direction.value).replace("[JA]", ja).replace("[EN]", en)

    return Text(put(says), put(why), put(fix))


def code(
    direction: Direction,
    name: str,
    field: Field | None,
    link: Link,
    ja: tuple[str, str, str],
    en: tuple[str, str, str],
    status: Status = Status.FAIL,
) -> Code:
    """A code whose id starts with the direction."""
    return Code(f"{direction.value}-{name}", status, field, link, text(direction, *ja), text(direction, *en))


def claimed(
    direction: Direction, codes: Mapping[Break, Code], choose: Callable[[Contrast], Code | None] | None = None
) -> Callable[[Contrasts], Iterator[Said]]:
    """A part of a judge: give each contrast of `direction` that `codes` knows its code."""

    def judge(contrasts: Contrasts) -> Iterator[Said]:
        for contrast in contrasts.seen(direction, *codes):
            chosen = choose(contrast) if choose is not None else None
            yield (chosen or codes[contrast.what]).of(contrast)

    return judge


def target(direction: Direction) -> Callable[[Case, Evidence, Contrasts], str | None]:
    """The `host:port` that was examined, for the report."""

    def of(case: Case, evidence: Evidence, contrasts: Contrasts) -> str | None:
        side = contrasts.sides.get(direction)
        found = getattr(side.target, "target", None) if side is not None else None
        return str(found) if found is not None else None

    return of
