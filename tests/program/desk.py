"""The program on a desk of its own: run as a user would, against a demo world or a scripted server."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maildoctor.cli.settings_text import settings_text
from maildoctor.demo.ca import Authority
from maildoctor.demo.scenarios import BY_NAME, Scenario
from maildoctor.demo.world import DemoWorld
from tests.support.process import Run, run_command
from tests.support.script_dns import ScriptDns
from tests.support.script_server import ScriptServer
from tests.support.steps import Hold, Send, StartTls
from tests.support.watch import Poke

PROGRAM = (sys.executable, "-m", "maildoctor")
ADDRESS = "info@aoba.example"


@dataclass(frozen=True, slots=True)
class Desk:
    """A world and the options that lead into it."""

    options: tuple[str, ...]
    inputs: dict[str, bytes]
    password: str

    def check(
        self,
        *more: str,
        password: str | None = None,
        program: Sequence[str] = PROGRAM,
        environment: dict[str, str | None] | None = None,
        poke: Poke | None = None,
    ) -> Run:
        """`maildoctor check` with the password on standard input."""
        return run_command(
            [*program, "check", ADDRESS, *self.options, "--password-stdin", *more],
            stdin=(password or self.password).encode() + b"\n",
            inputs=self.inputs,
            environment={"LANG": "ja_JP.UTF-8", "PYTHONPATH": str(Path.cwd()), **(environment or {})},
            timeout=40,
            poke=poke,
        )


@contextlib.contextmanager
def demo_desk(scenario: str | Scenario = "healthy") -> Iterator[Desk]:
    """A desk in front of a demo world."""
    chosen = BY_NAME[scenario] if isinstance(scenario, str) else scenario
    with DemoWorld(chosen) as world:
        options = ["--settings", "settings.toml", "--ca-file", "ca.pem", "--resolver", world.resolver]
        for mapping in world.connect_to:
            options += ["--connect-to", mapping]
        inputs = {"settings.toml": settings_text(world.settings).encode(), "ca.pem": world.ca_pem}
        yield Desk(tuple(options), inputs, world.account.password)


@contextlib.contextmanager
def held_desk() -> Iterator[tuple[Desk, ScriptServer]]:
    """An incoming server that takes the login and never answers it."""
    authority = Authority()
    script = (
        StartTls(authority.issue(("mail.aoba.example",))),
        Send(b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n"),
        Hold(),
    )
    zone = {
        ("aoba.example", "MX"): ["10 mail.aoba.example."],
        ("mail.aoba.example", "A"): ["192.0.2.25"],
        ("25.2.0.192.in-addr.arpa", "PTR"): ["mail.aoba.example."],
    }
    with ScriptServer(script) as server, ScriptDns(zone) as names:
        options = (
            "--incoming", f"imaps://{ADDRESS}@mail.aoba.example", "--ca-file", "ca.pem",
            "--resolver", f"127.0.0.1:{names.port}", "--connect-to", f":993:127.0.0.1:{server.port}",
            "--connect-to", "::127.0.0.1:9", "--skip", "mx", "--skip", "domain",
        )  # fmt: skip
        yield Desk(options, {"ca.pem": authority.root_pem}, "a-Long-and-rare-secret-2026"), server


def report_of(run: Run) -> dict[str, Any]:
    """The JSON that a run printed."""
    report: dict[str, Any] = json.loads(run.stdout)
    return report
