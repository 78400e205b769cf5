"""G. The office's network and the line."""

from __future__ import annotations

from tests.failures.rows import OUT, PLACE, SERVER, asked, seen

LINE = (
    seen("net-offline", "network-offline",
         at=f"{SERVER}test_net_offline"),
    seen("net-captive-portal", "captive-portal", at=f"{PLACE}test_a_sign_in_page_in_front_of_everything"),
    seen("net-lan-firewall", "incoming-port-blocked", at=(f"{SERVER}test_net_lan_firewall", "world:imaps-silent"),
         asked="another-line", settled_by="the same port tried over a phone's own line"),
    seen("net-25-only-allowed", "outgoing-port-blocked", at=f"{SERVER}test_net_25_only_allowed"),
    seen("net-smtp-proxy-banner", "starttls-masked",
         at=f"{PLACE}test_a_greeting_of_asterisks_warns_on_a_port_that_nobody_configured"),
    seen("net-router-dns", "resolver-silent",
         at=f"{SERVER}test_net_router_dns"),
    seen("net-isp-changed", "outgoing-host-wrong", "outgoing-port25-blocked",
         at=(f"{OUT}test_smtp_isp_server_leftover", f"{OUT}test_smtp_op25b"),
         asked="outgoing-of-former-line", settled_by="whose server it is: the former provider's, by the old contract"),
    seen("net-foreign-exit", "outgoing-server-refuses", at=f"{OUT}test_smtp_geo_blocked",
         asked="sends-from-abroad", settled_by="the country of the line's address, or a try without the VPN"),
    seen("net-ipv6-path", "ipv6-path-dead", at=(
        "tests/checks/test_network_ipv6.py::test_unrelated_hosts_dead_by_ipv6_alone_are_the_line",
    )),
    asked("net-cgnat-ports", "another-line", "whether it fails only while many connections are open on this line"),
)  # fmt: skip
