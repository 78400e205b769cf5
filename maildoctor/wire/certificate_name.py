"""What is told of certificates without reading one: whether a name on it is the host's, and how many are looked at.

Apart from `x509`, so that a run without a certificate need not load what reads them.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

LONGEST_CHAIN = 10
"""More certificates than this are not looked at: a hostile chain can make path building take for ever."""


def name_fits(names: Sequence[str], addresses: Sequence[str], host: str) -> bool:
    """True where a certificate for `names` is good for `host` (RFC 9525 section 6.3: one whole left label as "*")."""
    try:
        return str(ipaddress.ip_address(host)) in addresses
    except ValueError:
        pass
    wanted = host.lower().rstrip(".")
    _, _, parent = wanted.partition(".")
    return any(
        name.rstrip(".") == wanted or (name.startswith("*.") and "." in parent and name[2:].rstrip(".") == parent)
        for name in (n.lower() for n in names)
    )
