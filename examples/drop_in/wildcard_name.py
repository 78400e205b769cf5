"""Does every name under the domain exist? Then a misspelt server name "exists" too, and leads to the wrong machine.

One file, nothing but `maildoctor.api`. Copy it into the folder that `maildoctor checks` names, and it runs.
"""

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
    Outcome,
    Probe,
    Said,
    Status,
    Text,
    Title,
)

NEVER_USED = "maildoctor-no-such-name"
"""A label that nobody registers by hand."""

WILDCARD = Code(
    "wildcard-name", Status.PASS, Field.DNS_ADDRESS, Link.NAME,
    ja=Text(
        "{domain} の下は、どんな名前でも {addresses} につながります。",
        why="ワイルドカード(*)が登録されています。サーバー名を打ち間違えても「見つからない」とは出ません。",
        fix="接続が断られるときは、まずサーバー名のつづりを確かめてください。",
    ),
    en=Text(
        "Every name under {domain} leads to {addresses}.",
        why="There is a wildcard (*) record. A misspelt server name is not reported as unknown.",
        fix="Where connections are refused, check the spelling of the server name first.",
    ),
)  # fmt: skip


def question(case: Case) -> Lookup:
    """The name that should not exist."""
    return Lookup(f"{NEVER_USED}.{case.domain}", "A")


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """One DNS question."""
    yield question(case)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Information only: a wildcard is no fault, it hides faults."""
    answer = evidence.get(question(case))
    if answer is not None and answer.final and answer.outcome is Outcome.ANSWERED and answer.values:
        yield WILDCARD(question(case), domain=case.domain, addresses=answer.values)


CHECK = Check(
    "my-checks.wildcard",
    Title("どんな名前でも通る設定", "Wildcard name"),
    asks=(Lookup,),
    probes=probes,
    judge=judge,
    codes=(WILDCARD,),
    target=lambda case, evidence, contrasts: f"*.{case.domain}",
)
