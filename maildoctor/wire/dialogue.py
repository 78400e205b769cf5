"""The steps of a wire dialogue. A dialogue is a generator: it yields steps and is sent replies.

Nothing here knows a socket or a clock: `net.talk` carries the steps out, and a test can do it by hand.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass

from maildoctor.wire.reply import Reply


@dataclass(frozen=True, slots=True)
class Hear:
    """Wait for a reply without having said anything: the greeting."""

    name: str = "greeting"


@dataclass(frozen=True, slots=True)
class Say:
    """Send one command and wait for its reply.

    `shown` is what the transcript records instead of `data`: written by the author of the command, who knows where
    the secret stands in it, never found by searching. `slow`: servers delay this reply on purpose.
    """

    data: bytes
    shown: str
    name: str
    tag: str = ""
    multiline: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Upgrade:
    """Start TLS now. Nothing that was received before may be left over."""


@dataclass(frozen=True, slots=True)
class Learn:
    """Something became known: `facts` are attributes of the endpoint's fact."""

    facts: Mapping[str, object]


Step = Hear | Say | Upgrade | Learn
Talk = Generator[Step, Reply, None]
"""A dialogue that tells what it learns by `Learn`."""
