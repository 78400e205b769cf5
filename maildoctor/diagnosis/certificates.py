"""What a certificate that this PC refuses says about who must act (contract, "Certificates")."""

from __future__ import annotations

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
    direction: Direction, endpoint: Endpoint, fact: EndpointFact, evidence: Evidence, asked: tuple[Probe, ...]
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
    if _clock_is_wrong(evidence):
        return Contrast(
            Break.CLOCK,
            (direction,),
            Link.CERTIFICATE,
            Field.CLIENT_CLOCK,
            certainty=Certainty.LIKELY,
            probes=asked,
            seen=seen,
        )
    what = next((b for fault, b in _IN_ORDER if fault in fact.here), Break.CERTIFICATE_UNKNOWN_ROOT)
    return Contrast(what, (direction,), Link.CERTIFICATE, Field.SERVER_CERTIFICATE, probes=asked, seen=seen)


def _clock_is_wrong(evidence: Evidence) -> bool:
    """True where every certificate seen is out of date in the same sense, and they do not belong to one owner."""
    leaves: dict[str, tuple[Fault | None, frozenset[str]]] = {}
    for _, fact in evidence.endpoints():
        if fact.chain:
            reasons = (*fact.here, *fact.public)
            when = next((f for f in (Fault.EXPIRED, Fault.NOT_YET_VALID) if f in reasons), None)
            owner = frozenset(".".join(name.split(".")[-2:]) for name in fact.chain[0].names)
            leaves[fact.chain[0].sha256] = (when, owner)
    kinds = {when for when, _ in leaves.values()}
    owners = [owner for _, owner in leaves.values()]
    strangers = any(not (a & b) for a in owners for b in owners)
    return len(kinds) == 1 and None not in kinds and strangers
