"""Does the domain say which servers may send for it, can receivers read it, and is the outgoing server among them?

Sources: RFC 7208; RFC 7489 section 6.3 for what makes receivers refuse.
"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Check,
    Code,
    Contrasts,
    Evidence,
    Finding,
    Lookup,
    LookupFact,
    Probe,
    Said,
    Status,
    Title,
    spf,
)

from . import _mx, _own_word, _reasons
from . import _spf_codes as say
from . import _spf_record as record
from ._spf import Reading, lets_anybody, opened_by, reading
from ._spf_senders import ENDS, Asked

Argument = str | int | tuple[str, ...]

_MOST_QUESTIONS = 60
_MISTYPED = "ignored"
"""The kind of a word that receivers pass over: it reads as a modifier that nobody knows, and that is allowed."""


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The domain's own records, what they lead to, and the addresses of the servers that probably send."""
    yield from (Lookup(case.domain, "TXT"), _mx.question(case), Lookup(f"_dmarc.{case.domain}", "TXT"))
    asked = Asked(evidence, case.domain)
    reading(case, asked, None)
    spent = {question for question in asked.questions if question in evidence} | set(_lists(evidence))
    new = [question for question in asked.questions if question not in evidence]
    yield from new[: max(_MOST_QUESTIONS - len(spent), 0)]


def _lists(evidence: Evidence) -> Iterator[Probe]:
    """The questions that brought an SPF record: also those that the reading, knowing more now, has no use for."""
    for observation in evidence:
        if isinstance(observation.fact, LookupFact) and spf.records(observation.fact.values):
            yield observation.probe


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Severities by the contract ("Severity"): a broken record fails where the domain's own DMARC asks to refuse.

    Nothing is said where only this resolver has no MX: `mx` permits nobody by it, and the line to publish lacks it.
    """
    if _own_word.remembers_none(case, evidence):
        return
    asked = Asked(evidence, case.domain)
    read = reading(case, asked, contrasts)
    if read is None:
        return
    if not read.texts:
        yield from _without(case, read)
    elif read.verdict is None:
        yield _broken(say.TWO, case, read, count=len(read.texts))
    else:
        unheard = _for_want_of_an_exchanger(case, read.texts[0], evidence)
        for finding in _with(case, read, read.texts[0], read.verdict):
            if finding.id != say.NOT_COVERING.id or not unheard:
                yield finding


def _broken(code: Code, case: Case, read: Reading, *probes: Probe, **more: Argument) -> Finding:
    """A finding about a list that receivers cannot use: they refuse the mail where the domain's DMARC tells them so."""
    asked = (Lookup(case.domain, "TXT"), *probes, *((Lookup(f"_dmarc.{case.domain}", "TXT"),) if read.policy else ()))
    status = Status.FAIL if read.policy else None
    told = {} if code is say.TOO_MANY else {"record": read.best}
    return code(*asked, status=status, domain=case.domain, **told, **more)


def _without(case: Case, read: Reading) -> Iterator[Said]:
    if read.meant:
        text = read.meant[0]
        if record.is_quoted(text):
            yield _broken(say.WRONG_NAME, case, read, found=text)
        else:
            yield _flawed(case, read, spf.parse_record(text).flaw)
    elif read.elsewhere:
        name, text = read.elsewhere[0]
        yield _broken(say.WRONG_NAME, case, read, Lookup(name, "TXT"), found=f"{name} TXT {text}")
    elif read.receives:
        yield _broken(say.MISSING, case, read)
    else:
        asked = (Lookup(case.domain, "TXT"), Lookup(case.domain, "MX"))
        yield say.MISSING(*asked, status=Status.PASS, domain=case.domain, record=read.best)


def _flawed(case: Case, read: Reading, flaw: spf.Flaw | None) -> Finding:
    assert flaw is not None
    return _broken(
        say.SYNTAX, case, read,
        term=flaw.term, column=flaw.column, place=flaw.column + 1, kind=flaw.kind.value, form=record.form(flaw),
    )  # fmt: skip


def _with(case: Case, read: Reading, text: str, verdict: spf.Verdict) -> Iterator[Said]:
    question = Lookup(case.domain, "TXT")
    own = next((fault for fault in verdict.faults if fault.flaw is not None and fault.place is None), None)
    if own is not None:
        yield _flawed(case, read, own.flaw)
        return
    for word in record.ignored(text)[:1]:
        form = record.form(spf.Flaw(spf.Mistake.UNKNOWN, word.column, word.text))
        yield say.SYNTAX(
            question, domain=case.domain, record=read.best,
            term=word.text, column=word.column, place=word.column + 1, kind=_MISTYPED, form=form,
        )  # fmt: skip
    if verdict.asks or any(fault.trouble is spf.Trouble.NO_ANSWER for fault in verdict.faults):
        return
    yield from _faults(case, read, verdict)
    if verdict.result in ENDS:
        yield from _ended(case, read, text, verdict)


def _faults(case: Case, read: Reading, verdict: spf.Verdict) -> Iterator[Said]:
    told: set[str] = set()
    for fault in verdict.faults:
        if fault.trouble is spf.Trouble.MANY_TERMS:
            costs = sorted(verdict.costs, key=lambda cost: -cost[1])
            shown = tuple(f"{term} ({number})" for term, number in costs)
            yield _broken(say.TOO_MANY, case, read, cost=verdict.cost, costs=shown)
        elif fault.trouble is spf.Trouble.MANY_VOIDS:
            terms = tuple(dict.fromkeys(place.term for place in verdict.voids))
            yield say.VOIDS(
                Lookup(case.domain, "TXT"),
                domain=case.domain, record=read.best, count=len(verdict.voids), terms=terms,
            )  # fmt: skip
        elif fault.path and fault.path[0] not in told:
            told.add(fault.path[0])
            direct = fault.trouble is spf.Trouble.NO_RECORD and len(fault.path) == 1
            code = say.NO_RECORD if direct else say.BROKEN
            shows = Lookup(fault.domain, "MX" if fault.trouble is spf.Trouble.MANY_MX else "TXT")
            yield _broken(code, case, read, shows, term=fault.path[0], target=fault.domain, kind=fault.trouble.value)


def _for_want_of_an_exchanger(case: Case, text: str, evidence: Evidence) -> bool:
    """The record counts on the MX records, and these lead nowhere: that is the one root, and `mx.records` tells it."""
    counts_on = any(m.name == "mx" for m in spf.parse_record(text).mechanisms)
    usable = any(exchanger.addresses for exchanger in _mx.exchangers(case, evidence))
    return counts_on and not usable and _reasons.runs(case, "mx.records")


def _ended(case: Case, read: Reading, text: str, verdict: spf.Verdict) -> Iterator[Said]:
    question, coverage, host = Lookup(case.domain, "TXT"), read.coverage, read.senders.host
    if lets_anybody(verdict):
        status = None if verdict.result is spf.Result.PASS else Status.PASS
        cause = (*opened_by(verdict), text.split()[-1])[0]
        yield say.PERMISSIVE(question, status=status, domain=case.domain, record=read.best, cause=cause)
    yield from _passed_over(case, read, text, verdict)
    if coverage.covered is False and host is not None and not read.listed:
        asked = (question, Lookup(host, "A"), Lookup(host, "AAAA"))
        fails = bool(read.policy) and record.lists_itself_alone(text)
        yield say.NOT_COVERING(
            *asked, status=Status.FAIL if fails else None,
            domain=case.domain, record=read.best, host=host, addresses=read.senders.own,
        )  # fmt: skip
    elif verdict.result is not spf.Result.PASS and not record.unread(text):
        yield say.GOOD(question, domain=case.domain, hosts=coverage.permitted)


def _passed_over(case: Case, read: Reading, text: str, verdict: spf.Verdict) -> Iterator[Said]:
    """Words that nobody reads, and words that not everybody reads. Where anybody may send, neither matters."""
    question, lost = Lookup(case.domain, "TXT"), record.unread(text)
    mechanisms = spf.parse_record(text).mechanisms
    if lost and verdict.result is not spf.Result.PASS:
        end = next(m.text for m in mechanisms if m.name == "all")
        status = Status.FAIL if read.policy and read.coverage.covered is False and read.listed else None
        yield say.UNREAD(question, status=status, domain=case.domain, record=read.best, terms=lost, end=end)
    shown = tuple(m.text for m in mechanisms if m.name == "ptr" and m.text not in lost)
    if shown:
        yield say.PTR(question, domain=case.domain, terms=shown)


CHECK = Check(
    "domain.spf",
    Title("差出人の証明 (SPF)", "Permitted senders (SPF)"),
    (Lookup,),
    probes,
    judge,
    say.ALL,
    lambda case, evidence, contrasts: case.domain,
)
