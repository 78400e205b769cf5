"""Every faulty world shows its fault to a client that owes maildoctor nothing, and nothing else is wrong with it."""

from __future__ import annotations

import sys

import pytest

from maildoctor.demo.ca import CertificateFault
from tests.lab.faults import CERTIFICATES, FAULTY, MX
from tests.lab.lab import Lab
from tests.lab.pairs import working_pairs
from tests.lab.place import ask, reach
from tests.lab.trial import Outcome, Trial, try_all
from tests.lab.world import World

pytestmark = pytest.mark.lab

_BY_NAME = {world.name: world for world in FAULTY}
_WORDS = {
    "certificate-expired": "certificate has expired",
    "certificate-not-yet-valid": "certificate is not yet valid",
    "certificate-self-signed": "self-signed certificate",
    "certificate-unknown-root": "unable to get local issuer certificate",
    "certificate-issuer-not-sent": "unable to get local issuer certificate",
    "certificate-weak-key": "key too weak",
    "right-name-on-certificate": "Hostname mismatch",
    "no-right-name-on-certificate": "Hostname mismatch",
}


def _as_told(world: World, *, verify: bool = True) -> list[Trial]:
    """The provider's own settings, tried in both directions."""
    account, inward, outward = world.account, world.client.incoming, world.client.outgoing
    envelopes = ((account.address, account.address), (account.address, "postmaster@example.com"))
    return [
        Trial(inward.protocol, inward.host, inward.port, inward.security, account.login, account.password,
              verify=verify),
        Trial("smtp", outward.host, outward.port, outward.security, account.login, account.password,
              envelopes=envelopes, verify=verify),
    ]  # fmt: skip


def _told(lab: Lab, name: str) -> list[Outcome]:
    return try_all(lab, _as_told(_BY_NAME[name]))


@pytest.mark.parametrize("world", CERTIFICATES, ids=lambda world: world.name)
def test_certificates(lab: Lab, world: World) -> None:
    account, host = world.account, world.client.incoming.host
    trials = [
        Trial(service.protocol, host, service.port, service.security, account.login, account.password)
        for service in world.services
        if service.protocol != "mx"
    ]
    if world.name == f"certificate-{CertificateFault.ENDS_SOON}":
        assert [outcome.stage for outcome in try_all(lab, trials)] == ["done"] * len(trials)
    else:
        words = [outcome.reply for outcome in try_all(lab, trials)]
        assert [word for word in words if _WORDS[world.name] not in word] == []
    assert [outcome.stage for outcome in try_all(lab, _as_told(world, verify=False))] == ["done", "done"]


def test_a_certificate_of_another_name_is_good_under_that_name(lab: Lab) -> None:
    world = _BY_NAME["right-name-on-certificate"]
    pairs = [*working_pairs(world, "incoming"), *working_pairs(world, "outgoing")]
    assert {pair.host for pair in pairs} == {"sv7.shiro-host.example"}
    account = world.account
    trials = [Trial(p.protocol, p.host, p.port, p.security, account.login, account.password) for p in pairs]
    assert [outcome.stage for outcome in try_all(lab, trials)] == ["done"] * len(pairs)
    assert working_pairs(_BY_NAME["no-right-name-on-certificate"], "incoming") == ()
    assert ask(lab, ("sv8.kuro-host.example", "A")) == [["NXDOMAIN"]]


@pytest.mark.parametrize("world", MX, ids=lambda world: world.name)
def test_a_fault_of_the_mail_exchanger_leaves_the_account_alone(lab: Lab, world: World) -> None:
    assert [outcome.stage for outcome in try_all(lab, _as_told(world))] == ["done", "done"]


def test_mail_exchangers_in_dns(lab: Lab) -> None:
    questions = {world.name: ask(lab, (world.domain, "MX"), (world.domain, "A")) for world in MX}
    none = ["NoAnswer"]
    assert questions["mx-null"] == [["0 ."], none]
    assert questions["mx-missing-address-there"] == [none, ["203.0.113.51"]]
    assert questions["mx-target-without-address"] == [["10 gone.mx-target-without-address.test."], none]
    assert questions["mx-and-address-missing"] == [none, none]
    assert questions["mx-address-literal"] == [["10 203.0.113.55."], none]
    assert len(questions["mx-address-literal-beside-good"][0]) == 2
    assert ask(
        lab,
        ("gone.mx-target-without-address.test", "A"),
        ("first.mx-cname-alone.test", "CNAME"),
        ("second.mx-cname-beside-good.test", "CNAME"),
        ("203.0.113.55", "A"),
    ) == [["NXDOMAIN"], ["mail.mx-cname-alone.test."], ["mail.mx-cname-beside-good.test."], ["NXDOMAIN"]]


def test_mail_exchangers_that_do_not_answer(lab: Lab) -> None:
    assert reach(lab, ("mail.mx-one-dead.test", 25), ("dead.mx-one-dead.test", 25)) == ["open", "Connection refused"]
    assert reach(lab, ("dead.mx-all-dead.test", 25)) == ["Connection refused"]
    assert reach(lab, ("mail.mx-silent.test", 25), ("mail.mx-silent.test", 587)) == ["silent", "open"]
    assert reach(lab, ("inside.mx-private-beside-good.test", 25)) == ["Network is unreachable"]


def test_silent_ports(lab: Lab) -> None:
    imaps, submission, host = "mail.imaps-silent.test", "mail.submission-silent.test", "mail.host-silent.test"
    assert reach(lab, (imaps, 993), (imaps, 143), (imaps, 995)) == ["silent", "open", "open"]
    assert reach(lab, (submission, 587), (submission, 465)) == ["silent", "open"]
    assert reach(lab, (host, 993), (host, 143), (host, 25), (host, 80)) == ["silent"] * 4
    assert {pair.port for pair in working_pairs(_BY_NAME["imaps-silent"], "incoming")} == {143, 995, 110}
    assert working_pairs(_BY_NAME["host-silent"], "incoming") == ()


def test_only_old_tls(lab: Lab) -> None:
    assert {outcome.stage for outcome in _told(lab, "old-tls")} <= {"connect", "tls"}
    script = (
        "import ssl, socket, sys\n"
        "context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\n"
        "context.minimum_version = ssl.TLSVersion.TLSv1\n"
        "context.set_ciphers('ALL:@SECLEVEL=0')\n"
        "context.check_hostname, context.verify_mode = False, ssl.CERT_NONE\n"
        "for port in 993, 995, 465:\n"
        "    with socket.create_connection(('mail.old-tls.test', port)) as raw, context.wrap_socket(raw) as secured:\n"
        "        print(secured.version())\n"
    )
    assert lab.run([sys.executable, "-W", "ignore", "-c", script]).stdout.split() == ["TLSv1.1"] * 3
    assert working_pairs(_BY_NAME["old-tls"], "incoming") == ()


def test_nothing_encrypted(lab: Lab) -> None:
    world = _BY_NAME["nothing-encrypted"]
    outcomes = _told(lab, world.name)
    assert [outcome.stage for outcome in outcomes] == ["done", "done"]
    offered = {word.upper() for outcome in outcomes for word in outcome.details["capabilities"]}
    assert "STARTTLS" not in offered
    assert working_pairs(world, "incoming") == working_pairs(world, "outgoing") == ()
    assert len(working_pairs(world, "incoming", plaintext=True)) == 2


def test_open_relay(lab: Lab) -> None:
    envelopes = (("someone@elsewhere.example", "postmaster@example.com"),)
    host = "mail.open-relay.test"
    trials = [Trial("smtp", host, port, "starttls", envelopes=envelopes) for port in (25, 587)]
    assert [outcome.envelopes[0][:3] for outcome in try_all(lab, trials)] == ["250", "250"]


def test_a_full_mailbox(lab: Lab) -> None:
    incoming, outgoing = _told(lab, "mailbox-full")
    assert incoming.done
    assert "(STORAGE 12 10)" in incoming.details["quota"]
    assert [words[:9] for words in outgoing.envelopes] == ["452 4.2.2", "250 2.1.5"]


def test_a_disabled_account(lab: Lab) -> None:
    world = _BY_NAME["account-disabled"]
    incoming, outgoing = _told(lab, world.name)
    assert (incoming.stage, outgoing.stage) == ("login", "login")
    assert "disabled" in incoming.reply.lower(), incoming.reply
    assert working_pairs(world, "incoming") == ()


def test_slow_refusals(lab: Lab) -> None:
    world = _BY_NAME["slow-refusals"]
    good, bad = _as_told(world)[0], Trial("imap", "mail.slow-refusals.test", 993, "tls", world.account.login, "wrong")
    first, second = try_all(lab, [good, bad], at_once=2)
    assert (first.stage, second.stage) == ("done", "login")
    assert first.seconds < 3 < 6 < second.seconds


def test_addresses_that_are_dead(lab: Lab) -> None:
    silent6, unreachable6 = "2001:db8:2::f79", "2001:db8:2::f80"
    assert reach(lab, (silent6, 993), (unreachable6, 993), ("203.0.113.181", 993)) == [
        "silent",
        "No route to host",
        "silent",
    ]
    assert [outcome.stage for outcome in _told(lab, "ipv6-unreachable")] == ["done", "done"]
    for name in ("ipv6-silent", "ipv6-unreachable", "one-address-silent"):
        assert working_pairs(_BY_NAME[name], "incoming")


def test_domains_the_registry_does_not_know_or_delegates_wrongly(lab: Lab) -> None:
    unknown, lame = ask(lab, ("unknown-domain.test", "MX"), ("lame-domain.test", "MX"))
    assert unknown == ["NXDOMAIN"]
    assert lame in (["NoNameservers"], ["LifetimeTimeout"])
    for name in ("unknown-domain", "lame-domain"):
        assert [outcome.stage for outcome in _told(lab, name)] == ["done", "done"]
