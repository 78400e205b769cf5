"""The deadline stands still while somebody is asked."""

from __future__ import annotations

import time

from maildoctor.exam.stopwatch import Stopwatch


def test_the_time_of_a_prompt_does_not_count() -> None:
    watch = Stopwatch()
    with watch.standing_still():
        before = watch.spent_s
        time.sleep(0.2)
        assert watch.spent_s - before < 0.05
    assert watch.spent_s < 0.1
    assert watch.elapsed_ms >= 200
    time.sleep(0.05)
    assert watch.spent_s >= 0.05
