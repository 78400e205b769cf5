"""--only chooses what is examined, and with it what is asked; a check left out hides no cause."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.program.desk import Desk, demo_desk, report_of


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with demo_desk() as made:
        yield made


def _asked(desk: Desk, *options: str) -> tuple[dict[str, int], dict[str, object]]:
    report = report_of(desk.check("--format", "json", *options))
    kinds: dict[str, int] = {}
    for observation in report["observations"]:
        kinds[observation["kind"]] = kinds.get(observation["kind"], 0) + 1
    return kinds, report


@pytest.mark.parametrize("chosen", ["mx.records", "domain", "address.form"])
def test_a_question_about_the_domain_costs_no_login(desk: Desk, chosen: str) -> None:
    kinds, report = _asked(desk, "--only", chosen)
    assert not {"login", "endpoint", "mailbox", "envelope"} & set(kinds)
    assert report["verdict"] == "pass"


@pytest.mark.parametrize(("chosen", "other"), [("incoming", "outgoing"), ("outgoing.login", "incoming")])
def test_one_direction_leaves_the_other_alone(desk: Desk, chosen: str, other: str) -> None:
    kinds, report = _asked(desk, "--only", chosen)
    assert kinds["login"] == 1
    settings = report["settings"]
    assert isinstance(settings, dict)
    assert settings["proof"][other] == "none"
    assert settings["proof"][chosen.partition(".")[0]] == "login"
    assert report["verdict"] == "pass"


def test_the_conclusion_speaks_of_the_one_direction_alone(desk: Desk) -> None:
    said = desk.check("--only", "incoming", "-q").stdout.decode()
    assert said.startswith("結論: 受信は正常です(")
    assert "送信" not in said


def test_a_check_left_out_hides_no_cause() -> None:
    with demo_desk("imap-993-as-starttls") as desk:
        report = report_of(desk.check("--format", "json", "--skip", "incoming.server"))
    assert report["diagnoses"][0]["code"] == "setting-wrong"
    assert report["diagnoses"][0]["field"] == "incoming.security"
    assert report["verdict"] == "fail"


def test_a_file_has_the_format_of_its_ending_whatever_the_screen_shows(desk: Desk) -> None:
    run = desk.check("--format", "table", "--output", "a.json", "--output", "b.txt")
    files = {name.rpartition("/")[2]: content for name, content in run.files.items()}
    assert files["a.json"].startswith(b"{")
    assert "結論" in files["b.txt"].decode()
    assert "結論" in run.stdout.decode()
    assert desk.check("--output", "c.json").stdout == b""
