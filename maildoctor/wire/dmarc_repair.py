"""One DMARC record in the place of what is there: all that is good of it kept, the rest put right or left out.

It never asks for more than the present records ask for: where nothing readable says what to do with forged mail, it
is `p=none`, and of two records the weaker policy stays, so that pasting it cannot make good mail disappear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from maildoctor.wire.dmarc import KNOWN, Policy, read_dmarc
from maildoctor.wire.report_uri import repaired_uris
from maildoctor.wire.tags import Tag, read_tags

FIRST = "v=DMARC1; p=none"
"""What to publish where nothing is there: it asks for nothing yet, and is what large receivers demand of senders."""

_GLUED = re.compile(rf"[\s,;\"']+(?=(?:{'|'.join(KNOWN)})\s*=)", re.IGNORECASE)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_STRENGTH = tuple(Policy)
_ADDRESS = re.compile(r"\s*(?:mail-?to:)?[^\s@;=]+@[^\s@;=]+\s*", re.IGNORECASE)


def repaired_dmarc(values: Sequence[str]) -> str:
    """The one record that says what `values`, all meant as DMARC records of one name, were to say."""
    records = [_terms(value) for value in values]
    terms = {name: policy.value for name in ("p", "sp", "np") if (policy := _weakest(name, records)) is not None}
    terms.setdefault("p", Policy.NONE.value)
    for name in ("rua", "ruf"):
        found = [uri for tags in records for tag in tags if tag.name == name for uri in repaired_uris(tag.value)]
        if found:
            terms[name] = ",".join(dict.fromkeys(found))
    for tag in (tag for tags in records for tag in tags):
        if tag.name not in ("v", "p", "sp", "np", "rua", "ruf") and tag.value and _is_good(tag):
            terms.setdefault(tag.name, tag.value)
    order = [name for name in KNOWN if name in terms] + [name for name in terms if name not in KNOWN]
    return "; ".join(["v=DMARC1", *(f"{name}={terms[name]}" for name in order)])


def watching_dmarc(text: str) -> str:
    """The record with the policy of its own domain taken back to `p=none`; what it asks for subdomains stays."""
    tags = {tag.name: tag.value for tag in _terms(repaired_dmarc([text]))}
    if tags["p"] != Policy.NONE:
        tags.setdefault("sp", tags["p"])
    tags["p"] = Policy.NONE.value
    return "; ".join(f"{name}={tags[name]}" for name in (*KNOWN, *(n for n in tags if n not in KNOWN)) if name in tags)


def _weakest(name: str, records: Sequence[Sequence[Tag]]) -> Policy | None:
    """The weakest policy that the records ask for under `name`; None where not one of them has such a term."""
    said = [_said(name, tags) for tags in records]
    if not any(said):
        return None
    inherited = [_said("sp", tags) or _said("p", tags) or Policy.NONE for tags in records]
    if name == "sp":
        inherited = [_said("p", tags) or Policy.NONE for tags in records]
    if name == "p":
        inherited = [Policy.NONE for _ in records]
    return min((own or other for own, other in zip(said, inherited, strict=True)), key=_STRENGTH.index)


def _said(name: str, tags: Sequence[Tag]) -> Policy | None:
    """The weakest readable policy that one record has under `name`."""
    found = [p for tag in tags for p in _STRENGTH if tag.name == name and tag.value.lower() == p]
    return min(found, key=_STRENGTH.index, default=None)


def _terms(value: str) -> tuple[Tag, ...]:
    text = value.translate(_FULL_WIDTH).replace("\\", "").strip("\"' \t\r\n")
    joined: list[str] = []
    for term in _GLUED.sub("; ", text).split(";"):
        if _ADDRESS.fullmatch(term) and joined and joined[-1].strip().lower().startswith(("rua", "ruf")):
            joined[-1] += f",{term.strip()}"  # a semicolon where a comma belongs
        else:
            joined.append(term.replace('"', ""))
    return read_tags(";".join(joined), fold=True).tags


def _is_good(tag: Tag) -> bool:
    kinds = {problem.kind for problem in read_dmarc(f"v=DMARC1; p=none; {tag.text}").problems}
    return not kinds - {"unknown-tag", "removed-tag"}
