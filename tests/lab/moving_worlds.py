"""Domains in the middle of a move from one provider to another: both answer, and not everything points to the same.

The old provider's host is LABEL.mae-host.example, the new one's LABEL.ima-host.example, companies that nobody knows. In
`KNOWN_MOVES` they are two hosters that exist, under their real names. Settings in `client` are those the customer still
has. Addresses: 198.51.100.198-239, the old one even, the new one odd.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.lab.network import AUTHORITY
from tests.lab.world import Account, Certificate, Client, Incoming, Outgoing, Service, World, Zone
from tests.lab.worlds import account, implicit, receiver, upgraded, with_sender_policy

OLD, NEW = "mae-host.example", "ima-host.example"
"""Domains of the two providers."""
_KNOWN_OLD, _KNOWN_NEW = "xserver.jp", "sakura.ne.jp"


@dataclass(frozen=True, slots=True)
class _Move:
    """The two ends of one move."""

    name: str
    number: int
    old_zone: str = OLD
    new_zone: str = NEW

    @property
    def old(self) -> str:
        return f"sv{self.number}.{self.old_zone}"

    @property
    def new(self) -> str:
        return f"sv{self.number + 1}.{self.new_zone}"

    @property
    def old_address(self) -> str:
        return f"198.51.100.{self.number}"

    @property
    def new_address(self) -> str:
        return f"198.51.100.{self.number + 1}"

    def world(
        self,
        *records: str,
        reads: str,
        sends: str,
        old_has_account: bool = True,
        old_names: tuple[str, ...] = (),
        new_names: tuple[str, ...] = (),
        **more: object,
    ) -> World:
        """Both servers with all services; `records` are the domain's, in which {old}, {new} and so on are filled in."""
        owner = account(f"{self.name}.test")
        host = {"old": self.old, "new": self.new, "mail": f"mail.{owner.address.partition('@')[2]}"}
        old = _server(self.old_address, Certificate((self.old, *old_names)))
        kept = old if old_has_account else tuple(replace(service, has_account=False) for service in old)
        ends = {"old": f"{self.old}.", "new": f"{self.new}."}
        ends |= {"old_address": self.old_address, "new_address": self.new_address}
        world = World(
            name=self.name,
            domain=f"{self.name}.test",
            account=owner,
            client=_client(owner, host[reads], host[sends]),
            services=(*kept, *_server(self.new_address, Certificate((self.new, *new_names)))),
            records=tuple(record.format(**ends) for record in records),
            extra_zones=(
                _provider(self.old_zone, self.old, self.old_address),
                _provider(self.new_zone, self.new, self.new_address),
            ),
        )
        return replace(world, **more)  # type: ignore[arg-type]


def _provider(zone: str, host: str, address: str) -> Zone:
    servers = tuple(f"ns{number} A {AUTHORITY}" for number in (1, 2))
    return Zone(zone, (*servers, f"{host}. A {address}"))


def _nameservers(zone: str) -> tuple[str, ...]:
    return (f"ns1.{zone}", f"ns2.{zone}")


def _server(address: str, shown: Certificate) -> tuple[Service, ...]:
    return (*implicit(address, shown), *upgraded(address, shown), receiver(address, shown))


def _client(owner: Account, reads: str, sends: str) -> Client:
    return Client(Incoming("imap", reads, 993, "tls", owner.login), Outgoing(sends, 465, "tls", owner.login))


def _old_still_accepts() -> World:
    """Moved; but the old provider's other customers still write to the old mailbox: that server keeps the domain."""
    return _Move("moving-old-still-accepts", 198).world("@ MX 10 {new}", reads="new", sends="new")


def _client_at_old() -> World:
    """Everything is moved but the customer's settings. The old mailbox still opens, and gets no mail any more."""
    return _Move("moving-client-at-old", 200).world("@ MX 10 {new}", reads="old", sends="old")


def _gone_at_old() -> World:
    """As before, but the old provider has closed the account: settings that worked yesterday are refused."""
    return _Move("moving-gone-at-old", 202).world("@ MX 10 {new}", reads="old", sends="old", old_has_account=False)


def _mx_mixed() -> World:
    """Half of the mail goes to the old mailbox, which nobody reads."""
    return _Move("moving-mx-mixed", 204).world("@ MX 10 {new}", "@ MX 10 {old}", reads="new", sends="new")


def _mx_at_old() -> World:
    """The customer reads at the new provider, and all mail still goes to the old one."""
    return _Move("moving-mx-at-old", 206).world("@ MX 10 {old}", reads="new", sends="new")


def _policy_at_old() -> World:
    """Moved, but SPF permits the old provider's server alone."""
    move = _Move("moving-policy-at-old", 208)
    return move.world("@ MX 10 {new}", f'@ TXT "v=spf1 a:{move.old} -all"', reads="new", sends="new")


def _name_servers_at_old() -> World:
    """All records lead to the new provider; the name servers are still the old one's."""
    move = _Move("moving-name-servers-at-old", 210)
    return move.world("@ MX 10 {new}", reads="new", sends="new", nameservers=_nameservers(OLD))


def _mail_name_at_old() -> World:
    """Mail arrives at the new server; mail.DOMAIN, which the customer has in the client, leads to the old one."""
    name = "moving-mail-name-at-old"
    return _Move(name, 212).world(
        "@ MX 10 {new}", "mail A {old_address}", reads="mail", sends="mail", old_names=(f"mail.{name}.test",)
    )


def _stale_resolver() -> World:
    """The authority has the new addresses; the customer's resolver keeps the old ones for half an hour more."""
    name = "moving-stale-resolver"
    move, own = _Move(name, 214), f"mail.{name}.test"
    return move.world(
        "@ MX 10 mail",
        "mail 3600 A {new_address}",
        reads="mail",
        sends="mail",
        old_has_account=False,
        old_names=(own,),
        new_names=(own,),
        stale=(f"@ 1800 MX 10 {move.old}.", f"mail 1800 A {move.old_address}"),
    )


def _sends_by_old() -> World:
    """Reading was moved, sending was forgotten, and SPF is already the new provider's alone."""
    move = _Move("moving-sends-by-old", 216)
    return move.world("@ MX 10 {new}", f'@ TXT "v=spf1 mx a:{move.new} -all"', reads="new", sends="old")


def _everything_mixed() -> World:
    """The middle of it all: name servers and SPF old, mail exchangers of both, and a client at either end."""
    move = _Move("moving-everything-mixed", 218)
    return move.world(
        "@ MX 10 {old}",
        "@ MX 20 {new}",
        "mail A {old_address}",
        f'@ TXT "v=spf1 a:{move.old} -all"',
        reads="old",
        sends="new",
        nameservers=_nameservers(OLD),
    )


MOVING: tuple[World, ...] = tuple(
    with_sender_policy(world)
    for world in (
        _old_still_accepts(),
        _client_at_old(),
        _gone_at_old(),
        _mx_mixed(),
        _mx_at_old(),
        _policy_at_old(),
        _name_servers_at_old(),
        _mail_name_at_old(),
        _stale_resolver(),
        _sends_by_old(),
        _everything_mixed(),
    )
)
"""In all of them both servers answer on all ports, and both accept mail for the domain unless the account is gone."""


def _known(name: str, number: int) -> _Move:
    return _Move(name, number, _KNOWN_OLD, _KNOWN_NEW)


def _known_stayed() -> World:
    """No move at all: everything is at one company."""
    return _known("known-stayed", 220).world("@ MX 10 {old}", reads="old", sends="old")


def _known_done() -> World:
    """Moved, and everything follows."""
    return _known("known-done", 222).world("@ MX 10 {new}", reads="new", sends="new")


def _known_client_at_old() -> World:
    """MX and SPF are the new company's, the client still reads at the old one, where the account is still open."""
    move = _known("known-client-at-old", 224)
    return move.world("@ MX 10 {new}", f'@ TXT "v=spf1 a:{move.new} -all"', reads="old", sends="new")


def _known_gone_at_old() -> World:
    """The same after the old company has closed the account."""
    move = _known("known-gone-at-old", 226)
    policy = f'@ TXT "v=spf1 a:{move.new} -all"'
    return move.world("@ MX 10 {new}", policy, reads="old", sends="old", old_has_account=False)


def _known_between() -> World:
    """The client reads at one company, mail arrives at the other, and SPF permits both: nothing says which is new."""
    move = _known("known-between", 228)
    policy = f'@ TXT "v=spf1 a:{move.old} a:{move.new} -all"'
    return move.world("@ MX 10 {new}", policy, reads="old", sends="old")


def _known_mx_mixed() -> World:
    """Half of the mail goes to the old company."""
    return _known("known-mx-mixed", 230).world("@ MX 10 {new}", "@ MX 10 {old}", reads="new", sends="new")


def _known_name_servers_at_old() -> World:
    """All records lead to the new company, and are still kept by the old one."""
    move = _known("known-name-servers-at-old", 232)
    return move.world("@ MX 10 {new}", reads="new", sends="new", nameservers=_nameservers(_KNOWN_OLD))


KNOWN_MOVES: tuple[World, ...] = tuple(
    with_sender_policy(world)
    for world in (
        _known_stayed(),
        _known_done(),
        _known_client_at_old(),
        _known_gone_at_old(),
        _known_between(),
        _known_mx_mixed(),
        _known_name_servers_at_old(),
    )
)
"""Moves, and two that are none, between companies whose names are known."""
