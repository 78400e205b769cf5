"""What is asked only when wished for, by the whole program on a demo world, and told the same from a saved report."""

from __future__ import annotations

from typing import Any

import pytest

from maildoctor.api import RELAY_SENDER
from tests.program.desk import ADDRESS, PROGRAM, demo_desk, report_of
from tests.support.process import run_command


def _findings(report: dict[str, Any], check: str) -> list[tuple[str, str]]:
    (found,) = (c for c in report["checks"] if c["id"] == check)
    return [(finding["code"], finding["status"]) for finding in found["findings"]]


def _replayed(stdout: bytes) -> dict[str, Any]:
    run = run_command([*PROGRAM, "report", "run.json", "--format", "json"], inputs={"run.json": stdout}, timeout=40)
    assert b"Traceback" not in run.stderr
    return report_of(run)


@pytest.mark.parametrize("scenario", ["healthy", "wrong-password", "imap-993-as-starttls"])
def test_the_relay_test_sends_nothing_and_changes_no_verdict(scenario: str) -> None:
    with demo_desk(scenario) as desk:
        plain = report_of(desk.check("--format", "json"))
        run = desk.check("--format", "json", "--relay-test")
    tested = report_of(run)
    assert _findings(plain, "outgoing.relay") == []
    found = _findings(tested, "outgoing.relay")
    assert found == [("relay-refused", "pass")] * 2
    for part in ("verdict", "diagnoses", "fields", "settings"):
        assert _without_ids(tested[part]) == _without_ids(plain[part])
    envelopes = [o for o in tested["observations"] if o["kind"] == "envelope" and o["asks"]["sender"] == RELAY_SENDER]
    assert len(envelopes) == len(found)
    words = {line[1].split(" ")[0] for o in envelopes for line in o["transcript"] if line[0] in "Cc"}
    assert words <= {"EHLO", "STARTTLS", "MAIL", "RCPT", "RSET", "QUIT"}
    assert "MAIL" in words
    assert tested["options"].keys() == plain["options"].keys()
    assert _findings(_replayed(run.stdout), "outgoing.relay") == found


def _without_ids(part: Any) -> Any:
    """The same without the numbers of observations: more questions shift them."""
    if isinstance(part, list):
        return [_without_ids(item) for item in part]
    if isinstance(part, dict):
        return {key: _without_ids(value) for key, value in part.items() if key != "evidence"}
    return part


def test_a_named_key_is_asked_and_missed() -> None:
    with demo_desk() as desk:
        plain = report_of(desk.check("--format", "json", "--only", "domain"))
        run = desk.check("--format", "json", "--only", "domain", "--dkim-selector", "K2026")
    name = f"k2026._domainkey.{ADDRESS.partition('@')[2]}"
    tested = report_of(run)
    assert {o["target"] for o in tested["observations"]} - {o["target"] for o in plain["observations"]}
    assert any(o["asks"].get("name") == name for o in tested["observations"])
    assert not any(o["asks"].get("name") == name for o in plain["observations"])
    assert _findings(plain, "domain.dkim") == [("dkim-not-found", "pass")]
    assert _findings(tested, "domain.dkim") == [("dkim-selector-missing", "warn")]
    assert tested["verdict"] == "warn"
    assert _findings(_replayed(run.stdout), "domain.dkim") == _findings(tested, "domain.dkim")


def test_a_dead_port_25_stays_an_open_question() -> None:
    with demo_desk("port25-blocked") as desk:
        report = report_of(desk.check("--format", "json"))
    assert _findings(report, "network.controls") == [("controls-not-given", "skip")]


def test_servers_elsewhere_show_that_it_is_the_line() -> None:
    """The search proved port 25 already: one root, so the comparison is information beside it."""
    with demo_desk("port25-blocked") as desk:
        mine = [option for option in desk.options if option.startswith("mail.aoba.example:")]
        elsewhere = [option.replace("mail.aoba.example", "mx.other.example", 1) for option in mine]
        more = [word for mapping in elsewhere for word in ("--connect-to", mapping)]
        run = desk.check("--format", "json", "--control", "mx.other.example", *more)
        alone = report_of(desk.check("--format", "json", "--control", "mx.other.example", "--no-third-party", *more))
    report = report_of(run)
    assert _findings(report, "network.controls") == [("line-blocks-port-25", "pass")]
    assert [d["field"] for d in report["diagnoses"] if d["severity"] == "fail"] == ["network.port25"]
    asked = {o["target"] for o in report["observations"] if o["kind"] == "endpoint"}
    assert {f"mx.other.example:{port}" for port in (25, 587, 993)} <= asked
    assert not any("other.example" in str(o["target"]) for o in alone["observations"])
    assert _findings(_replayed(run.stdout), "network.controls") == [("line-blocks-port-25", "pass")]
