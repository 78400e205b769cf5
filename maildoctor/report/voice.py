"""A voice: language and client. Findings stay codes and values until a voice speaks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from maildoctor.knowledge.client import ClientWords
from maildoctor.knowledge.notes import said_of_provider
from maildoctor.knowledge.words import client_words
from maildoctor.model.finding import Argument, Finding, Question, Title
from maildoctor.wire.readable import clean


@dataclass(frozen=True, slots=True)
class Voice:
    """How the report of one run speaks. `lang` is "ja" or "en"; `side` the direction spoken of, where it is one."""

    lang: str
    client: str = "generic"
    side: str = ""

    @property
    def _words(self) -> ClientWords:
        return client_words(self.client, self.lang)

    def pick(self, ja: str, en: str) -> str:
        """The one of two sentences that is in this voice's language."""
        return ja if self.lang == "ja" else en

    def label(self, name: str) -> str:
        """The label of a box, as on the client's screen."""
        return self._words.labels.get(name, name)

    def short(self, name: str) -> str:
        """The label of a box without its direction, by `port` or, of one direction, by `outgoing.port`."""
        words = self._words.short if not self.lacks(name) else client_words("generic", self.lang).short
        return words.get(name) or words.get(name.rpartition(".")[2]) or name

    def named(self) -> str:
        """How a sentence calls the client, "" where it is none in particular."""
        return self._words.name if self.client != "generic" else ""

    def where(self, direction: str) -> str:
        """The way to the dialog of one direction, "" where none is known."""
        return self._words.where.get(direction, "")

    def note(self, name: str) -> str:
        """What is special about a box on the client's screen, "" where nothing is."""
        return self._words.notes.get(name, "")

    def lacks(self, name: str) -> bool:
        """True where the client has no such box."""
        return name in self._words.missing

    def shown(self, name: str, value: Argument) -> str:
        """The word for the value of the box `name`, as the client's screen shows it."""
        key = str(value).lower() if isinstance(value, bool) else str(value)
        word = self._words.values.get(name, {}).get(key)
        if word is None and isinstance(value, bool):
            kind = name.rpartition(".")[2]
            return self._words.values.get(kind, {}).get(key) or self._yes_or_no(value)
        return word or self.value(name.rpartition(".")[2], value)

    def _yes_or_no(self, value: bool) -> str:
        return self.pick("はい", "yes") if value else self.pick("いいえ", "no")

    def value(self, kind: str, value: Argument) -> str:
        """The word for a value; what has no word of its own is said as it is."""
        if kind in ("provider", "note"):
            return clean(said_of_provider(kind, str(value), self.lang), 400)
        if kind == "reply" and not value:
            return self.pick("なし", "nothing")
        words = self._words.values
        own = words.get(f"{self.side}.{kind}", {}) if self.side else {}
        return own.get(str(value)) or words.get(kind, {}).get(str(value)) or self.plain(value)

    def plain(self, value: Argument) -> str:
        """Any value, safe to print."""
        if value is None:
            return "-"
        if isinstance(value, tuple):
            return self.pick("、", ", ").join(clean(str(v)) for v in value[:6]) or "-"
        return clean(str(value))

    def title(self, title: Title) -> str:
        """A name in this voice's language."""
        return self.pick(title.ja, title.en)

    def says(self, finding: Finding, part: str = "says") -> str:
        """One part of a finding's text. A finding carried over from a saved run speaks as it spoke then."""
        if finding.code is None:
            return finding.message if part == "says" else ""
        text = finding.code.ja if self.lang == "ja" else finding.code.en
        direction = finding.field.direction if finding.field is not None else None
        return text.say(part, self._spoken(finding.arguments), replace(self, side=direction.value if direction else ""))

    def asks(self, question: Question) -> str:
        """A question to the customer."""
        return self.pick(question.ja, question.en)

    def _spoken(self, arguments: Mapping[str, Argument]) -> Mapping[str, Argument]:
        """Arguments with the words of their own: the name of a field becomes its label."""
        named = arguments.get("field")
        return {**arguments, "field": self.label(named)} if isinstance(named, str) else arguments
