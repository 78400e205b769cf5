"""The pytest fixtures of the lab: each lab is one for the whole session."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence

import pytest

from tests.lab.certificates import Cabinet
from tests.lab.conflict_worlds import CONFLICTS
from tests.lab.discovery_worlds import DISCOVERY_HEALTHY
from tests.lab.faults import FAULTY
from tests.lab.hoster_worlds import HOSTERS
from tests.lab.lab import Lab, LabUnavailable
from tests.lab.moving_worlds import MOVING
from tests.lab.world import World
from tests.lab.worlds import HEALTHY


@contextlib.contextmanager
def started(worlds: Sequence[World], cabinet: Cabinet | None = None) -> Iterator[Lab]:
    """A lab for the time of a `with`. Skips where the lab cannot be had; with CI=true that is a failure."""
    try:
        running = Lab.start(worlds, cabinet)
    except LabUnavailable as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(str(reason))
        pytest.skip(str(reason))
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """The healthy and the faulty worlds, up."""
    with started((*HEALTHY, *FAULTY)) as running:
        yield running


@pytest.fixture(scope="session")
def discovery_lab() -> Iterator[Lab]:
    """The worlds that are about finding settings, up: discovery and its conflicts, hosters, moves."""
    with started((*DISCOVERY_HEALTHY, *CONFLICTS, *HOSTERS, *MOVING)) as running:
        yield running
