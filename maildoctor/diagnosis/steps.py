"""From a step of the way to its contrast: field, edits, owner and certainty by what is seen at the old endpoint."""

from __future__ import annotations

from maildoctor.diagnosis.line import speaks_of_this_address
from maildoctor.diagnosis.seen import masked
from maildoctor.diagnosis.side import Side
from maildoctor.diagnosis.walk import Walk
from maildoctor.diagnosis.way import Step
from maildoctor.model.contrast import (
    Break,
    Certainty,
    Contrast,
    Edit,
    EditValue,
    Severity,
)
from maildoctor.model.fact import EndpointFact
from maildoctor.model.field import Field, Owner
from maildoctor.model.probe import Endpoint

_NAMED_AT_PORT = {
    Break.SECURITY: "security",
    Break.OTHER_PROTOCOL: "port",
    Break.PROTOCOL_NOT_OFFERED: "protocol",
    Break.PORT_REFUSED: "port",
    Break.PORT_NOT_MAIL: "port",
    Break.PORT_SILENT: "port",
    Break.NO_SUCH_HOST: "host",
    Break.CERTIFICATE_NAME: "host",
    Break.PLAIN_REFUSED: "security",
    Break.UNENCRYPTED: "security",
    Break.AUTH_NOT_OFFERED: "port",
}


def contrast_of_step(walk: Walk, step: Step) -> Contrast:
    """The contrast behind one step of the way."""
    old = step.old
    edits = endpoint_edits(walk.side, step.new) if step.new is not None else ()
    edits = tuple(e for e in edits if not edited_before(walk, e))
    severity = Severity.WARN if step.what in (Break.UNENCRYPTED, Break.PLAINTEXT_ONLY) else Severity.FAIL
    certainty, owner = Certainty.CERTAIN, None
    fact = walk.evidence.get(old)
    changed = {e.field for e in edits}
    if step.what is Break.PORT_DROPPED:
        named = Field.NETWORK_PORT25 if old.port == 25 else Field.NETWORK_PORT
        owner = Owner.CLIENT if edits else Owner.NETWORK
        certainty = Certainty.CERTAIN if edits else Certainty.LIKELY
    elif step.what is Break.CERTIFICATE_STRANGER:
        named, certainty = walk.of("host"), Certainty.LIKELY
        # Where no name can be given, the box waits for what the company that keeps the mail says.
        owner = None if edits else Owner.PROVIDER
    elif step.what is Break.STARTTLS_MASKED:
        named, owner = Field.NETWORK_INTERCEPTION, Owner.NETWORK
        certainty = Certainty.LIKELY
    elif step.what is Break.TLS_OFF_HERE:
        named = Field.CLIENT_TLS
    elif step.what is Break.HOST_DEAD and step.new is None:
        named, certainty = Field.SERVER_SERVICE, Certainty.POSSIBLE
    elif step.what is Break.HOST_DEAD:
        named = walk.of("host")
    elif step.what in (Break.TLS_TOO_OLD, Break.TLS_REFUSED, Break.PLAINTEXT_ONLY):
        named = Field.SERVER_TLS
        certainty = Certainty.LIKELY if step.what is Break.TLS_REFUSED else Certainty.CERTAIN
    elif step.what is Break.SERVICE_REFUSES and fact is not None and speaks_of_this_address(fact):
        named, certainty = Field.NETWORK_ADDRESS, Certainty.LIKELY
    elif step.what is Break.SERVICE_REFUSES and step.new is None:
        named, certainty = Field.SERVER_SERVICE, Certainty.LIKELY
    elif step.what is Break.SECURITY and step.new is not None and Field.of(walk.direction, "security") not in changed:
        named = walk.of("port")
    elif step.what in _NAMED_AT_PORT and (step.new is not None or step.what is Break.NO_SUCH_HOST):
        named = walk.of(_NAMED_AT_PORT[step.what])
    else:
        named = Field.SERVER_SERVICE
        certainty = Certainty.LIKELY if step.what is Break.SERVICE_DOWN else certainty
    ties = tuple(endpoint_edits(walk.side, tie) for tie in step.ties)
    return Contrast(
        step.what,
        (walk.direction,),
        step.link,
        named,
        severity,
        certainty,
        edits,
        alternatives=ties,
        owner=owner,
        probes=tuple(p for p in step.asked if p in walk.evidence),
        seen=(*small_values(old, fact, step.new), *step.seen),
    )


def edited_before(walk: Walk, edit: Edit) -> bool:
    """True where an earlier contrast of this walk already makes exactly this edit."""
    return any(edit in c.edits for c in walk.found)


def small_values(
    old: Endpoint, fact: EndpointFact | None, new: Endpoint | None
) -> tuple[tuple[str, EditValue | tuple[str, ...]], ...]:
    """Small values for the texts."""
    values: dict[str, EditValue | tuple[str, ...]] = {
        "host": old.host,
        "port": old.port,
        "protocol": old.protocol.value,
        "security": old.security.value,
        "speaks": fact.speaks if fact else None,
        "reply": (fact.reply or fact.greeting) if fact else "",
    }
    if fact is not None and (words := masked(fact)):
        values["words"] = words
    if fact is not None and fact.chain:
        values["names"] = fact.chain[0].names
    if new is not None:
        values |= {
            "new_host": new.host,
            "new_port": new.port,
            "new_protocol": new.protocol.value,
            "new_security": new.security.value,
        }
    return tuple(values.items())


def endpoint_edits(side: Side, new: Endpoint) -> tuple[Edit, ...]:
    """The configured boxes that `new` changes, in the order of the settings file. What was left out is no edit."""
    typed, direction = side.typed, side.direction
    found = []
    if typed.protocol is not None and typed.protocol is not new.protocol:
        found.append(Edit(Field.of(direction, "protocol"), typed.protocol.value, new.protocol.value))
    if typed.host is not None and side.host != new.host:
        found.append(Edit(Field.of(direction, "host"), typed.host, new.host))
    if typed.port is not None and typed.port != new.port:
        found.append(Edit(Field.of(direction, "port"), typed.port, new.port))
    if typed.security is not None and typed.security is not new.security:
        found.append(Edit(Field.of(direction, "security"), typed.security.value, new.security.value))
    return tuple(found)
