"""The addresses to which receivers send their reports: lists of URIs between commas, for DMARC and TLS-RPT.

Sources: RFC 3986 section 3 (URI), RFC 6068 section 2 (mailto), RFC 7489 section 6.2 (the "!size" behind a DMARC
address, dropped by RFC 9989), RFC 8460 section 3 (TLS-RPT).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from maildoctor.wire.tags import BLANKS, Problem

_FLAGS = re.IGNORECASE | re.ASCII
_SIZE = re.compile(r"!\d+[kmgt]?$", _FLAGS)
_URI = re.compile(r"([a-z][a-z0-9+.-]*):((?:[a-z0-9._~:/?#\[\]@!$&'()*+;=-]|%[0-9a-f]{2})+)", _FLAGS)
_HTTP = re.compile(r"//[a-z0-9\[][^/?#]*(?:[/?#].*)?", _FLAGS)
_LOCAL = r"(?:[a-z0-9!#$&'*+/=^_`{|}~.-]|%[0-9a-f]{2})+"
_DOMAIN = r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}"
_MAILBOX = re.compile(rf"{_LOCAL}@({_DOMAIN})\.?", _FLAGS)


@dataclass(frozen=True, slots=True)
class ReportUri:
    """One address for reports. `domain` is where the mail goes, "" for another scheme than mailto."""

    scheme: str
    text: str
    domain: str
    at: int
    size: str = ""


def read_uris(value: str, value_at: int = 0) -> tuple[tuple[ReportUri, ...], tuple[Problem, ...]]:
    """The URIs of a comma-separated list, and `bad-report-address` for each piece that is none."""
    found: list[ReportUri] = []
    problems: list[Problem] = []
    at = value_at
    for piece in value.split(","):
        start = at + len(piece) - len(piece.lstrip(BLANKS))
        at += len(piece) + 1
        uri = _read(piece.strip(BLANKS), start)
        if uri is None:
            problems.append(Problem("bad-report-address", start, piece.strip(BLANKS)))
        else:
            found.append(uri)
    return tuple(found), tuple(problems)


def _read(text: str, at: int) -> ReportUri | None:
    size = _SIZE.search(text)
    bare = text[: size.start()] if size is not None else text
    whole = _URI.fullmatch(bare)
    if whole is None:
        return None
    scheme, rest = whole.group(1).lower(), whole.group(2)
    domain = ""
    if scheme == "mailto":
        mailbox = _MAILBOX.fullmatch(rest.partition("?")[0])
        if mailbox is None:
            return None
        domain = mailbox.group(1).lower()
    elif scheme in ("http", "https") and _HTTP.fullmatch(rest) is None:
        return None
    return ReportUri(scheme, bare, domain, at, size.group()[1:] if size is not None else "")


def repaired_uris(pieces: str) -> tuple[str, ...]:
    """The good URIs in `pieces`, each once; a bare mail address gets the "mailto:" it lacks, the rest is dropped."""
    found: dict[str, None] = {}
    for piece in re.split(r"[,\s]+", pieces):
        text = re.sub(r"^<|>$", "", piece.strip("\"'"))
        text = re.sub(r"^mail-?to:(?://)?", "", text, flags=re.IGNORECASE) if "@" in text else text
        for candidate in (f"mailto:{text}", text):
            uri = _read(candidate, 0)
            if uri is not None and (uri.domain or candidate is text):
                found.setdefault(uri.text)
                break
    return tuple(found)
