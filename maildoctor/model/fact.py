"""The answers: values with a type, never exceptions that travel. Failure is a fact.

Every fact says how far it got (`outcome`) and whether it is the last word (`final`): a running probe already gives
evidence. All of it can be written to a report and read back.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from maildoctor.model.field import Link
from maildoctor.model.settings import Auth, Protocol, Security


class Outcome(StrEnum):
    """How a probe ended, in the words of the public contract."""

    ANSWERED = "answered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    RESET = "reset"
    CLOSED = "closed"
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    OTHER_PROTOCOL = "other-protocol"
    GARBLED = "garbled"
    TLS_REFUSED = "tls-refused"
    NOT_TLS = "not-tls"
    UNTRUSTED = "untrusted"
    LOCKED = "locked"
    NOT_GRANTED = "not-granted"
    CUT_OFF = "cut-off"


@dataclass(frozen=True, slots=True)
class TypedFact:
    """What had to be put right in the address as typed (`notes`: full-width, space, mailto, display-name …)."""

    outcome: Outcome = Outcome.ANSWERED
    notes: tuple[str, ...] = ()
    final: bool = True


@dataclass(frozen=True, slots=True)
class LookupFact:
    """The answer to one DNS question.

    `values` are in presentation form, names without trailing dot (the root is "."); `aliases` the CNAMEs followed;
    `ttl` in seconds; `rcode` the DNS response code, "" where none came; `error` a short kind for the reader of the
    JSON (`no-resolver`, `no-route`, `timeout`, `bad-answer`). `authoritative` is the AA bit: the server asked speaks
    for the zone itself (RFC 1035 section 4.1.1). `referral` are the name servers to which a server delegates the very
    name that was asked, `glue` their addresses as it knows them ("ns1.example.jp 192.0.2.1").
    """

    outcome: Outcome
    rcode: str = ""
    values: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ttl: int | None = None
    authenticated: bool = False
    server: str = ""
    error: str = ""
    final: bool = True
    authoritative: bool = False
    referral: tuple[str, ...] = ()
    glue: tuple[str, ...] = ()

    @property
    def absent(self) -> bool:
        """True where a server said for certain that there is no such record."""
        return self.outcome is Outcome.ANSWERED and not self.values

    @property
    def no_such_name(self) -> bool:
        """True where a server said that the very name does not exist (RFC 8020)."""
        return self.outcome is Outcome.ANSWERED and self.rcode == "NXDOMAIN"


@dataclass(frozen=True, slots=True)
class Dial:
    """One TCP connection attempt to one address. `elapsed_ms` None while it is still open."""

    address: str
    outcome: Outcome
    elapsed_ms: int | None = None
    error: str = ""


class Fault(StrEnum):
    """One reason why a certificate chain is not good. `KEY_USAGE` covers purpose and CA flags."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    NAME = "name"
    WEAK_KEY = "weak-key"
    WEAK_SIGNATURE = "weak-signature"
    SELF_SIGNED = "self-signed"
    UNKNOWN_ROOT = "unknown-root"
    ISSUER_NOT_SENT = "issuer-not-sent"
    KEY_USAGE = "key-usage"
    UNREADABLE = "unreadable"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Certificate:
    """The values of one certificate. Times are ISO 8601 in UTC, `sha256` hex without colons, `key` like "EC 256".

    `spki` is the SHA-256 of the public key with its algorithm (hex; RFC 6698 section 2.1.2), "" where it cannot be
    read: what DANE's usual "3 1 1" is compared with where the bytes of the certificate are no longer there.
    """

    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: str
    not_after: str
    sha256: str
    key: str
    signature: str
    spki: str = ""


@dataclass(frozen=True, slots=True)
class EndpointFact:
    """How far a conversation came, up to the capabilities.

    `reached` is the last link that held (None: not even a TCP connection). `speaks` is what was recognised on the port
    ("imap", "pop3", "smtp", "http", "ssh", "tls", "ftp", "unknown"), None while nothing was heard. `address` is the
    address of the conversation; `dials` all addresses tried. `here` holds the reasons why this PC's trust store
    refuses the chain and `public` those of the public one (empty: accepted). `clear_capabilities` were told before
    TLS and are forgotten after it. `trouble` is a short kind (`starttls-missing`, `starttls-refused`, `injection`,
    `line-too-long`, `preauth` …). `source` is our own address as the server echoed it. `stamp` is APOP's.
    """

    outcome: Outcome
    reached: Link | None = None
    final: bool = True
    address: str | None = None
    dials: tuple[Dial, ...] = ()
    speaks: str | None = None
    greeting: str = ""
    reply: str = ""
    clear_capabilities: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    starttls: bool | None = None
    encrypted: bool = False
    tls_version: str = ""
    tls_error: str = ""
    chain: tuple[Certificate, ...] = ()
    der: tuple[str, ...] = ()
    here: tuple[Fault, ...] = ()
    public: tuple[Fault, ...] = ()
    trouble: str = ""
    where: str = ""
    stamp: bool = False
    greeted_ms: int | None = None
    source: str | None = None

    @property
    def connected(self) -> bool:
        """True once a TCP connection stood."""
        return self.reached is not None

    @property
    def ready(self) -> bool:
        """True where the capabilities came, under an accepted certificate wherever TLS was asked for."""
        return self.reached is not None and self.reached >= Link.CAPABILITIES and self.final


class Refusal(StrEnum):
    """Why a login was not accepted, read from codes first and words last. Only `CREDENTIALS` is about the password."""

    CREDENTIALS = "credentials"
    PRIVACY = "privacy"
    MECHANISM = "mechanism"
    APP_PASSWORD = "app-password"
    TOKEN_ONLY = "token-only"
    EXPIRED = "expired"
    WEB_LOGIN = "web-login"
    DISABLED = "disabled"
    LOCKED = "locked"
    THROTTLED = "throttled"
    IN_USE = "in-use"
    TEMPORARY = "temporary"
    BROKEN = "broken"
    HELD_BACK = "held-back"
    HOST_NOT_ALLOWED = "host-not-allowed"


@dataclass(frozen=True, slots=True)
class LoginFact:
    """The answer to one login.

    `mechanism` is what was used on the wire; `sent` whether anything derived from the secret left. `not_before`
    (ISO 8601) is the time from which a login that was held back may be tried.
    """

    outcome: Outcome
    refusal: Refusal | None = None
    mechanism: str = ""
    reply: str = ""
    sent: bool = False
    capabilities: tuple[str, ...] = ()
    not_before: str | None = None
    trouble: str = ""
    final: bool = True

    @property
    def accepted(self) -> bool:
        """True where the server let us in."""
        return self.final and self.outcome is Outcome.ACCEPTED


class Envelop(StrEnum):
    """What one MAIL or RCPT said, as far as a sender can conclude from it (contract, "Logins")."""

    ACCEPTED = "accepted"
    NEEDS_LOGIN = "needs-login"
    NEEDS_TLS = "needs-tls"
    SENDER_REFUSED = "sender-refused"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class RecipientAnswer:
    """One recipient and what was said to it."""

    recipient: str
    reading: Envelop
    reply: str


@dataclass(frozen=True, slots=True)
class EnvelopeFact:
    """What MAIL and RCPT said. `sender` is the reading of MAIL itself."""

    outcome: Outcome
    sender: Envelop = Envelop.UNDETERMINED
    reply: str = ""
    recipients: tuple[RecipientAnswer, ...] = ()
    trouble: str = ""
    final: bool = True

    @property
    def needs_login(self) -> bool:
        """True where the server refuses to send without authentication."""
        return self.sender is Envelop.NEEDS_LOGIN or any(r.reading is Envelop.NEEDS_LOGIN for r in self.recipients)

    @property
    def needs_tls(self) -> bool:
        """True where the server demands encryption first (530 5.7.0)."""
        return self.sender is Envelop.NEEDS_TLS or any(r.reading is Envelop.NEEDS_TLS for r in self.recipients)


@dataclass(frozen=True, slots=True)
class MailboxFact:
    """What the mailbox holds, from counts, sizes and dates alone. Quota in KiB (RFC 9208 STORAGE unit); None: not told.

    `messages` and `octets` are those of the inbox; `all_messages` and `all_octets` those of the `counted` folders (at
    most 30 of `folders`). Dates are ISO 8601 in UTC: when the server took a message in. `oldest` and `newest` are those
    of the inbox, of a large one from its first and last 250 messages. `uid_next` is the number that the next message
    in the inbox will get: more than `messages` says that some were taken away again (RFC 9051 section 2.3.1.1).

    `largest` is the size of the largest message seen in the inbox, in octets, and `largest_at` its place in the queue.
    `junk_*` are about the junk folder, `sent_*` about the one of sent mail: `sent_until` is the newest date among its
    first 20 messages. `filed` counts the messages in folders that people name themselves. `prefix` is what all
    folders' names begin with ("INBOX."), "" where there is no such thing. `uidl` tells whether POP3's UIDL works.
    """

    outcome: Outcome
    folders: int | None = None
    messages: int | None = None
    octets: int | None = None
    quota_used: int | None = None
    quota_limit: int | None = None
    reply: str = ""
    trouble: str = ""
    final: bool = True
    counted: int | None = None
    all_messages: int | None = None
    all_octets: int | None = None
    oldest: str | None = None
    newest: str | None = None
    uid_next: int | None = None
    largest: int | None = None
    largest_at: int | None = None
    junk_messages: int | None = None
    junk_newest: str | None = None
    sent_messages: int | None = None
    sent_until: str | None = None
    filed: int | None = None
    prefix: str | None = None
    uidl: bool | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """One server that a document names. `username` as written there ("%EMAILADDRESS%" …), "" where it is not told.

    `auths` in the document's order; empty where it names none that we know.
    """

    protocol: Protocol
    host: str
    port: int
    security: Security
    username: str = ""
    auths: tuple[Auth, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchFact:
    """What came of one HTTPS request, or of one WHOIS query (which has no status and no certificate).

    `url` is where the answer came from after `hops` (the redirects followed, in order); `status` the HTTP status;
    `servers` and `domains` what a configuration document names; `redirect` the other address or URL that an
    Autodiscover answer points to; `text` the document itself, for policies and registrations only. `here` and `public`
    as in `EndpointFact`; `shown` is the SHA-256 of the certificate that was shown. `where` is the step that was reached
    ("lookup", "connect", "handshake", "request", "body"). `clock_s` is by how many seconds the server's clock is ahead
    of this PC's, as its Date header has it (RFC 9110 section 6.6.1), None where it told no time of its own.

    `trouble` is a short kind, "" where all is well: `no-such-name` (no address was found), `wants-credentials` (401,
    407), `redirect-loop`, `too-many-hops`, `redirect-to-http`, `redirect-to-other-scheme`, `redirect-elsewhere` (out of
    `within`), `private-address`, `too-big`, `truncated`, `bad-http`, `not-xml`, `not-json`, `html`, `empty`, `dtd`,
    `bad-encoding`, `not-whois`, `no-servers`, `no-such-address` (Autodiscover says it does not know the address).
    """

    outcome: Outcome
    status: int | None = None
    url: str = ""
    hops: tuple[str, ...] = ()
    address: str | None = None
    content_type: str = ""
    servers: tuple[Served, ...] = ()
    domains: tuple[str, ...] = ()
    redirect: str = ""
    text: str = ""
    here: tuple[Fault, ...] = ()
    public: tuple[Fault, ...] = ()
    where: str = ""
    trouble: str = ""
    final: bool = True
    shown: str = ""
    clock_s: int | None = None

    @property
    def verified(self) -> bool:
        """True where the document came under a certificate that this PC accepts, and could be read."""
        return self.readable and not self.here and not self.url.startswith("whois:")

    @property
    def readable(self) -> bool:
        """True where the document came and could be read, whoever sent it."""
        return self.final and self.outcome is Outcome.ANSWERED and not self.trouble


Fact = TypedFact | LookupFact | EndpointFact | LoginFact | EnvelopeFact | MailboxFact | FetchFact
