"""A lab of domains with faults, and the two programs in front of it: checkdmarc, and this one without a login.

The DNS is scripted and on loopback. Whatever else either program tries to reach is not there: a guard in each process
refuses every packet that would leave the machine, as a line that is cut would.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from maildoctor.demo.ca import Authority
from tests.oracle.desk_zone import POLICIES, zone
from tests.support.dns_answer import Behaviour
from tests.support.script_dns import ScriptDns
from tests.support.script_https import ScriptHttps, answer

GUARD = """
import errno, json, os, socket, sys
def guarded(name, place):
    real = getattr(socket.socket, name)
    def send(self, *args):
        address = args[place]
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1"):
            raise OSError(errno.ENETUNREACH, "the lab ends here")
        return real(self, *args)
    setattr(socket.socket, name, send)
web = json.loads(os.environ["LAB_WEB"])
for name, place in (("connect", 0), ("connect_ex", 0), ("sendto", -1)):
    guarded(name, place)
def look(host, *args, real=socket.getaddrinfo, **more):
    if host in web:
        return real("127.0.0.1", web[host], *args[1:], **more)
    if host not in ("127.0.0.1", "::1", "localhost", None):
        raise socket.gaierror(socket.EAI_NONAME, "the lab ends here")
    return real(host, *args, **more)
socket.getaddrinfo = look
"""
"""Runs in front of a program: only loopback is there, and no name is asked of this machine's own resolver.

`web` are the ports of the scripted web servers by their names.
"""

_OURS = f"{GUARD}\nimport runpy\nrunpy.run_module('maildoctor', run_name='__main__', alter_sys=True)\n"
_THEIRS = f"""{GUARD}
import checkdmarc
from dns.nameserver import Do53Nameserver
server = Do53Nameserver("127.0.0.1", int(sys.argv[1]))
print(checkdmarc.results_to_json(checkdmarc.check_domains(sys.argv[2:], nameservers=[server])))
"""
"""What `python -m checkdmarc DOMAIN` does; its own command line cannot name the port of a DNS server."""


@dataclass(frozen=True, slots=True)
class Lab:
    """The servers of the lab while they run. `web` are the ports of the web servers by their names."""

    names: ScriptDns
    web: dict[str, int]
    ca_file: Path

    def maildoctor(self, domain: str) -> subprocess.CompletedProcess[bytes]:
        """One domain through this program, as a process."""
        options = ["--no-login", "--resolver", f"127.0.0.1:{self.names.port}", "--format", "json", "--lang", "en"]
        options += ["--ca-file", str(self.ca_file)]
        for host, port in self.web.items():
            options += ["--connect-to", f"{host}:443:127.0.0.1:{port}"]
        return self._run([sys.executable, "-c", _OURS, "check", domain, *options])

    def checkdmarc(self, *domains: str) -> subprocess.CompletedProcess[bytes]:
        """Domains through checkdmarc, in one process."""
        return self._run([sys.executable, "-W", "ignore", "-c", _THEIRS, str(self.names.port), *domains])

    def _run(self, argv: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.ca_file.parent),
            "PYTHONPATH": str(Path.cwd()),
            "LAB_WEB": json.dumps(self.web),
            "REQUESTS_CA_BUNDLE": str(self.ca_file),
        }
        return subprocess.run(
            argv, capture_output=True, env=environment, stdin=subprocess.DEVNULL, timeout=180, check=False
        )


@contextlib.contextmanager
def lab(folder: Path, delay: float = 0.0) -> Iterator[Lab]:
    """The lab, every answer of its DNS held back for `delay` seconds; `folder` takes the certificate it trusts."""
    authority = Authority()
    ca_file = folder / "ca.pem"
    ca_file.write_bytes(authority.root_pem)
    with contextlib.ExitStack() as stack:
        names = stack.enter_context(ScriptDns(zone(), {("*", "*"): Behaviour(delay=delay)}))
        web = {}
        for domain, (kind, text) in POLICIES.items():
            host = f"mta-sts.{domain}"
            server = stack.enter_context(ScriptHttps(authority.issue((host,))))
            page = answer(200, text.encode(), f"Content-Type: {kind}", "Connection: close")
            server.pages["/.well-known/mta-sts.txt"] = page
            web[host] = server.port
        yield Lab(names, web, ca_file)
