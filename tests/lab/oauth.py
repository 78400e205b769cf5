"""Access tokens that the lab's Dovecot accepts: JWTs signed with a key of this session, checked without any server."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from pathlib import Path

MECHANISMS = frozenset({"XOAUTH2", "OAUTHBEARER"})

_KEY = secrets.token_bytes(32)
_HEADER = {"alg": "HS256", "typ": "JWT"}


def token(login: str, expires: int = 4_000_000_000) -> str:
    """An access token for `login`; one that `expires` in the past is refused."""
    claims = {"sub": login, "email": login, "scope": "mail", "iat": 1_700_000_000, "exp": expires}
    signed = b".".join(_encode(json.dumps(part).encode()) for part in (_HEADER, claims))
    return b".".join((signed, _encode(hmac.new(_KEY, signed, hashlib.sha256).digest()))).decode()


def write_keys(directory: Path) -> None:
    """The key as Dovecot's `local_validation_key_dict` (driver posix) looks it up: azp/algorithm/key id."""
    folder = directory / "default" / "HS256"
    folder.mkdir(parents=True)
    (folder / "default").write_bytes(base64.b64encode(_KEY))


def _encode(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
