"""One direction being walked: what holds so far, what broke, and what can be recommended in the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from maildoctor.diagnosis.side import Side
from maildoctor.diagnosis.way import Route
from maildoctor.model.case import Case
from maildoctor.model.contrast import (
    Contrast,
    Proof,
    Severity,
    SideResult,
)
from maildoctor.model.evidence import Evidence
from maildoctor.model.field import Field, Link
from maildoctor.model.probe import Login
from maildoctor.model.settings import Auth, Direction, Recommended, Security


@dataclass
class Walk:
    """One direction being walked; lives for the length of one call."""

    case: Case
    way: Route
    evidence: Evidence
    found: list[Contrast] = field(default_factory=list)
    reached: Link | None = None
    held: Link | None = None
    broken: bool = False
    username: str | None = None
    auth: Auth | None = None
    proof: Proof = Proof.NONE
    unexamined: str | None = None
    login: Login | None = None
    withheld: bool = False
    useless: bool = False
    documented: Recommended | None = None
    own_name: bool = False

    @property
    def side(self) -> Side:
        """The settings being walked."""
        return self.way.side

    @property
    def direction(self) -> Direction:
        """The direction being walked."""
        return self.way.side.direction

    def of(self, name: str) -> Field:
        """The client field `name` of this direction."""
        return Field.of(self.direction, name)

    def holds(self, link: Link) -> None:
        """Everything up to `link` holds, for the settings as edited so far."""
        self.held = link
        if not self.broken:
            self.reached = link

    def add(self, contrast: Contrast) -> None:
        """A link broke."""
        self.found.append(contrast)
        if contrast.severity is Severity.FAIL:
            self.broken = True

    @property
    def result(self) -> SideResult:
        """What is concluded for the direction."""
        return SideResult(
            self.direction,
            self.reached,
            self.held,
            found := recommended(self),
            self.proof if found is not None else Proof.NONE,
            self.unexamined,
            target=self.way.now or self.way.start,
            login=self.login,
            own_name=self.own_name and found is None,
        )


def recommended(walk: Walk) -> Recommended | None:
    """The settings to type in, whole, or None. Configured values that are right stay exactly as written."""
    now, side, case = walk.way.now, walk.side, walk.case
    if walk.proof is Proof.DOCUMENTED:
        return walk.documented
    if now is None or walk.useless or walk.own_name or case.address is None or walk.proof is Proof.NONE:
        return None
    if now.security is Security.NONE and not case.options.plaintext_allowed:
        return None
    typed_host = side.typed.host if side.host == now.host and not side.host_notes else None
    username = walk.username or side.username or str(case.address)
    auth = walk.auth or side.auth or Auth.PASSWORD
    return Recommended(now.protocol, typed_host or now.host, now.port, now.security, username, auth)
