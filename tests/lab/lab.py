"""The lab: worlds as real servers in network namespaces, started once and shared by all tests of a session."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from tests.lab import dovecot, logins, memory, names, postfix, registry, session, web
from tests.lab.certificates import Cabinet
from tests.lab.line import AS_IT_SHOULD_BE, Line, Odd
from tests.lab.logins import LoginAttempt, Mark
from tests.lab.network import CARELESS_RESOLVER, NAME_SERVERS, RESOLVER, RESOLVER6, WHOIS, Manner, Network
from tests.lab.pins import with_pins
from tests.lab.signing import Signer
from tests.lab.web import WebRequest
from tests.lab.world import World

_PROGRAMS = ("postfix", "dovecot", "nsd", "unbound", "unbound-control", "nft", "ip", "ss")
_PATIENCE_S = 20.0


class LabUnavailable(RuntimeError):  # noqa: N818 - a state of this machine, not an error of the lab
    """The lab cannot be had on this machine; the message is one line that says why."""


class Lab:
    """A running lab. `start` makes one, `stop` takes everything away again."""

    def __init__(self, worlds: Sequence[World], cabinet: Cabinet | None = None) -> None:
        _check(worlds)
        self._given_cabinet = cabinet
        self.worlds = tuple(worlds)
        self._session = session.Session.create()
        self._network = Network(self._session)
        self._children: list[subprocess.Popen[bytes]] = []
        self._lines: list[Line] = []
        self._mail = self._session.directory / "d"
        self._web = self._session.directory / "web"
        self._registry = self._session.directory / "registry"
        self._instances = {world.name: dovecot.plan(world) for world in self.worlds}

    @classmethod
    def start(cls, worlds: Sequence[World], cabinet: Cabinet | None = None) -> Lab:
        """Bring all worlds up, with certificates of their own or those of `cabinet`.

        Raises `LabUnavailable` where that cannot be done at all.
        """
        require()
        session.sweep()
        lab = cls(worlds, cabinet)
        try:
            lab._bring_up()
        except BaseException:
            lab.stop()
            raise
        return lab

    def stop(self) -> None:
        """End every process of the lab and remove every trace of it. May be called again.

        Nothing the servers hold is worth a polite goodbye, and Dovecot's takes a second.
        """
        self._network.end()
        for line in self._lines:
            line.close()
        self._lines.clear()
        self._session.remove()
        for child in self._children:
            child.wait()
        self._children.clear()

    @property
    def ca_file(self) -> Path:
        """PEM of the root that all healthy certificates of the lab lead to."""
        return self._cabinet.ca_file

    @property
    def directory(self) -> Path:
        """Where settings and logs of this lab lie while it runs."""
        return self._session.directory

    def run(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        stdin: str | None = None,
        timeout: float = 90,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command at the client's place and wait; output is text in UTF-8. `env` is added to the environment."""
        done = self.run_bytes(argv, env=env, stdin=None if stdin is None else stdin.encode(), timeout=timeout)
        return subprocess.CompletedProcess(argv, done.returncode, done.stdout.decode(), done.stderr.decode())

    def run_bytes(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        stdin: bytes | None = None,
        timeout: float = 90,
    ) -> subprocess.CompletedProcess[bytes]:
        """As `run`, with the bytes as they were written."""
        return subprocess.run(
            [*self._at_client, *argv],
            env=_environment(env),
            input=stdin or b"",  # without any, the command reads the end of its input at once
            capture_output=True,
            timeout=timeout,
            check=False,
        )

    def popen(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        stdin: int | IO[bytes] | None = subprocess.PIPE,
        stdout: int | IO[bytes] | None = subprocess.PIPE,
        stderr: int | IO[bytes] | None = subprocess.PIPE,
    ) -> subprocess.Popen[bytes]:
        """Start a command at the client's place; the process is the command itself, so signals reach it."""
        return subprocess.Popen(
            [*self._at_client, *argv], env=_environment(env), stdin=stdin, stdout=stdout, stderr=stderr
        )

    def mark(self, world: World | None = None) -> Mark:
        """The moment now in the logs of one world (quick), or of all, and in the web servers'."""
        moment = logins.mark(self._of(world), self._mail)
        return Mark({**moment.positions, web.MARK: web.position(self._web)})

    def logins(self, world: World | None = None, since: Mark | None = None) -> list[LoginAttempt]:
        """The logins that the servers of one world, or of all, decided about since the mark, in their order."""
        return logins.attempts(self._of(world), self._mail, since)

    def web_requests(self, since: Mark | None = None) -> list[WebRequest]:
        """What the web servers of all worlds were asked since the mark, on port 443 and, in vain, on 80."""
        return web.requests(self._web, since.positions if since else {})

    def registry_queries(self) -> tuple[str, ...]:
        """Every line that the registry's WHOIS server was asked, in order."""
        return registry.queries(self._registry)

    def log_files(self, world: World) -> tuple[Path, ...]:
        """The logs in which this world's servers write: its Dovecots' own, and Postfix's common one."""
        return (*(one.log(self._mail) for one in self._instances[world.name]), postfix.log(self.directory / "p"))

    def block(self, address: str, port: int, manner: Manner = "drop") -> None:
        """Make a port (0: the whole address) silent, or refused by a firewall, until `unblock`."""
        self._network.block(address, port, manner)

    def unblock(self, address: str, port: int, manner: Manner = "drop") -> None:
        """Undo `block`."""
        self._network.unblock(address, port, manner)

    @contextlib.contextmanager
    def blocked(self, address: str, port: int, manner: Manner = "drop") -> Iterator[None]:
        """`block` for the time of a `with`."""
        self.block(address, port, manner)
        try:
            yield
        finally:
            self.unblock(address, port, manner)

    def delay(self, round_trip_ms: float) -> None:
        """Make every round trip of the client take this long, until it is called with 0."""
        self._network.slow_down(round_trip_ms)

    @contextlib.contextmanager
    def delayed(self, round_trip_ms: float) -> Iterator[None]:
        """`delay` for the time of a `with`."""
        self.delay(round_trip_ms)
        try:
            yield
        finally:
            self.delay(0)

    def line(self, number: int, odd: Odd = AS_IT_SHOULD_BE, environment: Mapping[str, str] | None = None) -> Line:
        """A further place, up until it is closed or the lab ends: a PC behind a line of its own. `number` < 100."""
        made = Line(self._session, number, odd, environment or {})
        self._lines.append(made)
        return made.open()

    @property
    def _at_client(self) -> tuple[str, ...]:
        return ("ip", "netns", "exec", self._session.client_namespace)

    @property
    def _at_servers(self) -> tuple[str, ...]:
        return ("ip", "netns", "exec", self._session.server_namespace)

    def _of(self, world: World | None) -> list[dovecot.Instance]:
        chosen = self.worlds if world is None else (world,)
        return [instance for one in chosen for instance in self._instances[one.name]]

    def _bring_up(self) -> None:
        root = self.directory
        services = (service for world in self.worlds for service in world.services)
        others = (address for world in self.worlds for address in world.addresses)
        self._network.build((*others, *(service.address for service in services), *web.addresses(self.worlds)))
        for world in self.worlds:
            for address, port in world.dropped:
                self.block(address, port)
            for address, port in world.rejected:
                self.block(address, port, "reject")
        self._cabinet = self._given_cabinet or Cabinet(root / "certificates")
        signer = Signer()
        published = [with_pins(world, self._cabinet) for world in self.worlds]
        self._children += names.start_authorities(self._at_servers, root / "nsd", published, signer)
        self._children += names.start_resolvers(self._at_servers, root / "unbound", signer)
        if web.addresses(self.worlds):
            self._children.append(web.start(self._at_servers, self._web, self.worlds, self._cabinet))
        if registry.answers(self.worlds):
            self._children.append(registry.start(self._at_servers, self._registry, self.worlds))
        self._mail.mkdir()
        sockets: dict[tuple[str, int], Path] = {}
        for world in self.worlds:
            dovecot.prepare(world, self._mail)
            instances = self._instances[world.name]
            for instance in instances:
                self._children.append(dovecot.start(self._at_servers, instance, self._mail, self._cabinet))
            for service in world.services:
                if service.protocol == "smtp":
                    instance = dovecot.instance_for(service, instances)
                    sockets[service.address, service.port] = instance.login_socket(self._mail)
        self._children.append(postfix.start(self._at_servers, root / "p", self.worlds, sockets, self._cabinet))
        self._wait_until_up()
        memory.remember(root / "unbound" / names.CAREFUL, self.worlds)

    def _wait_until_up(self) -> None:
        expected = {("udp", address, 53) for address in (*NAME_SERVERS, RESOLVER, RESOLVER6, CARELESS_RESOLVER)}
        expected |= {("tcp", service.address, service.port) for world in self.worlds for service in world.services}
        expected |= {("tcp", address, port) for address in web.addresses(self.worlds) for port in web.PORTS}
        expected |= {("tcp", WHOIS, 43)} if registry.answers(self.worlds) else set()
        sockets = [instance.login_socket(self._mail) for instance in self._of(None)]
        limit = time.monotonic() + _PATIENCE_S
        while missing := [*(expected - self._network.listening()), *(path for path in sockets if not path.exists())]:
            dead = [child for child in self._children if child.poll() is not None]
            if dead or time.monotonic() > limit:
                raise RuntimeError(f"the lab does not come up; not listening: {missing[:5]}\n{self._last_words(dead)}")
            time.sleep(0.05)

    def _last_words(self, dead: Sequence[subprocess.Popen[bytes]]) -> str:
        words = [f"ended with {child.returncode}: {child.args!r}" for child in dead]
        for path in sorted(self.directory.rglob("*")):
            if path.name in ("output", "log", "unbound.log") and path.is_file() and path.stat().st_size:
                words.append(f"{path}: {path.read_text(errors='replace')[-800:]}")
        return "\n".join(words[:20])


def _check(worlds: Sequence[World]) -> None:
    """Two worlds must not want the same thing."""
    for kind, values in (
        ("name", [world.name for world in worlds]),
        ("domain", [world.domain for world in worlds]),
        ("port", [(service.address, service.port) for world in worlds for service in world.services]),
    ):
        twice = [value for value, count in Counter(values).items() if count > 1]
        if twice:
            raise ValueError(f"worlds share a {kind}: {twice}")
    web.check(worlds)


def require() -> None:
    """Raise `LabUnavailable` unless this is a root shell with all programs of the lab."""
    if os.name != "posix" or os.geteuid() != 0:
        raise LabUnavailable("the lab needs root (network namespaces)")
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    missing = [program for program in _PROGRAMS if shutil.which(program, path=path) is None]
    if missing:
        raise LabUnavailable(f"the lab needs {', '.join(missing)}; tests/lab/install.sh installs them")


def _environment(added: Mapping[str, str] | None) -> dict[str, str]:
    """The environment without proxies and without what a developer may have set for the program under test."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("MAILDOCTOR_") and not key.lower().endswith("_proxy")
    }
    return kept | dict(added or {})
