"""How far each contrast was proved, and which boxes are innocent."""

from __future__ import annotations

from dataclasses import replace

from maildoctor.diagnosis.walk import Walk
from maildoctor.model.case import Case
from maildoctor.model.contrast import (
    Break,
    Contrast,
    Proof,
)
from maildoctor.model.field import Field, Link


def with_proof(found: list[Contrast], walks: list[Walk], case: Case) -> list[Contrast]:
    """Say of each contrast whether the edited direction as a whole was tried, and what was ruled out."""
    by_direction = {walk.direction: walk for walk in walks}
    done = []
    for contrast in found:
        concerned = [by_direction[d] for d in contrast.directions if d in by_direction]
        verified = bool(concerned) and all(_proved(walk, case) for walk in concerned) and bool(contrast.edits)
        ruled_out = _ruled_out(contrast, walks)
        done.append(replace(contrast, verified=verified, ruled_out=ruled_out, decides=_decides(contrast)))
    return done


def _decides(contrast: Contrast) -> str | None:
    """What would decide: between changes that work alike the provider's page, between two explanations a question."""
    if contrast.alternatives:
        return "provider-page"
    return "webmail-login" if contrast.what is Break.PASSWORD else None


def _proved(walk: Walk, case: Case) -> bool:
    if walk.proof is Proof.LOGIN:
        return True
    return walk.proof is Proof.AUTH_OFFERED and not case.may_log_in


def _ruled_out(contrast: Contrast, walks: list[Walk]) -> tuple[Field, ...]:
    """The boxes proved innocent: those that stayed as they are in settings that were seen to work."""
    blamed = {e.field for walk in walks for c in walk.found for e in c.edits}
    blamed |= {c.field for walk in walks for c in walk.found}
    blamed |= {s for walk in walks for c in walk.found for s in c.suspects}
    innocent = []
    for walk in walks:
        if walk.direction not in contrast.directions:
            continue
        names: list[str] = []
        if walk.held is not None and walk.held >= Link.CERTIFICATE:
            names += ["host", "port", "security"]
        if walk.proof is Proof.LOGIN and (walk.held or 0) >= Link.LOGIN:
            names += ["auth", "username", "password"]
        typed = walk.side.typed
        for name in names:
            given = name == "password" or getattr(typed, name) is not None
            if given and walk.of(name) not in blamed:
                innocent.append(walk.of(name))
    return tuple(innocent)
