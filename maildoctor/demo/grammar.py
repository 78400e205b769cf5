"""What the three server grammars share: an account, the state of one connection, and an answer.

A grammar is a pure function from state and line to state and answer. It knows no socket, no clock and no TLS: the
driver reads lines, writes answers, and starts TLS where an answer says so.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Account:
    """The one mailbox of the demo. `password` is made for one run and opens nothing else."""

    username: str
    password: str

    def opens(self, username: str, password: str) -> bool:
        """True for the right pair."""
        return (username, password) == (self.username, self.password)

    def __repr__(self) -> str:
        return f"Account({self.username!r})"


@dataclass(frozen=True, slots=True)
class State:
    """One connection. `awaits` names the answer to a challenge that is due; `tag` and `username` belong to it."""

    account: Account
    host: str
    encrypted: bool = False
    inside: bool = False
    awaits: str = ""
    tag: str = ""
    username: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out, and what happens then."""

    lines: tuple[str, ...] = ()
    upgrade: bool = False
    close: bool = False

    @property
    def data(self) -> bytes:
        """The bytes of the answer."""
        return b"".join(f"{line}\r\n".encode() for line in self.lines)


Turn = tuple[State, Answer]


@dataclass(frozen=True, slots=True)
class Grammar:
    """One protocol from the server's side."""

    greet: Callable[[State], Answer]
    hear: Callable[[State, str], Turn]


def say(state: State, *lines: str) -> Turn:
    """Answer with `lines`, nothing else changes."""
    return state, Answer(lines)


def encrypted(state: State) -> State:
    """The state after the handshake: all that was said before is forgotten (RFC 3207 section 4.2)."""
    return State(state.account, state.host, encrypted=True)


def decoded(text: str) -> str | None:
    """The text behind base64, None where it is none."""
    try:
        return base64.b64decode(text.strip(), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None


def shown(text: str) -> str:
    """Text as a base64 challenge."""
    return base64.b64encode(text.encode()).decode()


def plain_opens(state: State, text: str) -> bool:
    """True where a PLAIN response (RFC 4616) holds the right pair."""
    parts = (decoded(text) or "").split("\0")
    return len(parts) == 3 and state.account.opens(parts[1], parts[2])


def after_login(state: State, accepted: bool) -> State:
    """The state when a login has been decided."""
    return replace(state, inside=state.inside or accepted, awaits="", tag="", username="")
