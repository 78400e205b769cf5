"""What is seen of a mailbox on real servers, by IMAP and by POP: three letters, three folders beside the inbox."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.lab.lab import Lab
from tests.lab.world import World
from tests.lab.worlds import HEALTHY
from tests.mutations.operators import Mutation, healthy
from tests.mutations.trial import run

pytestmark = pytest.mark.lab

WORLDS = {world.name: world for world in HEALTHY}


def seen(lab: Lab, world: World, protocol: str = "imap", port: int = 993) -> tuple[dict[str, Any], dict[str, Any]]:
    """The data of the mailbox's observation, and the report."""
    incoming, outgoing = healthy(world)
    chosen = replace(incoming, protocol=protocol, port=port, security="tls")
    status, report, stderr = run(lab, Mutation(world, "", "incoming", chosen, outgoing))
    assert status == 0, (report["diagnoses"], stderr)
    (observation,) = [o for o in report["observations"] if o["kind"] == "mailbox"]
    assert observation["outcome"] == "answered"
    said = [line for who, line in observation["transcript"] if who == "C"]
    assert len(said) <= 5, said
    assert not any(word in line for line in said for word in ("BODY", "RFC822 ", "SELECT", "STORE", "RETR", "DELE"))
    return observation["data"], report


def findings(report: dict[str, Any]) -> set[str]:
    """The codes of the two checks about the mailbox."""
    checks = [c for c in report["checks"] if c["id"] in ("incoming.mailbox", "incoming.protocol_choice")]
    return {finding["code"] for check in checks for finding in check["findings"]}


@pytest.mark.parametrize(("name", "prefix"), [("one-host", ""), ("shared-hosting", "INBOX.")])
def test_imap(lab: Lab, name: str, prefix: str) -> None:
    data, report = seen(lab, WORLDS[name])
    assert (data["folders"], data["messages"], data["prefix"], data["sent_messages"]) == (4, 3, prefix, 0)
    assert (data["counted"], data["all_messages"], data["filed"], data["junk_messages"]) == (4, 3, 0, None)
    assert 3 * 3900 < data["octets"] < 3 * 4200
    assert data["largest"] <= data["octets"] / 3 + 10
    assert data["oldest"] <= data["newest"]
    assert data["uid_next"] == 4
    expected = {"mailbox-counted", "mailbox-room", "pop-and-imap-both", "imap-first-sync"}
    assert findings(report) == expected | ({"imap-folder-prefix"} if prefix else set())
    assert report["questions"] == []


def test_pop(lab: Lab) -> None:
    data, report = seen(lab, WORLDS["one-host"], "pop3", 995)
    assert (data["messages"], data["uidl"]) == (3, True)
    assert 3 * 3900 < data["octets"] < 3 * 4200
    assert data["largest"] <= data["octets"] / 3 + 10
    assert findings(report) == {"mailbox-counted", "pop-and-imap-both", "imap-first-sync"}
    assert [question["code"] for question in report["questions"]] == ["how-many-devices"]


@pytest.mark.parametrize(("name", "code"), [("imap-only", "imap-only"), ("pop3-only", "pop-only")])
def test_the_other_protocol_is_knocked_at_once(lab: Lab, name: str, code: str) -> None:
    world = WORLDS[name]
    status, report, _ = run(lab, Mutation(world, "", "incoming", *healthy(world)))
    assert (status, report["questions"]) == (0, [])
    assert code in findings(report)
    other = "pop3" if code == "imap-only" else "imap"
    knocked = [o for o in report["observations"] if o["kind"] == "endpoint" and o["asks"]["protocol"] == other]
    assert [(o["asks"]["port"], o["outcome"]) for o in knocked] == [(995 if other == "pop3" else 993, "refused")]
