"""From evidence to report: the same function for a run that has just ended and for one read from a file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from maildoctor.diagnosis.diagnose import diagnose, verdict
from maildoctor.diagnosis.elsewhere import from_elsewhere
from maildoctor.diagnosis.fields import field_rows
from maildoctor.diagnosis.search import search
from maildoctor.diagnosis.sources import sources
from maildoctor.exam.outsiders import PATIENCE_S
from maildoctor.exam.registry import BrokenCheck, Loaded
from maildoctor.model.case import Case
from maildoctor.model.contrast import Contrasts
from maildoctor.model.evidence import Evidence
from maildoctor.model.field import Link
from maildoctor.model.finding import Code, Finding, Question, Said, Status, Text, Title
from maildoctor.model.report import CheckResult, Environment, Place, Report
from maildoctor.net.background import in_daemon_thread

CRASHED = Code(
    "check-crashed",
    Status.ERROR,
    None,
    Link.NAME,
    ja=Text("この検査は途中で止まりました({kind})。ほかの検査には影響しません。"),
    en=Text("This check stopped halfway ({kind}). The other checks are not affected."),
)
NOT_LOADED = Code(
    "check-not-loaded",
    Status.ERROR,
    None,
    Link.NAME,
    ja=Text("この検査は読み込めませんでした({kind})。"),
    en=Text("This check could not be loaded ({kind})."),
)
NONE_LOADED = Code(
    "no-checks",
    Status.ERROR,
    None,
    Link.NAME,
    ja=Text("検査が 1 つも読み込めませんでした。maildoctor を入れ直してください。"),
    en=Text("No check could be loaded. Install maildoctor again."),
)
INTERRUPTED = Code(
    "run-interrupted",
    Status.SKIP,
    None,
    Link.NAME,
    ja=Text("途中で止めました。そこまでに分かったことだけを示しています。"),
    en=Text("The run was interrupted. Only what was learnt until then is shown."),
)
CODES = (CRASHED, NOT_LOADED, NONE_LOADED, INTERRUPTED)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a report holds besides case and evidence. `crashed`: check id → kind of error, from the run itself.

    `carried`: results of a saved run's checks that are not loaded here; they are shown as they were.
    """

    source: str
    environment: Environment
    place: Place
    lang: str
    version: str
    elapsed_ms: int
    interrupted: bool = False
    pseudonymised: bool = False
    crashed: Mapping[str, str] | None = None
    carried: tuple[CheckResult, ...] = ()


async def conclude(
    case: Case, evidence: Evidence, checks: tuple[Loaded, ...], broken: tuple[BrokenCheck, ...], frame: Frame
) -> Report:
    """Judge the evidence and fold the findings into diagnoses."""
    contrasts = search(case, evidence)
    results: list[CheckResult] = []
    questions: dict[str, Question] = {}
    for entry in checks:
        result, asked = await _judged(entry, case, evidence, contrasts, frame.crashed or {})
        results.append(result)
        questions.update({q.id: q for q in asked})
    results.extend(frame.carried)
    results.extend(_not_loaded(entry) for entry in broken)
    if not checks and not frame.carried:
        results.append(CheckResult("maildoctor.checks", Title("検査", "Checks"), Status.ERROR, (NONE_LOADED(),)))
    if frame.place.remote:
        contrasts, told = from_elsewhere(contrasts, results)
        results = list(told)
    if frame.interrupted:
        results.append(
            CheckResult("maildoctor.run", Title("点検の中断", "Interruption"), Status.SKIP, (INTERRUPTED(),))
        )
    diagnoses = diagnose(case, contrasts, results, evidence)
    return Report(
        case,
        evidence,
        contrasts,
        verdict(contrasts, diagnoses, results, frame.interrupted),
        frame.source,
        frame.environment,
        frame.place,
        frame.lang,
        frame.version,
        frame.elapsed_ms,
        diagnoses,
        tuple(questions.values())[:3],
        field_rows(case, contrasts, evidence),
        tuple(results),
        sources(case, evidence),
        frame.pseudonymised,
        frame.interrupted,
    )


async def _judged(
    entry: Loaded, case: Case, evidence: Evidence, contrasts: Contrasts, crashed: Mapping[str, str]
) -> tuple[CheckResult, tuple[Question, ...]]:
    check = entry.check
    kind = crashed.get(check.id)
    said: list[Said] = []
    target: str | None = None
    if kind is None:
        try:
            if entry.bundled:
                said = list(check.judge(case, evidence, contrasts))
                target = check.target(case, evidence, contrasts)
            else:
                async with asyncio.timeout(PATIENCE_S):
                    said = await in_daemon_thread(lambda: list(check.judge(case, evidence, contrasts)))
            said = [_with_evidence(s, evidence) for s in _known(said)]
        except TimeoutError:
            kind = "took longer than 2 s"
        except Exception as error:  # a check that fails is a result of its own
            kind = type(error).__name__
    if kind is not None:
        said = [CRASHED(kind=kind)]
    findings = tuple(s for s in said if isinstance(s, Finding))
    # A bundled check always has something to say of what it saw; one that is silent saw nothing.
    silent = Status.SKIP if entry.bundled else Status.PASS
    status = min((f.status for f in findings), key=lambda s: s.rank, default=silent)
    result = CheckResult(check.id, check.title, status, findings, target, _span(findings, evidence), entry.bundled)
    return result, tuple(s for s in said if isinstance(s, Question))


def _known(said: Iterable[object]) -> list[Said]:
    """What a judge said, if it is of the two kinds a judge may say.

    Raises:
        TypeError: it is something else.
    """
    items = list(said)
    for item in items:
        if not isinstance(item, Finding | Question):
            raise TypeError(type(item).__name__)
    return items  # type: ignore[return-value]


def _with_evidence(said: Said, evidence: Evidence) -> Said:
    return replace(said, evidence=evidence.ids(said.probes)) if isinstance(said, Finding) else said


def _span(findings: tuple[Finding, ...], evidence: Evidence) -> int:
    """How long the slowest question behind these findings took, in ms."""
    asked = [o for f in findings for p in f.probes if (o := evidence.observation(p)) is not None]
    return max((o.elapsed_ms for o in asked), default=0)


def _not_loaded(entry: BrokenCheck) -> CheckResult:
    finding = NOT_LOADED(kind=entry.why)
    return CheckResult(entry.origin, Title(entry.origin, entry.origin), Status.ERROR, (finding,), bundled=entry.bundled)
