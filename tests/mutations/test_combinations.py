"""A fixed sample of two and three faults at once, on the real servers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.lab.lab import Lab
from tests.lab.trial import Trial, try_all
from tests.lab.worlds import HEALTHY
from tests.mutations.combinations import Combination, chosen, doubles, triples
from tests.mutations.several import Held, hold
from tests.mutations.trial import run

pytestmark = pytest.mark.lab

DOUBLES, TRIPLES = 30, 8


def sample() -> list[Combination]:
    """The combinations of this test."""
    two = chosen((c for world in HEALTHY for c in doubles(world)), DOUBLES)
    return two + chosen((c for world in HEALTHY for c in triples(world)), TRIPLES)


@pytest.fixture(scope="module")
def held(lab: Lab) -> list[Held]:
    """Every combination of the sample, run once."""
    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(lambda c: hold(c, run(lab, c.as_mutation)[1]), sample()))


@pytest.mark.timeout(300)
def test_every_fault_is_named(held: list[Held], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print()
        for entry in held:
            verdict = "ok" if entry.field_right and entry.all_named and entry.edits_right else "WRONG"
            print(f"{verdict:6}{entry.combination.name:100}{', '.join(entry.named) or 'healthy'}")
    total = len(held)
    assert total == DOUBLES + TRIPLES
    assert sum(h.field_right for h in held) >= 0.97 * total
    assert sum(h.all_named for h in held) >= 0.95 * total
    assert sum(h.edits_right for h in held) >= 0.95 * total


def test_no_innocent_field_is_blamed(held: list[Held]) -> None:
    assert [(h.combination.name, h.blamed) for h in held if h.blamed] == []


@pytest.mark.timeout(300)
def test_the_recommended_settings_log_in(lab: Lab, held: list[Held]) -> None:
    trials, names = [], []
    for entry in held:
        for side in ("incoming", "outgoing"):
            r = entry.report["settings"]["recommended"][side]
            if r is not None:
                secret = entry.combination.world.account.password
                names.append(f"{entry.combination.name} {side}")
                trials.append(
                    Trial(r["protocol"], r["host"], r["port"], r["security"], r["username"], secret, r["auth"])
                )
    assert len(trials) >= 0.98 * 2 * len(held)
    results = try_all(lab, trials, at_once=8)
    assert [(n, o.stage, o.reply) for n, o in zip(names, results, strict=True) if not o.done] == []
