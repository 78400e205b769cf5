"""Which provider is this, and which of its known rules bear on what was seen?"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Break,
    Case,
    Check,
    Contrasts,
    Direction,
    Evidence,
    Field,
    Lookup,
    Notice,
    Probe,
    Provider,
    Question,
    Recognised,
    Said,
    ServerSettings,
    Title,
    recognised,
    side_of,
)

from ._provider_codes import (
    CODES,
    ENDS_PASSWORD_READING,
    ENDS_PASSWORD_SENDING,
    HINT,
    HINT_UNVERIFIED,
    MISTAKEN_HOST,
    RECOGNISED,
    RETIRED_HOST,
    RETIRED_HOST_ELSEWHERE,
)

_BEARS_ON: dict[Break, tuple[str, ...]] = {
    Break.PASSWORD: (
        "own-user-id", "app-password", "external-clients-off", "separate-password", "token-only", "region", "plan",
        "login-lockout",
    ),
    Break.TOKEN_ONLY: ("token-only", "app-password"),
    Break.APP_PASSWORD: ("app-password",),
    Break.DISABLED: ("external-clients-off", "plan"),
    Break.LOCKED: ("login-lockout",),
    Break.USERNAME: ("own-user-id",),
    Break.CERTIFICATE_NAME: ("own-domain-name",),
    Break.SENDER_REFUSED: ("foreign-filter",),
    Break.PORT_DROPPED: ("port-25", "foreign-filter"),
    Break.PROTOCOL_NOT_OFFERED: ("no-imap", "no-pop", "no-external-client"),
    Break.NOTHING_FOUND: ("no-external-client", "name-varies"),
    Break.NO_SUCH_HOST: ("name-varies",),
    Break.HOST_DEAD: ("name-varies", "foreign-filter"),
    Break.UNENCRYPTED: ("tls-only",),
    Break.PLAIN_REFUSED: ("tls-only",),
    Break.AUTH_NEEDED: ("pop-before-smtp-ended", "pop-before-smtp"),
    Break.TLS_TOO_OLD: ("old-tls-off",),
}  # fmt: skip
"""Which kinds of a provider's rules are worth telling beside which break; the most telling first."""

_MOST_HINTS = 3


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The names by which a provider shows."""
    yield Lookup(case.domain, "MX")
    yield Lookup(case.domain, "NS")


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Who it is, what of its rules fits, and what it has announced."""
    for found in recognised(case, evidence)[:2]:
        yield RECOGNISED(Lookup(case.domain, "MX"), provider=found.provider.id, by=found.by.value, name=found.name)
        yield from _hints(found.provider, contrasts)
        yield from _own_names(case, found.provider)
        yield from _names(case, found.provider, contrasts)
        if found.sourced:
            for notice in found.provider.notices:
                yield from _notice(case, found, notice)


def _hints(provider: Provider, contrasts: Contrasts) -> Iterator[Said]:
    """Never more than hints: the evidence has already decided."""
    wanted = dict.fromkeys(kind for contrast in contrasts for kind in _BEARS_ON.get(contrast.what, ()))
    found = [g for kind in wanted for g in provider.gotchas if g.kind.value == kind]
    for gotcha in found[:_MOST_HINTS]:
        code = HINT if gotcha.verified else HINT_UNVERIFIED
        yield code(
            provider=provider.id, note=f"{provider.id}/{gotcha.kind.value}", source=gotcha.source, date=gotcha.date
        )


def _own_names(case: Case, provider: Provider) -> Iterator[Said]:
    """Where the provider hands out user names of its own, no form of the address is tried: only the paper knows."""
    if case.address is None or side_of(case, Direction.INCOMING).username is not None:
        return
    if any(g.kind.value == "own-user-id" and g.verified for g in provider.gotchas):
        yield Question(
            "own-user-name",
            ja=f"契約書にあるメールの「ユーザー名(ID)」は何ですか({provider.name_ja}ではメールアドレスと別の名前です)",
            en=f"Which user name (ID) for mail stands in the contract ({provider.name_en} gives names of its own)?",
            settles=(Field.INCOMING_USERNAME, Field.OUTGOING_USERNAME),
        )


def _names(case: Case, provider: Provider, contrasts: Contrasts) -> Iterator[Said]:
    """A configured name that the provider has given up, or that never was one of its names."""
    for direction in case.sides:
        host = side_of(case, direction).host
        blamed = any(
            e.field.direction is direction and e.field.name_in_side == "host" for c in contrasts for e in c.edits
        )
        for retired in provider.retired:
            if host is None or retired.host != host or not retired.verified:
                continue
            if blamed or not retired.instead:
                yield RETIRED_HOST_ELSEWHERE(host=host, provider=provider.id, since=retired.since or retired.date)
            else:
                yield RETIRED_HOST[direction](
                    host=host, provider=provider.id, since=retired.since or retired.date, instead=retired.instead
                )
        if host is not None and any(mistake.host == host for mistake in provider.mistakes):
            yield MISTAKEN_HOST(host=host, provider=provider.id)


def _notice(case: Case, found: Recognised, notice: Notice) -> Iterator[Said]:
    """A dated change, for the accounts that it is about."""
    if case.now.date() < notice.show_from:
        return
    direction = {"outgoing-password": Direction.OUTGOING, "incoming-password": Direction.INCOMING}.get(
        notice.applies.value
    )
    if direction is None or not _by_password(case.configured(direction)):
        return
    if not _stands_there(case, found.provider, direction):
        return
    code = ENDS_PASSWORD_SENDING if direction is Direction.OUTGOING else ENDS_PASSWORD_READING
    yield code(
        Lookup(case.domain, "MX"), provider=found.provider.id, day=notice.from_.isoformat(),
        note=f"{found.provider.id}/{notice.id}", source=notice.source, date=notice.date,
    )  # fmt: skip


def _by_password(typed: ServerSettings) -> bool:
    return typed.given and (typed.auth is None or (typed.auth.logs_in and not typed.auth.by_token))


def _stands_there(case: Case, provider: Provider, direction: Direction) -> bool:
    """True where the configured server is one of the provider's; a host that was left out counts as one."""
    host = side_of(case, direction).host
    return host is None or any(rule.host == host for rule in provider.servers if rule.direction is direction)


CHECK = Check(
    "provider.known",
    Title("契約の会社の決まり", "The provider's rules"),
    (Lookup,),
    probes,
    judge,
    CODES,
    lambda case, evidence, contrasts: case.domain,
)
