"""What a golden dialogue can be told: who may log in, with which certificate, and which of its texts differ."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass

from maildoctor.demo.ca import Issued
from tests.support.records import Login
from tests.support.steps import StartTls

Judge = Callable[[Login], bool]
Refusal = Callable[[Login], bytes]


def anyone(_login: Login) -> bool:
    """Every login is accepted."""
    return True


def nobody(_login: Login) -> bool:
    """Every login is refused."""
    return False


def only(user: str, password: str) -> Judge:
    """Just this user name (to the letter) with this password or token. A digest in place of it is not recomputed."""
    return lambda login: (login.user, login.secret) == (user.encode(), password.encode())


@dataclass(frozen=True, slots=True)
class Golden:
    """A healthy server, described. `dataclasses.replace` makes an ill one of it.

    `refusal` gives the text of a refused login (without tag and line end), `banner` replaces the greeting (without line
    end, but with its `220`, `* OK` or `+OK`). `starttls` is offered unless false; `go_ahead` replaces its answer, and
    where that is a refusal no handshake follows. `clear_login` lets people log in without TLS.
    """

    certificate: Issued
    accepts: Judge = anyone
    refusal: Refusal | None = None
    trusted: bool = True
    name: bytes = b"mail.example.test"
    banner: bytes | None = None
    mechanisms: tuple[str, ...] = ("PLAIN", "LOGIN")
    starttls: bool = True
    go_ahead: bytes | None = None
    clear_login: bool = False
    challenge: bytes = b"<1896.697170952@mail.example.test>"

    @property
    def tls(self) -> StartTls:
        """The TLS step with this server's certificate."""
        return StartTls(self.certificate, trusted=self.trusted)


def decoded(blob: bytes) -> bytes:
    """Base64, or the blob as it is: a client that encodes wrongly is refused, not crashed upon."""
    try:
        return base64.b64decode(blob, validate=True)
    except (binascii.Error, ValueError):
        return blob
