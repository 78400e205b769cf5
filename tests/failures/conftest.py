"""Every report that is made in these tests has to read the same from its file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.exam.replaying import differences
from tests.failures import account


@pytest.fixture(autouse=True)
def replays_of_every_report() -> Iterator[None]:
    """Replay what the test examined."""
    account.MADE.clear()
    yield
    for report in account.MADE:
        assert differences(report, everything=False) == []
