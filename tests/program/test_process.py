"""The program among other programs: pipes, encodings, interrupts, full disks, no network."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.program.desk import PROGRAM, demo_desk, held_desk, report_of

_NO_ROUTE = "unshare -n"
_NO_RESOLVER = "unshare -m sh -c 'mount --bind /dev/null /etc/resolv.conf; exec \"$@\"' -"
_ROOT = os.geteuid() == 0 and shutil.which("unshare") is not None


def test_interrupted_it_reports_what_was_learnt() -> None:
    """A second after the server has heard of it: how long a busy machine takes to load the program is not the point."""
    met: list[float] = []
    pressed: list[float] = []

    def once(elapsed: float) -> signal.Signals | None:
        if not met and any(connection.sent for connection in server.connections):
            met.append(elapsed)
        if pressed or not met or elapsed < met[0] + 1:
            return None
        pressed.append(elapsed)
        return signal.SIGINT

    with held_desk() as (desk, server):
        run = desk.check("--format", "json", poke=once)
    assert run.exit_code == 130
    assert b"Traceback" not in run.stderr
    report = report_of(run)
    assert report["settings"]["proof"]["incoming"] == "auth-offered"
    assert any(o["kind"] == "endpoint" and o["outcome"] == "answered" for o in report["observations"])


@pytest.mark.parametrize("encoding", ["cp932", "ascii", "latin-1"])
@pytest.mark.parametrize("form", [("-v",), ("--format", "json"), ("--transcript",)])
def test_no_encoding_ends_it(encoding: str, form: tuple[str, ...]) -> None:
    with demo_desk("imap-993-as-starttls") as desk:
        run = desk.check(*form, environment={"PYTHONIOENCODING": encoding})
    assert run.exit_code == 1
    assert b"Traceback" not in run.stderr
    if form[0] == "--format":
        assert run.stdout.isascii()
    elif encoding == "cp932":
        assert "結論" in run.stdout.decode("cp932")


def test_in_the_c_locale_it_speaks_english() -> None:
    with demo_desk() as desk:
        run = desk.check(environment={"LANG": "C", "LC_ALL": "C"})
    assert run.exit_code == 0
    assert b"Conclusion:" in run.stdout


def test_every_line_fits_80_columns() -> None:
    from wcwidth import wcswidth

    for scenario in ("imap-993-as-starttls", "wrong-password", "certificate-other-name", "port25-blocked"):
        with demo_desk(scenario) as desk:
            text = desk.check().stdout.decode()
        assert [line for line in text.splitlines() if wcswidth(line) > 80] == []
        text.encode("cp932")


def _shell(command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)


def test_a_reader_that_leaves_is_no_trouble() -> None:
    program = " ".join(PROGRAM)
    done = _shell(f"set -o pipefail; {program} demo --lang ja -v 2>/dev/null | head -1; {program} demo 2>&1 >/dev/full")
    assert "Traceback" not in done.stdout + done.stderr
    assert "Exception ignored" not in done.stdout + done.stderr


def test_one_report_that_cannot_be_written_loses_no_other(tmp_path: Path) -> None:
    with demo_desk() as desk:
        run = desk.check("--output", "/no/such/folder/a.json", "--output", "b.json")
    assert run.exit_code == 3
    assert json.loads(run.files["cwd/b.json"] if "cwd/b.json" in run.files else next(
        content for name, content in run.files.items() if name.endswith("b.json")
    ))["verdict"] == "pass"  # fmt: skip


@pytest.mark.lab
@pytest.mark.skipif(not _ROOT and os.environ.get("CI") != "true", reason="needs root")
@pytest.mark.parametrize(
    "hide", ["unshare -n", "unshare -m sh -c 'mount --bind /dev/null /etc/resolv.conf; exec \"$@\"' -"]
)
def test_without_a_network_it_says_so_at_once(hide: str) -> None:
    import time

    began = time.monotonic()
    done = _shell(f"{hide} {sys.executable} -m maildoctor check user@aoba.example --no-login --lang ja -q")
    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 1
    assert done.stdout.startswith("結論: 調べられませんでした(")
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check"], "ADDRESS"),
        (["check", "user"], "user"),
        (["check", "a b@x.example"], "a b@x.example"),
        (["check", "u@x.example", "--incoming", "imaps://u:secretsecret@h"], "--incoming"),
        (["check", "u@x.example", "--only", "incoming.sever"], "incoming.server"),
        (["check", "u@x.example", "--resolver", "not-an-address"], "--resolver"),
        (["check", "u@x.example", "--connect-to", "a:b"], "--connect-to"),
        (["check", "u@x.example", "--login-over-plaintext"], "--yes-i-understand"),
        (["check", "u@x.example", "--accept-certificate", "sha256:12"], "--accept-certificate"),
        (["check", "u@x.example", "--settings", "/no/such.toml"], "/no/such.toml"),
        (["check", "u@x.example", "--output", "report.xyz"], "report.xyz"),
        (["chekc"], "check"),
        (["report", "/etc/hostname"], "maildoctor"),
    ],
)
def test_wrong_input_is_refused_before_anything_is_sent(arguments: list[str], said: str) -> None:
    done = subprocess.run(
        [*PROGRAM, *arguments], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=20
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert "secretsecret" not in done.stdout + done.stderr
    assert done.stdout == ""


def test_the_plan_sends_nothing() -> None:
    done = subprocess.run(
        [*PROGRAM, "check", "u@x.example", "--plan", "--resolver", "127.0.0.1:9", "--lang", "en"],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0
    assert "x.example MX" in done.stdout
    assert "third parties asked (only where the servers are not known): autoconfig.thunderbird.net" in done.stdout
    alone = subprocess.run(
        [*PROGRAM, "check", "u@x.example", "--plan", "--resolver", "127.0.0.1:9", "--lang", "en", "--no-third-party"],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert "third parties asked: none" in alone.stdout


def test_help_loads_click_and_nothing_heavier() -> None:
    script = (
        "import sys; sys.argv = ['maildoctor', '--help']\n"
        "from maildoctor.cli.main import run\n"
        "try:\n    run()\nexcept SystemExit: pass\n"
        "heavy = {'ssl', 'asyncio', 'dns', 'cryptography', 'msgspec', 'tabulate', 'certifi', 'wcwidth'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("LOADED []")
    assert "check" in done.stdout


def test_explain_and_checks() -> None:
    known = subprocess.run([*PROGRAM, "explain", "incoming-security-mismatch", "mx.records"], check=False)
    unknown = subprocess.run([*PROGRAM, "explain", "no-such-code"], check=False, capture_output=True)
    listed = subprocess.run([*PROGRAM, "checks"], check=False, capture_output=True, text=True)
    assert (known.returncode, unknown.returncode, listed.returncode) == (0, 1, 0)
    assert "outgoing.sender" in listed.stdout


def test_a_dead_resolver_is_never_a_pass() -> None:
    """The servers are reached by --connect-to, but nobody answers a single question about the domain."""
    import socket

    with demo_desk() as desk, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        options = list(desk.options)
        options[options.index("--resolver") + 1] = f"127.0.0.1:{silent.getsockname()[1]}"
        deaf = type(desk)(tuple(options), desk.inputs, desk.password)
        run = deaf.check("--format", "json", "--timeout", "1")
    assert run.exit_code == 3
    report = report_of(run)
    assert [d["field"] for d in report["diagnoses"]] == ["network.resolver"]
    assert next(c["status"] for c in report["checks"] if c["id"] == "mx.records") == "skip"


def test_a_password_refused_at_one_station_leaves_the_other_untested() -> None:
    with demo_desk("wrong-password") as desk:
        lines = desk.check(password="not-this-one-0").stdout.decode().splitlines()
    assert any(line.split()[:2] == ["異常", "受信"] for line in lines)
    assert any(line.split()[:2] == ["未試験", "送信"] for line in lines)
