"""Mozilla's clientConfig 1.1: the document in which a domain tells a mail program its servers.

Source: Mozilla's page "Autoconfiguration in Thunderbird" (file format). Its elements stand in no namespace. What a
client could not use is left out, server by server: one broken entry does not take the others with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from maildoctor.discovery.served import MOST, host_in, served
from maildoctor.discovery.xml_reader import read_xml
from maildoctor.model.fact import Served
from maildoctor.model.settings import Auth, Protocol, Security

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MOST_DOMAINS = 200
_DOMAIN = "%EMAILDOMAIN%"
_SERVERS = {
    ("incomingServer", "imap"): Protocol.IMAP,
    ("incomingServer", "pop3"): Protocol.POP3,
    ("outgoingServer", "smtp"): Protocol.SMTP,
}
_SECURITIES = {"ssl": Security.TLS, "starttls": Security.STARTTLS, "plain": Security.NONE}
_AUTHS: dict[str, tuple[Auth, ...]] = {
    "password-cleartext": (Auth.PASSWORD,),
    "plain": (Auth.PASSWORD,),  # the words of version 1.0
    "password-encrypted": (Auth.CRAM_MD5,),
    "secure": (Auth.CRAM_MD5,),
    "ntlm": (Auth.NTLM,),
    "oauth2": (Auth.XOAUTH2,),
}
_OUTGOING_AUTHS: dict[str, tuple[Auth, ...]] = {
    "client-ip-address": (Auth.NONE,),
    "none": (Auth.NONE,),
    "smtp-after-pop": (Auth.POP_BEFORE_SMTP,),
}


def read_autoconfig(text: str, domain: str | None) -> tuple[tuple[Served, ...], tuple[str, ...], str]:
    """The servers in the document's order, the domains it is about, and a trouble ("" or a kind of `FetchFact`).

    `domain` is the one that was asked about: it fills %EMAILDOMAIN% in host names. None: not known; servers that need
    it are left out then, and the document is not blamed for that.
    """
    root, trouble = read_xml(text)
    if root is None:
        return (), (), trouble
    provider = root.find("emailProvider") if root.tag == "clientConfig" else None
    if provider is None:
        return (), (), "no-servers"
    servers: list[Served] = []
    waiting = False
    for element in provider:
        protocol = _SERVERS.get((element.tag, element.get("type", "").strip().lower()))
        if protocol is None or len(servers) == MOST:
            continue
        host = _value(element, "hostname")
        if domain is None and _DOMAIN in host:
            waiting = True
        elif server := _server(element, protocol, host.replace(_DOMAIN, domain or "")):
            servers.append(server)
    return tuple(servers), tuple(_domains(provider)), "" if servers or waiting else "no-servers"


def _server(element: Element, protocol: Protocol, host: str) -> Served | None:
    sockets = (_SECURITIES.get((found.text or "").strip().lower()) for found in element.findall("socketType"))
    security = next((socket for socket in sockets if socket is not None), None)
    if security is None:
        return None
    auths = tuple(auth for found in element.findall("authentication") for auth in _auths(found.text or "", protocol))
    return served(protocol, host, _value(element, "port"), security, _value(element, "username"), auths)


def _auths(text: str, protocol: Protocol) -> tuple[Auth, ...]:
    word = text.strip().lower()
    found = _AUTHS.get(word, ())
    if protocol is Protocol.POP3 and found == (Auth.CRAM_MD5,):
        return (Auth.APOP, *found)
    return found or (_OUTGOING_AUTHS.get(word, ()) if protocol is Protocol.SMTP else ())


def _domains(provider: Element) -> Iterator[str]:
    """The domains of addresses; those with a purpose of their own ("mx") are about other things."""
    names = (host_in(found.text or "") for found in provider.findall("domain") if not found.get("purpose"))
    yield from list(dict.fromkeys(name for name in names if name))[:_MOST_DOMAINS]


def _value(element: Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()
