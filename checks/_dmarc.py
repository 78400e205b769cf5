"""The DMARC record that applies to the domain, and the questions that lead to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from maildoctor.api import Case, Evidence, Lookup, Outcome, dmarc, dmarc_repair, dmarc_walk

from . import _records

_MOST_TARGETS = 4

Zone = Mapping[str, tuple[str, ...]]
"""The TXT values at `_dmarc.DOMAIN`, by DOMAIN."""


@dataclass(frozen=True, slots=True)
class Faulty:
    """What is meant as a record at one name and cannot be read as one. `at` counts from 1, `record` is to publish."""

    question: Lookup
    at: int
    part: str
    record: str


def question(domain: str) -> Lookup:
    """The question for the record of one domain."""
    return _records.txt(f"_dmarc.{domain}")


def authorisation(found: dmarc_walk.Applied, target: str) -> Lookup:
    """The question whether `target` takes reports about the domain of the record."""
    return _records.txt(dmarc.report_authorisation(found.domain, target))


def zone(case: Case, evidence: Evidence) -> Zone | None:
    """The TXT values on the walk, as far as it has to go; None where an answer that matters is not there."""
    known: dict[str, tuple[str, ...]] = {}
    for domain in dmarc_walk.walk(case.domain):
        texts = _records.texts(evidence, question(domain))
        if texts is None:
            return None
        known[domain] = texts
        if domain == case.domain and dmarc_walk.the_one(texts) is not None:
            break
    return known


def policy(case: Case, evidence: Evidence, found: dmarc_walk.Applied) -> dmarc.Policy | None:
    """What receivers do with mail from the domain that is not shown to be genuine; None: the record has no effect."""
    exists = _records.domain_is_there(evidence, case.domain)
    return found.record.applied(subdomain=found.domain != case.domain, exists=exists)


def outsiders(found: dmarc_walk.Applied) -> tuple[str, ...]:
    """The domains that are to get reports and lie neither below nor above the one the reports are about."""
    inside = found.domain
    targets = dict.fromkeys(uri.domain for uri in found.record.rua if uri.domain)
    return tuple(t for t in targets if not f".{t}".endswith(f".{inside}") and not inside.endswith(f".{t}"))[
        :_MOST_TARGETS
    ]


def unauthorised(evidence: Evidence, found: dmarc_walk.Applied) -> tuple[str, ...]:
    """The outsiders that, for certain, do not say that they take the reports (RFC 9990 section 4)."""
    candidates = outsiders(found)
    if not candidates:
        return ()
    answers = {domain: _records.texts(evidence, question(domain)) for domain in dmarc_walk.walk(found.domain)}
    known = {domain: texts for domain, texts in answers.items() if texts is not None}
    if len(known) < len(answers):
        return ()
    inside = dmarc_walk.organisation(found.domain, known)
    silent = []
    for target in candidates:
        texts = _records.texts(evidence, authorisation(found, target))
        if texts is None or f".{target}".endswith(f".{inside}"):
            continue
        if not any(dmarc.is_dmarc(text) for text in texts):
            silent.append(target)
    return tuple(silent)


def alias_question(domain: str) -> Lookup:
    """The question whether the record's name is an alias as well."""
    return Lookup(f"_dmarc.{domain}", "CNAME")


def alias_beside(evidence: Evidence, domain: str) -> str | None:
    """Where an alias beside the record leads (RFC 1034 section 3.6.2 forbids it); None where there is none.

    Told only where the record itself came without an alias on the way: else every server follows it, and all is well.
    """
    record, alias = evidence.get(question(domain)), evidence.get(alias_question(domain))
    if record is None or record.aliases or alias is None or not alias.final or alias.outcome is not Outcome.ANSWERED:
        return None
    return alias.values[0] if alias.values else None


def _targets(domain: str, found: dmarc_walk.Applied) -> tuple[str, ...]:
    """The domains that are to get reports, but `domain` itself: whether that gets mail is told anyway."""
    targets = dict.fromkeys(uri.domain for uri in found.record.rua if uri.domain not in ("", domain))
    return tuple(targets)[:_MOST_TARGETS]


def delivery_questions(evidence: Evidence, domain: str, found: dmarc_walk.Applied) -> Iterator[Lookup]:
    """The questions whether reports can be delivered: the address of a domain takes the place of a missing MX."""
    for target in _targets(domain, found):
        yield Lookup(target, "MX")
        if _absent(evidence, Lookup(target, "MX")):
            yield Lookup(target, "A")
            yield Lookup(target, "AAAA")


def undeliverable(evidence: Evidence, domain: str, found: dmarc_walk.Applied) -> tuple[str, ...]:
    """The domains that are to get reports and, for certain, take no mail (RFC 5321 section 5.1, RFC 7505)."""
    lost = []
    for target in _targets(domain, found):
        exchangers = evidence.get(Lookup(target, "MX"))
        refuses = exchangers is not None and exchangers.final and exchangers.values == ("0 .",)
        if refuses or all(_absent(evidence, Lookup(target, kind)) for kind in ("MX", "A", "AAAA")):
            lost.append(target)
    return tuple(lost)


def _absent(evidence: Evidence, asked: Lookup) -> bool:
    answer = evidence.get(asked)
    return answer is not None and answer.final and answer.absent


def faulty(domain: str, known: Zone) -> Faulty | None:
    """The first fault of the record of `domain`, and the one record to publish there."""
    meant = [text for text in known.get(domain, ()) if dmarc.is_meant_as_dmarc(text)]
    written = [text for text in meant if dmarc.is_dmarc(text)] or meant
    if len(written) > 1 and dmarc.is_dmarc(written[0]):
        part = " / ".join(_records.piece(text) for text in written)
        return Faulty(question(domain), 1, part, dmarc_repair.repaired_dmarc(written))
    for fault in (fault for text in written[:1] for fault in dmarc.read_dmarc(text).faults):
        part = _records.piece(fault.part or written[0])
        return Faulty(question(domain), fault.at + 1, part, dmarc_repair.repaired_dmarc(written))
    return None
