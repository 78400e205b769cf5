"""A name service that is a dictionary: the same records answer our evaluation of SPF and the oracles'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from maildoctor.model.fact import LookupFact, Outcome
from maildoctor.model.probe import Lookup

Records = Mapping[tuple[str, str], tuple[str, ...]]


def zone(text: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Records of lines like `example.com MX 10 mail-a.example.com`; a TXT value is the rest of the line as it is."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, kind, value = line.split(" ", 2)
        found[name, kind] = (*found.get((name, kind), ()), value)
    return found


@dataclass
class Zone:
    """Answers from `records`; names in `broken` answer SERVFAIL. `asked` is what was asked, in order."""

    records: Records
    broken: frozenset[str] = frozenset()
    asked: list[Lookup] = field(default_factory=list)

    def __call__(self, question: Lookup) -> LookupFact:
        self.asked.append(question)
        return self.fact(question)

    def fact(self, question: Lookup) -> LookupFact:
        """The answer to one question."""
        if question.name in self.broken:
            return LookupFact(Outcome.DEFERRED, "SERVFAIL", error="servfail")
        values = self.records.get((question.name, question.type), ())
        exists = any(name == question.name or name.endswith(f".{question.name}") for name, _ in self.records)
        return LookupFact(Outcome.ANSWERED, "NOERROR" if exists else "NXDOMAIN", values)

    def mapping(self) -> dict[Lookup, LookupFact]:
        """All of it as answers to questions."""
        return {Lookup(name, kind): self.fact(Lookup(name, kind)) for name, kind in self.records}
