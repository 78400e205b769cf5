"""The nouns of a provider entry (`providers/<id>.toml`): what is known of one mail provider, each fact sourced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase

from maildoctor.model.field import Field
from maildoctor.model.settings import Auth, Direction, Protocol, Security


class Kind(StrEnum):
    """What a provider does for the mail of a domain."""

    HOSTING = "hosting"
    ISP = "isp"
    CARRIER = "carrier"
    FREE_MAIL = "free-mail"
    BUSINESS = "business"
    FILTER = "filter"
    FORWARDING = "forwarding"
    PARKING = "parking"

    @property
    def has_mailboxes(self) -> bool:
        """False where the MX says nothing of the mailbox: a filter in front, a forwarder, an expired domain."""
        return self not in (Kind.FILTER, Kind.FORWARDING, Kind.PARKING)


class By(StrEnum):
    """By which name a provider is recognised, the surest first."""

    DOMAIN = "domain"
    HOST = "host"
    MX = "mx"
    CERTIFICATE = "certificate"
    NS = "ns"


class GotchaKind(StrEnum):
    """What sort of surprise a gotcha is about."""

    APP_PASSWORD = "app-password"
    EXTERNAL_CLIENTS_OFF = "external-clients-off"
    FOREIGN_FILTER = "foreign-filter"
    POP_BEFORE_SMTP = "pop-before-smtp"
    POP_BEFORE_SMTP_ENDED = "pop-before-smtp-ended"
    RETIRED_HOST = "retired-host"
    OWN_DOMAIN_NAME = "own-domain-name"
    OWN_USER_ID = "own-user-id"
    TOKEN_ONLY = "token-only"
    TLS_ONLY = "tls-only"
    NO_IMAP = "no-imap"
    NO_POP = "no-pop"
    NO_EXTERNAL_CLIENT = "no-external-client"
    LOGIN_LOCKOUT = "login-lockout"
    REGION = "region"
    PORT_25 = "port-25"
    SEPARATE_PASSWORD = "separate-password"
    OLD_TLS_OFF = "old-tls-off"
    POP_IMAP_MIX = "pop-imap-mix"
    STORAGE = "storage"
    NAME_VARIES = "name-varies"
    PLAN = "plan"
    OTHER = "other"


class Applies(StrEnum):
    """Which accounts a dated notice is about."""

    OUTGOING_PASSWORD = "outgoing-password"
    INCOMING_PASSWORD = "incoming-password"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """One fact. `source`: whose page or table, in words; `date`: an ISO date, month or year. Both empty: unverified."""

    source: str = ""
    date: str = ""

    @property
    def verified(self) -> bool:
        """True where somebody who should know says so."""
        return bool(self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognise(Sourced):
    """Names that show the provider: a name that is a suffix or ends with "." + suffix, unless `except_` covers it.

    The first label of an exception may be a pattern ("www[0-9]*[a-z].hoster.example"): some hosters name the servers
    that customers run themselves in the zone of the shared ones.
    """

    by: By
    suffixes: tuple[str, ...]
    except_: tuple[str, ...] = ()

    def longest(self, name: str) -> str | None:
        """The longest suffix that `name` (lower case, without a last dot) matches, None where it is somebody else's."""
        if any(fnmatchcase(_tail(name, pattern), pattern) for pattern in self.except_):
            return None
        return max((suffix for suffix in self.suffixes if covers(suffix, name)), key=len, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRule(Sourced):
    """One way in or out. `host` and `username` may hold placeholders; `username` is also "full", "local" or "id"."""

    direction: Direction
    protocol: Protocol
    host: str
    port: int
    security: Security
    username: str
    auths: tuple[Auth, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gotcha(Sourced):
    """What surprises the customers of this provider, for a shop owner (ja) and a help desk (en)."""

    kind: GotchaKind
    field: Field
    ja: str
    en: str

    def text(self, lang: str) -> str:
        """The words in `lang` ("ja", else English)."""
        return self.ja if lang == "ja" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired(Sourced):
    """A host name (or a way, then `host` is None) that no longer works. `since` is an ISO date, month or year."""

    host: str | None
    since: str | None
    instead: str | None
    ja: str
    en: str

    def text(self, lang: str) -> str:
        """The words in `lang` ("ja", else English)."""
        return self.ja if lang == "ja" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake(Sourced):
    """A host name that people type and that was never right."""

    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Sourced):
    """A dated change: bites from `from_`, is worth a warning from `show_from`."""

    id: str
    from_: date
    show_from: date
    field: Field
    applies: Applies
    ja: str
    en: str

    def text(self, lang: str) -> str:
        """The words in `lang` ("ja", else English)."""
        return self.ja if lang == "ja" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider. `panel` is what its control panel is called in its own words, None where not known."""

    id: str
    name_ja: str
    name_en: str
    kind: Kind
    panel: str | None
    recognise: tuple[Recognise, ...]
    servers: tuple[ServerRule, ...] = ()
    gotchas: tuple[Gotcha, ...] = ()
    retired: tuple[Retired, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    notices: tuple[Notice, ...] = ()

    def name(self, lang: str) -> str:
        """The name in `lang` ("ja", else English)."""
        return self.name_ja if lang == "ja" else self.name_en


def covers(suffix: str, name: str) -> bool:
    """True where `name` is `suffix` or lies below it."""
    return name == suffix or name.endswith(f".{suffix}")


def _tail(name: str, pattern: str) -> str:
    """As many last labels of `name` as `pattern` has."""
    return ".".join(name.split(".")[-len(pattern.split(".")) :])
