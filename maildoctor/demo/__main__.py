"""`make demo`: the default scenario as a newcomer runs it. Succeeds if the report names the planted field first."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from maildoctor.demo.scenarios import BY_NAME, DEFAULT

_PROGRAM = "from maildoctor.cli.main import run; run()"


def main() -> int:
    """0 where the first diagnosis names the scenario's field."""
    expected = BY_NAME[DEFAULT].field
    with tempfile.TemporaryDirectory() as folder:
        table, saved = Path(folder, "report.txt"), Path(folder, "report.json")
        subprocess.run(
            [sys.executable, "-c", _PROGRAM, "demo", DEFAULT, "--output", str(table), "--output", str(saved)],
            check=False,
        )
        if not saved.exists():
            return 1
        sys.stdout.write(table.read_text(encoding="utf-8"))
        diagnoses = json.loads(saved.read_text(encoding="utf-8"))["diagnoses"]
    named = diagnoses[0]["field"] if diagnoses else None
    if named != expected:
        sys.stderr.write(f"expected {expected}, named {named}\n")
    return 0 if named == expected else 1


if __name__ == "__main__":
    sys.exit(main())
