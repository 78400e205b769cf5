"""Fixtures of the whole suite."""

import os
from pathlib import Path

from tests.lab.fixture import discovery_lab, lab

# A developer's own config.toml must not colour a test, nor one that a test starts.
os.environ["XDG_CONFIG_HOME"] = str(Path(__file__).parent / "no-such-folder")

__all__ = ["discovery_lab", "lab"]
