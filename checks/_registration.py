"""What the registry says about the domain, where it has a public service for that: shared parts of its check.

The services are those of IANA's bootstrap registry (RFC 9224) for the endings that shops use, as several public copies
of 2026 agree. `.jp` has none: JPRS answers by WHOIS on port 43 alone, and its RDAP is for other endings. WHOIS is not
encrypted and not signed, and so is believed only where it explains what the DNS shows already.
"""

from __future__ import annotations

from maildoctor.api import Case, Document, Evidence, Fetch, FetchFact, Registration, jprs, read_registration
from maildoctor.api import registrable_domain as registrable

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


JPRS = "whois.jprs.jp"
_BELOW_JP = frozenset(("ac", "ad", "co", "ed", "go", "gr", "lg", "ne", "or"))
"""Names are registered below these, not directly below `.jp` (JPRS's rules for names by kind of organisation)."""


def served(case: Case) -> bool:
    """True where somebody is known to ask about this kind of domain."""
    return question(case) is not None


def of_japan(case: Case) -> bool:
    """True where the registry is JPRS, which names no registrar."""
    return case.domain.endswith(".jp")


def question(case: Case) -> Fetch | None:
    """The question about the registration; None where nobody is known to ask."""
    name, base = _name(case.domain), SERVICES.get(case.domain.rpartition(".")[2])
    if name is None:
        return None
    if of_japan(case):
        return Fetch(f"whois://{JPRS}/{name}/e", Document.WHOIS)
    return Fetch(f"{base}domain/{name}", Document.REGISTRATION) if base is not None else None


def _name(domain: str) -> str | None:
    """The registered name that `domain` is, or lies below."""
    labels = domain.split(".")
    if len(labels) < 2:
        return None
    if len(labels) == 2 or labels[-1] != "jp":
        return ".".join(labels[-2:])
    # The list of suffixes knows the prefectures and towns, and is read for their names only: it takes its time.
    return ".".join(labels[-3:]) if labels[-2] in _BELOW_JP else registrable(domain)


def found(case: Case, evidence: Evidence) -> Registration | None:
    """The `Registration` that the registry showed for this very name, None where there is none to go by."""
    fact = _answer(case, evidence)
    if fact is None:
        return None
    registration = jprs.read_whois(fact.text) if of_japan(case) else read_registration(fact.text)
    return registration if registration is not None and registration.name == _name(case.domain) else None


def free(case: Case, evidence: Evidence) -> bool:
    """True where the registry says that nobody holds the name."""
    fact = _answer(case, evidence)
    return fact is not None and of_japan(case) and jprs.is_free(fact.text)


def _answer(case: Case, evidence: Evidence) -> FetchFact | None:
    asked = question(case)
    fact = evidence.get(asked) if asked is not None else None
    if fact is None:
        return None
    return fact if (fact.readable if of_japan(case) else fact.verified and fact.status == 200) else None


def unserved(case: Case, evidence: Evidence) -> bool:
    """True where the registry holds the name for somebody and knows no name server for it."""
    seen = found(case, evidence)
    return seen is not None and seen.servers == () and not ended(case, evidence)


def running(case: Case, evidence: Evidence) -> bool:
    """True where the registry says of the domain itself that it is registered, and that nothing is in its way."""
    seen = found(case, evidence)
    return seen is not None and seen.name == case.domain and not ended(case, evidence)


def ended(case: Case, evidence: Evidence) -> bool:
    """True where the registry says that the domain is held back, or that its registration is over."""
    seen = found(case, evidence)
    if seen is None:
        return False
    return bool(seen.held or seen.leaving) or (seen.expires is not None and seen.expires < case.now)
