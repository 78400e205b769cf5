"""Where a URL leads, and whether a redirect may be followed. Pure: nothing here asks anybody.

A redirect can send a request anywhere: down to clear text, to another company, round in circles. So each one is judged
before its host is even looked up. Sources: RFC 9110 section 15.4 (redirection), RFC 3986 section 5 (relative URLs).
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from maildoctor.discovery.domains import same_registrable_domain

MOST_HOPS = 3
"""Redirects that are followed for one document."""
FOLLOWED = (301, 302, 303, 307, 308)
"""The statuses that name another place for the same document."""
_LONGEST_URL = 2048
_ALLOWED_IN_URL = "!#$%&'()*+,/:;=?@[]~"
HOST_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
"""A host name in lower case, without a final dot."""


class RedirectError(Exception):
    """A place that must not be asked. `trouble` is a kind of `FetchFact`, `target` the URL that was not asked."""

    def __init__(self, trouble: str, target: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.target = target


@dataclass(frozen=True, slots=True)
class Place:
    """Whom to ask for what: `host` in lower case without brackets or final dot, `target` the path with its query."""

    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The value of the Host field (RFC 9110 section 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == 443 else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The place as a URL, in one spelling: no user name, no password, no fragment."""
        return f"https://{self.authority}{self.target}"


@dataclass(frozen=True, slots=True)
class Asked:
    """How a document is asked for. A `body` goes with POST only."""

    method: str
    body: bytes = b""
    content_type: str = ""


def place_of(url: str) -> Place:
    """The place that `url` names. A user name or password in it is dropped: nobody here ever logs in over HTTP.

    Raises:
        RedirectError: it is no HTTPS URL, or none that can be asked.
    """
    shown = quote(url, safe=_ALLOWED_IN_URL)[:_LONGEST_URL]
    try:
        parts = urlsplit(shown)
        scheme, host, port = parts.scheme.lower(), (parts.hostname or "").removesuffix("."), parts.port
    except ValueError:
        raise RedirectError("bad-http", shown) from None
    if scheme != "https":
        raise RedirectError("redirect-to-http" if scheme == "http" else "redirect-to-other-scheme", shown)
    if len(url) > _LONGEST_URL or port == 0 or not (is_literal(host) or HOST_NAME.fullmatch(host)):
        raise RedirectError("bad-http", shown)
    query = f"?{parts.query}" if parts.query else ""
    path = parts.path if parts.path.startswith("/") else f"/{parts.path}"
    return Place(host, port or 443, f"{path}{query}")


def is_literal(host: str) -> bool:
    """True for an address in place of a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return "%" not in host


def next_place(
    here: Place, location: bytes, status: int, asked: Asked, followed: tuple[str, ...], within: str | None
) -> tuple[Place, Asked]:
    """Where a redirect leads, and how the question is put there. `followed` are all URLs asked so far, in order.

    303 asks for the other place with GET; the others repeat the question as it was (RFC 9110 section 15.4).

    Raises:
        RedirectError: it must not be followed.
    """
    text = quote(location.strip(), safe=_ALLOWED_IN_URL)
    try:
        place = place_of(urljoin(here.url, text))
    except ValueError:
        raise RedirectError("bad-http", text[:_LONGEST_URL]) from None
    same_host = place.host == here.host
    if within is not None and not same_registrable_domain(place.host, within):
        raise RedirectError("redirect-elsewhere", place.url)
    # What was said in a body was said to one host. A server that wants it said to another one has 307 and 308 for that,
    # and then only within the domain that was asked about.
    if asked.method == "POST" and not same_host and (status in (301, 302, 303) or within is None):
        raise RedirectError("redirect-elsewhere", place.url)
    if place.url in followed:
        raise RedirectError("redirect-loop", place.url)
    if len(followed) > MOST_HOPS:
        raise RedirectError("too-many-hops", place.url)
    return place, Asked("GET") if status == 303 else asked
