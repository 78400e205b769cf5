"""What an endpoint lets a client log in with, read from its capabilities."""

from __future__ import annotations

from maildoctor.model.fact import EndpointFact
from maildoctor.model.settings import Auth, Protocol
from maildoctor.wire import imap, pop3, sasl, smtp


def mechanisms(protocol: Protocol, fact: EndpointFact) -> frozenset[str]:
    """The mechanism names on offer."""
    if protocol is Protocol.SMTP:
        return smtp.mechanisms(fact.capabilities)
    if protocol is Protocol.IMAP:
        return imap.mechanisms(fact.capabilities)
    return pop3.mechanisms(fact.capabilities, fact.stamp)


def families(protocol: Protocol, fact: EndpointFact) -> tuple[Auth, ...]:
    """The families on offer, in our order of preference."""
    return sasl.families(mechanisms(protocol, fact))


def refuses_plain(protocol: Protocol, fact: EndpointFact) -> bool:
    """True where the server says, before any login, that it takes no password in clear."""
    offered = mechanisms(protocol, fact)
    if protocol is Protocol.POP3:
        offered -= {sasl.Mechanism.APOP.value}
    return sasl.choose(Auth.PASSWORD, offered) is None and Auth.CRAM_MD5.value.upper() not in offered
