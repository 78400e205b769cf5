"""Does the domain declare that its mail is to come encrypted (MTA-STS), and does what it declares hold?

Sources: RFC 8461 (record, policy, how senders apply it), section 3.3 (the policy is read without following redirects).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from maildoctor.api import (
    Case,
    Check,
    Contrasts,
    Document,
    Endpoint,
    Evidence,
    Fault,
    Fetch,
    FetchFact,
    Lookup,
    Outcome,
    Probe,
    Said,
    Title,
    mta_sts,
)

from . import _mta_sts_codes as codes
from . import _mx, _mx_encryption, mx_reach

_ROOT_FAULTS = frozenset((Fault.SELF_SIGNED, Fault.UNKNOWN_ROOT, Fault.ISSUER_NOT_SENT))
_DEMANDED = _ROOT_FAULTS | {Fault.EXPIRED, Fault.NOT_YET_VALID, Fault.NAME, Fault.UNREADABLE}
"""What senders look at in an exchanger's certificate (RFC 8461 section 4.2)."""

_NOT_A_POLICY = frozenset(("html", "empty", "bad-encoding", "too-big"))


def _record(case: Case) -> Lookup:
    return Lookup(f"_mta-sts.{case.domain}", "TXT")


def _policy(case: Case) -> Fetch:
    return Fetch(f"https://mta-sts.{case.domain}/.well-known/mta-sts.txt", Document.POLICY)


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The record; the policy where the record announces one; the exchangers where the policy is about them."""
    yield _mx.question(case)
    yield _record(case)
    if len(_announced(case, evidence)) == 1:
        yield _policy(case)
        found = evidence.get(_policy(case))
        if found is not None and found.verified:
            yield from _mx_encryption.probes(case, evidence)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Step by step, as a sender goes: the record, the policy, the names of the exchangers, their certificates."""
    question = _record(case)
    answer = evidence.get(question)
    if answer is None or not answer.final or answer.outcome is not Outcome.ANSWERED:
        return
    written = [value for value in answer.values if mta_sts.is_meant_as_record(value)]
    if not written:
        mx = evidence.get(_mx.question(case))
        if mx is not None and mx.final and mx.outcome is Outcome.ANSWERED and not mx.no_such_name:
            yield codes.MISSING(question, domain=case.domain)
        return
    name, repaired = question.name, mta_sts.repaired_record(written, _fresh(case))
    announced = _announced(case, evidence)
    if len(announced) > 1:
        yield codes.SEVERAL(question, count=len(announced), name=name, record=repaired)
        return
    record = mta_sts.read_record((*announced, *written)[0])
    if record.faults:
        worst = record.faults[0]
        part = worst.part or record.text
        yield codes.SYNTAX(question, part=part, place=worst.at + 1, name=name, record=repaired)
    else:
        yield from _of_policy(case, evidence, contrasts)


def _announced(case: Case, evidence: Evidence) -> tuple[str, ...]:
    """The records that senders take for such: there must be exactly one (RFC 8461 section 3.1)."""
    answer = evidence.get(_record(case))
    values = answer.values if answer is not None and answer.final else ()
    return tuple(value for value in values if mta_sts.is_record(value))


def _fresh(case: Case) -> str:
    """An id that was never used before: the time of this run."""
    return case.now.astimezone(dt.UTC).strftime("%Y%m%d%H%M%S")


def _of_policy(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    question = _policy(case)
    fact = evidence.get(question)
    if fact is None or not fact.final or fact.outcome is Outcome.CUT_OFF:
        return
    reason = _refused(fact)
    if reason is not None:
        name = _record(case).name
        if _proved(fact) or _web_is_reached(evidence, question):
            yield codes.UNREACHABLE(question, domain=case.domain, url=question.url, name=name, reason=reason)
        else:
            yield codes.UNTESTED(question, url=question.url)
        return
    if not fact.text:
        return
    policy = mta_sts.read_policy(fact.text)
    hosts = tuple(exchanger.host for exchanger in _mx.exchangers(case, evidence) if not exchanger.literal)
    if policy.faults:
        worst = policy.faults[0]
        text = mta_sts.policy_of(hosts, policy) if hosts else ""
        yield codes.POLICY_SYNTAX(
            question, kind=worst.kind, part=worst.part, url=question.url, lines=_in_one(text),
            name=_record(case).name, record=_renewed(case), policy=text,
        )  # fmt: skip
        return
    found = list(_of_exchangers(case, evidence, contrasts, policy, hosts)) if policy.mode != "none" and hosts else []
    yield from found
    if not found:
        yield codes.GOOD(_record(case), question, domain=case.domain, mode=policy.mode)


def _renewed(case: Case) -> str:
    """The record that tells senders of a changed policy."""
    return mta_sts.record_of(_fresh(case))


def _in_one(text: str) -> str:
    """Lines to read aloud; the text to paste is in the data."""
    return " / ".join(text.splitlines())


def _refused(fact: FetchFact) -> str | None:
    """Why a sender has no policy from this answer, None where it has one."""
    if fact.hops or fact.trouble.startswith("redirect"):
        return f"redirect {fact.redirect or fact.url}".strip()
    if fact.outcome is Outcome.UNTRUSTED or Fault.ISSUER_NOT_SENT in fact.public:
        return "TLS: " + ", ".join(fault.value for fault in (*fact.public, *fact.here)[:1])
    if fact.status is not None and fact.status != 200:
        return f"HTTP {fact.status}"
    if not fact.verified:
        return fact.trouble or fact.outcome.value
    kind = fact.content_type.partition(";")[0].strip().lower()
    return f"Content-Type: {kind}" if kind not in ("", "text/plain") else None


def _proved(fact: FetchFact) -> bool:
    """True where the fault is the web server's for certain, whatever this line is like."""
    if fact.outcome is Outcome.UNTRUSTED:
        return bool(set(fact.public) - _ROOT_FAULTS)
    return fact.status is not None or fact.trouble in ("no-such-name", *_NOT_A_POLICY)


def _web_is_reached(evidence: Evidence, question: Fetch) -> bool:
    """True where another page was read from here, under a certificate that everybody accepts."""
    others = ((o.probe, o.fact) for o in evidence if isinstance(o.probe, Fetch) and o.probe.host != question.host)
    return any(isinstance(fact, FetchFact) and fact.status is not None and not fact.public for _, fact in others)


def _of_exchangers(
    case: Case, evidence: Evidence, contrasts: Contrasts, policy: mta_sts.Policy, hosts: Sequence[str]
) -> Iterator[Said]:
    question = _policy(case)
    name, record, url = _record(case).name, _renewed(case), question.url
    shown: tuple[Probe, ...] = (_mx.question(case), _record(case), question)
    missing = tuple(host for host in hosts if not mta_sts.fits(policy.mx, host))
    if missing:
        text = mta_sts.policy_of(hosts, policy)
        lines = _in_one("\n".join(line for line in text.splitlines() if line.startswith("mx:")))
        lost = policy.mode == "enforce" and len(missing) == len(hosts)
        yield (codes.NO_MX_MATCHES if lost else codes.MX_MISMATCH)(
            *shown, domain=case.domain, hosts=missing, mode=policy.mode, url=url, lines=lines, name=name,
            record=record, policy=text,
        )  # fmt: skip
    named = [each for each in _mx_encryption.shown(case, evidence, contrasts) if each.host not in missing]
    bad = {each.host: each for each in named if each.known and (not each.encrypts or _DEMANDED & set(each.faults))}
    if bad:
        lost = policy.mode == "enforce" and _mx_encryption.decides(bad, named)
        reasons = tuple(f"{host}: {_reason(each)}" for host, each in bad.items())
        shown += tuple(mx_reach.endpoint(host) for host in bad)
        if policy.mode == "testing":
            yield codes.CERTIFICATE_WHILE_TESTING(*shown, hosts=tuple(bad), reasons=reasons)
            return
        yield (codes.CERTIFICATE_FAILS if lost else codes.CERTIFICATE)(
            *shown, hosts=tuple(bad), reasons=reasons, mode=policy.mode,
            url=url, name=name, record=record, policy=mta_sts.policy_of(hosts, replace(policy, mode="testing")),
        )  # fmt: skip


def _reason(each: _mx_encryption.Shown) -> str:
    return ", ".join(fault.value for fault in each.faults if fault in _DEMANDED) or "no STARTTLS"


CHECK = Check(
    "domain.mta_sts",
    Title("暗号化した配送の宣言(MTA-STS)", "Declaration of encrypted delivery (MTA-STS)"),
    (Lookup, Fetch, Endpoint),
    probes,
    judge,
    codes.ALL,
    lambda case, evidence, contrasts: case.domain,
)
