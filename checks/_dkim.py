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
MOST = 20
"""So many selectors that somebody named are asked."""
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


def given(case: Case, evidence: Evidence) -> tuple[str, ...]:
    """The selectors that somebody named, as far as they were asked: for these alone an alias is asked as well.

    Read from the questions and not from the options, for a saved report holds the questions only.
    """
    end = f"._domainkey.{case.domain}"
    names = [o.probe.name for o in evidence if isinstance(o.probe, Lookup) and o.probe.type == "CNAME"]
    return tuple(name.removesuffix(end) for name in names if name.endswith(end))


def question(case: Case, selector: str) -> Lookup:
    """The question for the key of one selector."""
    return _records.txt(f"{selector}._domainkey.{case.domain}")


def alias(case: Case, selector: str) -> Lookup:
    """The question whether the name of a key is an alias."""
    return Lookup(f"{selector}._domainkey.{case.domain}", "CNAME")


def questions(case: Case) -> Iterator[Lookup]:
    """Everything to be asked about keys."""
    yield above(case)
    yield question(case, NOBODYS)
    named = case.options.dkim_selectors[:MOST]
    for selector in dict.fromkeys((*named, *USUAL)):
        yield question(case, selector)
    for selector in named:
        yield alias(case, selector)


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
    for selector in dict.fromkeys((*given(case, evidence), *USUAL)):
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
