"""The line, the devices on it and the PC: odd in one way each, in front of real servers that are healthy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.lab import place_worlds as w
from tests.lab.fixture import started
from tests.lab.lab import Lab
from tests.lab.line import Odd
from tests.road.place_scenarios import (
    CONTROL_HOST,
    WITH_CONTROL,
    Place,
    blocked,
    clock,
    codes,
    examine,
    examine_all,
    first_right,
    masked,
    opened,
    plan,
    resolver,
    said,
    table,
    wrong,
)
from tests.road.scenarios import Report

pytestmark = pytest.mark.lab

_FUTARI_HOSTS = (w.FUTARI.client.incoming.host, w.FUTARI.client.outgoing.host)
_HAMA = w.HAMA.client.incoming.host
_HAMA_IS = w.HAMA.services[0].address
_PORTAL = "10.78.0.1"
_PORT25, _PORT = ("network.port25", "network"), ("network.port", "network")
_EDIT25, _EDIT = ("network.port25", "client"), ("network.port", "client")
_OFFLINE, _RESOLVER = ("network.offline", "network"), ("network.resolver", "network")
_CLOCK, _TLS, _HOSTS = ("client.clock", "client"), ("client.tls", "client"), ("client.hosts", "client")
_OPENED = ("network.interception", "network")
_SERVICE = ("server.service", "provider")
_OLD_TLS = "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\nMaxProtocol = TLSv1.1\n"

LINE_25 = (
    Place("25-dropped", w.MUKASHI, blocked(25), (_EDIT25,), "fail"),
    Place("25-refused-by-router", w.MUKASHI, blocked(25, manner="icmp"), (_EDIT25,), "fail"),
    Place("25-reset-by-line", w.MUKASHI, blocked(25, manner="reset"), (_EDIT25,), "fail", more=WITH_CONTROL),
    Place("25-dropped-not-needed", w.HAMA, blocked(25), told=("mx-port25-untested",), untold=("mx-refuses",)),
    Place("25-refused-not-needed", w.HAMA, blocked(25, manner="icmp"), told=("mx-port25-untested",)),
    Place("25-dropped-compared", w.HAMA, blocked(25), (_PORT25,), "warn", more=WITH_CONTROL),
    Place("25-reset-compared", w.HAMA, blocked(25, manner="reset"), (_PORT25,), "warn", untold=("mx-refuses",),
          more=WITH_CONTROL),
    Place("mx-gone", w.MX_GONE, faults=(_SERVICE,), verdict="fail", told=("mx-refuses",),
          own_twin=Place("mx-gone-well", w.MX_APART)),
    Place("mx-silent-compared", replace(w.MX_SILENT), faults=(_SERVICE,), verdict="fail",
          told=("mx-refuses", "port-25-open-elsewhere"), more=WITH_CONTROL,
          own_twin=Place("mx-silent-compared-well", w.MX_APART, more=WITH_CONTROL)),
    Place("mx-silent", w.MX_SILENT, told=("mx-port25-untested",), own_twin=Place("mx-silent-well", w.MX_APART)),
    Place("mx-refuses", w.MX_APART, Odd(redirect=("tcp dport 25 redirect to :2525",), boxes=(
        {"kind": "says", "port": 2525, "words": "554 5.3.2 No mail is accepted here"},)), (_SERVICE,), "fail",
        told=("mx-refuses",)),
    Place("mx-refuses-this-line", w.MX_REFUSES, told=("mx-refuses-this-line",), untold=("mx-refuses",),
          own_twin=Place("mx-refuses-well", w.MX_APART)),
)  # fmt: skip
PORTS = (
    Place("587-dropped", w.HAMA, blocked(587), (_EDIT,), "fail"),
    Place("587-refused-by-router", w.HAMA, blocked(587, manner="icmp"), (_EDIT,), "fail"),
    Place("587-dropped-compared", w.HAMA, blocked(587), (_EDIT,), "fail", told=("line-blocks-port",),
          more=WITH_CONTROL),
    Place("587-by-server", w.FENCED, faults=(_EDIT,), verdict="fail", own_twin=Place("587-by-server-well", w.HAMA)),
    Place("587-by-server-compared", w.FENCED, faults=(_EDIT,), verdict="fail", told=("port-open-elsewhere",),
          untold=("line-blocks-port",), more=WITH_CONTROL,
          own_twin=Place("587-by-server-compared-well", w.HAMA, more=WITH_CONTROL)),
    Place("all-mail-dropped", w.HAMA, blocked(25, 110, 143, 465, 587, 993, 995), (_PORT, _PORT), "fail",
          more=WITH_CONTROL),
)  # fmt: skip
OFFLINE = (
    Place("no-route", w.HAMA, Odd(without_route=True), (_OFFLINE,), "unknown"),
    Place("cable-out", w.HAMA, Odd(unplugged=True), (_OFFLINE,), "unknown"),
    Place("line-dead-behind-router", w.HAMA, Odd(forward=("reject with icmpx no-route",)), (_OFFLINE,), "unknown"),
    Place("portal-for-everything", w.FUTARI, Odd(
        redirect=("meta l4proto tcp redirect to :8000",), boxes=({"kind": "web", "port": 8000},)),
        (_OFFLINE,), "unknown"),
    Place("portal-by-names", w.FUTARI, Odd(
        redirect=("udp dport 53 redirect to :5353", f"ip daddr {_PORTAL} accept"),
        forward=("reject",),
        boxes=({"kind": "names", "port": 5353, "lies": {"all": _PORTAL}}, {"kind": "web", "port": 80},
               {"kind": "web", "port": 443, "tls": True, "issuer": "Cafe Wi-Fi", "names": ["login.cafe.example"]})),
        (_OFFLINE,), "unknown"),
    Place("portal-for-the-web", w.HAMA, Odd(
        redirect=("tcp dport 443 redirect to :8443", "tcp dport 80 redirect to :8000"),
        forward=("meta l4proto tcp drop",),
        boxes=({"kind": "web", "port": 8000},
               {"kind": "web", "port": 8443, "tls": True, "issuer": "Cafe Wi-Fi", "names": ["login.cafe.example"]})),
        (_OFFLINE,), "unknown"),
)  # fmt: skip
NAMES = (
    Place("resolver-dead", w.HAMA, Odd(forward=("udp dport 53 drop", "tcp dport 53 drop")), (_RESOLVER,), "unknown"),
    Place("resolver-refused", w.HAMA, Odd(forward=("udp dport 53 reject", "tcp dport 53 reject")), (_RESOLVER,),
          "unknown"),
    Place("no-resolver", w.HAMA, Odd(nameserver=""), (_RESOLVER,), "unknown", told=("resolver-missing",)),
    Place("resolver-elsewhere", w.HAMA, Odd(nameserver="192.0.2.58"), (_RESOLVER,), "unknown"),
    Place("resolver-invents", w.HAMA, resolver(nxdomain="203.0.113.60"), (_RESOLVER,), "warn"),
    Place("resolver-invents-mistyped", w.HAMA, resolver(nxdomain="203.0.113.60"),
          (("incoming.host", "client"), _RESOLVER), "fail", untold=("mail-host-wildcard",),
          settings={"incoming.host": "imap2.hama.test"},
          own_twin=Place("resolver-invents-mistyped-well", w.HAMA)),
    Place("resolver-filters", w.HAMA, resolver(addresses={_HAMA: "0.0.0.0"}), (_RESOLVER,), "fail"),
    Place("resolver-filters-other-zone", w.FUTARI, resolver(addresses={_FUTARI_HOSTS[0]: "0.0.0.0"}), (_RESOLVER,),
          "fail"),
    Place("resolver-refuses-one", w.FUTARI, resolver(refuses=[_FUTARI_HOSTS[1]]), (_RESOLVER,), "fail"),
)  # fmt: skip
SIXES = (
    Place("ipv6-dead-there", w.SIX_THERE, faults=(("dns.address", "dns"),), verdict="warn",
          own_twin=Place("ipv6-dead-there-well", w.SIX)),
    Place("ipv6-dead-here", w.SIX, Odd(forward=("meta nfproto ipv6 drop",)), (("network.ipv6", "network"),), "warn"),
    Place("ipv6-not-here", w.SIX, Odd(without_ipv6=True)),
)  # fmt: skip
OPENED = (
    Place("scanner-trusted", w.FUTARI, opened("ESET SSL Filter CA", _FUTARI_HOSTS, 993, 465),
          (("network.interception", "client"),), "warn", told=("network-interception-scanner",),
          trusts="ESET SSL Filter CA"),
    Place("gateway-trusted", w.FUTARI, opened("Fortinet CA", _FUTARI_HOSTS, 993, 465), (_OPENED,), "warn",
          trusts="Fortinet CA"),
    Place("gateway-trusted-one-owner", w.HAMA, opened("Kaisha Proxy CA", (_HAMA, CONTROL_HOST), 993, 465), (_OPENED,),
          "warn", trusts="Kaisha Proxy CA", settings={"outgoing.port": 465, "outgoing.security": "tls"},
          told=("certificate-trusted-here-only",)),
    Place("gateway-trusted-compared", w.HAMA, opened("Kaisha Proxy CA", (_HAMA, CONTROL_HOST), 993, 465), (_OPENED,),
          "warn", trusts="Kaisha Proxy CA", settings={"outgoing.port": 465, "outgoing.security": "tls"},
          told=("controls-show-interception",), more=WITH_CONTROL),
    Place("scanner-untrusted", w.FUTARI, opened("Avast Web/Mail Shield Root", _FUTARI_HOSTS, 993, 465),
          (("network.interception", "client"),), "fail"),
    Place("gateway-untrusted", w.FUTARI, opened("Kaisha Proxy CA", _FUTARI_HOSTS, 993, 465), (_OPENED,), "fail"),
    Place("gateway-untrusted-compared", w.HAMA, opened("Kaisha Proxy CA", (_HAMA, CONTROL_HOST), 993, 465),
          (_OPENED,), "fail", settings={"outgoing.port": 465, "outgoing.security": "tls"}, more=WITH_CONTROL),
    Place("starttls-masked", w.HAMA, masked("kept", "X", 587), (_OPENED,), "fail", told=("starttls-masked",)),
    Place("starttls-masked-no-other", w.STARTTLS_ONLY, masked("kept", "X", 587), (_OPENED,), "fail",
          told=("starttls-masked",)),
    Place("starttls-gone-behind-stars", w.HAMA, masked("stars", "gone", 587), (_OPENED,), "fail",
          told=("starttls-masked",)),
    Place("starttls-masked-at-25", w.HAMA, masked("stars", "X", 25), (_OPENED,), "warn", told=("starttls-masked",)),
)  # fmt: skip
PC = (
    Place("clock-years-behind", w.HAMA, faults=(_CLOCK,), verdict="fail", environment=clock("-900d")),
    Place("clock-years-ahead", w.HAMA, faults=(_CLOCK,), verdict="fail", environment=clock("+900d")),
    Place("clock-years-ahead-two-owners", w.FUTARI, faults=(_CLOCK,), verdict="fail", environment=clock("+900d")),
    Place("clock-two-days-behind", w.HAMA, faults=(_CLOCK,), verdict="warn", environment=clock("-2d")),
    Place("clock-hours-ahead", w.HAMA, faults=(_CLOCK,), verdict="warn", environment=clock("+5h")),
    Place("clock-a-minute-ahead", w.HAMA, environment=clock("+60s")),
    Place("hosts-file", w.HAMA, Odd(hosts=(f"127.0.0.1 {_HAMA}",)), (_HOSTS,), "fail"),
    Place("hosts-file-elsewhere", w.HAMA, Odd(hosts=(f"203.0.113.43 {_HAMA}",)), (_HOSTS,), "fail"),
    Place("shield-in-between", w.HAMA, Odd(hosts=(f"127.0.0.1 {_HAMA}",), programs=tuple(
        {"kind": "relay", "host": "127.0.0.1", "port": port, "to": _HAMA_IS} for port in (993, 587, 465, 25))),
        (_HOSTS,), "warn"),
    Place("shield-hangs", w.HAMA, Odd(hosts=(f"127.0.0.1 {_HAMA}",), programs=tuple(
        {"kind": "mute", "host": "127.0.0.1", "port": port} for port in (993, 587, 25))), (_HOSTS,), "fail"),
    Place("tls-limited", w.HAMA, faults=(_TLS,), verdict="fail", environment={"OPENSSL_CONF": _OLD_TLS}),
    Place("tls-limited-two-owners", w.FUTARI, faults=(_TLS,), verdict="fail",
          environment={"OPENSSL_CONF": _OLD_TLS}),
)  # fmt: skip
ABROAD = (
    Place("sending-refused-abroad", w.SENDING_REFUSED, faults=(("network.address", "network"),), verdict="fail",
          line=w.ABROAD[0]),
    Place("greeting-refuses-abroad", w.GREETING_REFUSES, faults=(("network.address", "network"),), verdict="fail",
          line=w.ABROAD[1]),
)  # fmt: skip
SCENARIOS = (*LINE_25, *PORTS, *OFFLINE, *NAMES, *SIXES, *OPENED, *PC, *ABROAD)


def _twins() -> tuple[Place, ...]:
    """The twins, each different one once."""
    different: dict[tuple[str, tuple[str, ...]], Place] = {}
    for twin in (scenario.twin for scenario in SCENARIOS):
        different.setdefault((twin.world.name, twin.more), twin)
    return tuple(different.values())


@pytest.fixture(scope="module")
def lab_of_places() -> Iterator[Lab]:
    """The accounts of this module."""
    with started(w.PLACES) as lab:
        yield lab


@pytest.fixture(scope="module")
def reports(lab_of_places: Lab) -> dict[str, Report]:
    """Every account of this module from every place, once."""
    return examine_all(lab_of_places, [*SCENARIOS, *_twins()])


@pytest.mark.timeout(600)
def test_the_table(reports: dict[str, Report], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print()
        print("\n".join(table([*SCENARIOS, *_twins()], reports)))
    assert sum(first_right(place, reports[place.name]) for place in SCENARIOS) >= 0.97 * len(SCENARIOS)


@pytest.mark.parametrize("place", SCENARIOS, ids=lambda place: place.name)
def test_this_and_nothing_beside_it_is_said(reports: dict[str, Report], place: Place) -> None:
    assert wrong(place, reports[place.name]) == []


@pytest.mark.parametrize("place", _twins(), ids=lambda place: place.name)
def test_a_healthy_account_on_a_good_line_is_healthy(reports: dict[str, Report], place: Place) -> None:
    assert wrong(place, reports[place.name]) == []


def _asked(report: Report, host: str) -> list[str]:
    """Every question to the host, or about its name."""
    return [o["target"] for o in report["observations"] if o["target"].startswith(host)]


@pytest.mark.timeout(120)
def test_controls_are_the_users_own_named_by_plan_and_asked_only_with_his_leave(lab_of_places: Lab) -> None:
    """The same line four times: the comparison decides, and nobody is troubled without it."""
    compared = Place("compared", w.HAMA, blocked(25), more=WITH_CONTROL)
    alone, forbidden = replace(compared, more=()), replace(compared, more=(*WITH_CONTROL, "--no-third-party"))
    one_port = replace(compared, more=("--control", f"{CONTROL_HOST}:25"))
    with lab_of_places.line(90, compared.odd) as line:
        reports = [examine(lab_of_places, line, place) for place in (compared, one_port, alone, forbidden)]
        plans = [plan(line, place) for place in (compared, one_port, alone, forbidden)]
    ports = [f"{CONTROL_HOST}:{port}" for port in (25, 587, 993)]
    assert [[port in text for port in ports] for text in plans] == [
        [True, True, True], [True, False, False], [False, False, False], [False, False, False],
    ]  # fmt: skip
    assert [[port in _asked(report, CONTROL_HOST) for port in ports] for report in reports] == [
        [True, True, True], [True, False, False], [False, False, False], [False, False, False],
    ]  # fmt: skip
    assert _asked(reports[2], CONTROL_HOST) == _asked(reports[3], CONTROL_HOST) == []
    assert [said(report) for report in reports] == [[_PORT25], [], [], []]
    assert ["controls-not-given" in codes(report) for report in reports] == [False, False, True, True]


def test_on_a_good_line_nobody_is_compared_with(reports: dict[str, Report]) -> None:
    assert _asked(reports["25-dropped-compared-well"], CONTROL_HOST) == []
