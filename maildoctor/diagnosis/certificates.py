"""What a certificate that this PC refuses says about who must act (contract, "Certificates")."""

from __future__ import annotations

import datetime as dt

from maildoctor.diagnosis import clock, places
from maildoctor.discovery.domains import registrable_domain
from maildoctor.model.contrast import Break, Certainty, Contrast, EditValue
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import EndpointFact, Fault
from maildoctor.model.field import Field, Link
from maildoctor.model.probe import Endpoint, Probe
from maildoctor.model.settings import Direction

_IN_ORDER = (
    (Fault.EXPIRED, Break.CERTIFICATE_EXPIRED),
    (Fault.NOT_YET_VALID, Break.CERTIFICATE_NOT_YET),
    (Fault.NAME, Break.CERTIFICATE_NAME),
    (Fault.WEAK_KEY, Break.CERTIFICATE_WEAK),
    (Fault.WEAK_SIGNATURE, Break.CERTIFICATE_WEAK),
    (Fault.SELF_SIGNED, Break.CERTIFICATE_SELF_SIGNED),
    (Fault.UNKNOWN_ROOT, Break.CERTIFICATE_UNKNOWN_ROOT),
    (Fault.ISSUER_NOT_SENT, Break.CERTIFICATE_CHAIN),
    (Fault.KEY_USAGE, Break.CERTIFICATE_PURPOSE),
)
"""Expired, name and weak key are judged before the root; every reason is kept in the data."""


def contrast(
    direction: Direction,
    endpoint: Endpoint,
    fact: EndpointFact,
    evidence: Evidence,
    asked: tuple[Probe, ...],
    now: dt.datetime,
) -> Contrast:
    """The contrast of a refused certificate for which no edit of the client helps."""
    leaf = fact.chain[0] if fact.chain else None
    seen: tuple[tuple[str, EditValue | tuple[str, ...]], ...] = (
        ("host", endpoint.host),
        ("port", endpoint.port),
        ("names", leaf.names if leaf else ()),
        ("issuer", leaf.issuer if leaf else ""),
        ("not_before", leaf.not_before[:10] if leaf else ""),
        ("not_after", leaf.not_after[:10] if leaf else ""),
        ("key", leaf.key if leaf else ""),
        ("sha256", leaf.sha256 if leaf else ""),
        ("reasons", tuple(fault.value for fault in fact.here)),
    )
    if fact.here and not fact.public:
        return Contrast(Break.STORE_OUTDATED, (direction,), Link.CERTIFICATE, Field.CLIENT_TLS, probes=asked, seen=seen)
    wrong = _by_the_clock(fact, evidence, now)
    if wrong is not None:
        certainty, probes, more = wrong
        return Contrast(
            Break.CLOCK,
            (direction,),
            Link.CERTIFICATE,
            Field.CLIENT_CLOCK,
            certainty=certainty,
            probes=(*asked, *probes),
            seen=(*seen, *more),
        )
    strangers = _of_the_same_issuer(fact, evidence)
    if strangers:
        return Contrast(
            Break.INTERCEPTED,
            (direction,),
            Link.CERTIFICATE,
            Field.NETWORK_INTERCEPTION,
            certainty=Certainty.LIKELY,
            probes=(*asked, *strangers),
            seen=(*seen, ("hosts", tuple(dict.fromkeys((endpoint.host, *(e.host for e in strangers)))))),
        )
    what = next((b for fault, b in _IN_ORDER if fault in fact.here), Break.CERTIFICATE_UNKNOWN_ROOT)
    return Contrast(what, (direction,), Link.CERTIFICATE, Field.SERVER_CERTIFICATE, probes=asked, seen=seen)


def _by_the_clock(
    fact: EndpointFact, evidence: Evidence, now: dt.datetime
) -> tuple[Certainty, tuple[Probe, ...], tuple[tuple[str, EditValue], ...]] | None:
    """How sure it is, by which answers, and the numbers for the text, where it is the clock and not the certificate."""
    by_date = (Fault.EXPIRED, Fault.NOT_YET_VALID)
    if not fact.chain or not any(fault in fact.here for fault in by_date):
        return None
    told = clock.by_servers(evidence)
    if told is not None:
        # Servers told the time: then it is settled, also against the clock's favour.
        if abs(told.ahead_s) < clock.WRONG_FROM_S or not clock.explains(told, fact.chain[0], now):
            return None
        there = now + dt.timedelta(seconds=told.ahead_s)
        return told.certainty, told.probes, (("there", there.isoformat(sep=" ", timespec="minutes")[:16]),
                                             ("here", now.isoformat(sep=" ", timespec="minutes")[:16]))  # fmt: skip
    days = clock.least_days(evidence, now)
    return (Certainty.LIKELY, (), (("days", days),)) if days is not None else None


def _of_the_same_issuer(fact: EndpointFact, evidence: Evidence) -> tuple[Endpoint, ...]:
    """Endpoints of other owners whose certificates come from the same issuer, which nobody knows.

    An issuer whose own certificate was not sent may be a good one. One certificate on all of them is no interception,
    which makes one for each name.
    """
    if not fact.chain or Fault.UNKNOWN_ROOT not in fact.here or Fault.UNKNOWN_ROOT not in fact.public:
        return ()
    mine = fact.chain[0]
    others = [
        endpoint
        for endpoint, other in evidence.endpoints()
        if other.chain
        and other.chain[0].issuer == mine.issuer
        and other.chain[0].sha256 != mine.sha256
        and Fault.UNKNOWN_ROOT in other.public
        and Fault.NAME not in other.here
    ]
    own = {registrable_domain(name.removeprefix("*.")) or name for name in mine.names}
    return tuple(e for e in others if not places.is_address(e.host) and registrable_domain(e.host) not in own)
