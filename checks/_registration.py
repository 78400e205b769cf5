"""What the registry says about the domain, where it has a public service for that: shared parts of its check.

The services are those of IANA's bootstrap registry (RFC 9224) for the endings that shops use, as several public copies
of 2026 agree. `.jp` has none: JPRS answers by WHOIS on port 43 alone, and its RDAP is for other endings.
"""

from __future__ import annotations

from maildoctor.api import Case, Document, Evidence, Fetch, Registration, read_registration

_IDENTITY_DIGITAL = "https://rdap.identitydigital.services/rdap/"
_GOOGLE = "https://pubapi.registry.google/rdap/"
_RADIX = "https://rdap.radix.host/rdap/"
SERVICES = {
    "com": "https://rdap.verisign.com/com/v1/",
    "net": "https://rdap.verisign.com/net/v1/",
    "org": "https://rdap.publicinterestregistry.org/rdap/",
    "info": _IDENTITY_DIGITAL,
    "pro": _IDENTITY_DIGITAL,
    "biz": "https://rdap.nic.biz/",
    "name": "https://tld-rdap.verisign.com/name/v1/",
    "cc": "https://tld-rdap.verisign.com/cc/v1/",
    "shop": "https://rdap.gmoregistry.net/rdap/",
    "app": _GOOGLE,
    "dev": _GOOGLE,
    "online": _RADIX,
    "site": _RADIX,
    "store": _RADIX,
    "tech": _RADIX,
    "xyz": "https://rdap.centralnic.com/xyz/",
}
"""Top-level domain → base URL. Names are registered directly below each of them."""


def served(case: Case) -> bool:
    """True where somebody is known to ask about this kind of domain."""
    return case.domain.rpartition(".")[2] in SERVICES


def question(case: Case) -> Fetch | None:
    """The question about the registration; None where nobody is known to ask."""
    labels = case.domain.split(".")
    base = SERVICES.get(labels[-1])
    if base is None or len(labels) < 2:
        return None
    return Fetch(f"{base}domain/{'.'.join(labels[-2:])}", Document.REGISTRATION)


def found(case: Case, evidence: Evidence) -> Registration | None:
    """The `Registration` that the registry showed for this very name, None where there is none to go by."""
    asked = question(case)
    fact = evidence.get(asked) if asked is not None else None
    if fact is None or not fact.verified or fact.status != 200:
        return None
    registration = read_registration(fact.text)
    name = ".".join(case.domain.split(".")[-2:])
    return registration if registration is not None and registration.name == name else None


def ended(case: Case, evidence: Evidence) -> bool:
    """True where the registry says that the domain is held back, or that its registration is over."""
    seen = found(case, evidence)
    if seen is None:
        return False
    return bool(seen.held or seen.leaving) or (seen.expires is not None and seen.expires < case.now)
