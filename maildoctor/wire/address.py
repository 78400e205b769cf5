"""A mail address as people type it, put right where that is safe, refused where it is not.

Source: RFC 5321 section 4.1.2 (local part, lengths), RFC 5891 (international domain names). Japanese carriers long gave
out local parts with dots that RFC 5321 forbids (`a..b@`, `a.@`); they are accepted and said.
"""

from __future__ import annotations

import re
import unicodedata

from maildoctor.model.case import Address

_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE)
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-\u0080-\U0010ffff]+")
_NAMED = re.compile(r'\s*(?:"[^"]*"|[^<>"]*?)\s*<([^<>]*)>\s*')
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


class AddressError(ValueError):
    """The text is no mail address. `args[0]` is a short kind, `args[1]` the part that is wrong."""


def parse_address(typed: str) -> tuple[Address, tuple[str, ...]]:
    """The address in `typed`, and what had to be put right (`name`, `mailto`, `full-width`, `space`, `dots`, `idn`).

    Raises:
        AddressError: it cannot be put right without guessing.
    """
    text, notes = _repaired(typed)
    if "@" not in text:
        raise AddressError("no-at", text)
    local, _, domain_typed = text.rpartition("@")
    if not local:
        raise AddressError("no-local-part", text)
    if "@" in local and not (local.startswith('"') and local.endswith('"')):
        raise AddressError("two-ats", text)
    quoted = len(local) > 2 and local[0] == local[-1] == '"'
    if len(local.encode()) > 64 or not (quoted or _LOCAL.fullmatch(local)):
        raise AddressError("local-part", local)
    if not quoted and (local.startswith(".") or local.endswith(".") or ".." in local):
        notes += ("dots",)
    domain, shown = parse_domain(domain_typed)
    if domain != shown:
        notes += ("idn",)
    return Address(local, domain, shown), notes


def parse_subject(typed: str) -> tuple[Address | None, str, str, tuple[str, ...]]:
    """An address, or a bare domain: (address or None, ASCII domain, shown domain, notes).

    Raises:
        AddressError: it is neither.
    """
    text, notes = _repaired(typed)
    if "@" in text:
        address, notes = parse_address(typed)
        return address, address.domain, address.shown, notes
    try:
        domain, shown = parse_domain(text)
    except AddressError:
        raise AddressError("no-at", text) from None
    return None, domain, shown, notes + (("idn",) if domain != shown else ())


def parse_domain(typed: str) -> tuple[str, str]:
    """A domain or host name as (ASCII form, form to show), lower case, without trailing dot.

    Raises:
        AddressError: it is no name with at least two labels.
    """
    shown = typed.removesuffix(".").lower()
    ascii_form = to_ascii(shown)
    labels = ascii_form.split(".")
    if len(labels) < 2 or len(ascii_form) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressError("domain", typed)
    if labels[-1].isdigit():
        raise AddressError("domain", typed)
    return ascii_form, shown if ascii_form != shown else ascii_form


def to_ascii(name: str) -> str:
    """The A-label form of a name (RFC 5891).

    Raises:
        AddressError: the name has characters that no domain can have.
    """
    if name.isascii():
        return name
    import idna

    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise AddressError("domain", name) from None


def _repaired(typed: str) -> tuple[str, tuple[str, ...]]:
    """`typed` without what people's hands and clipboards add, and the kinds of what was removed."""
    notes: list[str] = []
    text = typed
    named = _NAMED.fullmatch(text)
    if named and "@" in unicodedata.normalize("NFKC", named[1]):
        text = named[1]
        notes.append("name")
    narrow = unicodedata.normalize("NFKC", text) if any(_is_wide(c) for c in text) else text
    if narrow != text:
        notes.append("full-width")
        text = narrow
    bare = text.translate({ord(c): None for c in _ZERO_WIDTH}).strip()
    if bare != text:
        notes.append("space")
        text = bare
    if text.lower().startswith("mailto:"):
        text = text[7:].split("?", 1)[0]
        notes.append("mailto")
    if any(unicodedata.category(c) in ("Cc", "Cf", "Zs", "Zl", "Zp") for c in text):
        raise AddressError("space-inside", text)
    return text, tuple(notes)


def _is_wide(character: str) -> bool:
    """Full-width ASCII (U+FF01..FF5E) and the ideographic space and full stop that a Japanese keyboard gives."""
    return 0xFF01 <= ord(character) <= 0xFF5E or character in "\u3000\u3002\uff61"


def repaired_host(typed: str) -> tuple[str, tuple[str, ...]]:
    """A host name as typed into a client, put right: (repaired, kinds of repair: full-width, space, scheme, path).

    Nothing is refused here: what cannot be put right is asked as it is and answered by the DNS.
    """
    notes: list[str] = []
    text = typed
    narrow = unicodedata.normalize("NFKC", text).replace("\u3002", ".") if any(_is_wide(c) for c in text) else text
    if narrow != text:
        notes.append("full-width")
        text = narrow
    bare = "".join(c for c in text if not c.isspace() and c not in _ZERO_WIDTH)
    if bare != text:
        notes.append("space")
        text = bare
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:/{1,2}", text)
    if scheme:
        notes.append("scheme")
        text = text[scheme.end() :]
    if "/" in text:
        notes.append("path")
        text = text.split("/", 1)[0]
    return text, tuple(notes)


def repaired_username(typed: str) -> tuple[str, tuple[str, ...]]:
    """A user name as typed into a client, put right: full-width letters, spaces at the ends, `mailto:`."""
    notes: list[str] = []
    text = typed
    narrow = unicodedata.normalize("NFKC", text) if any(_is_wide(c) for c in text) else text
    if narrow != text:
        notes.append("full-width")
        text = narrow
    bare = text.translate({ord(c): None for c in _ZERO_WIDTH}).strip()
    if bare != text:
        notes.append("space")
        text = bare
    if text.lower().startswith("mailto:"):
        notes.append("scheme")
        text = text[7:]
    return text, tuple(notes)
