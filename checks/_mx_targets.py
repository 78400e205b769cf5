"""Why a name in an MX record cannot work, read from the name itself and from what the DNS says of its parts."""

from __future__ import annotations

import re

from maildoctor.api import Case, Evidence, Lookup, is_host

from . import _zone

PLACEHOLDER = re.compile(r"ms\d+\.msv1\.invalid\.outlook\.com")
"""The name by which Microsoft 365 checks who owns a domain."""
_ESCAPED = re.compile(r"(?:\\\d{3})+|\\.")
_HOST_CHARACTERS = re.compile(r"[a-z0-9.-]", re.IGNORECASE)


def shown(name: str) -> str:
    """A name as it was typed: master-file escapes (RFC 1035 section 5.1) turned back into what they stand for."""

    def read(match: re.Match[str]) -> str:
        text = match.group()
        if not text[1:4].isdigit():
            return text[1:]
        return bytes(int(code) % 256 for code in text.split("\\")[1:]).decode("utf-8", "replace")

    return _ESCAPED.sub(read, name)


def wrong(name: str) -> tuple[str, ...]:
    """The characters of `name` that a host name cannot have, each once, a space named as such."""
    found = dict.fromkeys(c for c in shown(name) if not _HOST_CHARACTERS.match(c))
    return tuple("空白/space" if c.isspace() else c for c in found)


def meant(case: Case, host: str) -> tuple[str, str] | None:
    """(the name that was meant, what was appended), where `host` ends with the zone once too often."""
    for zone in _zone.candidates(case.domain):
        typed = host.removesuffix(f".{zone}")
        if typed != host and "." in typed and is_host(typed) and not typed.rpartition(".")[2].isdigit():
            return typed, zone
    return None


def certainly_absent(evidence: Evidence, host: str) -> bool:
    """True where a server said for both kinds of address that there is none."""
    facts = [_zone.heard(evidence, Lookup(host, kind)) for kind in ("A", "AAAA")]
    return all(fact is not None and fact.absent for fact in facts)


def has_address(evidence: Evidence, host: str) -> bool:
    """True where `host` is known to have an address."""
    facts = [_zone.heard(evidence, Lookup(host, kind)) for kind in ("A", "AAAA")]
    return any(fact is not None and fact.values for fact in facts)


def told(case: Case, evidence: Evidence, host: str) -> bool:
    """True where `host` has no address and its own name, or the name that was meant, says why."""
    typed = meant(case, host)
    return certainly_absent(evidence, host) and (
        bool(wrong(host))
        or PLACEHOLDER.fullmatch(host) is not None
        or (typed is not None and has_address(evidence, typed[0]))
    )
