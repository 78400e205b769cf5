"""Try client settings with the standard library's own mail modules, at the client's place of a lab."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.lab.lab import Lab

_SCRIPT = Path(__file__).with_name("stdlib_client.py")


@dataclass(frozen=True, slots=True)
class Trial:
    """Settings to try. Without a password the trial ends at the capabilities (smtp: goes on without a login)."""

    protocol: str
    host: str
    port: int
    security: str
    username: str = ""
    password: str | None = field(default=None, repr=False)
    auth: str = "password"
    envelopes: tuple[tuple[str, str], ...] = ()
    """smtp: pairs of sender and recipient."""
    verify: bool = True
    """The certificate has to be good."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a trial came: connect, tls, capabilities, login, mailbox, envelope or done, and the words at its end."""

    stage: str
    reply: str
    details: dict[str, Any]
    seconds: float

    @property
    def done(self) -> bool:
        """Everything asked for worked."""
        return self.stage == "done" or (self.stage == "capabilities" and not self.reply)

    @property
    def envelopes(self) -> list[str]:
        """The server's answers to the envelopes, in their order."""
        return list(self.details.get("envelopes", []))


def try_all(lab: Lab, trials: Sequence[Trial], *, at_once: int = 1) -> list[Outcome]:
    """The outcomes, in the order of the trials.

    One is tried after the other, or several `at_once`: Dovecot keeps every refusal for up to half a second.
    """
    everything = [dataclasses.asdict(trial) | {"ca_file": str(lab.ca_file)} for trial in trials]
    asked = {"at_once": at_once, "trials": everything}
    done = lab.run([sys.executable, "-W", "ignore", str(_SCRIPT)], stdin=json.dumps(asked))
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return [Outcome(**outcome) for outcome in json.loads(done.stdout)]
