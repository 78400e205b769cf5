"""User names as documents of settings write them: with placeholders for the parts of the address.

The placeholders are those of Mozilla's page "Autoconfiguration in Thunderbird"; Autodiscover writes the name itself.
"""

from __future__ import annotations

import re

from maildoctor.model.case import Address

_PLACEHOLDER = re.compile(r"%[A-Za-z0-9_]+%")
_FORMS = {
    "": "",
    "%EMAILADDRESS%": "full",
    "%EMAILLOCALPART%@%EMAILDOMAIN%": "full",
    "%EMAILLOCALPART%": "local",
}


def filled(template: str, address: Address) -> str | None:
    """`template` filled in for `address`; None where it is empty or needs something unknown (%REALNAME% …)."""
    known = {
        "%EMAILADDRESS%": str(address),
        "%EMAILLOCALPART%": address.local,
        "%EMAILDOMAIN%": address.domain,
    }
    if not template or any(found not in known for found in _PLACEHOLDER.findall(template)):
        return None
    return _PLACEHOLDER.sub(lambda found: known[found[0]], template)


def form_of(template: str) -> str:
    """What the name is made of: "full" (the address), "local" (the part before the @), "other", "" (not told)."""
    return _FORMS.get(template, "other")
