"""Certificate and MX faults, one in each healthy world, all of them in turn; everything: tests.mutations.everything."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from maildoctor.demo.ca import CertificateFault
from tests.lab.lab import Lab, LabUnavailable
from tests.lab.world import World
from tests.lab.worlds import HEALTHY
from tests.mutations.server_faults import as_configured, server_faults, wrong
from tests.mutations.trial import run

pytestmark = pytest.mark.lab


@contextlib.contextmanager
def _lab(worlds: Sequence[World]) -> Iterator[Lab]:
    """A lab of its own for changed worlds; where there can be none, the test is skipped, in CI it fails."""
    try:
        lab = Lab.start(worlds)
    except LabUnavailable as reason:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(reason))
    try:
        yield lab
    finally:
        lab.stop()


@pytest.mark.timeout(200)
def test_each_world_with_a_fault_of_its_own() -> None:
    faults = list(server_faults())
    planted = [(fault.plant(world), fault) for world, fault in zip(HEALTHY, [*faults, *faults], strict=False)]
    with _lab([world for world, _ in planted]) as lab, ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(lambda pair: run(lab, as_configured(pair[0]))[1], planted))
    assert len(planted) == len(HEALTHY)
    complaints = [wrong(world, fault, report) for (world, fault), report in zip(planted, reports, strict=True)]
    assert [line for lines in complaints for line in lines] == []


def test_where_every_certificate_of_unrelated_owners_is_expired_it_is_the_clock() -> None:
    """Mailbox and filter belong to two companies: both expired in the same way is one cause, told once."""
    world = next(world for world in HEALTHY if world.name == "filter-in-front")
    expired = tuple(
        replace(s, certificate=replace(s.certificate, fault=CertificateFault.EXPIRED)) if s.certificate else s
        for s in world.services
    )
    with _lab([replace(world, services=expired)]) as lab:
        report = run(lab, as_configured(replace(world, services=expired)))[1]
    assert [d["field"] for d in report["diagnoses"]] == ["client.clock"]
    assert report["diagnoses"][0]["certainty"] == "likely"
