"""E. Certificates and TLS."""

from __future__ import annotations

from tests.failures.rows import PLACE, SERVER, asked, seen

_REASONS = f"{SERVER}test_reasons_of_the_server"
_SCANNER = f"{SERVER}test_tls_antivirus_interception"

TLS = (
    seen("tls-name-mismatch-shared-hosting", "certificate-name-mismatch", at=(
        f"{SERVER}test_tls_name_mismatch_shared_hosting", "demo:certificate-other-name",
        "world:right-name-on-certificate",
    )),
    seen("tls-name-mismatch-wrong-host", "certificate-name-unmatched", at=(
        f"{SERVER}test_tls_name_mismatch_wrong_host", "demo:certificate-other-name-alone",
        "world:no-right-name-on-certificate",
    )),
    seen("tls-cert-expired", "certificate-expired",
         at=(_REASONS, "demo:certificate-expired", "world:certificate-expired")),
    seen("tls-cert-not-yet-valid", "certificate-not-yet-valid", "certificate-clock-wrong", at=(
        _REASONS, "world:certificate-not-yet-valid", f"{SERVER}test_pc_clock_wrong",
    )),
    seen("tls-self-signed", "certificate-self-signed", at=(_REASONS, "world:certificate-self-signed")),
    seen("tls-missing-intermediate", "certificate-issuer-not-sent", "certificate-chain-incomplete", at=(
        _REASONS, f"{SERVER}test_tls_missing_intermediate", "world:certificate-issuer-not-sent",
    )),
    seen("tls-root-unknown-old-device", "certificate-store-outdated",
         at=f"{SERVER}test_tls_root_unknown_old_device"),
    seen("tls-server-only-tls10", "tls-too-old", at=(f"{SERVER}test_tls_server_only_tls10", "world:old-tls")),
    asked("tls-client-too-old", "old-program", "the year of system and program, or the same account on a newer device"),
    seen("tls-no-shared-cipher", "tls-refused", at=f"{SERVER}test_tls_no_shared_cipher"),
    seen("tls-antivirus-interception", "certificate-trusted-here-only", "network-interception-scanner",
         at=(_SCANNER, f"{PLACE}test_a_virus_scanner_is_named")),
    seen("tls-utm-interception", "certificate-trusted-here-only", "network-interception",
         at=(_SCANNER, f"{PLACE}test_a_device_of_the_office_is_the_networks")),
    seen("tls-starttls-stripped", "starttls-masked", at=(
        f"{SERVER}test_tls_starttls_stripped", f"{PLACE}test_masked_words_fail_where_the_client_wants_starttls",
    )),
    asked("tls-sni-default-cert", "old-program",
          "the certificate that the old program itself shows: ours is asked for by name in every handshake"),
    asked("tls-mtu-blackhole", "another-line", "the same try over another line, or with a smaller MTU in the router"),
)  # fmt: skip
