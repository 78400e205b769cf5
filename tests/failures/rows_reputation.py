"""I. The proofs of a sender, and what receivers make of them."""

from __future__ import annotations

from tests.failures.rows import DANE, DKIM, DMARC, MTA_STS, REVERSE, SPF, WISHED, asked, seen

_BAD_SPF = f"{SPF}test_a_bad_record_and_the_line_that_mends_it"
_UNALIGNED = f"{DMARC}test_a_strict_policy_without_any_sign_of_genuine_mail"

REPUTATION = (
    seen("spf-missing", "spf-missing", at=_BAD_SPF),
    seen("spf-new-provider-missing", "spf-not-covering-outgoing", at=_BAD_SPF),
    seen("spf-two-records", "spf-two-records", at=(_BAD_SPF, f"{SPF}test_two_records_become_one")),
    seen("spf-too-many-lookups", "spf-too-many-lookups",
         at=f"{SPF}test_too_many_lookups_says_what_costs_how_much"),
    seen("spf-void-lookups", "spf-void-lookups", at=_BAD_SPF),
    seen("spf-syntax", "spf-syntax", at=(_BAD_SPF, f"{SPF}test_a_mistake_is_told_with_its_place_and_the_right_form")),
    seen("spf-wrong-name", "spf-wrong-name", at=f"{SPF}test_a_record_at_another_name"),
    seen("spf-permissive-all", "spf-permissive-all", at=_BAD_SPF),
    seen("spf-old-all-fail", "spf-not-covering-outgoing",
         at=f"{SPF}test_it_fails_where_receivers_are_told_to_refuse"),
    seen("dkim-key-missing", "dkim-selector-missing", "dkim-cname-broken",
         at=(f"{WISHED}test_dkim_key_missing", f"{DKIM}test_an_alias_that_leads_nowhere"),
         asked="returned-message", settled_by="the selector in the signature of a message that was sent"),
    seen("dkim-key-revoked", "dkim-key-revoked", at=f"{DKIM}test_a_key_called_back_is_normal_beside_a_good_one"),
    seen("dkim-key-weak", "dkim-key-weak", at=f"{DKIM}test_short_keys"),
    seen("dkim-txt-broken", "dkim-txt-broken",
         at=f"{DKIM}test_what_was_broken_in_pasting_is_a_warning_and_its_record_makes_it_green"),
    seen("dkim-cname-missing-m365", "dkim-cname-missing-m365", at=f"{DKIM}test_microsoft_without_its_keys"),
    seen("dmarc-missing", "dmarc-missing", at=f"{DMARC}test_none_is_information_with_the_record_to_publish"),
    seen("dmarc-reject-unaligned", "dmarc-unaligned", at=_UNALIGNED),
    seen("dmarc-syntax", "dmarc-syntax",
         at=f"{DMARC}test_what_cannot_be_read_is_a_warning_and_its_record_makes_it_green"),
    seen("dmarc-subdomain", "dmarc-subdomain", "dmarc-unaligned",
         at=(f"{DMARC}test_a_subdomain_follows_its_parent",
             f"{DMARC}test_a_strict_parent_without_any_sign_of_genuine_mail")),
    seen("ptr-missing", "ptr-missing", at=f"{REVERSE}test_no_name_warns_only_for_a_server_of_ones_own"),
    seen("ptr-forward-mismatch", "ptr-forward-mismatch", at=f"{REVERSE}test_a_name_that_leads_elsewhere"),
    seen("ptr-generic", "ptr-generic", at=f"{REVERSE}test_a_name_made_from_numbers_is_a_hint"),
    seen("ip-blacklisted", "server-ip-blacklisted", "ip-blacklisted", at=f"{WISHED}test_ip_blacklisted",
         asked="returned-message", settled_by="the name of the list in the words of the returned message"),
    asked("greylisted", "returned-message", "the words 450 or 451 with greylisting, and that it arrives after a while"),
    asked("carrier-filter", "mobile-recipients-only", "whether recipients elsewhere get the same message"),
    asked("forward-breaks-spf", "arrives-by-forwarding", "whether the message is forwarded, by its Received lines"),
    seen("mtasts-mx-mismatch", "mtasts-mx-mismatch", at=f"{MTA_STS}test_exchangers_that_the_policy_does_not_name"),
    seen("mtasts-policy-unreachable", "mtasts-policy-unreachable",
         at=f"{MTA_STS}test_a_policy_that_no_sender_can_read"),
    seen("mtasts-cert-mismatch", "mtasts-cert-mismatch",
         at=f"{MTA_STS}test_certificates_that_the_policy_does_not_allow"),
    seen("dane-mismatch", "dane-mismatch",
         at=f"{DANE}test_a_fingerprint_of_another_certificate_fails_and_the_one_to_publish_turns_it_green"),
    seen("tlsrpt-missing", "tls-rpt-missing", at=f"{DMARC}test_tls_rpt"),
)  # fmt: skip
