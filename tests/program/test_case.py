"""A case: the same check again without typing, one box corrected, and what changed since."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import threading
from pathlib import Path

import pytest

from maildoctor.cli.case_folder import CaseFolder
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.settings_file import read_settings
from maildoctor.cli.settings_text import settings_text
from maildoctor.cli.speak import Speak
from maildoctor.model.settings import Auth, Protocol, Security, ServerSettings, Settings
from tests.program.case_desk import ADDRESS, case_desk

_EN = Speak("en")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_case_is_repeated_corrected_and_compared(tmp_path: Path) -> None:
    with case_desk(tmp_path) as desk:
        first = desk.run("check", ADDRESS, "--case", "tanaka", "--settings", "typed.toml")
        folder = tmp_path / "tanaka"
        assert first.returncode == 1
        assert "直したら: maildoctor check --case tanaka\n" in first.stdout
        assert sorted(p.name for p in folder.iterdir()) == ["run-01.json", "settings.toml"]
        assert (_mode(folder), {_mode(p) for p in folder.iterdir()}) == (0o700, {0o600})
        kept = folder / "settings.toml"
        before = kept.read_text("utf-8")
        kept.write_text(before.replace('"starttls"', '"tls"', 1), encoding="utf-8")
        second = desk.run("check", "--case", "tanaka", "--compare", "last")
        assert second.returncode == 0
        assert "受信の「暗号化方法」を STARTTLS から SSL/TLS に変えたので" in re.sub(r"\n +", "", second.stdout)
        assert "直したら" not in second.stdout
        assert "maildoctor check --case" not in second.stdout
        third = desk.run("check", "--case", "tanaka", "--compare", "first", "--format", "json")
        assert [p.name for p in CaseFolder(str(folder), _EN).runs()] == [f"run-0{n}.json" for n in (1, 2, 3)]
        difference = desk.run("diff", "tanaka/run-02.json", "tanaka/run-03.json", "--format", "json")
    assert set(json.loads(third.stdout)) == set(json.loads((folder / "run-01.json").read_text("utf-8")))
    found = json.loads(difference.stdout)
    assert (difference.returncode, found["changed"], found["diagnoses"]) == (0, False, [])
    for path in folder.iterdir():
        assert desk.password not in path.read_text("utf-8")


def test_an_unchanged_case_has_nothing_to_tell(tmp_path: Path) -> None:
    with case_desk(tmp_path, "wrong-password") as desk:
        first = desk.run("check", ADDRESS, "--case", ".", "--incoming", f"imaps://{ADDRESS}@mail.aoba.example")
        again = desk.run("check", "--case", ".", "--compare", "last", login=False)
    assert "新しいパスワードで: maildoctor check --case .\n" in first.stdout
    kept = read_settings((tmp_path / "settings.toml").read_text("utf-8"), "x", _EN)
    assert kept.incoming.host == "mail.aoba.example"
    assert kept.outgoing == ServerSettings()
    # The password was not tried again: it is not told as repaired.
    assert "今回はパスワードを試していません。" in again.stdout
    assert "よくなったところ" not in again.stdout


def test_a_domain_is_a_case_too(tmp_path: Path) -> None:
    with case_desk(tmp_path, "mx-cname") as desk:
        first = desk.run("check", "aoba.example", "--case", "d", login=False)
        again = desk.run("check", "--case", "d", "--compare", "last", login=False)
    assert (first.returncode, again.returncode) == (0, 0)
    assert "前と変わったところはありません。" in again.stdout
    assert "設定の出所: なし" in again.stdout


def test_two_sources_are_refused_with_the_way_out(tmp_path: Path) -> None:
    with case_desk(tmp_path) as desk:
        desk.run("check", ADDRESS, "--case", "c", "--settings", "typed.toml", login=False)
        for options in (("--settings", "typed.toml"), ("--incoming", "imaps://mail.aoba.example")):
            done = desk.run("check", "--case", "c", *options)
            assert done.returncode == 2
            assert "c/settings.toml の欄を直すか" in done.stderr
        other = desk.run("check", "suzuki@aoba.example", "--case", "c")
        assert (other.returncode, ADDRESS in other.stderr) == (2, True)
        assert desk.run("check", ADDRESS.upper(), "--case", "c", login=False).returncode == 1
    assert len(CaseFolder(str(tmp_path / "c"), _EN).runs()) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--case", "none-there"), "調べるアドレスを書いてください"),
        (("--case", "typed.toml"), "フォルダーではありません"),
        ((ADDRESS, "--case", "ca.pem/below"), "書けません"),
        ((ADDRESS, "--case", "none-there", "--stable"), "--stable とは一緒に使えません"),
        ((ADDRESS, "--compare", "typed.toml", "--stable"), "--stable とは一緒に使えません"),
        ((ADDRESS, "--compare", "last"), "--case と一緒に使います"),
        ((ADDRESS, "--compare", "nothing.json"), "読めません"),
        ((ADDRESS, "--compare", "typed.toml"), "maildoctor の報告ではありません"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_sent(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    with case_desk(tmp_path) as desk:
        done = desk.run("check", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "none-there").exists()


def test_a_plan_makes_no_folder(tmp_path: Path) -> None:
    with case_desk(tmp_path) as desk:
        done = desk.run("check", ADDRESS, "--case", "c", "--settings", "typed.toml", "--plan", login=False)
    assert done.returncode == 0
    assert not (tmp_path / "c").exists()


def test_the_report_of_another_account_is_not_compared(tmp_path: Path) -> None:
    with case_desk(tmp_path) as desk:
        desk.run("check", ADDRESS, "--settings", "typed.toml", "--output", "a.json", login=False)
        done = desk.run("check", "suzuki@aoba.example", "--compare", "a.json", login=False)
    assert (done.returncode, "別のアカウント" in done.stderr) == (2, True)


def test_a_damaged_run_is_told_and_not_fatal(tmp_path: Path) -> None:
    with case_desk(tmp_path) as desk:
        desk.run("check", ADDRESS, "--case", "c", "--settings", "typed.toml", login=False)
        (tmp_path / "c" / "run-02.json").write_text("{", encoding="utf-8")
        done = desk.run("check", "--case", "c", "--compare", "last", login=False)
        first = desk.run("check", "--case", "c", "--compare", "first", login=False)
    assert done.returncode == 1
    assert done.stderr.count("run-02.json: maildoctor の報告ではありません") == 1
    assert "前と変わったところはありません。" in done.stdout
    assert "前と変わったところはありません。" in first.stdout
    assert [p.name for p in CaseFolder(str(tmp_path / "c"), _EN).runs()][-1] == "run-04.json"


def test_the_first_run_has_nothing_to_compare_with(tmp_path: Path) -> None:
    with case_desk(tmp_path) as desk:
        done = desk.run("check", ADDRESS, "--case", "c", "--compare", "last", login=False)
    assert "比べる前の点検が、まだありません" in done.stderr
    assert "から変わったこと" not in done.stdout


def test_runs_at_the_same_time_do_not_overwrite_each_other(tmp_path: Path) -> None:
    folder = CaseFolder(str(tmp_path / "c"), _EN)
    folder.begin(Settings("a@b.example"))
    texts = [f"run {n}" for n in range(40)]
    threads = [threading.Thread(target=folder.keep, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path.read_text("utf-8") for path in folder.runs()) == sorted(texts)
    assert len(list(folder.path.iterdir())) == 41  # and nothing half-written is left


def test_beginning_twice_keeps_what_was_corrected(tmp_path: Path) -> None:
    folder = CaseFolder(str(tmp_path), _EN)
    folder.begin(Settings("a@b.example"))
    folder.settings_path.write_text('address = "c@b.example"\n', encoding="utf-8")
    folder.begin(Settings("a@b.example"))
    assert folder.settings().address == "c@b.example"
    assert folder.subject() == "c@b.example"


def test_the_runs_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("run-100.json", "run-02.json", "run-99.json", "run-x.json", "run-1.json"):
        (tmp_path / name).touch()
    folder = CaseFolder(str(tmp_path), _EN)
    assert [path.name for path in folder.runs()] == ["run-02.json", "run-99.json", "run-100.json"]
    assert folder.keep("x").name == "run-101.json"


def test_a_folder_that_cannot_be_made_is_said() -> None:
    with pytest.raises(ProblemError, match="cannot be written"):
        CaseFolder("/dev/null/case", _EN).begin(Settings())


def test_a_folder_with_blanks_is_quoted_in_the_command() -> None:
    said = subprocess.run(
        ["sh", "-c", f"set -- {CaseFolder('client $A', _EN).command}; echo \"$4\""], capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert said.stdout == "client $A\n"


def test_every_setting_is_read_back_as_it_was() -> None:
    whole = Settings(
        "田中@例え.jp",
        ServerSettings(Protocol.POP3, 'm"a\\il', 995, Security.TLS, "a'b\x7f", Auth.APOP, keep=14),
        ServerSettings(None, "smtp", 587, Security.AUTO, None, Auth.PASSWORD, None, True, "x@y.example"),
        "outlook",
        "0x800CCC0E",
    )
    text = settings_text(whole)
    assert '"a\'b\\u007f"' in text
    readable = text.replace("\\u007f", "")
    assert settings_text(read_settings(readable, "x", _EN)) == readable
    assert settings_text(Settings()).strip() == ""
