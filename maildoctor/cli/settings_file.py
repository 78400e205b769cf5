"""The settings file (TOML): read whole, refused with file, line and key where it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from maildoctor.cli.speak import Speak
from maildoctor.cli.toml_text import TomlText
from maildoctor.knowledge.words import CLIENTS, GENERIC
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


def read_settings(text: str, path: str, speak: Speak) -> Settings:
    """The settings in `text`; `path` is for messages.

    Raises:
        ProblemError: it is no TOML, or holds a wrong key, type, value or combination, or a password.
    """
    place = TomlText(path, text, speak)
    raw = place.parsed()
    _check_keys(raw, place)
    address = place.string(raw, "", "address")
    client, symptom = raw.get("client", {}), raw.get("symptom", {})
    return Settings(
        address,
        _side(raw.get("incoming", {}), Direction.INCOMING, place),
        _side(raw.get("outgoing", {}), Direction.OUTGOING, place),
        place.choice(client, "client", "kind", (*CLIENTS, GENERIC)),
        place.string(symptom, "symptom", "saw"),
    )


def _check_keys(raw: Mapping[str, Any], place: TomlText) -> None:
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
                raise place.unknown(table, key, allowed)


def _side(raw: Mapping[str, Any], direction: Direction, place: TomlText) -> ServerSettings:
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
        place.string(raw, table, "host"),
        port,
        security,
        place.string(raw, table, "username"),
        auth,
        keep,
        same,
        place.string(raw, table, "sender"),
    )
    wrong = forbidden(settings, direction)
    if wrong is not None:
        key, ja, en = wrong
        raise place.problem(table, key, ja, en)
    return settings


def _choice(
    raw: Mapping[str, Any], table: str, key: str, allowed: tuple[_Choice, ...], place: TomlText
) -> _Choice | None:
    value = raw.get(key)
    if value is None:
        return None
    for member in allowed:
        if value == member.value:
            return member
    raise place.not_allowed(table, key, value, tuple(member.value for member in allowed))


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
