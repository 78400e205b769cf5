"""A report and its replay from the file, in every form, for every reader, in both languages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

from maildoctor.exam.record import read_report
from maildoctor.exam.replay import replayed
from maildoctor.model.report import Report
from maildoctor.report.formats import FORMATS, Reader, Shown
from maildoctor.report.voice import Voice
from maildoctor.report.write_json import to_json

_BY_A_MACHINE = ("pdf",)
"""Made from another form by a program outside: nothing of its own to compare."""


def ways(everything: bool = True) -> Iterator[tuple[str, Shown]]:
    """(form, how it is shown): every form for everybody it can speak to, as it is and with everything."""
    for name, form in FORMATS.items():
        if name in _BY_A_MACHINE:
            continue
        for reader in (None, *sorted(form.readers, key=list(Reader).index)):
            yield name, Shown(reader)
            if everything:
                yield name, Shown(reader, verbose=True, transcript=True)


def rendered(report: Report, lang: str, everything: bool = True) -> dict[str, str]:
    """Every form of `report`."""
    voice = Voice(lang)
    return {f"{name} {shown} {lang}": FORMATS[name].render(report, voice, shown) for name, shown in ways(everything)}


def differences(report: Report, everything: bool = True) -> list[str]:
    """Where the replay of `report` reads otherwise than the run itself; empty where nowhere."""
    found = []
    for lang in ("ja", "en"):
        saved = read_report(to_json(report, Voice(report.lang), ascii_only=True))
        again = asyncio.run(replayed(saved, lang))
        live, replay = rendered(replace(report, lang=lang), lang, everything), rendered(again, lang, everything)
        found += [f"{way}\n{_first(live[way], replay[way])}" for way in live if live[way] != replay[way]]
    return found


def _first(one: str, other: str) -> str:
    pairs = zip(one.splitlines(), other.splitlines(), strict=False)
    return next((f"  live   {a}\n  replay {b}" for a, b in pairs if a != b), "  one is longer")
