"""Settings found from the bare address, on the real servers: every source, every hoster, and sources that lie."""

from __future__ import annotations

import json
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.lab.discovery_worlds import CONFLICTS, DISCOVERY_HEALTHY
from tests.lab.hoster_worlds import BY_CERTIFICATE, HOSTERS
from tests.lab.lab import Lab
from tests.lab.pairs import working_pairs
from tests.lab.trial import Trial, try_all
from tests.lab.world import World

pytestmark = pytest.mark.lab

Report = dict[str, Any]
_PROVIDERS = {
    "muumuu": "muumuu-mail", "onamae-rs": "onamae-rental-server", "valueserver": "value-server", "zoho": "zoho-jp",
    "cpi": "cpi",
}  # fmt: skip


def discover(lab: Lab, world: World, *more: str, password: bool = True) -> tuple[int, Report]:
    """`maildoctor discover` in the client's namespace: exit status and report."""
    token = world.client.incoming.auth in ("xoauth2", "oauthbearer")
    login = ["--oauth-token-stdin" if token else "--password-stdin"] if password else ["--no-login"]
    with tempfile.TemporaryDirectory() as folder:
        done = lab.run(
            [
                sys.executable, "-m", "maildoctor", "discover", world.account.address, "--ca-file", str(lab.ca_file),
                "--timeout", "2", "--format", "json", *login, *more,
            ],
            env={"MAILDOCTOR_STATE_DIR": folder, "LANG": "C.UTF-8"},
            stdin=world.account.password if password else "",
        )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def codes(report: Report) -> list[str]:
    """Every finding of the run."""
    return [f["code"] for check in report["checks"] for f in check["findings"]]


@pytest.fixture(scope="module")
def found(discovery_lab: Lab) -> dict[str, tuple[int, Report]]:
    """Every world of this module, asked once; where the report prints a --login-host, once more with it."""

    def one(world: World) -> tuple[str, tuple[int, Report]]:
        status, report = discover(discovery_lab, world)
        hosts = [
            f["data"]["host"]
            for check in report["checks"]
            for f in check["findings"]
            if f["code"] == "discovery-login-withheld"
        ]
        if hosts:
            permitted = [word for host in dict.fromkeys(hosts) for word in ("--login-host", host)]
            status, report = discover(discovery_lab, world, *permitted)
        return world.name, (status, report)

    with ThreadPoolExecutor(3) as pool:
        return dict(pool.map(one, (*DISCOVERY_HEALTHY, *CONFLICTS, *HOSTERS)))


_OF_THE_PAPER = ("user-percent", "kagoya")
"""The user name of these stands in the customer's papers alone: no source and no form of the address gives it."""


@pytest.mark.timeout(300)
def test_the_settings_found_log_in(
    discovery_lab: Lab, found: dict[str, tuple[int, Report]], capsys: pytest.CaptureFixture[str]
) -> None:
    trials, names = [], []
    with capsys.disabled():
        print()
        for world in (*DISCOVERY_HEALTHY, *CONFLICTS, *HOSTERS):
            status, report = found[world.name]
            proof = report["settings"]["proof"]
            print(
                f"{world.name:32}{report['subject']['provider'] or '':24}{proof['incoming']:14}{proof['outgoing']:14}"
            )
            if world.name == "kagoya":
                assert status == 3, "the user name is not known: nothing can be recommended whole, no login be made"
                continue
            assert status == 0, world.name
            for side in ("incoming", "outgoing"):
                r = report["settings"]["recommended"][side]
                assert r is not None, (world.name, side)
                assert (r["protocol"], r["host"], r["port"], r["security"]) in {
                    (p.protocol, p.host, p.port, p.security)
                    for p in working_pairs(world, "incoming" if side == "incoming" else "outgoing")
                }, (world.name, r)
                if world.name in _OF_THE_PAPER:
                    continue
                names.append(f"{world.name} {side}")
                secret = world.account.password
                trials.append(
                    Trial(r["protocol"], r["host"], r["port"], r["security"], r["username"], secret, r["auth"])
                )
    results = try_all(discovery_lab, trials, at_once=8)
    assert [(n, o.stage, o.reply) for n, o in zip(names, results, strict=True) if not o.done] == []


@pytest.mark.parametrize("world", HOSTERS, ids=lambda world: world.name)
def test_the_hoster_is_recognised(found: dict[str, tuple[int, Report]], world: World) -> None:
    hoster = world.name.partition("-by-")[0]
    assert found[world.name][1]["subject"]["provider"] == _PROVIDERS.get(hoster, hoster)


NAMED = {
    "stale-ispdb": "ispdb-stale",
    "srv-dead-host": "srv-dead-host",
    "srv-other-host": "srv-other-host",
    "autoconfig-dead": "autoconfig-silent",
    "autoconfig-refused": "autoconfig-silent",
    "autodiscover-401": "autodiscover-wants-credentials",
    "xml-bomb": "autoconfig-broken",
    "redirect-private": "autoconfig-redirect-refused",
    "redirect-loopback": "autoconfig-redirect-refused",
    "redirect-http": "autoconfig-redirect-refused",
    "plain-offer": "autoconfig-plaintext",
    "autoconfig-wrong-certificate": "autoconfig-untrusted",
    "autoconfig-html": "autoconfig-no-document",
    "autoconfig-disagrees": "sources-disagree",
    "srv-disagrees": "autoconfig-other-host",
}


@pytest.mark.parametrize("name", _OF_THE_PAPER)
def test_a_name_of_the_providers_own_is_not_guessed_at(found: dict[str, tuple[int, Report]], name: str) -> None:
    """Where the entry says so no password is sent at all; where nobody says anything, two forms and no more."""
    logins = [o for o in found[name][1]["observations"] if o["kind"] == "login"]
    assert len(logins) == (0 if name == "kagoya" else 2)


@pytest.mark.parametrize("world", CONFLICTS, ids=lambda world: world.name)
def test_each_conflict_is_named(found: dict[str, tuple[int, Report]], world: World) -> None:
    assert NAMED[world.name] in codes(found[world.name][1])


@pytest.mark.parametrize(
    "world", [w for w in (*DISCOVERY_HEALTHY, *HOSTERS) if w.name not in _OF_THE_PAPER], ids=lambda world: world.name
)
def test_a_healthy_domain_is_warned_of_nothing(found: dict[str, tuple[int, Report]], world: World) -> None:
    report = found[world.name][1]
    assert [f for check in report["checks"] for f in check["findings"] if f["status"] in ("warn", "fail")] == []


def test_no_credential_ever_reached_a_web_server(discovery_lab: Lab, found: dict[str, tuple[int, Report]]) -> None:
    """The web servers' own log: no header that could carry one, and no password in any request."""
    requests = discovery_lab.web_requests()
    assert len(requests) > 40
    secrets = [world.account.password for world in (*DISCOVERY_HEALTHY, *CONFLICTS, *HOSTERS)]
    for request in requests:
        assert request.header("authorization") is None, request
        assert request.header("cookie") is None, request
        assert request.header("proxy-authorization") is None, request
        assert not any(request.contains(secret) for secret in secrets), request
    assert all(request.tls for request in requests)


def test_a_wrong_name_leads_to_the_hosters_own(discovery_lab: Lab) -> None:
    """The customer's own name is in the client, the certificate has the hoster's: that name is the right one."""
    for world in BY_CERTIFICATE:
        host, login = f"mail.{world.domain}", world.account.login
        with tempfile.TemporaryDirectory() as folder:
            done = discovery_lab.run(
                [
                    sys.executable, "-m", "maildoctor", "check", world.account.address, "--format", "json",
                    "--incoming", f"imaps://{login}@{host}", "--outgoing", f"smtps://{login}@{host}",
                    "--ca-file", str(discovery_lab.ca_file), "--timeout", "2", "--password-stdin",
                    "--login-host", world.client.incoming.host,
                ],
                env={"MAILDOCTOR_STATE_DIR": folder, "LANG": "C.UTF-8"},
                stdin=world.account.password,
            )  # fmt: skip
        report = json.loads(done.stdout)
        fails = [d for d in report["diagnoses"] if d["severity"] == "fail"]
        assert [d["field"] for d in fails] == ["incoming.host"], world.name
        assert {e["to"] for d in fails for e in d["edits"]} == {world.client.incoming.host}
        assert report["settings"]["proof"] == {"incoming": "login", "outgoing": "login"}


def _by_name(name: str) -> World:
    return next(world for world in (*DISCOVERY_HEALTHY, *CONFLICTS) if world.name == name)


def _sources_end(report: Report) -> int:
    """When the last source had answered, in ms of the run."""
    asked = [o for o in report["observations"] if o["kind"] in ("https", "dns")]
    return max(int(o["start_ms"] + o["elapsed_ms"]) for o in asked)


def test_it_takes_as_long_as_its_slowest_source(discovery_lab: Lab) -> None:
    """The only source of this domain takes two seconds: then the servers it names are held against it, and no more."""
    _, report = discover(discovery_lab, _by_name("autoconfig-slow"), password=False)
    assert report["settings"]["proof"] == {"incoming": "auth-offered", "outgoing": "auth-offered"}
    assert _sources_end(report) > 1900
    assert report["elapsed_ms"] <= 1.1 * _sources_end(report)


def test_a_dead_source_delays_nothing_but_its_own_row(discovery_lab: Lab) -> None:
    _, report = discover(discovery_lab, _by_name("autoconfig-dead"))
    dead = max(o["elapsed_ms"] for o in report["observations"] if o["kind"] == "https")
    logins = [o["start_ms"] + o["elapsed_ms"] for o in report["observations"] if o["kind"] == "login"]
    assert dead > 1900
    assert len(logins) == 2
    assert max(logins) < 0.75 * dead
    assert report["elapsed_ms"] <= 1.1 * _sources_end(report)
