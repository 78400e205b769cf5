"""The settings file (TOML): read whole, refused with file, line and key where it is wrong."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.model.settings import Auth, Direction, Protocol, Security, ServerSettings, Settings

_KEYS = {
    "": ("address", "incoming", "outgoing", "client", "symptom"),
    "incoming": ("protocol", "host", "port", "security", "username", "auth", "keep"),
    "outgoing": ("host", "port", "security", "username", "auth", "same_as_incoming", "sender"),
    "client": ("kind",),
    "symptom": ("saw",),
}
_SECRETS = ("password", "pass", "passwd", "secret", "token", "パスワード")
_Choice = TypeVar("_Choice", Protocol, Security, Auth)
_INCOMING_AUTH = (Auth.PASSWORD, Auth.CRAM_MD5, Auth.APOP, Auth.NTLM, Auth.XOAUTH2, Auth.OAUTHBEARER)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the file something stands, to say so."""

    path: str
    text: str
    speak: Speak

    def problem(self, table: str, key: str, ja: str, en: str) -> ProblemError:
        line = _line_of(self.text, table, key)
        name = f"{table}.{key}" if table else key
        where = f"{self.path}, " + self.speak(f"{line} 行目、{name}", f"line {line}, {name}")
        return ProblemError(where, self.speak(ja, en))


def read_settings(text: str, path: str, speak: Speak) -> Settings:
    """The settings in `text`; `path` is for messages.

    Raises:
        ProblemError: it is no TOML, or holds a wrong key, type, value or combination, or a password.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProblemError(path, speak(f"TOML として読めません ({error})", f"not TOML ({error})")) from None
    place = _Place(path, text, speak)
    _check_keys(raw, place)
    address = _string(raw, "", "address", place)
    client, symptom = raw.get("client", {}), raw.get("symptom", {})
    return Settings(
        address,
        _side(raw.get("incoming", {}), Direction.INCOMING, place),
        _side(raw.get("outgoing", {}), Direction.OUTGOING, place),
        _string(client, "client", "kind", place),
        _string(symptom, "symptom", "saw", place),
    )


def _line_of(text: str, table: str, key: str) -> int:
    current = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        if header:
            current = header[1].strip("\"' ")
            if not table and current == key:
                return number
        elif current == table and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return number
    return 1


def _check_keys(raw: Mapping[str, Any], place: _Place) -> None:
    for table, allowed in _KEYS.items():
        found = raw if not table else raw.get(table, {})
        if not isinstance(found, dict):
            raise place.problem("", table, f"[{table}] という表にしてください", f"must be a table [{table}]")
        for key in found:
            if key.lower() in _SECRETS:
                raise place.problem(
                    table,
                    key,
                    "設定ファイルにパスワードは書けません。この行を消し、入力を求められたときに入れてください",
                    "a settings file holds no password; remove this line and type it when asked",
                )
            if key not in allowed:
                close = difflib.get_close_matches(key, allowed, 1)
                hint_ja = f"「{close[0]}」ではありませんか。" if close else ""
                hint_en = f"did you mean {close[0]}? " if close else ""
                names = ", ".join(allowed)
                raise place.problem(
                    table,
                    key,
                    f"知らないキーです。{hint_ja}使えるのは {names}",
                    f"unknown key; {hint_en}allowed: {names}",
                )


def _string(raw: Mapping[str, Any], table: str, key: str, place: _Place) -> str | None:
    value = raw.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise place.problem(table, key, "文字列で書いてください", "must be a string")
    if any(ord(c) < 32 or ord(c) == 127 for c in value):
        raise place.problem(table, key, "改行などの制御文字は使えません", "must not hold control characters")
    if not value:
        raise place.problem(
            table, key, "空です。分からなければ行ごと消してください", "is empty; leave the key out instead"
        )
    return value


def _side(raw: Mapping[str, Any], direction: Direction, place: _Place) -> ServerSettings:
    table = direction.value
    port = raw.get("port")
    if port is not None and (not isinstance(port, int) or isinstance(port, bool) or not 1 <= port <= 65535):
        raise place.problem(table, "port", "1 から 65535 の数で書いてください", "must be a number from 1 to 65535")
    keep = raw.get("keep")
    if keep is not None and (not isinstance(keep, bool | int) or keep < 0):
        raise place.problem(table, "keep", "true、false、または日数で書いてください", "must be true, false, or days")
    same = raw.get("same_as_incoming")
    if same is not None and not isinstance(same, bool):
        raise place.problem(table, "same_as_incoming", "true か false で書いてください", "must be true or false")
    protocol = _choice(raw, table, "protocol", (Protocol.IMAP, Protocol.POP3), place)
    security = _choice(raw, table, "security", tuple(Security), place)
    auth = _choice(raw, table, "auth", _INCOMING_AUTH if direction is Direction.INCOMING else tuple(Auth), place)
    settings = ServerSettings(
        protocol,
        _string(raw, table, "host", place),
        port,
        security,
        _string(raw, table, "username", place),
        auth,
        keep,
        same,
        _string(raw, table, "sender", place),
    )
    wrong = forbidden(settings, direction)
    if wrong is not None:
        key, ja, en = wrong
        raise place.problem(table, key, ja, en)
    return settings


def _choice(
    raw: Mapping[str, Any], table: str, key: str, allowed: tuple[_Choice, ...], place: _Place
) -> _Choice | None:
    value = raw.get(key)
    if value is None:
        return None
    for member in allowed:
        if value == member.value:
            return member
    names = ", ".join(member.value for member in allowed)
    close = difflib.get_close_matches(str(value).lower(), [m.value for m in allowed], 1)
    hint_ja = f"「{close[0]}」ではありませんか。" if close else ""
    hint_en = f"did you mean {close[0]}? " if close else ""
    raise place.problem(table, key, f"{hint_ja}使えるのは {names}", f"{hint_en}allowed: {names}")


def forbidden(settings: ServerSettings, direction: Direction) -> tuple[str, str, str] | None:
    """A combination that the contract forbids: (key, Japanese, English), or None."""
    if settings.auth is Auth.APOP and (direction is Direction.OUTGOING or settings.protocol is Protocol.IMAP):
        return "auth", "apop は受信の POP3 だけで使えます", "apop is for incoming POP3 only"
    if settings.keep is not None and settings.protocol is Protocol.IMAP:
        return "keep", "keep は pop3 だけで使えます", "keep is for pop3 only"
    if settings.same_as_incoming and settings.username is not None:
        return (
            "username",
            "same_as_incoming = true のときは、送信の username は書けません",
            "not together with same_as_incoming = true",
        )
    return None
