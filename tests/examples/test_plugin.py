"""The example plug-in installs like anybody's, is listed with its risk, and its own tests pass."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples.program import EXAMPLES, ROOT, Program

NAME = "maildoctor-example-check.autodiscover"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip installed the plug-in, without asking any network."""
    root = tmp_path_factory.mktemp("plugin")
    source, target = root / "source", root / "installed"
    shutil.copytree(EXAMPLES / "plugin", source, ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps"]
    done = subprocess.run(
        [*pip, "--no-build-isolation", "--target", str(target), str(source)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return target


def test_it_is_listed_with_its_risk(installed: Path, tmp_path: Path) -> None:
    done = Program(tmp_path, installed).run("checks")
    assert done.returncode == 0, done.stderr
    (line,) = (line for line in done.stdout.splitlines() if line.startswith(NAME))
    assert "asks the DNS" in line
    assert "connects" not in line
    assert "maildoctor_example_check.autodiscover_leftover" in line
    assert "bundled" not in line


def test_its_own_tests_pass(installed: Path, tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    shutil.copytree(EXAMPLES / "plugin" / "tests", tests, ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tests)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(installed), str(ROOT)))},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
