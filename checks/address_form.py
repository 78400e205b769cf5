"""Is the address written the way an address must be, and does the client have the same one?"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Break,
    Case,
    Check,
    Code,
    Contrasts,
    Evidence,
    Field,
    Link,
    Probe,
    Said,
    Status,
    Text,
    Title,
    Typed,
)

GOOD = Code(
    "address-well-formed", Status.PASS, None, Link.NAME,
    ja=Text("{address} は正しい形です。"),
    en=Text("{address} is well formed."),
)  # fmt: skip
REPAIRED = Code(
    "address-repaired", Status.WARN, None, Link.NAME,
    ja=Text(
        "入力されたアドレスを半角に直すなどして {address} として調べました。",
        why="全角の文字、前後の空白、「mailto:」、名前の付いた形は、そのままではメールのアドレスとして使えません。",
        fix="メールソフトの欄に同じ文字が入っていないか見てください。",
    ),
    en=Text(
        "The address as typed was put right and examined as {address}.",
        why="Full-width letters, spaces, \"mailto:\" and display names are no part of a mail address.",
        fix="Check that the client's own box does not hold the same characters.",
    ),
)  # fmt: skip
DOTS = Code(
    "address-dots", Status.PASS, None, Link.NAME,
    ja=Text(
        "{address} の @ の左は、点の使い方が決まり (RFC 5321) と違います。",
        why="昔の携帯電話のアドレスに多い形で、相手のサーバーによっては受け付けません。",
    ),
    en=Text(
        "The part of {address} in front of the @ uses dots in a way RFC 5321 does not allow.",
        why="Old Japanese mobile addresses look like this; some servers refuse them.",
    ),
)  # fmt: skip
DIFFERS = Code(
    "address-differs", Status.FAIL, Field.ADDRESS, Link.NAME,
    ja=Text(
        "メールソフトの「{address:label}」は {typed} ですが、正しくは {address} です。",
        why="違うアドレスのままだと、返事が別の所へ行くか、戻ってきます。",
        fix="「{address:label}」を {address} に直してください。同じ間違いのユーザー名も一緒に直します。",
    ),
    en=Text(
        "The box \"{address:label}\" of the client holds {typed}; it should be {address}.",
        why="With the wrong address, replies go elsewhere or come back.",
        fix="Change \"{address:label}\" to {address}, and user names that repeat the mistake.",
    ),
)  # fmt: skip

_HARMLESS = frozenset(("dots", "idn"))


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """Nothing is asked: what was typed is there from the start."""
    yield from ()


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Say what had to be put right, and whether the client holds another address."""
    shown = str(case.address) if case.address is not None else case.domain
    typed = evidence.get(Typed())
    notes = typed.notes if typed is not None else ()
    if any(note not in _HARMLESS for note in notes):
        yield REPAIRED(Typed(), address=shown, notes=notes)
    elif "dots" not in notes:
        yield GOOD(address=shown)
    if "dots" in notes:
        yield DOTS(Typed(), address=shown)
    for contrast in contrasts:
        if contrast.what is Break.ADDRESS_DIFFERS:
            yield DIFFERS.of(contrast)


CHECK = Check(
    "address.form", Title("アドレスの形", "Form of the address"), (), probes, judge, (GOOD, REPAIRED, DOTS, DIFFERS)
)
