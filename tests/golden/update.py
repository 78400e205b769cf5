"""Writing the golden files anew: `python -m tests.golden.update`; with `--record` the runs behind them as well.

Every changed file is to be looked at before it is committed: the pages in a browser, the rest in a terminal.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from maildoctor.cli.settings_text import settings_text
from maildoctor.demo.scenarios import BY_NAME
from maildoctor.demo.world import DemoWorld
from tests.golden.typical import RUNS, Typical, pages, run_path
from tests.program.desk import ADDRESS, PROGRAM

_WHEN = "2026-11-24T10:12:00+09:00"


def record(run: Typical) -> str:
    """Examine the demo's world; the JSON report, with a time and a PC of its own."""
    with DemoWorld(BY_NAME[run.scenario]) as world, tempfile.TemporaryDirectory() as folder:
        Path(folder, "settings.toml").write_text(settings_text(world.settings), "utf-8")
        Path(folder, "ca.pem").write_bytes(world.ca_pem)
        options = ["--settings", "settings.toml", "--ca-file", "ca.pem", "--resolver", world.resolver]
        options += [word for mapping in world.connect_to for word in ("--connect-to", mapping)]
        options += [word for host in world.login_hosts for word in ("--login-host", host)]
        options += ["--client", run.client, "--format", "json", "--lang", "ja"]
        options += ["--saw", run.saw] if run.saw is not None else []
        options += ["--password-stdin"] if run.login else ["--no-login"]
        done = subprocess.run(
            [*PROGRAM, "check", ADDRESS, *options],
            input=f"{world.password}\n",
            capture_output=True,
            text=True,
            cwd=folder,
            env={"PYTHONPATH": str(Path.cwd()), "MAILDOCTOR_STATE_DIR": folder, "HOME": folder, "PATH": ""},
            check=False,
        )
    report = json.loads(done.stdout)
    report["started_at"] = _WHEN
    report["place"].update(host="PC-FRONT", os="Windows 11")
    report["environment"].update(platform="win32")
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Record on demand, render always, remove what nothing makes any more."""
    if "--record" in sys.argv[1:]:
        for run in RUNS:
            run_path(run).parent.mkdir(exist_ok=True)
            run_path(run).write_text(record(run), "utf-8")
    wanted = set()
    for page in pages():
        page.path.parent.mkdir(exist_ok=True)
        page.path.write_bytes(page.text().encode("utf-8", "backslashreplace"))
        wanted.add(page.path)
    for run in RUNS:
        for path in run_path(run).parent.parent.joinpath(run.name).iterdir():
            if path not in wanted:
                path.unlink()
    print(len(wanted))


if __name__ == "__main__":
    main()
