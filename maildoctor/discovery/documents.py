"""A document that was fetched, read into the fact of its fetch; and how each kind is asked for."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from maildoctor.discovery.autoconfig import read_autoconfig
from maildoctor.discovery.autodiscover import read_autodiscover, read_autodiscover_json, request_body
from maildoctor.discovery.decode import LARGEST, decode
from maildoctor.discovery.served import host_in
from maildoctor.discovery.xml_reader import is_page
from maildoctor.model.fact import FetchFact, Outcome
from maildoctor.model.probe import Document, Fetch
from maildoctor.wire import jprs, readable

_LONGEST_TEXT = 64 * 1024
"""Bytes of a policy or a registration."""
_READABLE = frozenset(("", "no-servers", "no-such-address"))
"""Troubles of documents that could be read, and say so themselves."""


def request(probe: Fetch) -> tuple[str, bytes, str]:
    """How a document is asked for: method, body, content type."""
    if probe.document is Document.AUTODISCOVER:
        return "POST", request_body(probe.about or ""), "text/xml; charset=utf-8"
    return "GET", b"", ""


def read(probe: Fetch, fact: FetchFact, body: bytes) -> FetchFact:
    """The fact with what `body` says; GARBLED, with a trouble, where it cannot be read. Never raises."""
    if probe.document is Document.WHOIS:
        read_fact = _with_registration(fact, body)
    elif probe.document in (Document.POLICY, Document.REGISTRATION):
        read_fact = _with_text(probe, fact, body)
    else:
        read_fact = _with_settings(probe, fact, body)
    return read_fact if read_fact.trouble in _READABLE else replace(read_fact, outcome=Outcome.GARBLED)


def _with_settings(probe: Fetch, fact: FetchFact, body: bytes) -> FetchFact:
    text, trouble = decode(body, fact.content_type)
    if trouble:
        return replace(fact, trouble=_seen_in_bytes(probe, body[:LARGEST]) or trouble)
    if probe.document is Document.AUTOCONFIG:
        servers, domains, trouble = read_autoconfig(text, _domain_asked_about(probe))
        return replace(fact, servers=servers, domains=domains, trouble=trouble)
    reader = read_autodiscover_json if probe.document is Document.AUTODISCOVER_JSON else read_autodiscover
    answer = reader(text)
    return replace(fact, servers=answer.servers, redirect=answer.redirect, trouble=answer.trouble)


def _seen_in_bytes(probe: Fetch, body: bytes) -> str:
    """What can be told of a document that cannot be decoded: a page of the web, an image; "" where it may be ours."""
    beginning = body.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").decode("latin-1")
    if is_page(beginning):
        return "html"
    if probe.document is Document.AUTODISCOVER_JSON:
        return "" if beginning.startswith("{") else "not-json"
    return "" if beginning.startswith(("<", "\xff\xfe", "\xfe\xff")) else "not-xml"


def _domain_asked_about(probe: Fetch) -> str | None:
    """The domain of the address in the question.

    A question without one may be about a provider in whose name the customer's domain does not occur (its exchangers'
    base domain): to fill that in would invent servers.
    """
    try:
        asked = dict(parse_qsl(urlsplit(probe.url).query)).get("emailaddress", "")
    except ValueError:
        return None
    return host_in(asked.rpartition("@")[2])


def _with_text(probe: Fetch, fact: FetchFact, body: bytes) -> FetchFact:
    """Both kinds are UTF-8 whatever a header says (RFC 8461 section 3.2, RFC 8259 section 8.1)."""
    if len(body) > _LONGEST_TEXT:
        return replace(fact, trouble="too-big")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        page = is_page(body.removeprefix(b"\xef\xbb\xbf").decode("latin-1"))
        return replace(fact, trouble="html" if page else "bad-encoding")
    if not text.strip("\ufeff \t\r\n"):
        return replace(fact, trouble="empty")
    if is_page(text):
        return replace(fact, trouble="html")
    if probe.document is Document.REGISTRATION:
        text = text.removeprefix("\ufeff")
        if not _is_json(text):
            return replace(fact, trouble="not-json")
    return replace(fact, text=text)


def _with_registration(fact: FetchFact, body: bytes) -> FetchFact:
    """WHOIS has no encoding of its own, and its text is full of people: only the lines about the name are kept."""
    text = jprs.kept(readable.decode(body))
    return replace(fact, text=text, trouble="" if text else "not-whois")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
