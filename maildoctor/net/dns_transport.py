"""dnspython's way of sending a question, without the HTTP client that it loads wherever one is installed.

DNS over HTTPS is never asked for here, and loading that client takes a fifth of the time of a short run. `dns.resolver`
loads it, too, and so is imported here alone.
"""

from __future__ import annotations

import dns._features

dns._features.force("doh", enabled=False)

import dns.resolver  # noqa: E402 - it looks for the HTTP client while it is loaded
from dns.asyncquery import udp_with_fallback  # noqa: E402 - the same

__all__ = ["configured", "udp_with_fallback"]


def configured() -> tuple[tuple[str, ...], int]:
    """The addresses of the name servers that this PC is set to use, and their port; none where nothing is set."""
    try:
        resolver = dns.resolver.Resolver()
    except dns.resolver.NoResolverConfiguration:
        return (), 53
    return tuple(str(address) for address in resolver.nameservers), resolver.port
