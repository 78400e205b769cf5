"""The pytest fixture of the lab: one for the whole session."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.lab.faults import FAULTY
from tests.lab.lab import Lab, LabUnavailable
from tests.lab.worlds import HEALTHY


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """All worlds, up. Skips where the lab cannot be had; with CI=true that is a failure."""
    try:
        running = Lab.start((*HEALTHY, *FAULTY))
    except LabUnavailable as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(str(reason))
        pytest.skip(str(reason))
    try:
        yield running
    finally:
        running.stop()
