"""Running commands: everything they leave is collected, on pipes and on a terminal; and the leaky program is caught."""

from __future__ import annotations

import signal
import sys
import textwrap
from pathlib import Path

import pytest

from tests.support.leaks import Secret, new_secret, scan
from tests.support.leaky import LEAKS
from tests.support.process import Sandbox, Typed, run_command, run_in_terminal

ROOT = str(Path(__file__).parents[2])
PASSWORD = new_secret()
USER = "user@example.test"


def python(source: str, *arguments: str) -> list[str]:
    return [sys.executable, "-I", "-c", textwrap.dedent(source), *arguments]


def test_streams_exit_code_and_environment() -> None:
    source = """
        import os, sys
        print(sys.stdin.read().upper(), os.environ["HOME"], os.environ.get("NO"), sorted(os.environ))
        print("oops", file=sys.stderr)
        sys.exit(3)
    """
    run = run_command([sys.executable, "-c", textwrap.dedent(source)], stdin=b"x" * 200_000, environment={"ADDED": "1"})
    assert run.exit_code == 3
    assert run.stdout.startswith(b"X" * 200_000)
    assert run.stderr == b"oops\n"
    assert b"'ADDED'" in run.stdout
    assert b"/home" in run.stdout
    assert b"None" in run.stdout
    assert b"PYTEST" not in run.stdout
    assert 0 < run.wall < 10
    assert 3_000 < run.peak_rss_kib < 200_000
    assert run.complaints == ()


def test_files_of_all_kinds_and_inputs(tmp_path: Path) -> None:
    source = """
        import os, pathlib, tempfile
        pathlib.Path("report.json").write_text("{}")
        pathlib.Path("settings.toml").read_text()
        pathlib.Path("changed.toml").write_text("other")
        pathlib.Path(os.environ["MAILDOCTOR_STATE_DIR"], "logins.json").write_text("[]")
        os.chmod("report.json", 0o600)
        import time
        with tempfile.NamedTemporaryFile() as gone:
            gone.write(b"came and went"); gone.flush(); time.sleep(0.1)
    """
    inputs = {"settings.toml": b"secret = 1", "changed.toml": b"before", "deep/unchanged.toml": b"x"}
    run = run_command(python(source), inputs=inputs, sandbox=Sandbox.make(tmp_path))
    assert run.exit_code == 0, run.stderr
    gone = [name for name in run.files if name.startswith("tmp/")]
    assert len(gone) == 1
    assert run.files[gone[0]] == b"came and went"
    assert set(run.files) - set(gone) == {"cwd/report.json", "cwd/changed.toml", "state/logins.json"}
    assert run.modes["cwd/report.json"] == 0o600
    assert b"logins.json" in run.artefacts["file names"]


def test_command_lines_of_children_and_their_environment() -> None:
    source = """
        import subprocess, sys
        subprocess.run([sys.executable, "-I", "-S", "-c", "import time; time.sleep(0.2)", "child-argument"],
                       env={"CHILD": "environment"})
    """
    run = run_command(python(source, "own-argument"))
    assert b"own-argument" in run.artefacts["argv"]
    assert b"child-argument" in run.artefacts["argv"]
    assert b"CHILD=environment" in run.artefacts["environment of children"]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("1 / 0", "traceback in stderr"),
        ("import warnings; open('x', 'w')", "resource warning in stderr"),
        ("async def f(): pass\nf()", "coroutine never awaited in stderr"),
        (
            "import asyncio, gc\nasync def f(): raise OSError\nasync def main():\n"
            " t = asyncio.create_task(f())\n await asyncio.sleep(0.01)\n del t; gc.collect()\nasyncio.run(main())",
            "exception never retrieved in stderr",
        ),
    ],
)
def test_complaints(source: str, complaint: str) -> None:
    assert complaint in run_command([sys.executable, "-c", source]).complaints


def test_too_long_and_signals_and_orphans() -> None:
    if sys.platform == "win32":
        raise NotImplementedError
    run = run_command(python("import time; time.sleep(60)"), timeout=0.2)
    assert (run.timed_out, run.exit_code) == (True, -signal.SIGKILL)
    sent = iter([signal.SIGINT])
    source = "import time\ntry:\n time.sleep(60)\nexcept KeyboardInterrupt:\n raise SystemExit(130)"
    run = run_command(python(source), poke=lambda elapsed: next(sent, None) if elapsed > 0.2 else None)
    assert run.exit_code == 130
    assert run.complaints == ()
    run = run_command(["/bin/sh", "-c", "sleep 60 >/dev/null 2>&1 & echo started"])
    assert run.stdout == b"started\n"
    assert run.complaints == ("processes left behind",)


ASK = "import getpass; p = getpass.getpass('Password: '); print('length', len(p)); input('More? ')"


def test_prompt_on_a_terminal() -> None:
    keys = (Typed("Password: ", PASSWORD.encode() + b"\n", hidden=True), Typed(r"More\?", b"yes\n"))
    run = run_in_terminal(python(ASK), keys)
    assert run.exit_code == 0, run.screen
    assert run.screen == b"Password: \r\nlength %d\r\nMore? yes\r\n" % len(PASSWORD)
    assert (run.echo_restored, run.missed_prompts) == (True, ())
    assert scan(run.artefacts, [PASSWORD]) == []


def test_prompt_on_the_terminal_while_the_streams_are_redirected() -> None:
    source = "import getpass, sys; print(len(getpass.getpass('Password: ')), sys.stdin.read(), sys.stdout.isatty())"
    keys = (Typed("Password: ", b"sesame\n", hidden=True),)
    run = run_in_terminal(python(source), keys, redirect={"stdin": b"fed", "stdout": b""})
    assert run.stdout == b"6 fed False\n"
    assert b"sesame" not in run.screen


def test_bad_manners_on_a_terminal_are_seen() -> None:
    run = run_in_terminal(python("input('Password: ')"), (Typed("Password: ", PASSWORD.encode() + b"\n", hidden=True),))
    assert scan(run.artefacts, [PASSWORD])
    source = "import sys, termios; a = termios.tcgetattr(0); a[3] &= ~termios.ECHO; termios.tcsetattr(0, 0, a)"
    run = run_in_terminal(python(source), (Typed("never", b"x"),))
    assert (run.echo_restored, run.missed_prompts) == (False, ("never",))


def test_interrupt_key_and_size_of_the_terminal() -> None:
    run = run_in_terminal(python(ASK), (Typed("Password: ", b"\x03", hidden=True),))
    assert run.exit_code == -signal.SIGINT
    assert run.echo_restored
    run = run_in_terminal(python("import shutil; print(shutil.get_terminal_size())"), columns=40)
    assert b"columns=40, lines=24" in run.screen


@pytest.mark.parametrize(
    ("where", "form", "artefact"),
    [
        ("stdout", "hex", "stdout"),
        ("stderr", "base64 at 1", "stderr"),
        ("json", "raw", "file cwd/report.json"),
        ("transcript", "base64 \\0user\\0pw", "file cwd/transcript.txt"),
        ("log", "percent", "file cwd/maildoctor.log"),
        ("traceback", "raw", "stderr"),
        ("argv", "raw", "argv"),
    ],
)
def test_leaky_programs_are_caught(where: str, form: str, artefact: str) -> None:
    argv = [sys.executable, "-m", "tests.support.leaky", where, form]
    run = run_command(argv, stdin=f"{PASSWORD}\n{USER}\n".encode(), environment={"PYTHONPATH": ROOT})
    assert {leak.artefact for leak in scan(run.artefacts, [Secret(PASSWORD, USER)])} == {artefact}, run.stderr
    assert run.exit_code == 0


def test_all_leaks_are_tried() -> None:
    assert set(LEAKS) == {"stdout", "stderr", "json", "transcript", "log", "traceback", "argv"}
