"""Judging a saved run again: the same report as the live run's, byte for byte, from the file alone."""

from __future__ import annotations

from dataclasses import replace

from maildoctor.exam.conclude import CRASHED, INTERRUPTED, NONE_LOADED, NOT_LOADED, conclude
from maildoctor.exam.record import Saved
from maildoctor.exam.registry import BUNDLED, BrokenCheck, load
from maildoctor.exam.steady import in_fixed_order, renumbered, steadied, without_the_unused
from maildoctor.model.report import Report

_OUR_OWN = frozenset((INTERRUPTED.id, NONE_LOADED.id, NOT_LOADED.id))
"""What a run says about itself is said anew and not carried over."""


async def replayed(saved: Saved, lang: str | None = None, stable: bool = False) -> Report:
    """The report of a saved run. `lang`: to be spoken in this language, None as it was.

    `stable`: without what only that run had (times, place).

    A check that the run had and this installation has not is shown as it was.
    """
    options = saved.case.options
    known = load(None).chosen(options.only, options.skip)
    judged = tuple(entry for entry in known if entry.check.id in saved.results)
    ours = {entry.check.id for entry in known}
    carried, broken, crashed = [], [], {}
    for name, result in saved.results.items():
        first = next(iter(result.findings), None)
        kind = str(first.arguments.get("kind")) if first is not None else ""
        if first is not None and first.id == NOT_LOADED.id:
            broken.append(BrokenCheck(name, kind, name.startswith(f"{BUNDLED}.") or name == BUNDLED))
        elif first is not None and first.id == CRASHED.id and name in ours:
            crashed[name] = kind
        elif name not in ours and (first is None or first.id not in _OUR_OWN):
            carried.append(result)
    frame = replace(saved.frame, lang=lang or saved.frame.lang, crashed=crashed, carried=tuple(carried))
    if stable:
        evidence, ids = in_fixed_order(saved.evidence)
        frame = replace(frame, carried=renumbered(frame.carried, ids))
        return steadied(without_the_unused(await conclude(saved.case, evidence, judged, tuple(broken), frame)))
    return await conclude(saved.case, saved.evidence, judged, tuple(broken), frame)
