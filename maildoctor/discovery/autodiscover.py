"""Microsoft's Autodiscover: the question in XML, and its answers in XML and JSON.

Sources: [MS-OXDSCLI] sections 2.2.3 (request), 2.2.4 (response: Account, Protocol, Error) and its error codes in
2.2.4.1.1.3.2; the JSON answer holds where the XML one is, or an error.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from maildoctor.discovery.served import MOST, served
from maildoctor.discovery.xml_reader import is_page, read_xml
from maildoctor.model.fact import Served
from maildoctor.model.settings import Auth, Protocol, Security

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SCHEMAS = "http://schemas.microsoft.com/exchange/autodiscover"
_ANSWER = f"{_SCHEMAS}/outlook/responseschema/2006a"
_NAMESPACES = (_ANSWER, f"{_SCHEMAS}/responseschema/2006")
_PROTOCOLS = {"imap": Protocol.IMAP, "pop3": Protocol.POP3, "smtp": Protocol.SMTP}
_EXCHANGE = frozenset(("exch", "expr", "exhttp", "web", "mapihttp"))
_ENCRYPTED_PORTS = ("993", "995", "465")
_UNKNOWN_ADDRESS = "500"
"""The one error code that is about the address not being known; the others are about requests and configurations."""
_UNKNOWN_ADDRESS_WORDS = frozenset(("usernotfound", "mailboxnotfound"))
_LONGEST_REDIRECT = 512


@dataclass(frozen=True, slots=True)
class Answer:
    """What an Autodiscover answer says.

    `redirect` is another address or URL to ask. `exchange`: it names servers that only Exchange's own protocols reach.
    `trouble` is "" or a kind of `FetchFact`.
    """

    servers: tuple[Served, ...] = ()
    redirect: str = ""
    trouble: str = ""
    exchange: bool = False


def request_body(address: str) -> bytes:
    """The XML question about `address`."""
    name = escape("".join(c for c in address if c.isprintable()), quote=False)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<Autodiscover xmlns="{_SCHEMAS}/outlook/requestschema/2006">'
        f"<Request><EMailAddress>{name}</EMailAddress>"
        f"<AcceptableResponseSchema>{_ANSWER}</AcceptableResponseSchema></Request></Autodiscover>"
    ).encode()


def read_autodiscover(text: str) -> Answer:
    """The XML answer."""
    root, trouble = read_xml(text)
    if root is None:
        return Answer(trouble=trouble)
    response = _child(root, "Response") if _name(root) == "Autodiscover" else None
    if response is None:
        return Answer(trouble="no-servers")
    account = _child(response, "Account")
    error = next((e for e in (_child(response, "Error"), _child(account, "Error")) if e is not None), None)
    if error is not None:
        unknown = _value(error, "ErrorCode") == _UNKNOWN_ADDRESS
        return Answer(trouble="no-such-address" if unknown else "no-servers")
    redirect = next((r for tag in ("RedirectAddr", "RedirectUrl") if (r := _redirect(_value(account, tag)))), "")
    if redirect and _value(account, "Action").lower() != "settings":
        return Answer(redirect=redirect)
    servers: list[Served] = []
    exchange = False
    for section in account if account is not None else ():
        if _name(section) == "Protocol":
            kind = (_value(section, "Type") or section.get("Type", "")).lower()
            exchange = exchange or kind in _EXCHANGE
            protocol = _PROTOCOLS.get(kind)
            if protocol is not None and len(servers) < MOST and (server := _server(section, protocol)):
                servers.append(server)
    return Answer(tuple(servers), trouble="" if servers else "no-servers", exchange=exchange)


def read_autodiscover_json(text: str) -> Answer:
    """The JSON answer: it names no servers itself, only where to ask for them."""
    if not text.strip():
        return Answer(trouble="empty")
    if is_page(text):
        return Answer(trouble="html")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return Answer(trouble="not-json")
    if not isinstance(said, dict):
        return Answer(trouble="not-json")
    url, error = said.get("Url"), said.get("ErrorCode")
    redirect = _redirect(url) if isinstance(url, str) and not error else ""
    if redirect:
        return Answer(redirect=redirect)
    unknown = isinstance(error, str) and error.lower() in _UNKNOWN_ADDRESS_WORDS
    return Answer(trouble="no-such-address" if unknown else "no-servers")


def _server(section: Element, protocol: Protocol) -> Served | None:
    port = _value(section, "Port")
    security = _security(_value(section, "Encryption").lower(), _switch(section, "SSL"), port)
    auths = _auths(section, protocol)
    return served(protocol, _value(section, "Server"), port, security, _value(section, "LoginName"), auths)


def _security(encryption: str, ssl: bool | None, port: str) -> Security:
    """`Encryption` overrides `SSL`, which is on where it is missing."""
    told = {"ssl": Security.TLS, "tls": Security.STARTTLS, "none": Security.NONE}.get(encryption)
    if told is not None:
        return told
    if ssl is False and encryption != "auto":
        return Security.NONE
    return Security.TLS if port in _ENCRYPTED_PORTS else Security.STARTTLS


def _auths(section: Element, protocol: Protocol) -> tuple[Auth, ...]:
    """Empty where SPA is not told: by the letter it would be on then, but those who leave it out do not mean that."""
    if protocol is Protocol.SMTP and _switch(section, "AuthRequired") is False:
        return (Auth.POP_BEFORE_SMTP,) if _switch(section, "SMTPLast") else (Auth.NONE,)
    spa = _switch(section, "SPA")
    if spa is None:
        return (Auth.PASSWORD,) if _switch(section, "UsePOPAuth") else ()
    return (Auth.NTLM,) if spa else (Auth.PASSWORD,)


def _switch(section: Element, tag: str) -> bool | None:
    return {"on": True, "off": False}.get(_value(section, tag).lower())


def _redirect(text: str) -> str:
    """An address or URL that can be shown and asked; "" for anything else."""
    target = text.strip()
    whole = 0 < len(target) <= _LONGEST_REDIRECT and target.isprintable() and " " not in target
    return target if whole and ("@" in target or target.lower().startswith(("https://", "http://"))) else ""


def _name(element: Element) -> str:
    """The local name of an element in one of the two namespaces of answers, "" for all others."""
    namespace, _, name = element.tag.removeprefix("{").rpartition("}")
    return name if namespace in _NAMESPACES else ""


def _child(element: Element | None, name: str) -> Element | None:
    return next((child for child in element if _name(child) == name), None) if element is not None else None


def _value(element: Element | None, name: str) -> str:
    child = _child(element, name)
    return (child.text or "").strip() if child is not None else ""
