"""H. The state of the mailbox."""

from __future__ import annotations

from tests.failures.rows import LOGIN, MAILBOX, asked, seen

MAILBOXES = (
    seen("mbox-quota-full", "mailbox-full", "mailbox-nearly-full",
         at=("world:mailbox-full", f"{MAILBOX}test_what_stood_before_stands")),
    seen("mbox-pop-locked", "incoming-account-locked", at=f"{LOGIN}test_mailbox_in_use"),
    seen("mbox-login-delay", "login-delay", at=f"{MAILBOX}test_the_pause_between_logins"),
    seen("imap-connection-limit", "incoming-account-locked", "incoming-login-deferred",
         at=(f"{LOGIN}test_mailbox_in_use", f"{LOGIN}test_auth_temporary_failure")),
    asked("mbox-corrupt-message", "stops-at-same-message",
          "whether fetching stops at the same number each time: no message is ever read here"),
    seen("mbox-too-many-messages", "mailbox-many-messages", at=f"{MAILBOX}test_many_messages"),
    asked("mbox-not-created", "address-created", "the list of addresses in the new provider's panel"),
    asked("mbox-receive-stopped", "receiving-stopped", "the switch for receiving in the provider's panel"),
    seen("mbox-retention", "pop-server-deletes", at=f"{MAILBOX}test_days_on_the_server",
         asked="old-mail-gone", settled_by="the day before which everything is gone, and the contract's storage time"),
    seen("mbox-other-device-removed", "mailbox-emptied-by-another-device",
         at=f"{MAILBOX}test_an_emptied_inbox_is_told_and_asked_about",
         asked="another-device-by-pop", settled_by="a second device that fetches this address by POP"),
)  # fmt: skip
