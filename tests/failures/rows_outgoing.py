"""C. The settings of the outgoing server, its senders and its recipients."""

from __future__ import annotations

from tests.failures.rows import OUT, SERVER, asked, seen

_SECURITY, _LOGIN = "outgoing-security-mismatch", "outgoing-auth-needed"
_TOGETHER = f"{OUT}test_port_and_encryption_that_do_not_go_together"
_NO_LOGIN = f"{OUT}test_smtp_auth_off"

OUTGOING = (
    seen("smtp-op25b", "outgoing-port25-blocked", at=(f"{OUT}test_smtp_op25b", "demo:port25-blocked")),
    asked("smtp-port-25-hint", "sends-by-port-25", "whether port 25 gets out of the customer's own line"),
    seen("smtp-465-with-starttls", _SECURITY, at=(_TOGETHER, "mutation:security")),
    seen("smtp-587-with-implicit-tls", _SECURITY, at=(_TOGETHER, "demo:smtp-587-as-tls")),
    seen("smtp-25-or-587-plain-forced-tls", "outgoing-plaintext-refused",
         at=(f"{OUT}test_smtp_auth_not_advertised", "mutation:security")),
    seen("smtp-auth-not-advertised", "outgoing-plaintext-refused", at=f"{OUT}test_smtp_auth_not_advertised"),
    seen("smtp-auth-off", _LOGIN, at=(_NO_LOGIN, "mutation:auth")),
    seen("smtp-relay-denied", _LOGIN, at=_NO_LOGIN),
    seen("smtp-pop-before-smtp", "outgoing-no-login-offered", at=f"{OUT}test_smtp_pop_before_smtp"),
    seen("smtp-pop-before-smtp-retired", _LOGIN, at=(f"{OUT}test_smtp_pop_before_smtp_retired", "mutation:auth")),
    seen("smtp-host-typo", "outgoing-host-unknown", at=(f"{OUT}test_smtp_host_typo", "mutation:host")),
    seen("smtp-host-is-pop-server", "outgoing-host-wrong", at=f"{OUT}test_smtp_host_is_pop_server"),
    seen("smtp-port-is-pop-imap", "outgoing-port-speaks-other",
         at=(f"{OUT}test_smtp_port_is_pop_imap", "mutation:port")),
    seen("smtp-587-closed", "outgoing-port-refused", "outgoing-port-blocked",
         at=(f"{OUT}test_smtp_587_closed", "world:submission-silent")),
    seen("smtp-isp-server-leftover", "outgoing-host-wrong", at=f"{OUT}test_smtp_isp_server_leftover",
         asked="outgoing-of-former-line", settled_by="whose server it is: the former provider's, by the old contract"),
    seen("smtp-isp-network-only", "outgoing-server-refuses", at=f"{OUT}test_smtp_geo_blocked",
         asked="another-line", settled_by="the same settings tried on the provider's own line"),
    seen("smtp-sender-not-owned", "outgoing-sender-refused", at=f"{OUT}test_smtp_sender_not_owned"),
    seen("smtp-from-invalid", "outgoing-sender-refused", at=f"{OUT}test_smtp_from_invalid"),
    asked("smtp-helo-rejected", "computer-name", "the name of the computer, with which its own program greets"),
    asked("smtp-message-too-large", "message-size", "the size of the attachments beside the limit of the server"),
    asked("smtp-too-many-recipients", "many-at-once", "how many recipients it has, and the reply to one too many"),
    asked("smtp-rate-limited", "many-at-once", "how many messages were sent within the hour"),
    seen("smtp-iphone-auth-blank", _LOGIN, at=f"{SERVER}test_a_client_without_a_login_on_a_phone_is_asked_about",
         asked="iphone-outgoing-login", settled_by="the two boxes of the outgoing server on the phone"),
    asked("smtp-wrong-server-selected", "which-outgoing-server",
          "the name in the box of the outgoing server, or the Received lines of a message that went out"),
    seen("smtp-geo-blocked", "outgoing-server-refuses", at=f"{OUT}test_smtp_geo_blocked",
         asked="sends-from-abroad", settled_by="the country of the line's address, or a try from a line at home"),
    seen("smtp-spa-checked", "outgoing-auth-mismatch", at=(f"{OUT}test_smtp_auth_mechanism_mismatch", "mutation:auth")),
    seen("smtp-auth-mechanism-mismatch", "outgoing-auth-mismatch",
         at=(f"{OUT}test_smtp_auth_mechanism_mismatch", "mutation:auth")),
    asked("smtp-recipient-unknown", "one-recipient-only", "the recipient's address as written, and another recipient"),
    asked("smtp-recipient-rfc-violation", "one-recipient-only", "dots side by side, or before the @, in that address"),
)  # fmt: skip
