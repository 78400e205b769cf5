"""The DKIM keys of the domain, as far as they can be found: shared by the checks about DKIM and DMARC.

A key stands under a name of the sender's own choice (the selector), and nobody outside can list them. So the usual
ones are asked, and a name that nobody uses: what answers under that one answers under every name and is no key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from maildoctor.api import Case, Evidence, Lookup, dkim_key

from . import _records

USUAL = ("default", "selector1", "selector2", "google", "s1", "s2", "k1", "mail", "dkim", "x")
MOST = 12
NOBODYS = "maildoctor-no-such-selector"


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands under one selector. `texts` are those meant as keys, `aliases` the CNAMEs followed."""

    name: str
    question: Lookup
    texts: tuple[str, ...]
    aliases: tuple[str, ...]

    @property
    def key(self) -> dkim_key.DkimKey | None:
        """The key, where exactly one stands there (RFC 6376 section 3.6.2.2: several give undefined results)."""
        return dkim_key.read_dkim_key(self.texts[0]) if len(self.texts) == 1 else None

    @property
    def usable(self) -> bool:
        """True where receivers can check signatures with it."""
        key = self.key
        return key is not None and key.usable

    @property
    def leads_nowhere(self) -> bool:
        """True for an alias whose target has no record."""
        return bool(self.aliases) and not self.texts


@dataclass(frozen=True, slots=True)
class Found:
    """The selectors under which something stands. `complete`: every question was answered.

    `none_possible`: the name above all selectors does not exist, so no name below it does (RFC 8020).
    """

    seen: tuple[Seen, ...]
    complete: bool
    none_possible: bool

    @property
    def usable(self) -> tuple[Seen, ...]:
        """Those with a key that works."""
        return tuple(seen for seen in self.seen if seen.usable)


def selectors(case: Case) -> tuple[str, ...]:
    """The selectors to ask, those that were given first."""
    given: tuple[str, ...] = tuple(getattr(case.options, "dkim_selectors", ()))
    return tuple(dict.fromkeys((*given, *USUAL)))[:MOST]


def question(case: Case, selector: str) -> Lookup:
    """The question for the key of one selector."""
    return _records.txt(f"{selector}._domainkey.{case.domain}")


def questions(case: Case) -> Iterator[Lookup]:
    """Everything to be asked about keys."""
    yield above(case)
    yield question(case, NOBODYS)
    for selector in selectors(case):
        yield question(case, selector)


def above(case: Case) -> Lookup:
    """The question for the name above all selectors."""
    return _records.txt(f"_domainkey.{case.domain}")


def found(case: Case, evidence: Evidence) -> Found | None:
    """What stands under the selectors; None where a name that nobody uses was not answered: then nothing is sure."""
    nobodys = evidence.get(question(case, NOBODYS))
    everywhere = _records.texts(evidence, question(case, NOBODYS))
    top = evidence.get(above(case))
    if nobodys is None or everywhere is None:
        return None
    seen: list[Seen] = []
    complete = True
    for selector in selectors(case):
        asked = question(case, selector)
        answer, texts = evidence.get(asked), _records.texts(evidence, asked)
        if answer is None or texts is None:
            complete = False
            continue
        own = tuple(text for text in texts if text not in everywhere and dkim_key.is_meant_as_key(text))
        aliases = () if answer.aliases and answer.aliases == nobodys.aliases else answer.aliases
        if own or (aliases and not texts):
            seen.append(Seen(selector, asked, own, aliases))
    return Found(tuple(seen), complete, top is not None and top.final and top.no_such_name)
