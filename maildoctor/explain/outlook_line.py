"""The settings that Outlook Express and Windows Live Mail print beside an error: server, protocol, port, SSL.

Their error text ends in a list such as: Server: 'pop.example.jp', Protocol: POP3, Port: 110, Secure(SSL): No. The same
list in Japanese: サーバー、プロトコル、ポート、セキュリティ (SSL).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from maildoctor.model.settings import Direction, Protocol, Security, ServerSettings

_QUOTED = r"['\"‘’「]([^'\"‘’」]{1,253})['\"‘’」]"
_SERVER = re.compile(rf"(?:サーバー|(?<![a-z])server)\s*:\s*{_QUOTED}", re.IGNORECASE)
_PROTOCOL = re.compile(r"(?:プロトコル|protocol)\s*:\s*(POP3|IMAP|SMTP)", re.IGNORECASE)
_PORT = re.compile(r"(?:ポート|(?<![a-z])port)\s*:\s*(\d{1,5})", re.IGNORECASE)
_SSL = re.compile(r"(?:セキュリティ|secure)\s*\(SSL\)\s*:\s*(はい|いいえ|なし|あり|yes|no)", re.IGNORECASE)
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9]")
_ENCRYPTED_FROM_THE_START = (993, 995, 465)


@dataclass(frozen=True, slots=True)
class PastedSettings:
    """The settings of one direction, as far as the pasted text shows them."""

    direction: Direction
    settings: ServerSettings


def pasted_settings(text: str) -> PastedSettings | None:
    """The settings in a pasted error, None where it shows no protocol and server.

    With SSL at a port where both ways of encryption are met, `security` is left out: the text does not tell which.
    """
    plain = unicodedata.normalize("NFKC", text[:65_536])
    protocol, server = _PROTOCOL.search(plain), _SERVER.search(plain)
    host = server[1].strip() if server is not None else ""
    if protocol is None or not _HOST.fullmatch(host):
        return None
    name = protocol[1].upper()
    found_port = _PORT.search(plain)
    port = int(found_port[1]) if found_port is not None and 0 < int(found_port[1]) < 65_536 else None
    settings = ServerSettings(
        protocol=None if name == "SMTP" else Protocol(name.lower()),
        host=host.lower(),
        port=port,
        security=_security(_SSL.search(plain), port),
    )
    return PastedSettings(Direction.OUTGOING if name == "SMTP" else Direction.INCOMING, settings)


def _security(said: re.Match[str] | None, port: int | None) -> Security | None:
    if said is None:
        return None
    if said[1].lower() in ("いいえ", "なし", "no"):
        return Security.NONE
    return Security.TLS if port in _ENCRYPTED_FROM_THE_START else None
