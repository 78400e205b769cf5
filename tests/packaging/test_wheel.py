"""The wheel holds the house and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files of a wheel built from what git tracks."""
    folder = tmp_path_factory.mktemp("wheel")
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in tracked.stdout.split("\0"):
        if name.startswith(("maildoctor/", "checks/")) or name in ("pyproject.toml", "README.md", "LICENSE"):
            target = folder / "source" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(folder / "source")],
        capture_output=True,
        check=True,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return set(wheel.namelist())


def test_every_file_is_there(names: set[str]) -> None:
    wanted = set()
    for top, into in (("maildoctor", "maildoctor"), ("checks", "maildoctor/checks")):
        for path in (ROOT / top).rglob("*"):
            if path.suffix in (".py", ".toml", ".json") or path.name == "py.typed":
                wanted.add(f"{into}/{path.relative_to(ROOT / top).as_posix()}")
    tracked = {name for name in wanted if "__pycache__" not in name}
    assert tracked - names == set()


def test_nothing_else_reaches_site_packages(names: set[str]) -> None:
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"maildoctor"}
    assert not [name for name in names if "test_" in name]
