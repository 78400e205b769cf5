"""Every form in which a secret may show itself, as byte patterns for the leak scanner (reliability.md, R9).

A form is worth listing if somebody could read the secret back from it, or try passwords against it off-line. Patterns
are searched without regard to case, and in the views of `leak_views`; forms that differ only in that are not listed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
import quopri
import shlex
import unicodedata
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.sax import saxutils

SHORTEST_SECRET = 10
SHORTEST_PATTERN = 8
_ENCODINGS = ("utf-16-le", "utf-16-be", "cp932", "euc-jp", "iso-2022-jp", "latin-1", "utf-7")
_HASHES = ("md5", "sha1", "sha256", "sha512")


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret to look for. `more` are patterns of its own, such as the result of `digests`."""

    value: str | bytes
    username: str | None = None
    more: tuple[tuple[str, bytes], ...] = ()

    def patterns(self) -> dict[str, bytes]:
        """All forms, named."""
        return {**forms(self.value, self.username), **dict(self.more)}


def forms(secret: str | bytes, username: str | None = None) -> dict[str, bytes]:
    """Every form of a high-entropy secret; those that look like an earlier one are left out.

    A short secret is refused: it would be found everywhere. For those the test is sameness, not scanning.
    """
    raw = secret.encode() if isinstance(secret, str) else secret
    if len(raw) < SHORTEST_SECRET:
        raise ValueError(f"the scanner needs a secret of at least {SHORTEST_SECRET} bytes")
    found: dict[str, bytes] = {}
    seen: set[bytes] = set()
    for name, pattern in _all(raw, username):
        if len(pattern) >= SHORTEST_PATTERN and pattern.lower() not in seen:
            seen.add(pattern.lower())
            found[name] = pattern
    return found


def digests(secret: str | bytes, challenge: bytes, username: str) -> dict[str, bytes]:
    """What CRAM-MD5 and APOP make of the secret: good for trying passwords off-line, so as bad as the secret."""
    raw = secret.encode() if isinstance(secret, str) else secret
    cram = hmac.new(raw, challenge, "md5").hexdigest().encode()
    apop = hashlib.md5(challenge + raw).hexdigest().encode()
    return {
        "cram-md5 digest": cram,
        "cram-md5 response base64": base64.b64encode(username.encode() + b" " + cram),
        "apop digest": apop,
        "apop digest base64": base64.b64encode(apop),
    }


def scram_digests(
    secret: str | bytes, salt: bytes, iterations: int, auth_message: bytes, algorithm: str = "sha256"
) -> dict[str, bytes]:
    """What SCRAM makes of the secret (RFC 5802, section 3), in base64 and hex."""
    raw = secret.encode() if isinstance(secret, str) else secret
    salted = hashlib.pbkdf2_hmac(algorithm, raw, salt, iterations)
    client_key = hmac.digest(salted, b"Client Key", algorithm)
    stored_key = hashlib.new(algorithm, client_key).digest()
    signature = hmac.digest(stored_key, auth_message, algorithm)
    server_key = hmac.digest(salted, b"Server Key", algorithm)
    values = {
        "salted password": salted,
        "client key": client_key,
        "stored key": stored_key,
        "client proof": bytes(one ^ other for one, other in zip(client_key, signature, strict=True)),
        "server key": server_key,
        "server signature": hmac.digest(server_key, auth_message, algorithm),
    }
    return {
        f"scram {name} {form}": encode(value)
        for name, value in values.items()
        for form, encode in (("base64", base64.b64encode), ("hex", _hex))
    }


def _all(raw: bytes, username: str | None) -> Iterator[tuple[str, bytes]]:
    text = raw.decode("utf-8", "surrogateescape")
    yield "raw", raw
    yield from _spellings(raw, text)
    yield from _base64_blobs(raw, username)
    yield from _base64_anywhere("base64", raw)
    yield from _base64_anywhere("base64 of utf-16", text.encode("utf-16-le", "surrogatepass"))
    yield from _byte_by_byte(raw)
    yield from ((name, _bytes(escape(text))) for name, escape in _ESCAPES.items())
    yield from _codepoints(text)
    yield "imap literal", b"{%d}\r\n" % len(raw) + raw
    yield "python bytes", repr(raw)[2:-1].encode()
    for algorithm in _HASHES:
        digest = hashlib.new(algorithm, raw).digest()
        yield f"{algorithm} hex", _hex(digest)
        yield f"{algorithm} base64", base64.b64encode(digest)


def _spellings(raw: bytes, text: str) -> Iterator[tuple[str, bytes]]:
    yield "lower case", _bytes(text.lower())
    yield "upper case", _bytes(text.upper())
    yield "reversed", raw[::-1]
    yield "reversed text", _bytes(text[::-1])
    for kind in ("NFC", "NFD", "NFKC", "NFKD"):
        yield kind, _bytes(unicodedata.normalize(kind, text))
    for encoding in _ENCODINGS:
        try:
            yield encoding, text.encode(encoding)
        except UnicodeEncodeError:
            continue
    # Bytes taken for Latin-1 and written as UTF-8 or JSON: what becomes of Japanese text in careless hands.
    for encoding in ("utf-8", "cp932", "euc-jp"):
        try:
            wrong = text.encode(encoding).decode("latin-1")
        except UnicodeEncodeError:
            continue
        yield f"{encoding} as latin-1", wrong.encode()
        yield f"{encoding} as latin-1 json", json.dumps(wrong)[1:-1].encode()
    half = len(raw) // 2  # a text that was cut, or broken over two columns
    yield "first half", raw[: max(half, SHORTEST_PATTERN)]
    yield "last half", raw[-max(half, SHORTEST_PATTERN) :]


def _base64_blobs(raw: bytes, username: str | None) -> Iterator[tuple[str, bytes]]:
    user = (username or "").encode()
    blobs = {
        "pw": raw,
        "user+pw": user + raw,
        "user:pw": user + b":" + raw,
        "\\0user\\0pw": b"\0" + user + b"\0" + raw,
        "authz\\0user\\0pw": user + b"\0" + user + b"\0" + raw,
        "xoauth2": b"user=" + user + b"\1auth=Bearer " + raw + b"\1\1",
        "oauthbearer": b"n,a=" + user + b",\1auth=Bearer " + raw + b"\1\1",
    }
    for name, blob in blobs.items():
        yield f"base64 {name}", base64.b64encode(blob)
        yield f"base64 {name} unpadded", base64.b64encode(blob).rstrip(b"=")
        yield f"base64url {name}", base64.urlsafe_b64encode(blob)
        yield f"base64url {name} unpadded", base64.urlsafe_b64encode(blob).rstrip(b"=")


def _base64_anywhere(name: str, raw: bytes) -> Iterator[tuple[str, bytes]]:
    """The part of the base64 that depends on the secret alone, for each of the three places it can start at.

    This finds the secret in the middle of any longer blob, whatever is before or behind it.
    """
    for alignment in range(3):
        encoded = base64.b64encode(b"\0" * alignment + raw).rstrip(b"=")
        start = (0, 2, 3)[alignment]
        end = len(encoded) - (len(raw) + alignment) % 3 % 2 - ((len(raw) + alignment) % 3 == 2)
        core = encoded[start:end]
        yield f"{name} at {alignment}", core
        yield f"{name}url at {alignment}", core.translate(bytes.maketrans(b"+/", b"-_"))


def _byte_by_byte(raw: bytes) -> Iterator[tuple[str, bytes]]:
    yield "hex", _hex(raw)
    for name, separator in (("colons", ":"), ("dashes", "-"), ("commas", ",")):
        yield f"hex with {name}", raw.hex(separator).encode()
    styles = {
        "hex with 0x": ("0x%02x", ","),
        "decimal": ("%d", ","),
        "percent, every byte": ("%%%02X", ""),
        "quoted-printable, every byte": ("=%02X", ""),
        "\\xNN": ("\\x%02x", ""),
        "octal": ("\\%03o", ""),
    }
    for name, (form, separator) in styles.items():
        yield name, separator.join(form % byte for byte in raw).encode()
    yield "quoted-printable", quopri.encodestring(raw).replace(b"=\n", b"")
    yield "quoted-printable header", quopri.encodestring(raw, header=True).replace(b"=\n", b"")
    yield "percent", urllib.parse.quote(raw, safe="").encode()
    yield "percent, path", urllib.parse.quote(raw).encode()
    yield "percent, form", urllib.parse.quote_plus(raw).encode()
    yield "base32", base64.b32encode(raw).rstrip(b"=")


def _codepoints(text: str) -> Iterator[tuple[str, bytes]]:
    units = text.encode("utf-16-be", "surrogatepass")
    yield "\\uXXXX", b"".join(b"\\u" + units[at : at + 2].hex().encode() for at in range(0, len(units), 2))
    yield "html decimal", "".join(f"&#{ord(letter)};" for letter in text).encode()
    yield "html hex", "".join(f"&#x{ord(letter):x};" for letter in text).encode()


def _json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _backslashed(text: str) -> str:
    return "".join(letter if letter.isalnum() or ord(letter) > 127 else "\\" + letter for letter in text)


_ESCAPES: Mapping[str, Callable[[str], str]] = {
    "json": _json,
    "json, raw unicode": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "json in json": lambda text: _json(_json(text)),
    "html": lambda text: html.escape(text, quote=True),
    "html, no quotes": lambda text: html.escape(text, quote=False),
    "xml": lambda text: saxutils.escape(text, {'"': "&quot;", "'": "&apos;"}),
    "xml attribute": lambda text: saxutils.escape(text, {'"': "&quot;"}),
    "html in html": lambda text: html.escape(html.escape(text)),
    "shell": lambda text: shlex.quote(text),
    "shell, double quotes": lambda text: _escaped(text, '"\\$`'),
    "shell, backslashes": _backslashed,
    "powershell": lambda text: text.replace("'", "''"),
    "imap quoted": lambda text: _escaped(text, '"\\'),
    "csv": lambda text: text.replace('"', '""'),
    "markdown": lambda text: _escaped(text, "\\`*_{}[]()<>#+-.!|~&"),
    "python": lambda text: repr(text)[1:-1],
    "python ascii": lambda text: ascii(text)[1:-1],
    "format braces": lambda text: text.replace("{", "{{").replace("}", "}}"),
    "doubled percent": lambda text: text.replace("%", "%%"),
}


def _escaped(text: str, special: str) -> str:
    return "".join("\\" + letter if letter in special else letter for letter in text)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _hex(value: bytes) -> bytes:
    return value.hex().encode()
