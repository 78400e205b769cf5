"""J. What is left over from a move between providers."""

from __future__ import annotations

from tests.failures.rows import MENDED, MOVE, MOVED, RESOLVER, SPF, asked, seen

MOVES = (
    asked("mig-old-server-local-delivery", "old-contract-still-there",
          "mail sent by a customer of the old provider: the old server is not asked whom it takes mail for"),
    seen("mig-client-points-old", "move-client-points-old", at=(
        f"{MOVE}test_the_client_that_is_behind_has_to_act_and_it_is_likely_only", "world:known-client-at-old",
    )),
    seen("mig-spf-old-only", "spf-not-covering-outgoing",
         at=(f"{SPF}test_a_bad_record_and_the_line_that_mends_it", "world:moving-policy-at-old")),
    seen(
        "mig-mail-subdomain-old-a", "move-in-progress", "certificate-other-company", "certificate-between-companies",
        at=("world:moving-mail-name-at-old", f"{MOVED}test_nobody_is_led_back_to_the_company_that_was_left",
        f"{MOVED}test_where_nothing_says_which_company_is_the_new_one_no_name_is_given"),
    ),
    seen("mig-mx-mixed", "mx-mixed-providers",
         at=(f"{MOVE}test_exchangers_of_two_companies_are_named_once", "world:known-mx-mixed")),
    seen("mig-ttl-cache", "dns-cache-stale",
         at=(f"{RESOLVER}test_an_old_mx_is_to_be_waited_for", "world:moving-stale-resolver")),
    seen("mig-nameserver-not-switched", "move-nameservers-old",
         at=f"{MOVE}test_the_company_that_keeps_the_dns_is_information"),
    asked("mig-webform-unauthenticated", "web-form-only", "whether only the mail of the form is affected"),
    asked("mig-printer-scanner", "copier-only", "the four boxes for sending in the copier's own settings"),
    seen("mig-autodiscover-old", "autodiscover-stale", "autodiscover-other-host",
         at=f"{MENDED}test_autodiscover_that_leads_elsewhere_is_told"),
    asked("mig-imap-pop-history", "mail-still-at-old-provider", "the date of the newest message that is missing"),
    asked("mig-forward-loop", "returned-message", "the words too many hops, and the forwarding rules in both panels"),
)  # fmt: skip
