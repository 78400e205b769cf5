"""F. The customer's PC and mail program."""

from __future__ import annotations

from tests.failures.rows import MAILBOX, PLACE, RESOLVER, SERVER, asked, seen

CLIENT = (
    seen("pc-clock-wrong", "certificate-clock-wrong",
         at=f"{SERVER}test_pc_clock_wrong"),
    seen("pc-antivirus-local-proxy", "local-proxy-left", "incoming-host-wrong",
         at=(f"{SERVER}test_pc_antivirus_local_proxy", f"{PLACE}test_what_a_shield_left_behind")),
    seen("pc-hosts-file", "pc-resolves-differently", "hosts-file-redirect", "incoming-address-differs", at=(
        f"{SERVER}test_pc_hosts_file", f"{PLACE}test_a_host_sent_to_the_pc_itself_fails",
        f"{PLACE}test_a_pc_that_looks_elsewhere_is_a_likely_cause",
    )),
    seen("pc-dns-cache", "pc-resolves-differently", "dns-cache-stale-address", at=(
        f"{PLACE}test_a_pc_that_looks_elsewhere_is_a_likely_cause",
        f"{RESOLVER}test_an_old_address_of_a_mail_host_is_likely_only",
    )),
    asked("outlook-new-cloud-geo", "new-outlook-only", "the same account in the classic Outlook on the same PC"),
    asked("outlook-new-pop-quirk", "new-outlook-only", "the same account by POP in another program, or by IMAP here"),
    asked("outlook-mobile-cloud-geo", "phone-outlook-only", "the same account in the phone's own mail app"),
    seen("outlook-auto-setup-wrong", "incoming-security-mismatch", "incoming-host-unknown",
         at=("mutation:security", "mutation:host", "demo:imap-993-as-starttls")),
    seen("ispdb-stale-autoconfig", "ispdb-stale", at="world:stale-ispdb"),
    asked("outlook-profile-broken", "new-profile", "the same account in a newly made profile"),
    asked("outlook-pst-full", "data-file-size", "the size of the data file and the room left on the disk"),
    asked("outlook-offline", "works-offline", "the bottom line of Outlook's window"),
    asked("outbox-stuck-large", "outbox-stuck", "what lies in the outbox, and whether mail goes once it is moved"),
    asked("client-unsupported", "old-program", "the name and year of the program, or the account in a current one"),
    seen("mail-in-junk", "mailbox-junk", at=f"{MAILBOX}test_junk_is_information_about_the_delivery"),
    seen("leave-on-server-off", "mailbox-emptied-by-another-device",
         at=f"{MAILBOX}test_an_emptied_inbox_is_told_and_asked_about",
         asked="another-device-by-pop", settled_by="a second device that fetches this address by POP"),
)  # fmt: skip
