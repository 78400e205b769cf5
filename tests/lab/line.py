"""The line of one customer: his PC, his router and the cable to the world, in two namespaces of their own.

What the line does to the traffic is nftables in the router, as in every real one; what nftables cannot do (a sign-in
page, a resolver that lies, a device that opens the encryption) are `middlebox` programs beside it. Several lines may
be up at once: none touches another, nor the lab's own client.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maildoctor.demo.ca import Authority
from tests.lab.network import RESOLVER, CommandError, command, ip_batch
from tests.lab.session import NETNS_CONFIG, Session

_MIDDLEBOX = Path(__file__).with_name("middlebox.py")
_ROUTER = "10.78.0.1"


@dataclass(frozen=True, slots=True)
class Odd:
    """What is odd about a line; nothing at all is a line as it should be.

    `forward` and `redirect` are nftables rules of the router: for what passes it, and (destination NAT) for what is
    led to a middlebox in its place. `boxes` run in the router, `programs` on the PC itself. `hosts` are further lines
    of the PC's hosts file, `nameserver` what it asks, `unplugged` the router's end of the PC's cable.

    A box is as `middlebox` has it; with `issuer` and `names` it gets certificates for these names from that issuer,
    which is one for the whole line.
    """

    forward: tuple[str, ...] = ()
    redirect: tuple[str, ...] = ()
    boxes: tuple[Mapping[str, Any], ...] = ()
    programs: tuple[Mapping[str, Any], ...] = ()
    hosts: tuple[str, ...] = ()
    nameserver: str = RESOLVER
    without_route: bool = False
    without_ipv6: bool = False
    unplugged: bool = False


AS_IT_SHOULD_BE = Odd()


class Line:
    """One line, up from `open` to `close`. `number` below 100 is its address as the servers see it."""

    def __init__(self, session: Session, number: int, odd: Odd, environment: Mapping[str, str]) -> None:
        self._session = session
        self._odd = odd
        self._environment = dict(environment)
        self._children: list[subprocess.Popen[bytes]] = []
        self._issuers: dict[str, Authority] = {}
        self.address = f"192.0.2.{100 + number}"
        self._number = number
        self._pc = session.of_line("c", number)
        self._router = session.of_line("s", number)

    def open(self) -> Line:
        """Bring the line up, and wait for what runs on it."""
        n, pc, router = self._number, self._pc, self._router
        for namespace in (pc, router):
            command("ip", "netns", "add", namespace)
        config = NETNS_CONFIG / pc
        config.mkdir(parents=True)
        (config / "resolv.conf").write_text(f"nameserver {self._odd.nameserver}\noptions timeout:2 attempts:1\n")
        (config / "hosts").write_text("\n".join(("127.0.0.1 localhost", "::1 localhost", *self._odd.hosts)) + "\n")
        (config / "nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files dns\n")
        for namespace in (self._session.server_namespace, pc, router):
            # An address that is still looked for elsewhere is not used: IPv6 would be dead for its first second.
            no_search = "".join(
                f"echo 0 > /proc/sys/net/ipv6/conf/{which}/accept_dad\n" for which in ("all", "default")
            )
            command("ip", "netns", "exec", namespace, "sh", "-e", stdin=no_search)
        inside, outside, up = f"2001:db8:3:{n:x}", f"2001:db8:4:{n:x}", f"10.77.{n}"
        ip_batch(
            self._session.server_namespace,
            f"link add line{n} type veth peer name up0 netns {router}",
            f"addr add {up}.1/30 dev line{n}",
            f"addr add {outside}::1/64 dev line{n} nodad",
            f"link set line{n} up",
        )
        ip_batch(
            router,
            "link set lo up",
            f"addr add {up}.2/30 dev up0",
            f"addr add {outside}::2/64 dev up0 nodad",
            "link set up0 up",
            f"link add home0 type veth peer name lan0 netns {pc}",
            f"addr add {_ROUTER} peer {self.address} dev home0",
            f"addr add {inside}::1/64 dev home0 nodad",
            "link set home0 up",
            f"route add default via {up}.1",
            f"route add default via {outside}::1",
        )
        ip_batch(
            self._session.server_namespace,
            f"route add {self.address} via {up}.2",
            f"route add {inside}::/64 via {outside}::2",
        )
        six = (f"addr add {inside}::10/64 dev lan0 nodad", f"route add default via {inside}::1")
        ip_batch(
            pc,
            "link set lo up",
            f"addr add {self.address} peer {_ROUTER} dev lan0",
            *(six[:1] if not self._odd.without_ipv6 else ()),
            "link set lan0 up",
            *(() if self._odd.without_route else (f"route add default via {_ROUTER}",)),
            *(() if self._odd.without_route or self._odd.without_ipv6 else six[1:]),
        )
        settings = ("ipv4/ip_forward=1", "ipv6/conf/all/forwarding=1", "ipv4/icmp_ratelimit=0", "ipv6/icmp/ratelimit=0")
        words = "".join("echo {2} > /proc/sys/net/{0}\n".format(*one.partition("=")) for one in settings)
        command("ip", "netns", "exec", router, "sh", "-e", stdin=words)
        if self._odd.forward or self._odd.redirect:
            command("ip", "netns", "exec", router, "nft", "-f", "-", stdin=self._rules())
        if self._odd.unplugged:
            ip_batch(router, "link set home0 down")
            ip_batch(pc, "link set lan0 down")  # as the PC does by itself when it sees no cable
        for namespace, boxes in ((router, self._odd.boxes), (pc, self._odd.programs)):
            if boxes:
                self._start(namespace, boxes)
        return self

    def run(
        self, argv: Sequence[str], *, env: Mapping[str, str], stdin: str, timeout: float = 90
    ) -> subprocess.CompletedProcess[str]:
        """Run a command on the PC and wait. `env` is added to the PC's environment."""
        kept = {
            key: v for key, v in os.environ.items() if not key.startswith("MAILDOCTOR_") and "proxy" not in key.lower()
        }
        return subprocess.run(
            ["ip", "netns", "exec", self._pc, *argv],
            env=kept | self._environment | dict(env),
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )

    def close(self) -> None:
        """Take the line away again. May be called again."""
        for child in self._children:
            child.kill()
            child.wait()
        self._children.clear()
        for namespace in (self._pc, self._router):
            subprocess.run(["ip", "netns", "del", namespace], capture_output=True, check=False)
            shutil.rmtree(NETNS_CONFIG / namespace, ignore_errors=True)

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def root_pem(self, issuer: str) -> bytes:
        """The root of an issuer that a box of this line uses."""
        return self._issuers[issuer].root_pem

    def _equipped(self, namespace: str, number: int, box: Mapping[str, Any]) -> dict[str, Any]:
        """The box with its certificates as files."""
        if "issuer" not in box:
            return dict(box)
        issuer = self._issuers.setdefault(box["issuer"], Authority(box["issuer"]))
        certificates = {}
        for count, name in enumerate(box["names"]):
            issued = issuer.issue((name,))
            stem = self._session.directory / f"{namespace}.{number}.{count}"
            files = stem.with_name(f"{stem.name}.pem"), stem.with_name(f"{stem.name}.key")
            files[0].write_bytes(issued.chain_pem + (b"" if box.get("root_kept") else issuer.root_pem))
            files[1].write_bytes(issued.key_pem)
            certificates[name] = [str(file) for file in files]
        return {**box, "certificates": certificates}

    def _rules(self) -> str:
        forward, redirect = "\n    ".join(self._odd.forward), "\n    ".join(self._odd.redirect)
        return f"""
table inet line {{
  chain passing {{
    type filter hook forward priority filter; policy accept;
    {forward}
  }}
  chain arriving {{
    type nat hook prerouting priority dstnat; policy accept;
    iifname != "home0" accept
    {redirect}
  }}
}}
"""

    def _start(self, namespace: str, boxes: Sequence[Mapping[str, Any]]) -> None:
        equipped = [self._equipped(namespace, number, box) for number, box in enumerate(boxes)]
        errors = (self._session.directory / f"{namespace}.errors").open("wb")
        child = subprocess.Popen(
            ["ip", "netns", "exec", namespace, sys.executable, str(_MIDDLEBOX), json.dumps(equipped)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        errors.close()
        self._children.append(child)
        assert child.stdout is not None
        with child.stdout as words:
            if words.readline() != b"ready\n":
                raise CommandError(f"a middlebox does not come up: {Path(errors.name).read_text()[-800:]}")
