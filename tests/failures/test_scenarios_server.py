"""Failures of certificates, of the place and of the server (sections E, F, G and K of the catalogue)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.api import Auth, Fault, LookupFact, Outcome, Protocol, Security
from tests.failures.account import CLOSED, DOMAIN, DROPPED, INCOMING, IP, MAIL, OUTGOING, PORTS, Port, World, examine

WORLD = World()
HOSTER = "sv101.hoster.example"
DEAD = "203.0.113.66"


def showing(*here: Fault, public: tuple[Fault, ...] | None = None, **port: object) -> World:
    """All four ports for clients show the same certificate."""
    more = {"here": here, "public": here if public is None else public, **port}
    shown = {f"p{n}": replace(PORTS[n], **more) for n in (993, 143, 465, 587)}  # type: ignore[arg-type]
    return WORLD.with_ports(**shown)


# -- certificates and TLS ---------------------------------------------------------------------------------------------


def test_tls_name_mismatch_shared_hosting() -> None:
    told = examine(showing(Fault.NAME, names=(HOSTER,)).with_records((HOSTER, "A", (IP,))))
    assert told.fails == (("certificate-name-mismatch", "incoming.host"),)
    assert told.edits() == {"incoming.host": HOSTER, "outgoing.host": HOSTER}


def test_tls_name_mismatch_wrong_host() -> None:
    told = examine(showing(Fault.NAME, names=("elsewhere.example",)))
    assert told.fails == (("certificate-name-unmatched", "server.certificate"),)
    assert told.edits() == {}


@pytest.mark.parametrize(("fault", "code"), [
    (Fault.EXPIRED, "certificate-expired"), (Fault.NOT_YET_VALID, "certificate-not-yet-valid"),
    (Fault.SELF_SIGNED, "certificate-self-signed"), (Fault.UNKNOWN_ROOT, "certificate-unknown-root"),
    (Fault.ISSUER_NOT_SENT, "certificate-issuer-not-sent"),
])  # fmt: skip
def test_reasons_of_the_server(fault: Fault, code: str) -> None:
    told = examine(showing(fault))
    assert told.fails == ((code, "server.certificate"),)
    assert told.edits() == {}


def test_tls_missing_intermediate() -> None:
    """This PC has the issuer and others have not: a warning, and the account works."""
    told = examine(showing(public=(Fault.ISSUER_NOT_SENT,)))
    assert (told.fails, told.warns) == ((), (("certificate-chain-incomplete", "server.certificate"),))


def test_tls_root_unknown_old_device() -> None:
    """The public list knows the root, this device's does not: the device is out of date, nobody's setting is wrong."""
    told = examine(showing(Fault.UNKNOWN_ROOT, public=()))
    assert told.fails == (("certificate-store-outdated", "client.tls"),)
    assert told.edits() == {}


def handshake_fails(version: str) -> World:
    """No port for receiving gets through a handshake; `version` is what an old client would get."""
    ports = {n: replace(PORTS[n], state="tls-trouble", version=version) for n in (993, 143, 995, 110)}
    return WORLD.with_ports(**{f"p{number}": port for number, port in ports.items()})


def test_tls_no_shared_cipher() -> None:
    assert examine(handshake_fails("TLSv1.2")).fails == (("tls-refused", "server.tls"),)


def test_tls_server_only_tls10() -> None:
    assert examine(handshake_fails("TLSv1")).fails == (("tls-too-old", "server.tls"),)


def test_tls_antivirus_interception() -> None:
    """An issuer that only this PC trusts: a warning, for a company's own issuer looks the same; logins go on."""
    told = examine(showing(public=(Fault.UNKNOWN_ROOT,), issuer="CN=Shield Mail Scanner Root"))
    assert (told.fails, told.warns) == ((), (("certificate-trusted-here-only", "network.interception"),))


def test_tls_starttls_stripped() -> None:
    """The words of the server are painted over on the way, and no encryption is left to choose on that port."""
    masked = Port("smtp", "none", offers=("SIZE 1", "XXXXXXXA", "AUTH=PLAIN"), clear=("SIZE 1", "XXXXXXXA"))
    told = examine(WORLD.with_ports(p587=masked))
    assert ("starttls-masked", "network.interception") in (*told.fails, *told.warns)


# -- this PC ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_pc_antivirus_local_proxy(host: str) -> None:
    """What a virus scanner of old left in the boxes when it went."""
    left = replace(
        INCOMING, host=host, port=110, protocol=Protocol.POP3, security=Security.NONE, username="user/pop.example.jp"
    )
    told = examine(
        replace(WORLD, incoming=left, here={"localhost": ("127.0.0.1",)}, hosts={IP: PORTS, "127.0.0.1": {}})
    )
    assert told.fails == (("incoming-host-wrong", "incoming.host"),)
    assert told.edits()["incoming.host"] == MAIL
    assert ("local-proxy-left", "client.program") in told.warns


def test_pc_hosts_file() -> None:
    """This PC takes the name for an address that nobody else knows. Where it works all the same, it is information."""
    works = examine(replace(WORLD, here={MAIL: (DEAD,)}, hosts={IP: PORTS, DEAD: PORTS}))
    assert works.fails == ()
    assert "incoming-address-differs" in works.codes
    dead = examine(replace(WORLD, here={MAIL: (DEAD,)}, hosts={IP: PORTS, DEAD: {}}))
    assert ("pc-resolves-differently", "client.hosts") in (*dead.fails, *dead.warns)


def test_pc_clock_wrong() -> None:
    """Everybody's certificate is out of date, and they have nothing to do with each other: it is this PC's date."""
    theirs = "smtp.relay.example"
    world = showing(Fault.EXPIRED).with_records((theirs, "A", ("198.51.100.7",)))
    expired = {
        n: replace(PORTS[n], names=(theirs,), here=(Fault.EXPIRED,), public=(Fault.EXPIRED,)) for n in (465, 587)
    }
    told = examine(
        replace(world, outgoing=replace(OUTGOING, host=theirs), hosts={**world.hosts, "198.51.100.7": expired})
    )
    assert told.fails == (("certificate-clock-wrong", "client.clock"),)
    assert told.report.diagnoses[0].certainty.value == "likely"


# -- the line ---------------------------------------------------------------------------------------------------------


def test_net_offline() -> None:
    """No way out for any question: the examination ends there, and no setting is blamed."""
    nowhere = LookupFact(Outcome.UNREACHABLE, error="no-route")
    told = examine(replace(WORLD, dns=nowhere, hosts={}))
    assert told.fails == (("network-offline", "network.offline"),)
    assert told.report.verdict.value == "unknown"


def test_net_router_dns() -> None:
    told = examine(replace(WORLD, dns=LookupFact(Outcome.SILENT, error="timeout", server="192.0.2.1"), hosts={}))
    assert told.fails == (("resolver-silent", "network.resolver"),)
    assert told.report.verdict.value == "unknown"


def test_net_lan_firewall() -> None:
    told = examine(WORLD.with_ports(p993=DROPPED))
    assert told.fails == (("incoming-port-blocked", "network.port"),)
    assert told.questions == ("another-line",)


def test_net_25_only_allowed() -> None:
    told = examine(WORLD.with_ports(p587=DROPPED, p465=DROPPED))
    assert told.fails == (("outgoing-port-blocked", "network.port"),)
    assert told.report.diagnoses[0].owner.value == "network"


def test_auth_ip_banned() -> None:
    """The whole server is silent to this line: it is down or it refuses us, and only another line can tell."""
    told = examine(WORLD.with_ports(**dict.fromkeys((f"p{n}" for n in (*PORTS, 2525)), DROPPED)))
    assert told.fails[0] == ("incoming-server-down", "server.service")
    assert told.report.diagnoses[0].certainty.value == "possible"
    assert "another-line" in told.questions


# -- the server -------------------------------------------------------------------------------------------------------


def test_srv_wrong_service_on_port() -> None:
    world = replace(WORLD, incoming=replace(INCOMING, port=22, security=Security.NONE))
    told = examine(world.with_ports(p22=Port("ssh", "none")))
    assert told.fails == (("incoming-port-not-mail", "incoming.port"),)


def test_srv_submission_missing() -> None:
    told = examine(WORLD.with_ports(p587=CLOSED, p465=CLOSED))
    assert told.fails == (("outgoing-server-down", "server.service"),)
    assert told.edits() == {}


def test_srv_auth_before_tls() -> None:
    """A password goes in clear where the client lets it: a warning with the way out, and no login in clear."""
    clear = Port("smtp", clear=("AUTH=PLAIN", "SIZE 1"))
    told = examine(replace(WORLD, outgoing=replace(OUTGOING, security=Security.NONE)).with_ports(p587=clear))
    assert (told.fails, told.warns) == ((), (("unencrypted", "outgoing.security"),))
    assert told.edits() == {"outgoing.security": "starttls"}


def test_srv_tempfail() -> None:
    later = {"p587": Port("smtp", refuses="421 4.3.2 Service shutting down"),
             "p465": Port("smtp", "implicit", refuses="421 4.3.2 Service shutting down")}  # fmt: skip
    told = examine(WORLD.with_ports(**later))
    assert told.fails == (("outgoing-server-refuses", "server.service"),)


def test_srv_starttls_broken() -> None:
    """STARTTLS is offered and refused: where port 465 works it is the way out."""
    told = examine(WORLD.with_ports(p587=Port("smtp", starttls_refused="454 4.7.0 TLS not available")))
    assert told.fails == (("outgoing-security-and-port-mismatch", "outgoing.security"),)
    assert told.edits() == {"outgoing.port": 465, "outgoing.security": "tls"}


def test_srv_mx_plaintext() -> None:
    told = examine(WORLD.with_ports(p25=Port("smtp", "none", offers=("SIZE 1",))))
    assert "mx-without-starttls" in told.codes
    assert (told.fails, told.warns) == ((), ())


# -- the domain's records ---------------------------------------------------------------------------------------------


def test_mx_null_with_others() -> None:
    told = examine(WORLD.with_records((DOMAIN, "MX", ("0 .", f"10 {MAIL}"))))
    assert (told.fails, told.warns) == ((), (("mx-null-with-others", "dns.mx"),))


@pytest.mark.parametrize(("name", "address", "code"), [
    (MAIL, "104.21.5.5", "mail-host-behind-web-proxy"), ("*.example.jp", "198.51.100.80", "mail-host-wildcard"),
])  # fmt: skip
def test_a_mail_host_that_is_the_web_site(name: str, address: str, code: str) -> None:
    """The name leads to the web site's machine, where no port for mail is open: the reason, and the name that works."""
    records = {key: values for key, values in WORLD.records.items() if key != (MAIL, "A")}
    records |= {(DOMAIN, "MX"): ("10 mx.example.jp",), ("mx.example.jp", "A"): (IP,), (name, "A"): (address,)}
    silent = dict.fromkeys(PORTS, DROPPED)
    told = examine(replace(WORLD, records=records, hosts={IP: PORTS, address: silent}))
    assert told.fails == (("incoming-host-wrong", "incoming.host"),)
    assert told.edits()["incoming.host"] == "mx.example.jp"
    assert (code, "dns.address") in told.warns


def test_mx_ipv6_dead() -> None:
    """As far as the exchanger is the account's own server; another one is not told of yet."""
    told = examine(WORLD.with_records((MAIL, "AAAA", ("2001:db8::1",))))
    assert ("ipv6-dead", "dns.address") in told.warns
    assert told.fails == ()


def test_a_client_without_a_login_on_a_phone_is_asked_about() -> None:
    world = replace(WORLD, outgoing=replace(OUTGOING, auth=Auth.NONE, username=None), client="iphone")
    told = examine(world)
    assert told.fails == (("outgoing-auth-needed", "outgoing.auth"),)
    assert told.questions == ("iphone-outgoing-login",)
