"""Does autodiscover still send Outlook to Exchange Online, although the mail goes elsewhere?"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Check,
    Code,
    Contrasts,
    Evidence,
    Field,
    Link,
    Lookup,
    LookupFact,
    Outcome,
    Owner,
    Probe,
    Said,
    Status,
    Text,
    Title,
    mx_hosts,
)

AUTODISCOVER = ("autodiscover.outlook.com",)
EXCHANGERS = (".mail.protection.outlook.com", ".mx.microsoft")

LEFTOVER = Code(
    "autodiscover-leftover", Status.WARN, Field.SERVER_AUTOCONFIG, Link.NAME,
    ja=Text(
        "{name} が、今は使っていない Exchange Online につながっています。",
        why="メールの届け先(MX)は {hosts} です。Outlook は前の会社のログイン画面を出し続けることがあります。",
        fix="DNS から {name} の CNAME を消すか、今のメール会社の案内の値に直してください。",
    ),
    en=Text(
        "{name} leads to Exchange Online, which the domain no longer uses.",
        why="Its mail goes to {hosts}. Outlook may keep asking for a login at the provider that was left.",
        fix="Remove the CNAME record of {name}, or set it to the value your mail provider gives.",
    ),
    owner=Owner.DNS,
)  # fmt: skip


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """Where the mail goes, and where Outlook is sent."""
    yield Lookup(case.domain, "MX")
    yield _autodiscover(case)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Only where both answers are certain, and contradict each other."""
    mx, found = Lookup(case.domain, "MX"), _autodiscover(case)
    hosts = mx_hosts(_values(evidence.get(mx)))
    targets = tuple(value.lower() for value in _values(evidence.get(found)))
    if hosts and any(t in AUTODISCOVER for t in targets) and not any(h.endswith(EXCHANGERS) for h in hosts):
        yield LEFTOVER(mx, found, name=found.name, hosts=hosts)


def _autodiscover(case: Case) -> Lookup:
    return Lookup(f"autodiscover.{case.domain}", "CNAME")


def _values(answer: LookupFact | None) -> tuple[str, ...]:
    return answer.values if answer is not None and answer.final and answer.outcome is Outcome.ANSWERED else ()


CHECK = Check(
    "maildoctor-example-check.autodiscover",
    Title("前の会社の自動設定", "Leftover autodiscover"),
    asks=(Lookup,),
    probes=probes,
    judge=judge,
    codes=(LEFTOVER,),
    target=lambda case, evidence, contrasts: f"autodiscover.{case.domain}",
)
