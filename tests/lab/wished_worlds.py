"""Domains with a fault that is looked for only on request: relaying for strangers, a named DKIM key, block lists."""

from __future__ import annotations

from tests.lab.draft import Draft
from tests.lab.published import dkim_key, text_record
from tests.lab.world import Zone

_BLOCK_LISTS = ("zen.spamhaus.org", "bl.spamcop.net", "b.barracudacentral.org")
_TEST_ENTRY = "2.0.0.127 A 127.0.0.2"


def _block_lists(address: tuple[str, ...] = (), domain: tuple[str, ...] = ()) -> tuple[Zone, ...]:
    """The lists with their test entries (RFC 5782 section 5), the first with an address, the last with a domain."""
    first, *others = _BLOCK_LISTS
    return (
        Zone(first, (_TEST_ENTRY, *address)),
        *(Zone(name, (_TEST_ENTRY,)) for name in others),
        Zone("dbl.spamhaus.org", ("dbltest.com A 127.0.1.2", *domain)),
    )


WISHED = (
    Draft("relay-open", exchanger={"anonymous_relay": True}),
    Draft("dkim-named-missing", records=(text_record("default._domainkey", dkim_key(2048)),)),
    Draft("dkim-named-well", records=(text_record("spring._domainkey", dkim_key(2048)),)),
    Draft("listed-server", zones=_block_lists(("{r} A 127.0.0.2", '{r} TXT "seen sending junk"'))),
    Draft("listed-domain", zones=_block_lists(domain=("{d} A 127.0.1.2", '{d} TXT "seen in junk"'))),
    Draft("listed-well", zones=_block_lists()),
)
