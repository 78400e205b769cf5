"""A check: what to ask, how to judge, and all that it can say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from maildoctor.model.case import Case
from maildoctor.model.contrast import Contrasts
from maildoctor.model.evidence import Evidence
from maildoctor.model.finding import Code, Said, Title
from maildoctor.model.probe import Probe

Probes = Callable[[Case, Evidence], Iterable[Probe]]
Judge = Callable[[Case, Evidence, Contrasts], Iterable[Said]]


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `asks` are the kinds of probes it may start: the risk that is shown is computed from them.

    `probes` says what is worth asking now and asks nothing itself; `judge` concludes and cannot ask. `target` names
    what was looked at, for the report.
    """

    id: str
    title: Title
    asks: tuple[type[Probe], ...]
    probes: Probes
    judge: Judge
    codes: tuple[Code, ...]
    target: Callable[[Case, Evidence, Contrasts], str | None] = lambda case, evidence, contrasts: None
    third_parties: Callable[[Case], tuple[str, ...]] = lambda case: ()
    """The hosts outside the domain that it may ask, for --plan; none where `case.options.third_party` is False."""
