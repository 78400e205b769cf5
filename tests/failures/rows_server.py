"""K. What is not in order on the server's side."""

from __future__ import annotations

from tests.failures.rows import LOGIN, MENDED, SERVER, WISHED, seen, unseen

SERVERS = (
    seen("srv-wrong-service-on-port", "incoming-port-not-mail", at=f"{SERVER}test_srv_wrong_service_on_port"),
    seen("srv-submission-missing", "outgoing-server-down", at=f"{SERVER}test_srv_submission_missing"),
    seen("srv-auth-before-tls", "unencrypted", at=f"{SERVER}test_srv_auth_before_tls"),
    seen("srv-open-relay", "server-open-relay", at=f"{WISHED}test_srv_open_relay"),
    seen("srv-tempfail", "outgoing-server-refuses", "incoming-login-deferred",
         at=(f"{SERVER}test_srv_tempfail", f"{LOGIN}test_auth_temporary_failure")),
    seen("srv-disk-full", "outgoing-deferred", at=f"{MENDED}test_a_server_whose_disk_is_full_is_no_pass"),
    seen("srv-starttls-broken", "outgoing-security-and-port-mismatch", at=f"{SERVER}test_srv_starttls_broken"),
    seen("srv-cert-only-web-renewed", "certificate-expired",
         at=(f"{SERVER}test_reasons_of_the_server", "world:certificate-expired")),
    seen("srv-mx-plaintext", "mx-without-starttls", at=f"{SERVER}test_srv_mx_plaintext"),
    seen("srv-banner-hostname", "mx-greets-as-localhost", at=f"{MENDED}test_an_exchanger_that_calls_itself_localhost"),
    unseen("srv-catchall-accepts",
           "No recipient is ever invented at a mail exchanger: such a try looks like the harvesting of addresses,"
           " and gets the customer's own line listed."),
    unseen("srv-backup-mx-drops",
           "The account's own address is named to the first exchanger alone, so what a spare one would do with the"
           " domain's mail is known only from a message that came back."),
)  # fmt: skip
