"""What the search proves: at which link the settings break, which change makes them work, and how far that was shown.

A contrast knows fields and links. It knows no code and no word: a check gives it both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from maildoctor.model.field import Field, Link, Owner
from maildoctor.model.probe import Probe
from maildoctor.model.settings import Direction, Recommended

EditValue = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Edit:
    """One field to change. A password edit has neither value."""

    field: Field
    old: EditValue
    new: EditValue


class Severity(StrEnum):
    """How bad it is: `FAIL` makes the verdict, `WARN` will bite later or elsewhere."""

    FAIL = "fail"
    WARN = "warn"


class Certainty(StrEnum):
    """How sure it is.

    `CERTAIN`: by contrast, or by words that allow one reading. `LIKELY`: first candidate. `POSSIBLE`: one of several.
    """

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Break(StrEnum):
    """What is seen at the broken link."""

    ADDRESS_DIFFERS = "address-differs"
    SPELLING = "spelling"
    NO_SUCH_HOST = "no-such-host"
    HOST_DEAD = "host-dead"
    HOST_SPEAKS_OTHER = "host-speaks-other"
    SECURITY = "security"
    OTHER_PROTOCOL = "other-protocol"
    PROTOCOL_NOT_OFFERED = "protocol-not-offered"
    PORT_REFUSED = "port-refused"
    PORT_NOT_MAIL = "port-not-mail"
    PORT_SILENT = "port-silent"
    PORT_DROPPED = "port-dropped"
    SERVICE_DOWN = "service-down"
    SERVICE_REFUSES = "service-refuses"
    SERVICE_BROKEN = "service-broken"
    TLS_TOO_OLD = "tls-too-old"
    TLS_REFUSED = "tls-refused"
    TLS_OFF_HERE = "tls-off-here"
    STARTTLS_BROKEN = "starttls-broken"
    STARTTLS_MASKED = "starttls-masked"
    CERTIFICATE_NAME = "certificate-name"
    CERTIFICATE_STRANGER = "certificate-of-another-company"
    CERTIFICATE_EXPIRED = "certificate-expired"
    CERTIFICATE_NOT_YET = "certificate-not-yet-valid"
    CERTIFICATE_WEAK = "certificate-weak"
    CERTIFICATE_SELF_SIGNED = "certificate-self-signed"
    CERTIFICATE_UNKNOWN_ROOT = "certificate-unknown-root"
    CERTIFICATE_CHAIN = "certificate-issuer-not-sent"
    CERTIFICATE_PURPOSE = "certificate-purpose"
    STORE_OUTDATED = "store-outdated"
    CLOCK = "clock"
    INTERCEPTED = "intercepted"
    PLAIN_REFUSED = "plain-refused"
    UNENCRYPTED = "unencrypted"
    PLAINTEXT_ONLY = "plaintext-only"
    AUTH_NOT_OFFERED = "auth-not-offered"
    AUTH_REFUSED = "auth-refused"
    AUTH_NEEDED = "auth-needed"
    USERNAME = "username"
    PASSWORD = "password"
    APP_PASSWORD = "app-password"
    TOKEN_ONLY = "token-only"
    DISABLED = "disabled"
    LOCKED = "locked"
    TEMPORARY = "temporary"
    LOGIN_BROKEN = "login-broken"
    SENDER_REFUSED = "sender-refused"
    SENDING_REFUSED = "sending-refused"
    SENDING_DEFERRED = "sending-deferred"
    NOTHING_FOUND = "nothing-found"


@dataclass(frozen=True, slots=True)
class Contrast:
    """One broken link of one direction (or of both, from one cause).

    `edits` are complete for this break; `alternatives` are edit sets of the same size that also work; `decides` says
    what would decide where more than one answer is left: the id of a question, or "provider-page" between changes that
    all work. `suspects` are fields not told apart from the named one. `probes` are the questions whose answers prove
    it; `seen` small values for the texts (host, port, names on the certificate …).
    """

    what: Break
    directions: tuple[Direction, ...]
    link: Link
    field: Field
    severity: Severity = Severity.FAIL
    certainty: Certainty = Certainty.CERTAIN
    edits: tuple[Edit, ...] = ()
    verified: bool = False
    alternatives: tuple[tuple[Edit, ...], ...] = ()
    decides: str | None = None
    owner: Owner | None = None
    suspects: tuple[Field, ...] = ()
    ruled_out: tuple[Field, ...] = ()
    probes: tuple[Probe, ...] = ()
    seen: tuple[tuple[str, EditValue | tuple[str, ...]], ...] = ()

    @property
    def key(self) -> tuple[Break, tuple[Direction, ...], Field]:
        """What makes it this contrast and no other in a run."""
        return self.what, self.directions, self.field


class Proof(StrEnum):
    """How far the recommended settings of a direction went in this run."""

    LOGIN = "login"
    AUTH_OFFERED = "auth-offered"
    CONNECTED = "connected"
    DOCUMENTED = "documented"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SideResult:
    """What the search concludes for one direction.

    `reached` is the last link that held for the configured settings as they are (None: not one); `held` the last link
    that held for the settings with all edits applied. `unexamined` says why a link that the account has could not be
    examined for a reason of ours ("deadline", "login-withheld"), None where nothing is missing. `own_name`: the server
    is found, and its user name is one of the provider's own that only the customer's papers have.
    """

    direction: Direction
    reached: Link | None
    held: Link | None
    recommended: Recommended | None
    proof: Proof
    unexamined: str | None = None
    target: Probe | None = None
    login: Probe | None = None
    own_name: bool = False


class Contrasts:
    """All that the search found, in the order in which the links were walked."""

    __slots__ = ("found", "sides")

    def __init__(self, found: Iterable[Contrast] = (), sides: Iterable[SideResult] = ()) -> None:
        self.found = tuple(found)
        self.sides = {side.direction: side for side in sides}

    def __iter__(self) -> Iterator[Contrast]:
        return iter(self.found)

    def naming(self, field: Field) -> Iterator[Contrast]:
        """The contrasts that name `field`."""
        return (c for c in self.found if c.field is field)

    def seen(self, direction: Direction, *what: Break) -> Iterator[Contrast]:
        """The contrasts of one kind whose first direction is `direction` (one cause in both is told once)."""
        return (c for c in self.found if c.directions[0] is direction and c.what in what)
