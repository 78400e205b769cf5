"""Folders as IMAP lists them: name, hierarchy and use, and the counts of STATUS.

LIST: RFC 9051 section 7.3.1, RFC 5258; special uses: RFC 6154; names in modified UTF-7: RFC 3501 section 5.1.3;
STATUS: RFC 9051 section 7.3.4, its SIZE: RFC 8438. What cannot be read is left out, never guessed.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from maildoctor.wire.reply import Reply, Standing


class Use(StrEnum):
    """What a folder is for. `VIRTUAL` shows messages of other folders again; `FILED` is one that people named."""

    INBOX = "inbox"
    JUNK = "junk"
    SENT = "sent"
    VIRTUAL = "virtual"
    SERVICE = "service"
    FILED = "filed"


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder that can be selected. `name` as it stands on the wire, `parent` all of it up to the last delimiter."""

    name: str
    parent: str
    use: Use


@dataclass(frozen=True, slots=True)
class Counts:
    """What STATUS told of one folder; None: not told."""

    messages: int | None
    octets: int | None
    uid_next: int | None


_LIST = re.compile(rb'\* LIST \(([^()]*)\) (NIL|"(?:\\.|[^"\\])?") (.+)\Z', re.IGNORECASE | re.DOTALL)
_NAME = re.compile(rb'"((?:\\.|[^"\\])*)"|\{(\d{1,6})\+?\}\r\n|([^\s"(){}]+)', re.DOTALL)
_SPECIAL = {
    "\\junk": Use.JUNK,
    "\\sent": Use.SENT,
    "\\all": Use.VIRTUAL,
    "\\flagged": Use.VIRTUAL,
    "\\important": Use.VIRTUAL,
    "\\drafts": Use.SERVICE,
    "\\trash": Use.SERVICE,
}
_NAMES = {
    Use.JUNK: "junk|junk e-?mail|junk mail|spam|bulk( mail)?|迷惑メール( ?フォルダー?)?",
    Use.SENT: "sent|sent (items|messages|mail|objects)|送信済み?( ?(アイテム|メール|メッセージ|トレイ|フォルダー?))?",
    Use.SERVICE: "trash|deleted( (items|messages))?|drafts?|outbox|templates?|ごみ箱|ゴミ箱|"
    "削除済み?( ?(アイテム|メール))?|下書き|送信トレイ|送信箱|テンプレート",
}
_USUAL = tuple((use, re.compile(names)) for use, names in _NAMES.items())
_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*)-")


def folders(reply: Reply) -> tuple[Folder, ...]:
    """All folders of a LIST answer that can be selected, the inbox included where it is listed."""
    return tuple(_folders(reply.raw)) if reply.standing is Standing.OK else ()


def _folders(lines: tuple[bytes, ...]) -> Iterator[Folder]:
    seen: set[str] = set()
    for line in lines:
        match = _LIST.match(line)
        name = _first_name(match[3]) if match else None
        if match is None or name is None:
            continue
        attributes = match[1].decode("ascii", "replace").lower().split()
        if name[0] in seen or {"\\noselect", "\\nonexistent"} & set(attributes):
            continue
        seen.add(name[0])
        delimiter = "" if match[2].upper() == b"NIL" else match[2][1:-1].decode("latin-1")[-1:]
        parent, found, leaf = name[0].rpartition(delimiter) if delimiter else ("", "", name[0])
        yield Folder(name[0], parent + found, _use(name[0], leaf, attributes))


def _use(name: str, leaf: str, attributes: list[str]) -> Use:
    if name.upper() == "INBOX":
        return Use.INBOX
    special = next((_SPECIAL[word] for word in attributes if word in _SPECIAL), None)
    if special is not None:
        return special
    shown = decoded(leaf).casefold()
    return next((use for use, usual in _USUAL if usual.fullmatch(shown)), Use.FILED)


def decoded(name: str) -> str:
    """A name out of modified UTF-7 as people see it; what is none stays as it is."""
    return _SHIFTED.sub(_unshifted, name)


def _unshifted(match: re.Match[str]) -> str:
    shifted = match[1].replace(",", "/")
    if not shifted:
        return "&"
    try:
        return base64.b64decode(shifted + "=" * (-len(shifted) % 4)).decode("utf-16-be")
    except (binascii.Error, UnicodeDecodeError):
        return match[0]


def _first_name(data: bytes) -> tuple[str, bytes] | None:
    """The name at the start of `data` (quoted, literal or atom), and what stands behind it."""
    match = _NAME.match(data)
    if match is None:
        return None
    if match[2] is not None:
        end = match.end() + int(match[2])
        return data[match.end() : end].decode("utf-8", "replace"), data[end:]
    raw = re.sub(rb"\\(.)", rb"\1", match[1]) if match[1] is not None else match[3]
    return raw.decode("utf-8", "replace"), data[match.end() :]


_COUNTS = re.compile(rb"\s*\(([^()]*)\)\s*\Z")


def statuses(reply: Reply) -> dict[str, Counts]:
    """The counts of all STATUS lines of an answer, by the folder's name; the inbox is always called INBOX."""
    found: dict[str, Counts] = {}
    for line in reply.raw:
        name = _first_name(line[9:]) if line[:9].upper() == b"* STATUS " else None
        match = _COUNTS.match(name[1]) if name else None
        if name is None or match is None:
            continue
        words = match[1].upper().split()
        told = dict(zip(words[::2], words[1::2], strict=False))
        counts = Counts(*(number(told.get(item)) for item in (b"MESSAGES", b"SIZE", b"UIDNEXT")))
        found["INBOX" if name[0].upper() == "INBOX" else name[0]] = counts
    return found


def number(digits: bytes | None) -> int | None:
    """Digits as a number; None where they are none, or no number that a mailbox could have."""
    return int(digits) if digits is not None and digits.isdigit() and len(digits) <= 15 else None


_SAYABLE = re.compile(r"[ !#$&-)+-\[\]-~]{1,200}")


def sayable(name: str) -> bool:
    """True for a name that can be said in quotes as it stands, and in LIST means nothing but itself."""
    return _SAYABLE.fullmatch(name) is not None


def below_inbox(found: tuple[Folder, ...]) -> str | None:
    """What all other folders' names begin with, where that is the inbox ("INBOX."), else ""; None: there are none."""
    others = [folder for folder in found if folder.use is not Use.INBOX]
    if not others:
        return None
    prefix = others[0].name[:6]
    below = prefix[:5].upper() == "INBOX" and all(f.parent.startswith(prefix) for f in others)
    return prefix if below else ""


_PERSONAL = re.compile(rb'\* NAMESPACE \(\("((?:\\.|[^"\\])*)"', re.IGNORECASE)


def personal_prefix(reply: Reply) -> str | None:
    """The prefix of the first personal namespace (RFC 2342 section 5); None where none is told."""
    match = next((m for line in reply.raw if (m := _PERSONAL.match(line))), None)
    return match[1].decode("ascii", "replace")[:40] if match else None
