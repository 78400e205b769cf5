"""Worlds whose servers or records are at fault: the field that must be named, and no other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.lab.faults import FAULTY
from tests.lab.lab import Lab
from tests.mutations.operators import Mutation, healthy
from tests.mutations.trial import run

pytestmark = pytest.mark.lab

# World → (verdict, field of the first diagnosis). By the contract's tables "Severity" and "Which field is named".
EXPECTED: dict[str, tuple[str, str | None]] = {
    "certificate-expired": ("fail", "server.certificate"),
    "certificate-not-yet-valid": ("fail", "server.certificate"),
    "certificate-self-signed": ("fail", "server.certificate"),
    "certificate-unknown-root": ("fail", "server.certificate"),
    "certificate-issuer-not-sent": ("fail", "server.certificate"),
    "certificate-weak-key": ("fail", "server.certificate"),
    "certificate-ends-soon": ("warn", "server.certificate"),
    "right-name-on-certificate": ("fail", "incoming.host"),
    "no-right-name-on-certificate": ("fail", "server.certificate"),
    "mx-null": ("fail", "dns.mx"),
    "mx-missing-address-there": ("warn", "dns.mx"),
    "mx-target-without-address": ("fail", "dns.mx"),
    "mx-cname-beside-good": ("warn", "dns.mx"),
    "mx-cname-alone": ("warn", "dns.mx"),
    "mx-address-literal": ("fail", "dns.mx"),
    "mx-address-literal-beside-good": ("warn", "dns.mx"),
    "mx-one-dead": ("warn", "dns.mx"),
    "mx-all-dead": ("fail", "server.service"),
    "mx-private-beside-good": ("warn", "dns.address"),
    "mx-and-address-missing": ("fail", "dns.mx"),
    "mx-silent": ("pass", None),
    "imaps-silent": ("fail", "network.port"),
    "submission-silent": ("fail", "network.port"),
    "host-silent": ("fail", "server.service"),
    "old-tls": ("fail", "server.tls"),
    "nothing-encrypted": ("warn", "server.tls"),
    "mailbox-full": ("fail", "mailbox.quota"),
    "account-disabled": ("fail", "mailbox.disabled"),
    "ipv6-silent": ("warn", "dns.address"),
    "unknown-domain": ("fail", "dns.registration"),
    "lame-domain": ("fail", "dns.delegation"),
    # Nothing that an account of its own would notice, or that this version says anything about.
    "open-relay": ("pass", None),
    "slow-refusals": ("pass", None),
    "ipv6-unreachable": ("pass", None),
    "one-address-silent": ("pass", None),
}


@pytest.mark.timeout(200)
def test_each_fault_is_named_and_nothing_beside_it(lab: Lab) -> None:
    assert set(EXPECTED) == {world.name for world in FAULTY}

    def one(mutation: Mutation) -> tuple[str, tuple[str, str | None], int]:
        _, report, _ = run(lab, mutation)
        named = [d["field"] for d in report["diagnoses"]]
        return mutation.world.name, (report["verdict"], named[0] if named else None), len(named)

    settings = [Mutation(world, "", "incoming", *healthy(world)) for world in FAULTY]
    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(one, settings))
    assert {name: seen for name, seen, _ in results} == EXPECTED
    assert [name for name, _, count in results if count > 1] == []
