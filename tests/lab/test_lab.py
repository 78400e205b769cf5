"""The lab is what it says: every healthy service logs in, refuses what is wrong, and writes both down."""

from __future__ import annotations

import pytest

from tests.lab.lab import Lab
from tests.lab.pairs import Pair, host_names, working_pairs
from tests.lab.place import ask, reach
from tests.lab.trial import Outcome, Trial, try_all
from tests.lab.world import Service, World
from tests.lab.worlds import HEALTHY

pytestmark = pytest.mark.lab

_FORBIDDEN = (("imap", 143), ("pop3", 110))

healthy = pytest.mark.parametrize("world", HEALTHY, ids=lambda world: world.name)


def _trials(world: World, *, password: str | None = None, username: str | None = None) -> list[Trial]:
    """One trial for each service with logins, by its first working name."""
    account = world.account
    return [
        _trial(world, pair, password or account.password, username or account.login) for pair in _first_pairs(world)
    ]


def _first_pairs(world: World) -> list[Pair]:
    pairs: dict[tuple[str, int], Pair] = {}
    for pair in (*working_pairs(world, "incoming"), *working_pairs(world, "outgoing")):
        pairs.setdefault((pair.protocol, pair.port), pair)
    return list(pairs.values())


def _trial(world: World, pair: Pair, password: str, username: str) -> Trial:
    address = world.account.address
    envelopes = ((address, address), (address, "postmaster@example.com")) if pair.protocol == "smtp" else ()
    return Trial(pair.protocol, pair.host, pair.port, pair.security, username, password, pair.auths[0], envelopes)


@healthy
def test_every_service_logs_in(lab: Lab, world: World) -> None:
    trials = _trials(world)
    assert {(trial.protocol, trial.port) for trial in trials} == {
        (service.protocol, service.port) for service in world.services if service.protocol != "mx"
    }
    mark = lab.mark(world)
    outcomes = try_all(lab, trials)
    assert [(trial, outcome) for trial, outcome in zip(trials, outcomes, strict=True) if not outcome.done] == []
    for trial, outcome in zip(trials, outcomes, strict=True):
        if trial.protocol == "smtp":
            assert [words[:3] for words in outcome.envelopes] == ["250", "250"], trial
        else:
            assert outcome.details["messages"] == 3, trial
        if trial.protocol == "imap":
            assert "STORAGE" in outcome.details["quota"], trial
            assert "&kAFP4W4IMH8wojCkMMYw4A-" in outcome.details["folders"], trial
    seen = lab.logins(world, mark)
    assert [attempt.protocol for attempt in seen] == [trial.protocol for trial in trials]
    assert all(attempt.ok and attempt.tls and attempt.username == world.account.login for attempt in seen), seen


@healthy
def test_what_is_wrong_is_refused_and_written_down(lab: Lab, world: World) -> None:
    login, address = world.account.login, world.account.address
    other = address if login != address else address.partition("@")[0]
    wrong_password, wrong_name = _trials(world, password="not the password"), _trials(world, username=other)
    if "XOAUTH2" in world.services[0].mechanisms:
        wrong_name = []  # a token names its user by itself
    mark = lab.mark(world)
    outcomes = try_all(lab, [*wrong_password, *wrong_name], at_once=16)
    assert {outcome.stage for outcome in outcomes} == {"login"}, outcomes
    seen = [(attempt.protocol, attempt.username, attempt.ok, attempt.tls) for attempt in lab.logins(world, mark)]
    assert sorted(seen) == sorted(
        (trial.protocol, trial.username, False, True) for trial in (*wrong_password, *wrong_name)
    )


@healthy
def test_all_working_pairs_work_and_the_client_has_one_of_them(lab: Lab, world: World) -> None:
    account = world.account
    pairs = [*working_pairs(world, "incoming", plaintext=True), *working_pairs(world, "outgoing", plaintext=True)]
    ways = {(pair.protocol, pair.host, pair.port, pair.security) for pair in pairs}
    incoming, outgoing = world.client.incoming, world.client.outgoing
    assert (incoming.protocol, incoming.host, incoming.port, incoming.security) in ways
    assert ("smtp", outgoing.host, outgoing.port, outgoing.security) in ways
    outcomes = try_all(lab, [_trial(world, pair, account.password, account.login) for pair in pairs])
    assert [(pair, outcome) for pair, outcome in zip(pairs, outcomes, strict=True) if not outcome.done] == []


@healthy
def test_mail_from_outside_and_relaying(lab: Lab, world: World) -> None:
    servers = [service for service in world.services if service.protocol in ("mx", "smtp")]
    assert any(service.protocol == "mx" for service in servers)
    account, sender = world.account, "someone@elsewhere.example"
    recipients = (account.address, *account.aliases, f"nobody@{world.domain}", "x@example.com", "x@other.example")
    other = next(one for one in HEALTHY if one.domain != world.domain)
    recipients = (*recipients, other.account.address)
    envelopes = tuple((sender, recipient) for recipient in recipients)
    trials = [_envelope_trial(world, service, envelopes) for service in servers]
    for service, outcome in zip(servers, try_all(lab, trials), strict=True):
        assert outcome.done, (service, outcome)
        answers = [words.split()[:2] for words in outcome.envelopes]
        good = len(account.aliases) + 1
        own = "553" if service.sender_login_only else "250"
        expected = [["250", "2.1.5"]] * good + [["550", "5.1.1"]] + [["554", "5.7.1"]] * 3
        if own == "250":
            assert answers == expected, (service, outcome.envelopes)


def _envelope_trial(world: World, service: Service, envelopes: tuple[tuple[str, str], ...]) -> Trial:
    host = host_names(world, service.address)[0]
    security = "none" if service.security == "plain" else service.security
    return Trial("smtp", host, service.port, security, envelopes=envelopes, verify=False)


def test_the_resolver_answers_for_the_worlds_and_for_nothing_else(lab: Lab) -> None:
    assert ask(
        lab,
        ("hana.test", "MX"),
        ("_imaps._tcp.tanaka-kagu.example", "SRV"),
        ("mail.sora.test", "AAAA"),
        ("mail.ichi.example", "AAAA"),
        ("nowhere.ichi.example", "A"),
        ("example.com", "MX"),
        ("unknown.test", "A"),
    ) == [
        ["10 in1.cleanmail.example.", "20 in2.cleanmail.example."],
        ["0 1 993 sv101.hoster.example."],
        ["2001:db8:2::20"],
        ["NoAnswer"],
        ["NXDOMAIN"],
        ["NXDOMAIN"],
        ["NXDOMAIN"],
    ]


def test_ports_that_do_not_answer(lab: Lab) -> None:
    host, host6 = "198.51.100.11", "2001:db8:2::20"
    nobody, nobody6 = "198.51.100.250", "2001:db8:2::250"
    assert reach(lab, (host, 993), (host6, 993)) == ["open"] * 2
    assert reach(lab, (host, 4190), (host6, 4190)) == ["Connection refused"] * 2
    assert reach(lab, *[(nobody, 993), (nobody6, 993)] * 10) == ["No route to host"] * 20
    with lab.blocked(host, 993), lab.blocked(host6, 0), lab.blocked(host, 143, "reject"):
        words = reach(lab, (host, 993), (host, 995), (host6, 993), (host, 143))
        assert words == ["silent", "open", "silent", "No route to host"]
    assert reach(lab, (host, 993), (host6, 993), (host, 143)) == ["open"] * 3


def test_a_longer_round_trip(lab: Lab) -> None:
    world = next(one for one in HEALTHY if one.name == "dual-stack")
    trials = [Trial("imap", host, 143, "none", verify=False) for host in ("198.51.100.20", "2001:db8:2::20")]
    quick = try_all(lab, trials)
    with lab.delayed(40):
        slow = try_all(lab, trials)
        assert ask(lab, ("sora.test", "MX")) == [["10 mail.sora.test."]]
        assert reach(lab, ("198.51.100.250", 993), (world.services[0].address, 4190)) == [
            "No route to host",
            "Connection refused",
        ]
    again = try_all(lab, trials)
    assert all(outcome.done for outcome in (*quick, *slow, *again))
    # Connecting with the greeting, capabilities and logout: at least three round trips.
    assert all(0.12 <= outcome.seconds < 1 for outcome in slow), slow
    assert all(outcome.seconds < 0.12 for outcome in again), again


def test_a_password_sent_in_clear_is_seen_though_the_server_forbids_it(lab: Lab) -> None:
    world = next(one for one in HEALTHY if one.name == "one-host")
    mark = lab.mark(world)
    trials = [Trial(protocol, "mail.ichi.example", port, "none", "x", "y") for protocol, port in _FORBIDDEN]
    assert {outcome.stage for outcome in try_all(lab, trials)} == {"login"}
    seen = lab.logins(world, mark)
    assert sorted((attempt.protocol, attempt.ok, attempt.tls) for attempt in seen) == [
        ("imap", False, False),
        ("pop3", False, False),
    ]


def test_a_sender_that_is_not_the_logins_is_refused_at_mail(lab: Lab) -> None:
    world = next(one for one in HEALTHY if one.name == "sender-login-only")
    account = world.account
    pair = working_pairs(world, "outgoing")[0]
    envelopes = (("other@elsewhere.example", account.address), (account.aliases[0], account.address))
    trial = Trial("smtp", pair.host, pair.port, pair.security, account.login, account.password, "password", envelopes)
    outcome: Outcome = try_all(lab, [trial])[0]
    assert [words[:9] for words in outcome.envelopes] == ["553 5.7.1", "250 2.1.5"]


def test_no_log_has_a_password(lab: Lab) -> None:
    for world in HEALTHY:
        try_all(lab, _trials(world), at_once=16)
    logs = [path.read_text(errors="replace") for world in lab.worlds for path in lab.log_files(world) if path.exists()]
    assert logs
    assert [world.name for world in lab.worlds if any(world.account.password in log for log in logs)] == []
