"""--watch: n of m for faults that come and go, and an end where one is asked for or needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from maildoctor.cli.speak import Speak
from maildoctor.cli.watching import WatchEnd, watch
from maildoctor.model.report import Report, Verdict
from maildoctor.model.watched import Heard, Watched, look_at
from maildoctor.report.lines import cells
from maildoctor.report.table import to_line, to_table
from maildoctor.report.voice import Voice
from maildoctor.report.watch_table import run_line, watch_lines
from tests.diagnosis.runs import opened, saved
from tests.program.case_desk import ADDRESS, case_desk

_JA, _EN = Voice("ja"), Voice("en")
_NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def _runs(*scenarios: str) -> list[Report]:
    """Runs a minute apart."""
    made = [opened(saved(name)) for name in scenarios]
    return [replace(run, case=replace(run.case, now=_NOON + dt.timedelta(minutes=n))) for n, run in enumerate(made)]


def _watched(*scenarios: str) -> tuple[Watched, Report]:
    runs = _runs(*scenarios)
    return Watched(tuple(look_at(run) for run in runs)), runs[-1]


def _watch(runs: list[Report], until: str | None) -> tuple[WatchEnd, list[float]]:
    left: Iterator[Report] = iter(runs)
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) >= len(runs):
            raise KeyboardInterrupt

    return watch(lambda: next(left), 60, until, Speak("en"), lambda run: None, sleep), slept


_BAD, _FINE = "imap-993-as-starttls", "healthy"


def test_a_fault_that_comes_and_goes_is_told_as_n_of_m() -> None:
    watched, last = _watched(_FINE, _BAD, _FINE, _BAD, _FINE)
    text = to_table(last, _JA, watched=watched)
    assert "12:00:00 から 12:04:00 までに 5 回調べました\n  正常: 3 回\n  異常: 2 回\n  5 回のうち 2 回: " in text
    said = "結論: ときどき起きる異常です(5 回のうち 2 回)。最後の回: "
    assert text.splitlines()[-1].startswith(said) or said in text.replace("\n      ", "")
    assert to_line(last, _EN, watched).startswith(
        "Conclusion: the fault comes and goes (2 of 5 times); the last time: "
    )
    assert max(cells(line) for line in text.splitlines()) <= 80
    text.encode("cp932")


def test_a_fault_that_went_once_is_not_called_intermittent() -> None:
    watched, last = _watched(_BAD, _BAD, _FINE)
    said = to_line(last, _JA, watched)
    assert "ときどき" not in said
    assert said.endswith("12:02:00 からです。\n")
    same, last = _watched(_BAD, _BAD)
    assert to_line(last, _JA, same) == to_line(last, _JA)
    assert "2 回のうち 2 回: " in "\n".join(watch_lines(same, _JA))


def test_a_run_that_could_not_be_carried_out_is_no_turn() -> None:
    watched, _ = _watched(_FINE, _FINE, _FINE)
    looks = (watched.looks[0], replace(watched.looks[1], verdict=Verdict.UNKNOWN), watched.looks[2])
    assert (Watched(looks).turns, Watched(looks).changed_at) == (0, None)


def test_an_address_that_answers_now_and_then_is_named_and_a_steady_one_is_not() -> None:
    watched, _ = _watched(_FINE, _FINE)
    heard = [
        (Heard("mail.aoba.example:993", "192.0.2.10", True), Heard("mail.aoba.example:993", "192.0.2.11", answers))
        for answers in (True, False)
    ]
    uneven = Watched(tuple(replace(look, heard=h) for look, h in zip(watched.looks, heard, strict=True)))
    text = "\n".join(watch_lines(uneven, _JA))
    assert "mail.aoba.example:993 の 192.0.2.11: 2 回のうち 1 回答えました" in text
    assert "192.0.2.10:" not in text
    assert "回答えました" not in "\n".join(watch_lines(watched, _JA))


def test_until_ok_ends_with_the_first_run_that_is_in_order() -> None:
    end, slept = _watch(_runs(_BAD, _FINE, _FINE), "ok")
    assert (slept, end.stopped, end.report.verdict, len(end.watched.looks)) == ([60], False, Verdict.PASS, 2)


def test_until_moved_ends_with_the_first_change_and_not_before() -> None:
    end, slept = _watch(_runs(_FINE, _FINE, _BAD, _FINE), "moved")
    assert (len(slept), end.stopped, end.report.verdict) == (2, False, Verdict.FAIL)


def test_ctrl_c_ends_with_what_was_learnt() -> None:
    end, _ = _watch(_runs(_FINE, _BAD), None)
    assert (end.stopped, end.report.verdict, len(end.watched.looks)) == (True, Verdict.FAIL, 2)
    runs = _runs(_FINE, _BAD)
    end, _ = _watch([runs[0], replace(runs[1], interrupted=True)], None)
    assert (end.stopped, end.report.verdict, len(end.watched.looks)) == (True, Verdict.PASS, 1)


def test_a_refused_password_is_not_sent_again_and_again(capsys: pytest.CaptureFixture[str]) -> None:
    end, slept = _watch(_runs("wrong-password", "wrong-password"), "ok")
    assert (slept, end.stopped, end.report.verdict) == ([], False, Verdict.FAIL)
    assert "not repeated, because a login was not accepted" in capsys.readouterr().err


def test_a_run_is_one_line() -> None:
    assert run_line(_runs(_FINE)[0], _JA).startswith("12:00:00  正常  ")
    assert run_line(_runs(_BAD)[0], _EN) == run_line(_runs(_BAD)[0], _EN).splitlines()[0] + "\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--until", "ok"), "--watch 秒数 と一緒に使います"),
        (("--watch", "3"), "10 秒以上にしてください"),
        (("--watch", "60", "--stable"), "--stable とは一緒に使えません"),
        (("--watch", "60", "--until", "never"), "never"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    with case_desk(tmp_path) as desk:
        done = desk.run("check", ADDRESS, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_the_program_watches_until_it_is_in_order(tmp_path: Path) -> None:
    with case_desk(tmp_path, "healthy") as desk:
        done = desk.run("check", ADDRESS, "--settings", "typed.toml", "--watch", "10", "--until", "ok")
        asked = desk.run("check", ADDRESS, "--watch", "10", "--until", "ok", "--format", "json", login=False)
    first, *rest = done.stdout.splitlines()
    assert done.returncode == 0
    assert first[8:].startswith("  正常  ")
    assert rest[0].startswith("maildoctor  ")
    assert "1 回調べました" in done.stdout
    assert asked.stdout.startswith("{")
