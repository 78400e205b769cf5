"""A. DNS, mail exchangers and the domain itself."""

from __future__ import annotations

from tests.failures.rows import MENDED, MOVE, NAMES, PLACE, REGISTRATION, RESOLVER, SERVER, asked, seen

_DELEGATION = "tests/checks/test_domain_delegation.py::"
_DNSSEC = "tests/checks/test_domain_dnssec.py::"

DNS = (
    seen("domain-nxdomain", "domain-missing", at="world:unknown-domain"),
    seen("domain-expired", "domain-expired", "domain-parked", at=(
        f"{REGISTRATION}test_a_registration_in_its_last_days_has_ended_whatever_its_date",
        f"{NAMES}test_a_parked_domain_is_the_registrars_business_and_likely_only",
    )),
    seen("domain-hold", "domain-hold", at=f"{REGISTRATION}test_a_held_domain_is_named_with_its_likely_reason"),
    seen("dns-lame-delegation", "dns-lame-delegation",
         at=(f"{_DELEGATION}test_one_bad_server_is_a_warning", "world:lame-domain")),
    seen("dns-dnssec-bogus", "dns-dnssec-bogus",
         at=f"{_DNSSEC}test_an_answer_that_comes_only_unchecked_is_bogus"),
    seen("dns-edited-wrong-panel", "move-nameservers-old",
         at=f"{MOVE}test_the_company_that_keeps_the_dns_is_information"),
    seen("dns-ttl-pending", "dns-cache-stale", at=f"{RESOLVER}test_an_old_mx_is_to_be_waited_for"),
    seen("mx-missing-a-only", "mx-missing-address-only", at="world:mx-missing-address-there"),
    seen("mx-missing", "mx-missing", at="world:mx-and-address-missing"),
    seen("mx-null", "mx-null", at="world:mx-null"),
    seen("mx-null-with-others", "mx-null-with-others", at=f"{SERVER}test_mx_null_with_others"),
    seen("mx-points-to-cname", "mx-points-to-cname",
         at=("world:mx-cname-alone", "world:mx-cname-beside-good", "demo:mx-cname")),
    seen("mx-points-to-ip", "mx-points-to-ip", at=("world:mx-address-literal", "world:mx-address-literal-beside-good")),
    seen("mx-missing-final-dot", "mx-missing-final-dot",
         at=f"{NAMES}test_a_missing_final_dot_is_named_with_what_was_meant"),
    seen("mx-invalid-characters", "mx-invalid-characters", at=f"{NAMES}test_characters_that_no_server_name_has"),
    seen("mx-target-unresolvable", "mx-target-without-address", at="world:mx-target-without-address"),
    seen("mx-old-provider", "move-in-progress", at=(
        f"{MOVE}test_delivery_to_one_company_and_reading_at_another_is_likely_a_move", "world:known-between",
    )),
    seen("mx-mixed-providers", "mx-mixed-providers",
         at=(f"{MOVE}test_exchangers_of_two_companies_are_named_once", "world:known-mx-mixed")),
    asked("mx-priority-reversed", "mx-order", "the name that the provider's papers give as the main exchanger"),
    seen("mx-m365-placeholder", "mx-m365-placeholder",
         at=f"{MOVE}test_the_placeholder_of_microsoft_365_receives_nothing"),
    seen("mx-is-the-web-domain", "mx-is-the-web-domain",
         at=f"{NAMES}test_the_web_server_as_mail_server_is_likely_only"),
    seen("mx-private-or-loopback", "mx-private-address", at="world:mx-private-beside-good"),
    seen("mx-port25-dead", "mx-refuses", "mx-one-down", at=("world:mx-all-dead", "world:mx-one-dead")),
    seen("mx-ipv6-dead", "mx-ipv6-dead", at=f"{MENDED}test_an_exchanger_that_is_dead_by_ipv6_is_told"),
    asked("mx-loop", "returned-message", "the words of the returned message: loops back, too many hops, 5.4.6"),
    seen("mail-host-cloudflare-proxied", "mail-host-behind-web-proxy", "incoming-host-wrong", at=(
        f"{SERVER}test_a_mail_host_that_is_the_web_site", f"{PLACE}test_a_host_behind_a_relay_for_web_pages",
    )),
    seen("mail-host-nxdomain", "incoming-host-unknown", "outgoing-host-unknown",
         at=("demo:no-such-host", "mutation:host")),
    seen("mail-host-wildcard", "mail-host-wildcard", "incoming-host-wrong",
         at=f"{SERVER}test_a_mail_host_that_is_the_web_site"),
    seen("dns-autodiscover-wrong", "autodiscover-stale", "autodiscover-other-host",
         at=f"{MENDED}test_autodiscover_that_leads_elsewhere_is_told"),
    seen("dns-srv-wrong", "srv-dead-host", "srv-other-host", at=("world:srv-dead-host", "world:srv-other-host")),
)  # fmt: skip
