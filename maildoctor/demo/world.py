"""A whole mail domain on loopback: name server and mail servers in a thread of their own, for one `with` block."""

from __future__ import annotations

import asyncio
import secrets
import threading
from types import TracebackType
from typing import Any, Self

from maildoctor.demo import nameserver
from maildoctor.demo.ca import Authority
from maildoctor.demo.deaf import ClosedPort, DeafPort
from maildoctor.demo.driver import Service, serve, tls_context
from maildoctor.demo.grammar import Account
from maildoctor.demo.imap import IMAP
from maildoctor.demo.pop3 import POP3
from maildoctor.demo.scenarios import DOMAIN, HOSTER, Scenario, filled
from maildoctor.demo.smtp import RELAY, SUBMISSION

_LOOPBACK = "127.0.0.1"
_ADDRESS = "192.0.2.10"
_REVERSE_NAME = "10.2.0.192.in-addr.arpa"
_SERVICES = {
    25: Service(RELAY),
    110: Service(POP3),
    143: Service(IMAP),
    465: Service(SUBMISSION, implicit=True),
    587: Service(SUBMISSION),
    993: Service(IMAP, implicit=True),
    995: Service(POP3, implicit=True),
}


class DemoWorld:
    """The world of one scenario. `account` is the mailbox, `password` what the customer types for it."""

    def __init__(self, scenario: Scenario, domain: str = DOMAIN) -> None:
        self.scenario = scenario
        self.domain = domain
        self.account = Account(f"info@{domain}", _password())
        self.password = _password() if scenario.wrong_password else self.account.password
        self.settings = scenario.settings(domain)
        self._authority = Authority()
        self._ports: dict[int, int] = {}
        self._resolver_port = 0
        self._closed: ClosedPort | None = None
        self._deaf: list[DeafPort] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._stop: asyncio.Event | None = None
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="maildoctor-demo", daemon=True)

    @property
    def ca_pem(self) -> bytes:
        """The trust anchor of this world."""
        return self._authority.root_pem

    @property
    def resolver(self) -> str:
        """The name server, as --resolver takes it."""
        return f"{_LOOPBACK}:{self._resolver_port}"

    @property
    def connect_to(self) -> tuple[str, ...]:
        """The connect map: every open port of every host, and the rest of its ports to one that refuses.

        Documentation addresses must never be dialled, so each host ends with an entry for all its ports.
        """
        assert self._closed is not None
        found = []
        for host in self._hosts():
            found += [f"{host}:{port}:{_LOOPBACK}:{here}" for port, here in sorted(self._ports.items())]
            found.append(f"{host}::{_LOOPBACK}:{self._closed.port}")
        return tuple(found)

    @property
    def login_hosts(self) -> tuple[str, ...]:
        """Hosts outside the domain that may be given the password."""
        return tuple(filled(host, self.domain) for host in self.scenario.login_hosts)

    def zone(self) -> nameserver.Zone:
        """The records of this world."""
        mail, mx = f"mail.{self.domain}", filled(self.scenario.mx, self.domain)
        hoster = HOSTER.partition(".")[2]
        zone = {
            self.domain: {
                "SOA": (f"ns.{hoster}. hostmaster.{hoster}. 1 3600 600 604800 300",),
                "NS": (f"ns.{hoster}.",),
                "MX": (f"10 {mx}.",),
                "TXT": (f'"v=spf1 mx a:{mail} -all"',),
            },
            mail: {"A": (_ADDRESS,)},
            HOSTER: {"A": (_ADDRESS,)},
            _REVERSE_NAME: {"PTR": (f"{mail}.",)},
        }
        if mx != mail:
            zone[mx] = {"CNAME": (f"{mail}.",)}
        return zone

    def _hosts(self) -> list[str]:
        return [name for name, records in self.zone().items() if "A" in records or "CNAME" in records]

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise self._failure
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    def _run(self) -> None:
        try:
            asyncio.run(self._live())
        except BaseException as failure:  # handed to the thread that waits for the world
            self._failure = failure
        finally:
            self._ready.set()

    async def _live(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        # A client that turns a certificate down is part of the play, not an error to be logged.
        self._loop.set_exception_handler(_only_bugs)
        names = tuple(filled(name, self.domain) for name in self.scenario.names)
        context = tls_context(self._authority.issue(names, self.scenario.certificate))
        self._closed = ClosedPort()
        datagrams, *servers = await nameserver.serve(self.zone())
        try:
            self._resolver_port = datagrams.get_extra_info("sockname")[1]
            for port, service in _SERVICES.items():
                if port in self.scenario.blocked:
                    self._deaf.append(deaf := DeafPort())
                    self._ports[port] = deaf.port
                    continue
                mute = port in self.scenario.mute
                shown = Service(service.grammar, service.implicit, mute)
                server = await serve(shown, self.account, names[0], context)
                servers.append(server)
                self._ports[port] = server.sockets[0].getsockname()[1]
            self._ready.set()
            await self._stop.wait()
        finally:
            datagrams.close()
            for server in servers:
                server.close()
            for deaf in self._deaf:
                deaf.close()
            self._closed.close()


def _only_bugs(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    if not isinstance(context.get("exception"), OSError):  # ssl.SSLError is one as well
        loop.default_exception_handler(context)


def _password() -> str:
    return f"demo-{secrets.token_hex(8)}"
