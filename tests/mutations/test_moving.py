"""Domains between two companies, on real servers: what is told of the move, and what is not blamed for it."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.lab.fixture import started
from tests.lab.lab import Lab
from tests.lab.moving_worlds import KNOWN_MOVES, MOVING
from tests.lab.world import World

pytestmark = pytest.mark.lab

Report = dict[str, Any]
Said = tuple[str, str, str | None]

WORLDS = (*MOVING, *KNOWN_MOVES)
_MOVE = ("move-in-progress", "warn", "dns.mx")
_MIXED = ("mx-mixed-providers", "warn", "dns.mx")
_NOT_COVERED = ("spf-not-covering-outgoing", "warn", "dns.spf")
_CLIENT_OLD = ("move-client-points-old", "warn", "incoming.host")
_REFUSED = ("incoming-password-refused", "fail", "incoming.password")
SAID: dict[str, tuple[Said, ...]] = {
    "moving-old-still-accepts": (),
    "moving-client-at-old": (_MOVE,),
    "moving-gone-at-old": (_REFUSED, _MOVE),
    "moving-mx-mixed": (_MIXED,),
    "moving-mx-at-old": (_MOVE,),
    "moving-policy-at-old": (_NOT_COVERED,),
    "moving-name-servers-at-old": (),
    "moving-mail-name-at-old": (_MOVE,),
    "moving-stale-resolver": (
        ("dns-cache-stale-address", "warn", "dns.address"),
        _REFUSED,
        ("dns-cache-stale", "warn", "dns.mx"),
    ),
    "moving-sends-by-old": (_NOT_COVERED,),
    "moving-everything-mixed": (_MIXED, _NOT_COVERED),
    "known-stayed": (),
    "known-done": (),
    "known-client-at-old": (_CLIENT_OLD,),
    "known-gone-at-old": (_REFUSED, _CLIENT_OLD, _NOT_COVERED),
    "known-between": (_MOVE,),
    "known-mx-mixed": (_MIXED,),
    "known-name-servers-at-old": (),
}
"""Everything that is complained of today, the first diagnosis first. What is not right yet has its own tests below."""

_TOLD = {
    "known-stayed": "move-not-seen",
    "known-done": "move-not-seen",
    "known-name-servers-at-old": "move-nameservers-old",
    "moving-policy-at-old": "dns-cache-current",
    "moving-mx-mixed": "mx-answers",
    "moving-old-still-accepts": "spf-good",
}
"""Information that has to be there."""


def _check(lab: Lab, world: World) -> Report:
    incoming, outgoing = world.client.incoming, world.client.outgoing
    with tempfile.TemporaryDirectory() as folder:
        done = lab.run(
            [
                sys.executable, "-m", "maildoctor", "check", world.account.address, "--format", "json",
                "--incoming", f"imaps://{incoming.username}@{incoming.host}:{incoming.port}",
                "--outgoing", f"smtps://{outgoing.username}@{outgoing.host}:{outgoing.port}",
                "--password-stdin", "--timeout", "2", "--ca-file", str(lab.ca_file),
            ],
            env={"MAILDOCTOR_STATE_DIR": folder, "LANG": "C.UTF-8"},
            stdin=world.account.password,
        )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    report: Report = json.loads(done.stdout)
    return report


@pytest.fixture(scope="module")
def reports() -> Iterator[dict[str, Report]]:
    """Every move, examined once from the customer's place with the settings that the customer has."""
    with started(WORLDS) as lab, ThreadPoolExecutor(3) as pool:
        yield dict(zip((world.name for world in WORLDS), pool.map(lambda one: _check(lab, one), WORLDS), strict=True))


def _findings(report: Report) -> list[dict[str, Any]]:
    return [finding for check in report["checks"] for finding in check["findings"]]


def _codes(report: Report) -> set[str]:
    return {finding["code"] for finding in _findings(report)}


def _said(report: Report) -> set[Said]:
    return {(f["code"], f["status"], f["field"]) for f in _findings(report) if f["status"] in ("warn", "fail")}


@pytest.mark.timeout(300)
def test_what_is_said_of_each_move(reports: dict[str, Report], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print()
        for world in WORLDS:
            report = reports[world.name]
            said = ", ".join(f"{d['severity']} {d['code']}" for d in report["diagnoses"])
            proof = report["settings"]["proof"]
            print(f"{world.name:28}{proof['incoming']:14}{proof['outgoing']:14}{said or 'healthy'}")
    for world in WORLDS:
        report = reports[world.name]
        assert _said(report) == set(SAID[world.name]), world.name
        assert [d["code"] for d in report["diagnoses"]][:1] == [said[0] for said in SAID[world.name]][:1], world.name
        assert [c["id"] for c in report["checks"] if c["status"] == "error"] == [], world.name


def test_what_has_to_be_told_is_told(reports: dict[str, Report]) -> None:
    assert {name: code for name, code in _TOLD.items() if code not in _codes(reports[name])} == {}


def test_a_login_that_the_old_company_refuses_is_likely_the_password_never_certainly(
    reports: dict[str, Report],
) -> None:
    for name in ("moving-gone-at-old", "known-gone-at-old"):
        refused = [d for d in reports[name]["diagnoses"] if d["field"] == "incoming.password"]
        assert [d["certainty"] for d in refused] == ["likely"], name


def test_open_mailboxes_are_proved_at_either_end(reports: dict[str, Report]) -> None:
    closed = ("moving-gone-at-old", "known-gone-at-old", "moving-stale-resolver")
    for world in WORLDS:
        wanted = "auth-offered" if world.name in closed else "login"
        assert reports[world.name]["settings"]["proof"] == {"incoming": wanted, "outgoing": wanted}, world.name


def test_no_field_of_the_client_is_blamed_where_its_settings_log_in(reports: dict[str, Report]) -> None:
    """Settings that are behind a move log in as well: those are told as a likely warning without an edit."""
    for world in WORLDS:
        report = reports[world.name]
        behind = [d for d in report["diagnoses"] if d["code"] == _CLIENT_OLD[0]]
        assert all((d["certainty"], d["severity"], d["edits"]) == ("likely", "warn", []) for d in behind), world.name
        if report["settings"]["proof"]["incoming"] == "login":
            told = {d["field"] for d in report["diagnoses"] if d["code"] != _CLIENT_OLD[0]}
            accused = told | {e["field"] for d in report["diagnoses"] for e in d["edits"]}
            assert not [field for field in accused if field.startswith(("incoming.", "outgoing."))], world.name


@pytest.mark.parametrize(
    "name",
    [
        "moving-client-at-old",
        "moving-gone-at-old",
        "moving-mx-mixed",
        "moving-mx-at-old",
        "moving-mail-name-at-old",
        "moving-everything-mixed",
    ],
)
def test_a_move_between_unknown_companies_is_told(reports: dict[str, Report], name: str) -> None:
    moves = {"move-in-progress", "move-client-points-old", "mx-mixed-providers"}
    assert _codes(reports[name]) & moves


@pytest.mark.parametrize("name", ["moving-sends-by-old", "moving-everything-mixed"])
def test_sending_by_the_other_company_is_not_covered_by_spf(reports: dict[str, Report], name: str) -> None:
    assert "spf-not-covering-outgoing" in _codes(reports[name])


def test_a_stale_address_is_told_behind_a_stale_mx(reports: dict[str, Report]) -> None:
    """The customer's resolver still leads mail.DOMAIN to the old server, where the account is closed."""
    report = reports["moving-stale-resolver"]
    assert [d["certainty"] for d in report["diagnoses"] if d["code"] == "dns-cache-stale-address"] == ["likely"]


def test_a_stale_address_explains_the_refused_login(reports: dict[str, Report]) -> None:
    report = reports["moving-stale-resolver"]
    assert report["diagnoses"][0]["code"] == "dns-cache-stale-address"
    assert report["verdict"] == "fail"
    assert "incoming.password" not in [d["field"] for d in report["diagnoses"]]


@pytest.mark.parametrize("name", ["known-client-at-old", "known-between", "known-mx-mixed"])
def test_a_move_is_likely_as_its_text_says(reports: dict[str, Report], name: str) -> None:
    assert [d["certainty"] for d in reports[name]["diagnoses"]] == ["likely"]
