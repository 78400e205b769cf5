"""D. User names, passwords and ways of logging in."""

from __future__ import annotations

from tests.failures.rows import LOGIN, SERVER, asked, seen

_REFUSED, _MECHANISM = "incoming-password-refused", "incoming-auth-mismatch"
_RULE = f"{LOGIN}test_the_providers_rule_stands_beside_a_refused_password"
_OFFERED = (f"{LOGIN}test_a_way_of_logging_in_that_is_not_offered", "mutation:auth")

LOGINS = (
    seen("auth-password-wrong", _REFUSED, at=(f"{LOGIN}test_auth_password_wrong", "demo:wrong-password"),
         asked="webmail-login", settled_by="whether the same password opens the web mail"),
    seen("username-local-part-only", "incoming-username-form",
         at=(f"{LOGIN}test_username_local_part_only", "demo:username-without-domain", "mutation:username")),
    seen("username-full-address-not-accepted", "incoming-username-form",
         at=(f"{LOGIN}test_username_full_address_not_accepted", "mutation:username")),
    seen("username-provider-id", _REFUSED, at=f"{LOGIN}test_username_provider_id",
         asked="own-user-name", settled_by="the user name in the contract's papers"),
    asked("username-alias-used", "alias-login", "whether the address is an alias, in the provider's panel"),
    asked("username-percent-style", "user-name-in-contract", "the form of the user name in the contract's papers"),
    asked("password-fullwidth-or-space", "password-typed-by-hand", "the password typed in the open beside the paper"),
    asked("password-panel-vs-mailbox", "panel-or-mailbox-password", "which of the two passwords it is"),
    seen("password-smtp-different", "outgoing-password-refused", at=f"{LOGIN}test_password_smtp_different"),
    seen("auth-gmail-app-password", "incoming-app-password-needed", "outgoing-app-password-needed",
         at=f"{LOGIN}test_auth_gmail_app_password"),
    seen("auth-gmail-web-login", "incoming-app-password-needed", at=f"{LOGIN}test_auth_gmail_web_login",
         asked="browser-login", settled_by="the warning that the account's own page shows"),
    seen("auth-icloud-app-password", _REFUSED, "provider-hint", at=_RULE),
    seen("auth-yahoo-aol-app-password", _REFUSED, "provider-hint", at=_RULE),
    seen("auth-yahoo-jp-external-off", _REFUSED, "provider-hint", at=_RULE),
    seen("auth-docomo-imap-password", _REFUSED, "provider-hint", at=_RULE),
    seen("auth-m365-oauth-only", "incoming-token-only", at=f"{LOGIN}test_auth_m365_oauth_only"),
    seen("auth-m365-smtp-disabled", "outgoing-token-only", at=f"{LOGIN}test_auth_m365_smtp"),
    seen("auth-m365-smtp-basic-retired", "outgoing-token-only", "provider-ends-password-sending", at=(
        f"{LOGIN}test_auth_m365_smtp",
        "tests/checks/test_provider_known.py::test_who_sends_by_password_is_warned_before_the_date",
    )),
    seen("auth-apop-only", _MECHANISM, at=f"{LOGIN}test_auth_apop_only"),
    seen("auth-apop-unsupported", _MECHANISM, at=_OFFERED),
    seen("auth-encrypted-password-selected", _MECHANISM, at=_OFFERED),
    seen("auth-spa-incoming", _MECHANISM, at=_OFFERED),
    seen("auth-account-locked", "incoming-account-locked", at=f"{LOGIN}test_auth_account_locked"),
    seen("auth-ip-banned", "incoming-server-down", at=f"{SERVER}test_auth_ip_banned",
         asked="another-line", settled_by="the same server tried over a phone's own line"),
    seen("auth-hidden-old-client", "incoming-account-locked", at=f"{LOGIN}test_auth_account_locked",
         asked="old-device", settled_by="a device found with the old password, or the server's own log"),
    seen("auth-temporary-failure", "incoming-login-deferred", at=f"{LOGIN}test_auth_temporary_failure"),
    asked("auth-contract-stopped", "all-addresses-refused", "whether every address of the contract is refused at once"),
    asked("auth-prompt-loop", "saved-credentials", "whether the window comes back after the old entry was deleted"),
)  # fmt: skip
