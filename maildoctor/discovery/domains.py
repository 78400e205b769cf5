"""Where one organisation's names end: the registrable domain (public suffix list)."""

from __future__ import annotations

from functools import cache
from typing import Any


def same_registrable_domain(host: str, domain: str) -> bool:
    """True where `host` stands under the registrable domain of `domain`."""
    if host == domain or host.endswith(f".{domain}"):
        return True
    base = registrable_domain(domain)
    return base is not None and (host == base or host.endswith(f".{base}"))


def registrable_domain(name: str) -> str | None:
    """The part of `name` that somebody registered: `example.co.jp` of `mail.example.co.jp`; None for a suffix."""
    found = _list().privatesuffix(name)
    return str(found) if found else None


@cache
def _list() -> Any:
    from publicsuffixlist import PublicSuffixList  # 40 ms, and most runs never need it

    return PublicSuffixList()
