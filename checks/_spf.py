"""What the DNS says about the SPF of the domain, read once for questions and judgement alike.

`Reading.best` is the one line that mends everything found: the published record with its mistakes put right, with what
leads nowhere taken out, and with the outgoing server put in where nothing permits it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from maildoctor.api import Case, Contrasts, Lookup, is_address, spf

from . import _spf_record as record
from ._spf_senders import WRONG_NAMES, Asked, Coverage, Senders, coverage_of, senders_of

_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """`texts` are the published records, `meant` what was meant as one, `elsewhere` where another one stands.

    `verdict` is of the one published record, None where there is none or two; `best` the line to publish; `listed`: the
    senders are in the record, but in words that `all` keeps from being read.
    """

    texts: tuple[str, ...]
    meant: tuple[str, ...]
    elsewhere: tuple[tuple[str, str], ...]
    receives: bool
    policy: str
    verdict: spf.Verdict | None
    senders: Senders
    coverage: Coverage
    best: str
    listed: bool


def reading(case: Case, asked: Asked, contrasts: Contrasts | None) -> Reading | None:
    """What is known; None where the domain's own TXT or MX records could not be asked. `contrasts` None: not yet."""
    values, exchangers = asked.values(case.domain, "TXT"), asked.values(case.domain, "MX")
    policy = refusing_policy(asked.values(f"_dmarc.{case.domain}", "TXT") or ())
    if values is None or exchangers is None or _no_such_domain(asked):
        return None
    texts = spf.records(values)
    meant = tuple(value for value in values if record.is_meant(value))
    elsewhere = () if texts or meant else tuple(_elsewhere(case, asked))
    receives = any(not value.endswith(" .") for value in exchangers)
    senders = senders_of(case, asked, contrasts)
    verdict = spf.survey(case.domain, asked) if len(texts) == 1 else None
    coverage = coverage_of(case, asked, senders, verdict)
    base = _base(texts, meant, elsewhere, senders, receives)
    best = _mended(case, asked, base, senders, receives)
    listed = _listed_unread(case, asked, texts[0], senders) if verdict is not None else False
    return Reading(texts, meant, elsewhere, receives, policy, verdict, senders, coverage, best, listed)


def _listed_unread(case: Case, asked: Asked, text: str, senders: Senders) -> bool:
    if not record.unread(text):
        return False
    whole = asked.with_record(record.all_read(text))
    return coverage_of(case, whole, senders, spf.survey(case.domain, whole)).covered is True


def _no_such_domain(asked: Asked) -> bool:
    fact = asked(Lookup(asked.domain, "MX"))
    return fact is not None and fact.no_such_name


def refusing_policy(values: Iterable[str]) -> str:
    """What the domain's DMARC record tells receivers to do, where it is "reject" or "quarantine" (RFC 7489 6.3)."""
    for value in values:
        tags = [part.partition("=") for part in value.split(";")]
        named = {name.strip().lower(): text.strip().lower() for name, _, text in tags}
        if named.get("v") == "dmarc1":
            return named.get("p", "") if named.get("p") in ("reject", "quarantine") else ""
    return ""


def _elsewhere(case: Case, asked: Asked) -> Iterator[tuple[str, str]]:
    """Records below the domain that permit somebody. An alias leads to another's, and a bare -all guards the name."""
    for label in WRONG_NAMES:
        question = Lookup(f"{label}.{case.domain}", "TXT")
        fact = asked(question)
        for text in spf.records(asked.values(question.name, "TXT") or ()):
            if (
                fact is not None
                and not fact.aliases
                and any(m.name != "all" for m in spf.parse_record(text).mechanisms)
            ):
                yield question.name, text


def _base(
    texts: tuple[str, ...],
    meant: tuple[str, ...],
    elsewhere: tuple[tuple[str, str], ...],
    senders: Senders,
    receives: bool,
) -> str:
    """The record to start from: what is published, what was meant, or a new one of what was seen."""
    given = texts or meant or tuple(text for _, text in elsewhere[:1])
    if given:
        return record.merged(given) if len(given) > 1 else record.all_read(record.repaired(given[0]))
    if not receives and not senders.own:
        return f"{spf.VERSION} -all"
    return record.written((*(("mx",) if receives else ()), *_terms_for(senders, 0), "~all"))


def _terms_for(senders: Senders, cost: int) -> tuple[str, ...]:
    """What permits the outgoing server: by its name, or by its addresses where a look-up more would be too many."""
    if not senders.own or senders.host is None:
        return ()
    if cost < spf.MOST_TERMS and not is_address(senders.host):
        return (f"a:{senders.host}",)
    return tuple(f"ip{6 if ':' in address else 4}:{address}" for address in senders.own)


def _mended(case: Case, asked: Asked, base: str, senders: Senders, receives: bool) -> str:
    """`base` without what leads nowhere, with an end, and with the outgoing server where nothing permits it.

    It never turns a record that permits somebody into one that permits nobody, where the domain has mail.
    """
    text = base
    for _ in range(_ROUNDS):
        verdict = spf.survey(case.domain, asked.with_record(text))
        better = _without_faults(text, verdict)
        if lets_anybody(verdict):
            better = record.ending_in(record.without(text, opened_by(verdict)), "~all")
        if better == text:
            break
        text = better
    if coverage_of(case, asked.with_record(text), senders, verdict).covered is False:
        return record.with_sender(text, _terms_for(senders, verdict.cost))
    if receives and record.permits_nobody(text) and not record.permits_nobody(base):
        return record.with_sender(text, ("mx",))
    return text


def _without_faults(text: str, verdict: spf.Verdict) -> str:
    for fault in verdict.faults:
        if fault.trouble in (spf.Trouble.NO_ANSWER, spf.Trouble.MANY_TERMS) or not fault.path:
            continue
        if fault.trouble is spf.Trouble.MANY_VOIDS:
            own = [place.term for place in verdict.voids if not place.path]
            return record.without(text, own or [place.path[0] for place in verdict.voids])
        return record.without(text, fault.path[:1])
    return text


def lets_anybody(verdict: spf.Verdict) -> bool:
    """True where a server that is not listed is not refused; a record that depends on the message may do so later."""
    return verdict.result is spf.Result.PASS or (verdict.result is spf.Result.NEUTRAL and not verdict.varies)


def opened_by(verdict: spf.Verdict) -> tuple[str, ...]:
    """The word of the first record that lets everybody pass; nothing where none does."""
    matched = verdict.matched
    if verdict.result is not spf.Result.PASS or matched is None:
        return ()
    return matched.path[:1] or (matched.term,)
