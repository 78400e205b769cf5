"""The place: two network namespaces, one cable, and rules for ports that do not answer."""

from __future__ import annotations

import ipaddress
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from tests.lab.session import NETNS_CONFIG, Session

RESOLVER = "192.0.2.53"
RESOLVER6 = "2001:db8:1::53"
CARELESS_RESOLVER = "192.0.2.57"
"""Resolves for whoever asks it, and verifies no signature, as most home routers do."""
REGISTRY = "192.0.2.52"
AUTHORITY = "192.0.2.54"
SECOND_AUTHORITY = "192.0.2.56"
LAME_AUTHORITY = "192.0.2.55"
WHOIS = "192.0.2.43"
"""The registry's WHOIS server, known to the lab's DNS as `whois.jprs.jp`."""
NAME_SERVERS = (REGISTRY, AUTHORITY, SECOND_AUTHORITY, LAME_AUTHORITY)
CLIENT = "192.0.2.10"
CLIENT6 = "2001:db8:1::10"

_GATEWAY = "192.0.2.1"
_GATEWAY6 = "2001:db8:1::1"
_PUBLIC = ("198.51.100.0/24", "203.0.113.0/24")
_PUBLIC6 = ("2001:db8:2::/64",)

Manner = Literal["drop", "reject"]


class CommandError(RuntimeError):
    """A tool the lab needs said no; the message has its words."""


class Network:
    """Builds and changes the place. The namespaces are removed by `Session.remove`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._slow_cable: subprocess.Popen[bytes] | None = None

    def build(self, addresses: Iterable[str]) -> None:
        """Namespaces, cable, the servers' addresses, and the files `ip netns exec` lays over /etc."""
        server, client = self._session.namespaces
        for namespace in (server, client):
            command("ip", "netns", "add", namespace)
            config = NETNS_CONFIG / namespace
            config.mkdir(parents=True)
            (config / "resolv.conf").write_text(f"nameserver {RESOLVER}\noptions timeout:2 attempts:1\n")
            (config / "hosts").write_text("127.0.0.1 localhost\n::1 localhost\n")
            (config / "nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files dns\n")
        _batch(client, _client_commands(server))
        _batch(server, _server_commands(sorted(set(addresses))))
        _batch(server, _REFUSED_COMMANDS)
        _batch(server, _REFUSED_COMMANDS, "-6")
        for namespace in (server, client):
            # Unreachable hosts are to be told at once, to everybody, however often.
            self._sysctl(namespace, "net/ipv4/icmp_ratelimit=0", "net/ipv6/icmp/ratelimit=0")
        self._sysctl(server, *_server_settings())
        self._nft(_RULES)

    def block(self, address: str, port: int, manner: Manner = "drop") -> None:
        """From now on the port (0: the whole address) is silent, or refused by a firewall's ICMP answer."""
        self._nft(f"add element inet lab {_element(address, port, manner)}\n")

    def unblock(self, address: str, port: int, manner: Manner = "drop") -> None:
        """Undo `block`."""
        self._nft(f"delete element inet lab {_element(address, port, manner)}\n")

    def slow_down(self, milliseconds: float) -> None:
        """From now on a round trip takes that long, for everything the client speaks to; 0 is as quick as can be."""
        if self._slow_cable is not None:
            self._slow_cable.kill()
            self._slow_cable.wait()
            self._slow_cable = None
        if milliseconds == 0:
            return
        self._slow_cable = subprocess.Popen(
            [sys.executable, str(_SLOW_CABLE), *self._session.namespaces, "slow0", str(milliseconds / 2)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )
        assert self._slow_cable.stdout is not None
        with self._slow_cable.stdout as words:
            if words.readline() != b"ready\n":
                raise CommandError("the slow cable does not come up; see the error above")
        _batch(self._session.server_namespace, _over_slow_cable(CLIENT, CLIENT6))
        _batch(self._session.client_namespace, _over_slow_cable(*_SLOW_NETS))

    def end(self) -> None:
        """End what would outlive the namespaces."""
        self.slow_down(0)

    def listening(self) -> set[tuple[str, str, int]]:
        """("tcp" or "udp", address, port) of every socket that listens in the server namespace."""
        listed = subprocess.run(
            ["ip", "netns", "exec", self._session.server_namespace, "ss", "-Hltun"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        found: set[tuple[str, str, int]] = set()
        for line in listed.splitlines():
            kind, _, _, _, local = line.split()[:5]
            host, _, port = local.rpartition(":")
            found.add((kind, host.strip("[]"), int(port)))
        return found

    def _sysctl(self, namespace: str, *settings: str) -> None:
        lines = [f"echo {value} > /proc/sys/{key}\n" for key, _, value in (one.partition("=") for one in settings)]
        command("ip", "netns", "exec", namespace, "sh", "-e", stdin="".join(lines))

    def _nft(self, rules: str) -> None:
        command("ip", "netns", "exec", self._session.server_namespace, "nft", "-f", "-", stdin=rules)


_SLOW_CABLE = Path(__file__).with_name("slow_cable.py")
# Narrower than the routes over the quick cable, so that they win while they exist.
_SLOW_NETS = (
    *(f"{net}{half}/25" for net in ("198.51.100.", "203.0.113.") for half in (0, 128)),
    *("2001:db8:2::/65", "2001:db8:2::8000:0:0:0/65"),
    *(RESOLVER, RESOLVER6),
)


def _over_slow_cable(*destinations: str) -> list[str]:
    # Sources stay those of the quick cable: the slow one has no address of its own.
    sources = {4: f"src {CLIENT}", 6: f"src {CLIENT6}"} if destinations == _SLOW_NETS else {4: "", 6: ""}
    return [
        "link set slow0 up",
        *(f"route add {net} dev slow0 {sources[6 if ':' in net else 4]}" for net in destinations),
    ]


def _client_commands(server: str) -> list[str]:
    return [
        "link set lo up",
        f"link add lan0 type veth peer name lan0 netns {server}",
        f"addr add {CLIENT}/24 dev lan0",
        f"addr add {CLIENT6}/64 dev lan0 nodad",
        "link set lan0 up",
        *(f"route add {net} via {_GATEWAY}" for net in _PUBLIC),
        *(f"route add {net} via {_GATEWAY6}" for net in _PUBLIC6),
    ]


def _server_commands(addresses: list[str]) -> list[str]:
    return [
        "link set lo up",
        *(
            f"addr add {address}/24 dev lan0"
            for address in (_GATEWAY, RESOLVER, CARELESS_RESOLVER, WHOIS, *NAME_SERVERS)
        ),
        *(f"addr add {address}/64 dev lan0 nodad" for address in (_GATEWAY6, RESOLVER6)),
        "link set lan0 up",
        *(f"addr add {address}/128 dev lo nodad" for address in addresses if ":" in address),
        *(f"addr add {address}/32 dev lo" for address in addresses if ":" not in address),
        # An address nobody has lies on a cable where nobody answers: "host unreachable", as from the last router on the
        # way. An `unreachable` route would say it too, but so fast that Linux loses the message: it arrives while the
        # connecting socket is still locked by its own connect(), and the client waits a second for nothing.
        "link add dead0 type veth peer name dead1",
        "link set dead0 up",
        "link set dead1 up",
        *(f"route add {net} dev dead0" for net in (*_PUBLIC, *_PUBLIC6)),
    ]


# What a firewall refuses goes the same way; the rule has to come before the one for our own addresses.
_REFUSED_COMMANDS = [
    "rule add pref 100 lookup local",
    "rule del pref 0",
    "rule add pref 10 fwmark 1 lookup 100",
    "route add default dev dead0 table 100",
]


def _server_settings() -> list[str]:
    """One question, ten milliseconds, no answer."""
    per_family = (
        setting
        for family in ("ipv4", "ipv6")
        for setting in (f"net/{family}/neigh/dead0/mcast_solicit=1", f"net/{family}/neigh/dead0/retrans_time_ms=10")
    )
    return ["net/ipv4/ip_forward=1", "net/ipv6/conf/all/forwarding=1", "net/ipv6/conf/dead1/disable_ipv6=1",
            "net/ipv4/conf/dead1/arp_ignore=8", *per_family]  # fmt: skip


_RULES = """
table inet lab {
  set drop_host4 { type ipv4_addr; }
  set drop_host6 { type ipv6_addr; }
  set drop_port4 { type ipv4_addr . inet_service; }
  set drop_port6 { type ipv6_addr . inet_service; }
  set reject_host4 { type ipv4_addr; }
  set reject_host6 { type ipv6_addr; }
  set reject_port4 { type ipv4_addr . inet_service; }
  set reject_port6 { type ipv6_addr . inet_service; }
  chain arrivals {
    # Before routing: an address that nobody has can be silent, too.
    type filter hook prerouting priority raw; policy accept;
    ip daddr @drop_host4 drop
    ip6 daddr @drop_host6 drop
    meta l4proto { tcp, udp } ip daddr . th dport @drop_port4 drop
    meta l4proto { tcp, udp } ip6 daddr . th dport @drop_port6 drop
    ip daddr @reject_host4 meta mark set 1
    ip6 daddr @reject_host6 meta mark set 1
    meta l4proto { tcp, udp } ip daddr . th dport @reject_port4 meta mark set 1
    meta l4proto { tcp, udp } ip6 daddr . th dport @reject_port6 meta mark set 1
  }
}
"""


def _element(address: str, port: int, manner: Manner) -> str:
    version = ipaddress.ip_address(address).version
    if port == 0:
        return f"{manner}_host{version} {{ {address} }}"
    return f"{manner}_port{version} {{ {address} . {port} }}"


def _batch(namespace: str, commands: list[str], *options: str) -> None:
    command("ip", *options, "-n", namespace, "-batch", "-", stdin="\n".join(commands) + "\n")


def ip_batch(namespace: str, *commands: str) -> None:
    """Commands of `ip`, in that namespace."""
    _batch(namespace, list(commands))


def command(*argv: str, stdin: str | None = None) -> None:
    """Run a tool; raises `CommandError` with its words where it fails."""
    done = subprocess.run(argv, input=stdin, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CommandError(f"{' '.join(argv)}: {done.stderr.strip() or done.stdout.strip()}")
