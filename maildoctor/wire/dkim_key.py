"""DKIM keys as they stand in the DNS: is this a key that receivers can use, and how strong is it?

Sources: RFC 6376 section 3.6.1 (the record), RFC 8301 section 3 (no SHA-1, no RSA below 1024 bits), RFC 8463 section 4
(Ed25519: 32 bytes). Nothing here raises.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from maildoctor.wire.tags import BLANKS, Problem, Tag, TagList, read_tags

SHORTEST = 1024
"""RSA keys below this many bits are refused by receivers (RFC 8301 section 3.2)."""

FAULTS = frozenset(
    (
        "no-key", "version-not-first", "bad-version", "quotes", "no-equals", "bad-name", "bad-character",
        "duplicate-tag", "empty-term", "bad-base64", "key-cut-off", "bad-key", "unknown-key-type", "no-sha256",
        "not-for-mail",
    )
)  # fmt: skip
"""Problems through which receivers, or some of them, cannot use the key. The only other one is `unknown-tag`."""

_KNOWN = frozenset(("v", "h", "k", "n", "p", "s", "t", "g"))
_MEANT = re.compile(r"v\s*=\s*dkim1|(?:^|[;\s\"'])k\s*=\s*(?:rsa|ed25519)\b|(?:^|[;\s\"'])p\s*=\s*MI[A-Z]", re.I)
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=\s]")
_ARMOUR = re.compile(r"-+\s*(?:BEGIN|END)\s+(?:RSA )?PUBLIC\s+KEY\s*-+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DkimKey:
    """One key record, read. `bits` is None where the key cannot be read.

    `revoked`: `p=` is empty, the key was called back. `testing` and `strict` are the flags `t=y` and `t=s`; `hashes`
    and `services` are empty where all are allowed.
    """

    text: str
    kind: str = "rsa"
    bits: int | None = None
    revoked: bool = False
    testing: bool = False
    strict: bool = False
    hashes: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def faults(self) -> tuple[Problem, ...]:
        """The problems through which the key is of no use, in the order of the record."""
        return tuple(problem for problem in self.problems if problem.kind in FAULTS)

    @property
    def usable(self) -> bool:
        """True where receivers can check signatures with it."""
        return not self.revoked and not self.faults and self.bits is not None and not self.too_short

    @property
    def too_short(self) -> bool:
        """True for an RSA key that receivers refuse for its length."""
        return self.kind == "rsa" and self.bits is not None and self.bits < SHORTEST


def is_meant_as_key(text: str) -> bool:
    """True where a TXT value was written as a DKIM key, readable or not. Other records (SPF, tokens) are none."""
    return _MEANT.search(text) is not None or read_tags(text).get("p") is not None


def read_dkim_key(text: str) -> DkimKey:
    """Read one TXT value as a DKIM key record."""
    terms = read_tags(text)
    problems = [*_of_the_list(text, terms), *(Problem(p.kind, p.at, p.part) for p in terms.problems)]
    kind = _value(terms, "k", "rsa")
    hashes = _listed(terms.get("h"))
    services = _listed(terms.get("s"))
    flags = _listed(terms.get("t"))
    if hashes and "sha256" not in hashes:
        problems.append(_about(terms, "h", "no-sha256"))
    if services and not {"*", "email"} & set(services):
        problems.append(_about(terms, "s", "not-for-mail"))
    written = terms.get("p")
    bits: int | None = None
    revoked = written is not None and not written.value
    if kind not in ("rsa", "ed25519"):
        problems.append(_about(terms, "k", "unknown-key-type"))
    elif written is None:
        problems.append(Problem("no-key", len(text), text))
    elif not revoked:
        bits, wrong = _measured(kind, written)
        problems.extend(wrong)
    ordered = tuple(sorted(problems, key=lambda problem: problem.at))
    return DkimKey(text, kind, bits, revoked, "y" in flags, "s" in flags, hashes, services, ordered)


def repaired_dkim_key(text: str) -> str | None:
    """The record as it was meant, where only its writing is at fault: quotes, line ends, PEM lines; else None."""
    if re.search(r"private\s+key", text, re.IGNORECASE):
        return None
    bare = _ARMOUR.sub("", re.sub(r"[\"'\\]", "", text)).replace("\r", "").replace("\n", "").strip()
    bare = re.sub(r"\s+(?=[hknpst]\s*=(?!=))", "; ", re.sub(r";\s*", "; ", bare)).replace(";; ", "; ")
    terms = {
        tag.name.lower(): re.sub(r"\s", "", tag.value) for tag in reversed(read_tags(bare).tags) if tag.name != "n"
    }
    names = ["k", "h", "t", "s", "p"]
    record = "; ".join(["v=DKIM1", *(f"{name}={terms[name]}" for name in names if terms.get(name))])
    return record if read_dkim_key(record).usable else None


def _of_the_list(text: str, terms: TagList) -> list[Problem]:
    problems: list[Problem] = []
    version = terms.get("v")
    if text[:1] in ('"', "'") or '"' in text:
        problems.append(Problem("quotes", text.find('"') if '"' in text else 0, text))
    elif version is not None and terms.first is not version:
        problems.append(Problem("version-not-first", version.at, version.text))
    if version is not None and version.value != "DKIM1":
        problems.append(Problem("bad-version", version.at, version.text))
    problems.extend(Problem("unknown-tag", tag.at, tag.text) for tag in terms.tags if tag.name not in _KNOWN)
    return problems


def _measured(kind: str, written: Tag) -> tuple[int | None, list[Problem]]:
    outside = _NOT_BASE64.search(written.value)
    if outside is not None:
        return None, [Problem("bad-base64", written.value_at + outside.start(), written.text)]
    try:
        key = base64.b64decode(re.sub(r"\s", "", written.value), validate=True)
    except (binascii.Error, ValueError):
        return None, [Problem("bad-base64", written.value_at, written.text)]
    if kind == "ed25519":
        return (256, []) if len(key) == 32 else (None, [Problem("bad-key", written.value_at, written.text)])
    if _is_cut_off(key):
        return None, [Problem("key-cut-off", written.value_at + len(written.value), written.text)]
    bits = _rsa_bits(key)
    return (bits, []) if bits is not None else (None, [Problem("bad-key", written.value_at, written.text)])


def _is_cut_off(key: bytes) -> bool:
    """True where the outer DER length promises more than there is (X.690 section 8.1.3)."""
    if len(key) < 2 or key[0] != 0x30:
        return False
    if key[1] < 0x80:
        return len(key) - 2 < key[1]
    count = key[1] & 0x7F
    return len(key) < 2 + count or len(key) - 2 - count < int.from_bytes(key[2 : 2 + count], "big")


def _rsa_bits(key: bytes) -> int | None:
    """The length of the modulus, of the framed form that everybody publishes or of the bare one that the RFC names."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        loaded = load_der_public_key(key)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return loaded.key_size if isinstance(loaded, rsa.RSAPublicKey) else None


def _value(terms: TagList, name: str, default: str) -> str:
    tag = terms.get(name)
    return tag.value if tag is not None and tag.value else default


def _listed(tag: Tag | None) -> tuple[str, ...]:
    if tag is None:
        return ()
    return tuple(part for part in (piece.strip(BLANKS) for piece in tag.value.split(":")) if part)


def _about(terms: TagList, name: str, kind: str) -> Problem:
    tag = terms.get(name)
    return Problem(kind, tag.at, tag.text) if tag is not None else Problem(kind, 0)
