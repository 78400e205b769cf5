"""Not on the customer's line (--remote): what the line or the PC here does is told, and held against nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.api import Fault, LookupFact, Outcome, Security
from maildoctor.model.report import Place, Verdict
from tests.failures.account import DROPPED, IP, MAIL, OUTGOING, PORTS, Port, Told, World, examine

HERE, ELSEWHERE = Place(), Place("office", remote=True)
WORLD = World()
_THEIRS = "smtp.relay.example"
_OPENED = {port: replace(each, issuer="CN=Web Filter CA", public=(Fault.UNKNOWN_ROOT,)) for port, each in PORTS.items()}
_TOO_NEW = {
    port: replace(each, here=(Fault.NOT_YET_VALID,), public=(Fault.NOT_YET_VALID,)) for port, each in PORTS.items()
}
OF_THE_PLACE = {
    "25-blocked": replace(WORLD, outgoing=replace(OUTGOING, port=25, security=Security.NONE)).with_ports(p25=DROPPED),
    "993-blocked": WORLD.with_ports(p993=DROPPED),
    "all-sending-blocked": WORLD.with_ports(p25=DROPPED, p465=DROPPED, p587=DROPPED),
    "tls-opened": replace(WORLD, hosts={IP: _OPENED}),
    "store-outdated": WORLD.with_ports(p993=Port("imap", "implicit", here=(Fault.UNKNOWN_ROOT,))),
    "clock-wrong": replace(
        WORLD.with_records((_THEIRS, "A", ("198.51.100.7",))),
        outgoing=replace(OUTGOING, host=_THEIRS),
        hosts={IP: _TOO_NEW, "198.51.100.7": {n: replace(_TOO_NEW[n], names=(_THEIRS,)) for n in (465, 587)}},
    ),
    "hosts-file": replace(WORLD, here={MAIL: ("127.0.0.1",)}),
    "address-refused": WORLD.with_ports(p993=Port("imap", "implicit", refuses="* BYE access from your country denied")),
}


def of_the_place(told: Told) -> set[str]:
    """The fields of line and PC that the report names anywhere but in information."""
    named = {d.field.value for d in told.report.diagnoses} | {row.name for row in told.report.fields if row.should_be}
    checks = {f.field.value for c in told.report.checks for f in c.findings if f.field and f.status.value != "pass"}
    return {name for name in named | checks if name.partition(".")[0] in ("network", "client")}


@pytest.mark.parametrize("name", sorted(set(OF_THE_PLACE) - {"address-refused"}))
def test_the_place_is_named_where_it_is_the_customers_and_not_elsewhere(name: str) -> None:
    world = OF_THE_PLACE[name]
    assert of_the_place(examine(world))
    told = examine(world, ELSEWHERE)
    assert (of_the_place(told), told.fails) == (set(), ())


@pytest.mark.parametrize("name", ["25-blocked", "993-blocked", "all-sending-blocked", "store-outdated", "hosts-file"])
def test_what_the_place_keeps_from_being_tried_is_not_examined(name: str) -> None:
    """Neither a failure nor health: nobody knows."""
    assert examine(OF_THE_PLACE[name]).report.verdict is Verdict.FAIL
    assert examine(OF_THE_PLACE[name], ELSEWHERE).report.verdict is Verdict.UNKNOWN


def test_it_is_told_as_information() -> None:
    told = examine(OF_THE_PLACE["25-blocked"], ELSEWHERE)
    findings = [f for c in told.report.checks for f in c.findings if f.id == "outgoing-port25-blocked"]
    assert [f.status.value for f in findings] == ["pass"]


@pytest.mark.parametrize("place", [HERE, ELSEWHERE])
def test_a_fault_of_the_account_is_named_from_anywhere(place: Place) -> None:
    wrong = replace(WORLD, outgoing=replace(OUTGOING, security=Security.TLS))
    assert examine(wrong, place).fails == (("outgoing-security-mismatch", "outgoing.security"),)
    both = replace(wrong, hosts=OF_THE_PLACE["993-blocked"].hosts)
    assert ("outgoing-security-mismatch", "outgoing.security") in examine(both, place).fails


@pytest.mark.parametrize("place", [HERE, ELSEWHERE])
def test_without_a_resolver_nothing_was_examined_from_anywhere(place: Place) -> None:
    told = examine(replace(WORLD, dns=LookupFact(Outcome.SILENT, error="timeout")), place)
    assert told.report.verdict is Verdict.UNKNOWN


def test_a_healthy_account_is_healthy_from_anywhere() -> None:
    assert examine(WORLD, ELSEWHERE).report.verdict is Verdict.PASS
