"""B. The settings of the incoming server."""

from __future__ import annotations

from tests.failures.rows import IN, MAILBOX, seen

_SECURITY, _OTHER = "incoming-security-mismatch", "incoming-port-speaks-other"
_TOGETHER = f"{IN}test_port_and_encryption_that_do_not_go_together"
_WRONG_PORT = f"{IN}test_port_of_the_other_protocol"

INCOMING = (
    seen("in-host-typo", "incoming-host-unknown", at=("demo:no-such-host", "mutation:host")),
    seen("in-host-fullwidth-space", "incoming-host-spelling",
         at=f"{IN}test_in_host_fullwidth_space"),
    seen("in-host-is-smtp-server", "incoming-host-wrong", at=f"{IN}test_in_host_is_smtp_server"),
    seen("in-host-wrong-server-number", "incoming-password-refused", at=f"{IN}test_in_host_wrong_server_number",
         asked="server-number", settled_by="the name of the server in the contract's papers"),
    seen("in-host-outlook-guess", "incoming-host-unknown", at=f"{IN}test_in_host_outlook_guess"),
    seen("account-type-imap-server-in-pop", "incoming-protocol-mismatch",
         at=(f"{IN}test_account_type_imap_server_in_pop", "mutation:protocol")),
    seen("account-type-pop-server-in-imap", "incoming-protocol-mismatch",
         at=(f"{IN}test_account_type_pop_server_in_imap", "mutation:protocol")),
    seen("pop3-port-143", _OTHER, at=(_WRONG_PORT, "mutation:port")),
    seen("pop3-port-993", _OTHER, at=(_WRONG_PORT, "demo:pop3-at-993")),
    seen("imap-port-110", _OTHER, at=(_WRONG_PORT, "mutation:port")),
    seen("imap-port-995", _OTHER, at=(_WRONG_PORT, "mutation:port")),
    seen("in-port-smtp", _OTHER, at=(f"{IN}test_in_port_smtp", "mutation:port")),
    seen("in-port-http", "incoming-port-not-mail", at=f"{IN}test_in_port_http"),
    seen("pop3-995-without-tls", _SECURITY, at=(_TOGETHER, "mutation:security")),
    seen("imap-993-without-tls", _SECURITY, at=(_TOGETHER, "mutation:security")),
    seen("pop3-110-with-implicit-tls", _SECURITY, at=(_TOGETHER, "mutation:security")),
    seen("imap-143-with-implicit-tls", _SECURITY, at=(_TOGETHER, "mutation:security")),
    seen("in-starttls-on-tls-port", _SECURITY, at=(_TOGETHER, "demo:imap-993-as-starttls")),
    seen("in-starttls-unsupported", "incoming-security-and-port-mismatch", at=f"{IN}test_in_starttls_unsupported"),
    seen("in-plaintext-disallowed", "incoming-plaintext-refused",
         at=(f"{IN}test_in_plaintext_disallowed", "mutation:security")),
    seen("in-plain-port-retired", "incoming-port-refused", at=f"{IN}test_in_plain_port_retired"),
    seen("in-protocol-not-offered", "incoming-protocol-mismatch",
         at=(f"{IN}test_in_protocol_not_offered", "mutation:protocol")),
    seen("in-protocol-disabled-by-user", "incoming-account-disabled",
         at=(f"{IN}test_in_protocol_disabled_by_user", "world:account-disabled")),
    seen("imap-root-folder", "imap-folder-prefix",
         at=(f"{IN}test_imap_root_folder", f"{MAILBOX}test_the_folder_prefix")),
    seen("pop-uidl-unsupported", "pop-uidl-unsupported", at=f"{MAILBOX}test_no_lasting_numbers"),
    seen("in-timeout-too-short", "mailbox-large-message", at=f"{MAILBOX}test_a_large_message_matters_to_pop",
         asked="stops-at-same-message", settled_by="whether a longer timeout, or moving one message, helps"),
)  # fmt: skip
