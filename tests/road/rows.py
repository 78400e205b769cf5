"""The rows of the road: what can be wrong with a domain, the codes that tell it, a faulty scenario and its twin.

Scenarios are "road:NAME" (tests/road, real nsd, unbound and Postfix), "world:NAME" (a world that tests/mutations runs),
"place:NAME" (a line of tests/road/test_place_scenarios.py; its twin is its own) or "tests/…::test_name", where a real
server cannot be brought to do it; `why` then says so.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that can be wrong. Every one of `codes` is told by one of `faulty`."""

    item: str
    codes: tuple[str, ...]
    faulty: tuple[str, ...]
    twin: tuple[str, ...]
    why: str = ""


def row(item: str, codes: str, faulty: str, twin: str, why: str = "") -> Row:
    """Names apart by spaces; those without a kind are of the road."""
    return Row(item, tuple(codes.split()), _of_the_road(faulty), _of_the_road(twin), why)


def _of_the_road(names: str) -> tuple[str, ...]:
    return tuple(name if ":" in name else f"road:{name}" for name in names.split())


_LISTED_LINE = "tests/checks/test_outgoing_blocklists.py::test_a_listed_line_is_the_lines"
_NOT_LISTED = "tests/checks/test_outgoing_blocklists.py::test_nobody_is_listed"
_BESIDE_ALIAS = "tests/checks/test_domain_dmarc.py::test_an_alias_beside_the_record_is_a_warning"
_BY_ALIAS = "tests/checks/test_domain_dmarc.py::test_a_record_that_is_found_by_an_alias_is_in_order"

REGISTRATION = (
    row("not registered", "domain-missing", "registry-free world:unknown-domain", "registry-well"),
    row("ended", "domain-expired", "registry-deleted registry-suspended-late", "registry-well"),
    row("days left", "domain-expires-soon", "registry-parked", "registry-well"),
    row("suspended, with the last day of revival", "domain-suspended", "registry-suspended", "registry-well"),
    row("its end was asked for", "domain-deletion-asked", "registry-deletion-asked", "registry-well"),
    row("held back (RDAP)", "domain-hold", "registry-hold", "registry-lock-well"),
    row("registered and not in the DNS", "domain-not-in-dns", "registry-not-in-dns registry-lock", "registry-well"),
    row("without name servers", "domain-without-nameservers", "registry-without-servers", "registry-well"),
    row("parked", "domain-parked", "mx-parked registry-parked-long", "everything-well"),
)  # fmt: skip
DELEGATION = (
    row("lame and half-lame servers", "dns-lame-delegation", "half-lame all-lame own-servers-half-lame",
        "two-servers-well own-servers-well"),
    row("parent against child", "dns-delegation-differs", "lists-differ-lame", "lists-differ-well"),
    row("server without an address", "dns-nameserver-without-address", "server-without-address", "own-servers-well"),
    row("no answer, and nobody else may be asked", "domain-not-answering",
        "tests/road/test_dns_scenarios.py::test_where_only_the_lines_resolver_may_be_asked", "plain-well"),
    row("bogus, told from servfail", "dns-dnssec-bogus", "signed-expired ds-left-over",
        "signed-well own-servers-signed-well"),
    row("this PC's resolver is behind", "dns-cache-stale dns-cache-stale-address dns-cache-negative",
        "stale-mx stale-mx-elsewhere stale-address stale-none", "same-address-kept-well"),
    row("copies differ", "dns-servers-disagree", "copies-differ", "two-servers-well"),
    row("offline", "network-offline", "place:no-route place:cable-out", "place:no-route"),
    row("resolver dead", "resolver-silent", "place:resolver-dead place:resolver-elsewhere", "place:resolver-dead"),
    row("no resolver at all", "resolver-missing", "place:no-resolver", "place:no-resolver"),
)  # fmt: skip
EXCHANGERS = (
    row("null MX", "mx-null mx-null-with-others", "world:mx-null mx-null-beside", "plain-well"),
    row("none", "mx-missing mx-missing-address-only", "world:mx-and-address-missing world:mx-missing-address-there",
        "mx-at-domain-well"),
    row("name without an address", "mx-target-without-address", "world:mx-target-without-address", "plain-well"),
    row("an alias", "mx-points-to-cname", "world:mx-cname-alone world:mx-cname-beside-good", "two-exchangers-well"),
    row("an address in place of a name", "mx-points-to-ip",
        "world:mx-address-literal world:mx-address-literal-beside-good", "two-exchangers-well"),
    row("private address", "mx-private-address", "world:mx-private-beside-good", "two-exchangers-well"),
    row("final dot forgotten", "mx-missing-final-dot", "mx-dot-forgotten mx-dot-forgotten-once", "everything-well"),
    row("underscore and space", "mx-invalid-characters", "mx-underscore mx-space", "capitals-well"),
    row("at the web server", "mx-is-the-web-domain", "mx-at-web", "mx-at-domain-well"),
    row("placeholder", "mx-m365-placeholder", "mx-placeholder mx-placeholder-beside", "plain-well"),
    row("mixed providers", "mx-mixed-providers", "world:known-mx-mixed world:moving-mx-mixed",
        "world:known-stayed world:known-done"),
    row("old provider left", "move-in-progress", "world:known-between world:moving-mx-at-old",
        "world:known-done world:moving-old-still-accepts"),
    row("the client is at the old provider", "move-client-points-old", "world:known-client-at-old", "world:known-done"),
    row("IPv6 dead", "mx-ipv6-dead", "mx-six-dead", "mx-six-well"),
    row("one of two dead", "mx-one-down", "mx-second-dead world:mx-one-dead", "two-exchangers-well"),
    row("4xx and 5xx greetings, none up", "mx-refuses",
        "mx-puts-off place:mx-refuses place:mx-gone world:mx-all-dead", "plain-well"),
    row("greets as localhost", "mx-greets-as-localhost", "mx-localhost", "plain-well"),
    row("recipient refused", "mx-recipient-unknown", "recipient-unknown",
        "recipient-greylisted-well recipient-line-refused-well"),
    row("domain not at home there", "mx-not-at-home", "exchanger-not-at-home", "plain-well"),
    row("certificate of an exchanger", "mx-certificate-expired", "mx-out-of-date", "plain-well"),
    row("reverse names", "ptr-missing ptr-forward-mismatch", "reverse-none reverse-elsewhere reverse-nowhere",
        "plain-well"),
    row("open relay", "server-open-relay", "relay-open", "plain-well"),
)  # fmt: skip
SENDERS = (
    row("SPF: none", "spf-missing", "spf-absent spf-absent-reject", "plain-well"),
    row("SPF: two", "spf-two-records", "spf-two", "texts-beside-well"),
    row("SPF: syntax", "spf-syntax", "spf-mistyped", "capitals-well"),
    row("SPF: limits", "spf-too-many-lookups spf-void-lookups", "spf-eleven-lookups spf-three-voids",
        "spf-ten-lookups-well spf-two-voids-well"),
    row("SPF: +all", "spf-permissive-all", "spf-plus-all", "plain-well"),
    row("SPF: wrong name", "spf-wrong-name", "spf-at-wrong-name", "plain-well"),
    row("SPF: terms that are never read", "spf-terms-unread",
        "spf-behind-all spf-behind-all-reject spf-redirect-beside-all", "spf-redirect-well"),
    row("SPF: redirect and include", "spf-include-without-record spf-include-broken",
        "spf-include-of-nothing spf-include-gone spf-includes-itself",
        "spf-redirect-well spf-by-list-well spf-by-macro-well"),
    row("SPF: the outgoing server fails", "spf-not-covering-outgoing", "spf-elsewhere spf-elsewhere-reject",
        "spf-by-list-well"),
    row("DKIM: named and missing", "dkim-selector-missing", "dkim-named-missing", "dkim-named-well"),
    row("DKIM: revoked", "dkim-key-revoked", "dkim-revoked", "dkim-revoked-beside-well"),
    row("DKIM: broken TXT", "dkim-txt-broken dkim-key-unreadable", "dkim-semicolon-lost dkim-cut-off", "dkim-well"),
    row("DKIM: weak key", "dkim-key-weak", "dkim-768 dkim-512", "dkim-1024-well"),
    row("DKIM: CNAME missing", "dkim-cname-broken", "dkim-cname-nowhere", "dkim-cname-well"),
    row("DMARC: syntax", "dmarc-syntax", "dmarc-two dmarc-mistyped dmarc-version-second", "dmarc-well"),
    row("DMARC: alignment", "dmarc-unaligned", "dmarc-nothing-to-show", "dmarc-well"),
    row("DMARC: beside an alias", "dmarc-beside-alias", _BESIDE_ALIAS, f"dmarc-by-alias-well {_BY_ALIAS}",
        "no real name server loads a zone with a CNAME beside other records"),
    row("MTA-STS: record", "mtasts-syntax mtasts-several-records", "sts-no-id sts-two-records", "sts-well"),
    row("MTA-STS: policy", "mtasts-policy-unreachable mtasts-policy-syntax",
        "sts-no-host sts-not-found sts-other-name sts-mistyped", "sts-well sts-by-alias-well"),
    row("MTA-STS: MX match", "mtasts-mx-mismatch", "sts-other-mx sts-other-mx-testing sts-other-mx-beside",
        "sts-well"),
    row("MTA-STS: certificate", "mtasts-cert-mismatch", "sts-certificate sts-certificate-testing", "sts-well"),
    row("TLS-RPT", "tls-rpt-syntax", "tls-rpt-mistyped tls-rpt-two", "tls-rpt-well"),
    row("DANE: another key", "dane-mismatch", "tlsa-other-key", "tlsa-well tlsa-unsigned-well"),
    row("DANE: of no use", "dane-unusable", "tlsa-of-no-use", "tlsa-well"),
    row("DANE: in clear", "dane-without-starttls", "tlsa-in-clear", "tlsa-well"),
    row("BIMI: information alone", "bimi-syntax", "bimi-mistyped-well", "bimi-well"),
    row("SRV", "srv-dead-host srv-other-host", "world:srv-dead-host world:srv-other-host", "world:srv-only"),
    row("block lists: a server", "server-ip-blacklisted", "listed-server", "listed-well"),
    row("block lists: the domain", "domain-blacklisted", "listed-domain", "listed-well"),
    row("block lists: this line", "ip-blacklisted", _LISTED_LINE, f"listed-well {_NOT_LISTED}",
        "Postfix tells nobody the address that he comes from, as some other servers do at EHLO"),
)  # fmt: skip
TABLE = (*REGISTRATION, *DELEGATION, *EXCHANGERS, *SENDERS)
