"""What a question is called: its kind, and whom it was put to."""

from __future__ import annotations

from maildoctor.model.probe import Document, Endpoint, Envelope, Fetch, Login, Lookup, Mailbox, Probe, Typed

KINDS: dict[type[Probe], str] = {
    Typed: "maildoctor.typed",
    Lookup: "dns",
    Endpoint: "endpoint",
    Login: "login",
    Envelope: "envelope",
    Mailbox: "mailbox",
    Fetch: "https",
}
"""The public name of each kind of probe."""
WHOIS = "maildoctor.whois"
"""The one document that is no HTTPS has a name of its own."""


def kind_of(probe: Probe) -> str:
    """The public name of the kind of a question."""
    whois = isinstance(probe, Fetch) and probe.document is Document.WHOIS
    return WHOIS if whois else KINDS[type(probe)]


def target_of(probe: Probe) -> str:
    """Who or what a question was put to, for people."""
    if isinstance(probe, Lookup):
        return f"{probe.name} {probe.type}"
    if isinstance(probe, Endpoint):
        return probe.target
    if isinstance(probe, Login | Envelope):
        return probe.endpoint.target
    if isinstance(probe, Mailbox):
        return probe.login.endpoint.target
    if isinstance(probe, Fetch):
        return probe.url
    return "command line"
