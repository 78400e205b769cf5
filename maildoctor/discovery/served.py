"""One server as a document writes it, judged value by value: a server with a value that cannot be is no server."""

from __future__ import annotations

import re
import unicodedata

from maildoctor.model.fact import Served
from maildoctor.model.settings import Auth, Protocol, Security
from maildoctor.wire.address import AddressError, parse_domain

MOST = 20
"""Servers taken from one document."""
_LONGEST_HOST = 253
_LONGEST_NAME = 256
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_PORT = re.compile(r"0{0,4}([1-9][0-9]{0,4})")


def served(
    protocol: Protocol, host: str, port: str, security: Security, username: str, auths: tuple[Auth, ...]
) -> Served | None:
    """The server, or None where host, port or user name cannot be."""
    name, number, user = host_in(host), _port_in(port), username.strip()
    if name is None or number is None or len(user) > _LONGEST_NAME or not user.isprintable():
        return None
    return Served(protocol, name, number, security, user, tuple(dict.fromkeys(auths)))


def host_in(text: str) -> str | None:
    """A host name in its ASCII form, None for anything else: addresses, single labels, letters that only look alike."""
    name = text.strip()
    if len(name) > _LONGEST_HOST or unicodedata.normalize("NFKC", name) != name:
        return None
    if any(unicodedata.category(character) == "Cf" for character in name):
        return None
    try:
        host = parse_domain(name)[0]
    except AddressError:
        return None
    # A name that ends in a number, hexadecimal ones included, is an address to many resolvers.
    return None if _NUMBER.fullmatch(host.rpartition(".")[2]) else host


def _port_in(text: str) -> int | None:
    found = _PORT.fullmatch(text.strip())
    number = int(found[1]) if found else 0
    return number if 0 < number < 65536 else None
