"""Several reports at once: each whole or not at all, for its owner alone, and none lost because of another."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from maildoctor.cli.output import Wanted, deliver, wanted, write_file
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.report import formats
from maildoctor.report.formats import FORMATS, Format, Shown
from maildoctor.report.voice import Voice
from tests.report.runs import run

EN = Speak("en")
_GIVEN: Mapping[str, Any] = {
    "format": None, "outputs": (), "reader": None, "verbose": False, "quiet": False, "transcript": False,
    "fail_on": "fail",
}  # fmt: skip
posix = pytest.mark.skipif(sys.platform == "win32", reason="devices and modes of POSIX")


def _asked(**given: Any) -> Wanted:
    return wanted({**_GIVEN, **given}, EN)


def test_every_file_gets_the_form_of_its_ending(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = tuple(
        str(tmp_path / f"report{form.endings[0]}") for form in FORMATS.values() if form.endings and not form.printed
    )
    assert deliver(run("wrong-security"), EN, _asked(outputs=paths)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(Path(path).name for path in paths)
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["verdict"] == "fail"
    assert (tmp_path / "report.tsv").read_text("utf-8").startswith("fail\t")
    assert capsys.readouterr().out == ""


def test_with_a_form_named_it_is_on_the_screen_as_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deliver(run("pass"), EN, _asked(outputs=(str(tmp_path / "a.json"),), format="tsv"))
    assert capsys.readouterr().out.startswith("pass\t")
    assert (tmp_path / "a.json").exists()


@posix
def test_files_are_for_their_owner_alone_and_old_ones_become_so(tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text("old", "utf-8")
    old.chmod(0o666)
    deliver(run("pass"), EN, _asked(outputs=(str(old), str(tmp_path / "new.tsv"))))
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize(("name", "status"), [("pass", 3), ("nearly-full", 3), ("unknown", 3), ("wrong-security", 1)])
def test_one_that_cannot_be_written_loses_no_other(
    name: str, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.json").mkdir()
    outputs = (
        str(tmp_path / "a.tsv"), str(tmp_path / "missing" / "b.json"), str(tmp_path / "folder.json"),
        str(tmp_path / "c.json"),
    )  # fmt: skip
    assert deliver(run(name), EN, _asked(outputs=outputs)) == status
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tsv", "c.json", "folder.json"]
    told = capsys.readouterr().err
    assert told.count("cannot be written") == 2
    assert str(tmp_path / "missing" / "b.json") in told


@posix
def test_a_full_disk_is_told_and_a_device_stays_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    asked = _asked(outputs=(str(tmp_path / "a.tsv"), "/dev/full"), format="json")
    assert deliver(run("pass"), EN, asked) == 3
    assert "/dev/full: cannot be written" in capsys.readouterr().err
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)
    assert (tmp_path / "a.tsv").exists()


@posix
def test_a_disk_that_fills_up_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    import resource

    old = tmp_path / "old.json"
    old.write_text("old", "utf-8")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_file(old, "x" * 100_000)
        write_file(tmp_path / "small.tsv", "x")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert old.read_text("utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old.json", "small.tsv"]


@posix
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_file(pipe, "text")
        assert os.read(reading, 10) == b"text"
    finally:
        os.close(reading)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@posix
def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    write_file(tmp_path / "link.json", "text")
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real.json").read_text("utf-8") == "text"


def test_a_mistake_of_ours_in_one_form_loses_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> str:
        raise KeyError("secret value")

    monkeypatch.setattr(formats, "FORMATS", {**FORMATS})
    monkeypatch.setitem(formats.FORMATS, "tsv", Format("tsv", (".tsv",), broken))
    outputs = (str(tmp_path / "a.tsv"), str(tmp_path / "b.json"))
    assert deliver(run("pass"), EN, _asked(outputs=outputs)) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.json"]
    told = capsys.readouterr().err
    assert "tsv: cannot be made (KeyError)" in told
    assert "secret" not in told


@pytest.mark.parametrize("other", ["run.json", "./run.json", "folder/../run.json"])
def test_the_same_file_twice_is_refused(other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ProblemError, match="given twice") as caught:
        _asked(outputs=("run.json", other))
    assert caught.value.exit_code == 2


@posix
def test_the_same_file_by_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "run.json")
    with pytest.raises(ProblemError, match="given twice"):
        _asked(outputs=(str(tmp_path / "run.json"), str(tmp_path / "link.json")))


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if not form.readers])
def test_what_machines_read_is_the_same_for_every_reader(name: str) -> None:
    # `reader` of a form with none: allowed, and without effect
    asked = _asked(format=name, reader="engineer")
    report = run("two-causes")
    made = FORMATS[name].render(report, Voice("ja"), asked.shown)
    assert made == FORMATS[name].render(report, Voice("ja"), replace(asked.shown, reader=None))


def test_a_monitoring_system_is_told_of_a_report_that_is_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = (str(tmp_path / "missing" / "a.json"),)
    assert deliver(run("pass"), EN, _asked(outputs=outputs, format="nagios")) == 3
    assert capsys.readouterr().out.startswith("UNKNOWN - ")
    assert deliver(run("wrong-security"), EN, _asked(outputs=outputs, format="nagios")) == 2
    assert capsys.readouterr().out.startswith("CRITICAL - ")
    assert deliver(run("nearly-full"), EN, _asked(format="nagios")) == 1
    assert capsys.readouterr().out.startswith("WARNING - ")


def test_nothing_is_shown_of_a_form_without_a_file_ending() -> None:
    with pytest.raises(ProblemError, match="end the name in one of"):
        _asked(outputs=("report.nagios",))
    assert isinstance(_asked(outputs=("report.nagios",), format="nagios").shown, Shown)
