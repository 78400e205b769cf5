"""What is known of a mail client: the words on its screen, the boxes that it lacks, and why it alone can fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("ja", "en")
BOXES = (
    "address",
    "incoming.protocol",
    "incoming.host",
    "incoming.port",
    "incoming.security",
    "incoming.username",
    "incoming.auth",
    "incoming.password",
    "incoming.keep",
    "outgoing.host",
    "outgoing.port",
    "outgoing.security",
    "outgoing.username",
    "outgoing.auth",
    "outgoing.password",
    "outgoing.same_as_incoming",
    "outgoing.sender",
)
"""The boxes that a client may have (contract, "The settings file"), by the names of their fields."""


@dataclass(frozen=True, slots=True)
class ClientWords:
    """The words of one client in one language; boxes are named by their fields.

    `name` is how a sentence calls the client. `labels` name a box on its own, `short` beside its direction (by `port`
    or `outgoing.port`). `values` are the words for values, by `security` or `outgoing.security`. `where` leads to the
    dialog of a direction. `notes` say what is special about a box on this screen. `missing`: the boxes it lacks.
    """

    name: str
    labels: Mapping[str, str]
    short: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    where: Mapping[str, str]
    notes: Mapping[str, str]
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """A cause in one language: what it is, how to tell it from the others, and what to do."""

    says: str
    decides: str
    fix: str


@dataclass(frozen=True, slots=True)
class ClientCause:
    """Why this client fails with an account that is in order. No server shows it.

    `topics` are what a customer says who has it (names of the topics of `checks/_symptom_codes.py`). `questions`: those
    to the customer that its `decides` makes needless. `protocol`: only where mail is received by it. `empty`: only
    where none of these boxes was read off the screen. Without a `source` it is no more than possible.
    """

    id: str
    topics: tuple[str, ...]
    questions: tuple[str, ...]
    ja: Told
    en: Told
    protocol: str | None = None
    empty: tuple[str, ...] = ()
    source: str | None = None
    date: str | None = None

    def told(self, lang: str) -> Told:
        """The cause in `lang`."""
        return self.ja if lang == "ja" else self.en


@dataclass(frozen=True, slots=True)
class Client:
    """One client. `source` and `date`: where its words were read, and when; `unverified`: the words that were not.

    `connects` False: a machine of its maker connects in its place, so a test from this PC proves less. `forgets` False:
    it goes on using a password that was changed elsewhere. `one_switch`: encryption is on or off, and the port says how
    it begins.
    """

    id: str
    words: Mapping[str, ClientWords]
    version: str
    source: str
    date: str
    unverified: frozenset[str]
    connects: bool
    forgets: bool
    one_switch: bool
    causes: tuple[ClientCause, ...]

    @property
    def suspicious(self) -> bool:
        """True where the client itself is the first suspect as soon as the account is in order."""
        return not (self.connects and self.forgets)
