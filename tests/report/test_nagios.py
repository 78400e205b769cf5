"""Plugin output: one status line, figures that parse, exit by the convention of monitoring plugins."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace

import pytest

from maildoctor.cli.main import for_monitoring
from maildoctor.model.fact import EndpointFact
from maildoctor.report.measures import measures
from maildoctor.report.nagios import State, state_of, to_nagios, usage_error
from maildoctor.report.voice import Voice
from tests.report.runs import RUNS, run

EN = Voice("en")
_STATUS = re.compile(r"(OK|WARNING|CRITICAL|UNKNOWN) - [^|]+( \| (?P<figures>[^|]+))?")
_FIGURE = re.compile(r"[a-z_]+=-?\d+(\.\d+)?(s|%)?(;[\d.:~@-]*){0,4}")


@pytest.mark.parametrize("name", RUNS)
def test_the_first_line_is_a_status_and_its_figures(name: str) -> None:
    first, *others = to_nagios(run(name), EN, State.OK).splitlines()
    found = _STATUS.fullmatch(first)
    assert found is not None
    assert all(_FIGURE.fullmatch(figure) for figure in found["figures"].split(" "))
    assert not [line for line in others if "|" in line]


def test_figures_and_thresholds() -> None:
    found = {measure.name: measure for measure in measures(run("nearly-full"))}
    assert found["messages"].value == "1204"
    assert (found["quota"].value, found["quota"].unit) == ("93.8", "%")
    assert (found["quota"].warn, found["quota"].crit) == ("90", "100")
    assert (found["incoming_certificate_days"].warn, found["incoming_certificate_days"].crit) == ("14:", "0:")
    assert found["time"].most == "60"


def test_what_was_not_measured_is_left_out() -> None:
    found = {measure.name for measure in measures(run("no-password"))}
    assert {"time", "incoming_time", "outgoing_time"} <= found
    assert not {"quota", "messages"} & found
    assert {measure.name for measure in measures(run("unknown"))} == {"time"}


def test_days_go_below_zero_after_the_end() -> None:
    report = run("pass")
    ended = [
        replace(o, fact=replace(o.fact, chain=(replace(o.fact.chain[0], not_after="2026-11-20T10:00:00+00:00"),)))
        if isinstance(o.fact, EndpointFact) and o.fact.chain
        else o
        for o in report.evidence
    ]
    found = {m.name: m.value for m in measures(replace(report, evidence=type(report.evidence)(ended)))}
    assert found["incoming_certificate_days"] == "-4"


@pytest.mark.parametrize(
    ("name", "status", "state"),
    [
        ("pass", 0, State.OK),
        ("pass", 3, State.UNKNOWN),  # a login that was demanded, or a file that could not be written
        ("nearly-full", 0, State.WARNING),
        ("nearly-full", 1, State.CRITICAL),  # --fail-on warn
        ("wrong-security", 1, State.CRITICAL),
        ("unknown", 3, State.UNKNOWN),
        ("pass", 130, State.UNKNOWN),
    ],
)
def test_the_state_that_goes_with_a_run(name: str, status: int, state: State) -> None:
    assert state_of(run(name), status) is state


def test_quiet_is_the_status_line_alone() -> None:
    assert to_nagios(run("two-causes"), EN, State.CRITICAL, quiet=True).count("\n") == 1


def test_signs_with_a_meaning_are_shown_as_escapes() -> None:
    assert usage_error("a|b\nc<d>") == "UNKNOWN - a\\x7cb c\\x3cd\\x3e\n"


def test_a_long_text_is_cut_and_the_figures_stay() -> None:
    report = run("pass")
    long = replace(report, case=replace(report.case, address=None, domain="x" * 9000))
    first = to_nagios(long, EN, State.OK).splitlines()[0]
    assert len(first) < 1000
    assert " | time=" in first


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["check", "--format", "nagios"], True),
        (["check", "--format=nagios"], True),
        (["check", "--format", "nagios", "--format", "json"], False),
        (["check", "--format"], False),
        (["check", "nagios"], False),
        (["check", "--", "--format", "nagios"], False),
    ],
)
def test_a_wrong_command_line_is_looked_at_for_the_form(arguments: list[str], asked: bool) -> None:
    assert for_monitoring(arguments) is asked


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "maildoctor", *arguments, "--lang", "en"], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("demo", "--format", "nagios", "--no-such-option"),
        ("demo", "no-such-scenario", "--format=nagios"),
        ("chek", "--format", "nagios"),
        ("report", "no-such-file.json", "--format", "nagios"),
    ],
)
def test_wrong_usage_is_unknown_on_stdout(arguments: tuple[str, ...]) -> None:
    done = _run(*arguments)
    assert done.returncode == 3
    assert done.stdout.startswith("UNKNOWN - ")
    assert done.stdout.count("\n") == 1
    assert done.stderr


def test_without_that_form_wrong_usage_stays_2() -> None:
    done = _run("demo", "no-such-scenario")
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize(
    ("scenario", "status", "word"),
    [("healthy", 0, "OK"), ("mx-cname", 1, "WARNING"), ("imap-993-as-starttls", 2, "CRITICAL")],
)
def test_the_exit_status_is_that_of_the_line(scenario: str, status: int, word: str) -> None:
    done = _run("demo", scenario, "--format", "nagios")
    assert done.returncode == status
    assert done.stdout.startswith(f"{word} - info@aoba.example: ")
