"""Run a command and keep all that it left: the artefacts the leak scanner and the invariants look at.

run = run_command(["maildoctor", "check", "user@example.test"], stdin=b"...", timeout=20)
assert scan(run.artefacts, [Secret(password, "user@example.test")]) == []
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.support.run_record import Run
from tests.support.sandbox import Sandbox
from tests.support.terminal import Typed, on_terminal
from tests.support.watch import Poke, Watch

__all__ = ["Run", "Sandbox", "Typed", "run_command", "run_in_terminal"]


def run_command(
    argv: Sequence[str],
    *,
    stdin: bytes = b"",
    inputs: Mapping[str, bytes] | None = None,
    environment: Mapping[str, str | None] | None = None,
    sandbox: Sandbox | None = None,
    timeout: float = 30.0,
    poke: Poke | None = None,
) -> Run:
    """Run a command with pipes. `inputs` are files put into its working directory, which hold what they like.

    `poke(seconds)` is asked all the time while it runs; a number it returns is sent as a signal.
    """
    inputs = inputs or {}
    with _sandbox(sandbox) as box:
        box.put(inputs)
        process = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=box.cwd,
            env=box.environment(environment or {}),
            start_new_session=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        stdout, stderr = process.stdout.fileno(), process.stderr.fileno()
        with process.stdout, process.stderr:
            watch = Watch(process, box.tmp)
            watch.collect(stdout)
            watch.collect(stderr)
            with process.stdin:
                watch.feed(os.dup(process.stdin.fileno()), stdin)
            code = watch.until_end(timeout, poke)
        return _record(argv, code, watch, box, inputs, stdout=watch.outputs[stdout], stderr=watch.outputs[stderr])


def run_in_terminal(
    argv: Sequence[str],
    keys: Sequence[Typed] = (),
    *,
    redirect: Mapping[str, bytes] | None = None,
    inputs: Mapping[str, bytes] | None = None,
    environment: Mapping[str, str | None] | None = None,
    sandbox: Sandbox | None = None,
    timeout: float = 30.0,
    poke: Poke | None = None,
    columns: int = 80,
    rows: int = 24,
) -> Run:
    """Run a command on a pseudo terminal that is its controlling one, and type when prompts appear.

    `redirect` takes standard streams off the terminal: `{"stdout": b"", "stdin": b"what is fed"}`.
    """
    inputs = inputs or {}
    size = (rows, columns)
    with _sandbox(sandbox) as box:
        box.put(inputs)
        env = box.environment({"TERM": "xterm", **(environment or {})})
        seen = on_terminal(
            argv,
            keys,
            redirect or {},
            cwd=box.cwd,
            env=env,
            tmp=box.tmp,
            timeout=timeout,
            poke=poke,
            size=size,
        )
        return _record(
            argv,
            seen.code,
            seen.watch,
            box,
            inputs,
            stdout=seen.stdout,
            stderr=seen.stderr,
            screen=seen.screen,
            echo_restored=seen.echo_restored,
            missed=seen.missed,
        )


@contextlib.contextmanager
def _sandbox(given: Sandbox | None) -> Iterator[Sandbox]:
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="sandbox-", ignore_cleanup_errors=True) as folder:
        yield Sandbox.make(Path(folder))


def _record(
    argv: Sequence[str],
    code: int,
    watch: Watch,
    box: Sandbox,
    inputs: Mapping[str, bytes],
    *,
    stdout: bytes | bytearray,
    stderr: bytes | bytearray,
    screen: bytes = b"",
    echo_restored: bool | None = None,
    missed: tuple[str, ...] = (),
) -> Run:
    files, modes = box.contents(inputs)
    for path, content in watch.temporary.items():
        files.setdefault(Path(path).relative_to(box.root).as_posix(), content)
    return Run(
        argv=tuple(argv),
        exit_code=code,
        stdout=bytes(stdout),
        stderr=bytes(stderr),
        files=files,
        modes=modes,
        command_lines=tuple(watch.command_lines),
        child_environments=tuple(watch.child_environments),
        wall=watch.wall,
        peak_rss_kib=watch.peak_rss_kib,
        timed_out=watch.timed_out,
        left_behind=watch.left_behind,
        screen=screen,
        echo_restored=echo_restored,
        missed_prompts=missed,
    )
