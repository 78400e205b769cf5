"""Which companies the names of the domain belong to, name by name, and which of them have nothing to do with another.

`recognised` gives each company once; who of them a single name belongs to is read from the same rules. A company is
only told from another where no name and no server of theirs is shared: one house has many brands.
"""

from __future__ import annotations

import re

from maildoctor.discovery.recognition import recognised
from maildoctor.discovery.records import mx_hosts
from maildoctor.knowledge.provider import Provider
from maildoctor.model.case import Case
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import Outcome
from maildoctor.model.probe import Lookup

_SECOND_LEVEL = frozenset(("ac", "ad", "co", "com", "ed", "go", "gr", "lg", "ne", "net", "or", "org"))
_SPF_NAME = re.compile(r"(?:^|\s)[+?~-]?(?:include:|a:|mx:|redirect=)([a-z0-9._-]+)", re.IGNORECASE)


def owners(case: Case, evidence: Evidence, by: str, name: str) -> tuple[Provider, ...]:
    """The companies that `name` shows, as an exchanger ("mx"), configured server ("host"), "certificate" or "ns"."""
    plain = name.strip().rstrip(".").lower()
    matches = [
        (len(suffix), found.provider)
        for found in recognised(case, evidence)
        for rule in found.provider.recognise
        if rule.by.value == by and (suffix := rule.longest(plain)) is not None
    ]
    longest = max((length for length, _ in matches), default=0)
    return tuple(provider for length, provider in matches if length == longest)


def exchangers(case: Case, evidence: Evidence) -> tuple[str, ...]:
    """The targets of the MX records, best preference first."""
    answer = evidence.get(Lookup(case.domain, "MX"))
    return mx_hosts(answer.values if answer is not None and answer.final else ())


def family(name: str) -> str:
    """The registrable part of a company's host name, near enough to tell one house from another."""
    labels = name.strip().rstrip(".").lower().split(".")
    three = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if three else -2 :])


def families(provider: Provider) -> frozenset[str]:
    """Every house whose names this company uses, for recognition and for its servers."""
    names = [suffix for rule in provider.recognise if rule.by.value != "ns" for suffix in rule.suffixes]
    return frozenset(family(n) for n in (*names, *(s.host for s in provider.servers)) if "{" not in n)


def strangers(ours: tuple[Provider, ...], theirs: tuple[Provider, ...]) -> bool:
    """True where both are known, both have mailboxes, and they share no name at all."""
    if not ours or not theirs or not all(p.kind.has_mailboxes for p in (*ours, *theirs)):
        return False
    return not any(one.id == other.id or families(one) & families(other) for one in ours for other in theirs)


def sender_policy(case: Case, evidence: Evidence) -> tuple[str, ...]:
    """The domain's SPF records (RFC 7208 section 4.5); none where the question was not answered."""
    answer = evidence.get(Lookup(case.domain, "TXT"))
    if answer is None or not answer.final or answer.outcome is Outcome.CUT_OFF:
        return ()
    return tuple(value for value in answer.values if value.lower().startswith("v=spf1 "))


def sends_only_by(case: Case, evidence: Evidence, ours: tuple[Provider, ...], theirs: tuple[Provider, ...]) -> bool:
    """True where the SPF record names a house of `ours` and none of `theirs`: that move is behind the domain."""
    records = sender_policy(case, evidence)
    named = {family(name) for record in records for name in _SPF_NAME.findall(record)}
    return any(families(p) & named for p in ours) and not any(families(p) & named for p in theirs)
