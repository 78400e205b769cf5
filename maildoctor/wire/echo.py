"""Does a server's text repeat the credentials? Then it is withheld whole: some servers echo what they refuse."""

from __future__ import annotations

import base64
import urllib.parse

from maildoctor.model.secret import Secret

WITHHELD = "[withheld: repeats the credentials]"
_SHORTEST = 6


class Echoes:
    """The forms in which one secret could come back on one connection."""

    __slots__ = ("_forms",)

    def __init__(self, secret: Secret, username: str) -> None:
        raw = secret.reveal().encode()
        pairs = (raw, b"\0" + username.encode() + b"\0" + raw, username.encode() + raw)
        forms = {_squeezed(base64.b64encode(pair)) for pair in pairs if len(pair) >= _SHORTEST}
        forms |= {_squeezed(base64.b64encode(b"x" * shift + raw)[4:-4]) for shift in (1, 2) if len(raw) >= 8}
        if _tellable(secret.reveal()):
            quoted = urllib.parse.quote(raw, safe="").encode()
            percent = b"".join(b"%%%02X" % byte for byte in raw)
            escaped = raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
            forms |= {_squeezed(form) for form in (raw, raw[::-1], raw.hex().encode(), quoted, percent, escaped)}
        self._forms = frozenset(form for form in forms if len(form) >= _SHORTEST)

    def in_(self, data: bytes) -> bool:
        """True where `data` holds one of the forms, in any letter case."""
        squeezed = _squeezed(data)
        return any(form in squeezed for form in self._forms)


def _squeezed(data: bytes) -> bytes:
    return data.lower().rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")


def _tellable(value: str) -> bool:
    """False for secrets that are ordinary words: withholding "password" from every reply would tell that it is one."""
    kinds = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    return len(value) >= _SHORTEST and sum(any(kind(c) for c in value) for kind in kinds) >= 2
