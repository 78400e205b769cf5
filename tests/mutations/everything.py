"""Every fault in every world, once, and the counts for the record: `make soak` (root on Debian, about half an hour).

Of two and three at once, of which thousands can be made, a few hundred, of as many kinds as there are.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from tests.lab.lab import Lab
from tests.lab.trial import Trial, try_all
from tests.lab.worlds import HEALTHY
from tests.mutations.combinations import chosen, doubles, triples
from tests.mutations.operators import Mutation, mutations
from tests.mutations.server_faults import as_configured, server_faults, wrong
from tests.mutations.several import Held, hold
from tests.mutations.trial import Judged, judge, run

AT_ONCE = 3
DOUBLES, TRIPLES = 300, 80


def settings_faults() -> list[Judged]:
    """Every wrong value of every box, in every healthy world."""
    lab = Lab.start(HEALTHY)

    def one(mutation: Mutation) -> Judged:
        status, report, stderr = run(lab, mutation)
        return judge(mutation, report, status, stderr)

    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(one, (m for world in HEALTHY for m in mutations(world))))
    finally:
        lab.stop()


def several_faults() -> list[Held]:
    """Two and three faults at once, and whether the recommended settings log in."""
    lab = Lab.start(HEALTHY)
    made = chosen((c for world in HEALTHY for c in doubles(world)), DOUBLES)
    made += chosen((c for world in HEALTHY for c in triples(world)), TRIPLES)
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            held = list(pool.map(lambda c: hold(c, run(lab, c.as_mutation)[1]), made))
        trials, found = [], 0
        for entry in held:
            for side in ("incoming", "outgoing"):
                r = entry.report["settings"]["recommended"][side]
                found += r is not None
                if r is not None:
                    login = (r["username"], entry.combination.world.account.password, r["auth"])
                    trials.append(Trial(r["protocol"], r["host"], r["port"], r["security"], *login))
        accepted = sum(outcome.done for outcome in try_all(lab, trials, at_once=8))
        print(f"several: recommended {found} of {2 * len(held)} directions, {accepted} of them log in")
        return held
    finally:
        lab.stop()


def faults_of_servers() -> tuple[int, list[str]]:
    """Every certificate and MX fault in every world: (how many, what was not right)."""
    count, complaints = 0, []
    for fault in server_faults():
        worlds = [fault.plant(world) for world in HEALTHY]
        lab = Lab.start(worlds)
        try:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                reports = list(pool.map(lambda world: run(lab, as_configured(world))[1], worlds))  # noqa: B023
        finally:
            lab.stop()
        for world, report in zip(worlds, reports, strict=True):
            count += 1
            complaints += wrong(world, fault, report)
    return count, complaints


def main() -> int:
    """Run everything; 0 where all of it is right."""
    judged = settings_faults()
    right = [j for j in judged if j.field_right and j.edits_right and not j.blamed and not j.complaints]
    for entry in judged:
        if entry not in right:
            print("WRONG", entry.mutation.name, entry.named, entry.blamed, entry.complaints)
    print(
        f"settings: {len(judged)}; field right {sum(j.field_right for j in judged)}, "
        f"edits right {sum(j.edits_right for j in judged)}, innocent blamed {sum(bool(j.blamed) for j in judged)}, "
        f"happen to work {sum(j.wanted.field is None for j in judged)}"
    )
    held = several_faults()
    wrong_ones = [h for h in held if not (h.field_right and h.all_named and h.edits_right) or h.blamed]
    for one in wrong_ones:
        print("WRONG", one.combination.name, one.named, one.blamed)
    print(
        f"several: {len(held)}; first field right {sum(h.field_right for h in held)}, all named "
        f"{sum(h.all_named for h in held)}, edits right {sum(h.edits_right for h in held)}, "
        f"innocent blamed {sum(bool(h.blamed) for h in held)}"
    )
    count, complaints = faults_of_servers()
    for line in complaints:
        print("WRONG", line)
    print(f"servers: {count}; complaints {len(complaints)}")
    return 0 if len(right) == len(judged) and not complaints and not wrong_ones else 1


if __name__ == "__main__":
    sys.exit(main())
