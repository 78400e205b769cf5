"""The DNS of the lab is what it says: who serves what, what is signed, and what the resolver makes of it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator

import pytest

from tests.lab.faults import FAULTY
from tests.lab.fixture import started
from tests.lab.lab import Lab
from tests.lab.moving_worlds import MOVING
from tests.lab.names import zone_files
from tests.lab.network import AUTHORITY, LAME_AUTHORITY, REGISTRY, RESOLVER, SECOND_AUTHORITY
from tests.lab.place import ask
from tests.lab.road_worlds import ROAD
from tests.lab.signing import Signer
from tests.lab.worlds import HEALTHY

_NAMES = (
    "plain-well", "signed-well", "signed-expired", "ds-left-over", "half-lame", "lists-differ-lame", "copies-differ",
    "stale-mx", "stale-none", "reverse-none", "reverse-elsewhere",
)  # fmt: skip
_ADDRESS = {world.name: world.services[0].address for world in ROAD}

_QUESTION = """
import dns.flags, dns.message, dns.query, dns.rcode, json, sys
def ask(name, kind, server, unchecked):
    query = dns.message.make_query(name, kind, want_dnssec=True)
    if unchecked:
        query.flags |= dns.flags.CD
    answer = dns.query.udp(query, server, timeout=5)
    flags = [flag for flag in ("AA", "AD") if answer.flags & dns.flags.Flag[flag]]
    kinds = lambda section: sorted({dns.rdatatype.to_text(one.rdtype) for one in section})
    values = [value.to_text() for one in answer.answer if one.rdtype == dns.rdatatype.from_text(kind) for value in one]
    return [dns.rcode.to_text(answer.rcode()), flags, values, kinds(answer.authority)]
print(json.dumps([ask(*question) for question in json.load(sys.stdin)]))
"""


@pytest.fixture(scope="module")
def road() -> Iterator[Lab]:
    """A few of the domains."""
    with started([world for world in ROAD if world.name in _NAMES]) as running:
        yield running


def _ask(
    lab: Lab, name: str, kind: str, server: str = RESOLVER, *, unchecked: bool = False
) -> tuple[str, list[str], list[str], list[str]]:
    done = lab.run([sys.executable, "-c", _QUESTION], stdin=json.dumps([[name, kind, server, unchecked]]))
    assert done.returncode == 0, done.stderr
    rcode, flags, values, authority = json.loads(done.stdout)[0]
    return rcode, flags, values, authority


@pytest.mark.lab
def test_signed_answers_are_verified_and_unsigned_ones_are_not(road: Lab) -> None:
    assert _ask(road, "signed-well.test", "MX")[:3] == ("NOERROR", ["AD"], ["10 mail.signed-well.test."])
    assert _ask(road, "plain-well.test", "MX")[:3] == ("NOERROR", [], ["10 mail.plain-well.test."])


@pytest.mark.lab
@pytest.mark.parametrize(("name", "keys"), [("signed-expired", 1), ("ds-left-over", 0)])
def test_what_does_not_verify_is_withheld_and_shown_to_whoever_does_not_care(road: Lab, name: str, keys: int) -> None:
    assert _ask(road, f"{name}.test", "MX")[:3] == ("SERVFAIL", [], [])
    assert _ask(road, f"{name}.test", "MX", unchecked=True)[:3] == ("NOERROR", [], [f"10 mail.{name}.test."])
    assert len(_ask(road, f"{name}.test", "DNSKEY", AUTHORITY)[2]) == keys
    rcode, flags, values, _ = _ask(road, f"{name}.test", "DS")
    assert (rcode, flags, len(values)) == ("NOERROR", ["AD"], 1)


@pytest.mark.lab
def test_the_parent_proves_that_a_zone_is_not_signed(road: Lab) -> None:
    rcode, flags, values, authority = _ask(road, "plain-well.test", "DS")
    assert (rcode, flags, values) == ("NOERROR", ["AD"], [])
    assert authority == ["NSEC", "RRSIG", "SOA"]
    assert _ask(road, "never-heard-of.test", "MX")[:3] == ("NXDOMAIN", ["AD"], [])


@pytest.mark.lab
def test_the_registry_refers_and_the_authority_answers(road: Lab) -> None:
    assert _ask(road, "plain-well.test", "MX", REGISTRY)[:3] == ("NOERROR", [], [])
    assert _ask(road, "plain-well.test", "MX", AUTHORITY)[:3] == ("NOERROR", ["AA"], ["10 mail.plain-well.test."])
    assert _ask(road, "plain-well.test", "MX", LAME_AUTHORITY)[0] == "REFUSED"
    assert "NS" in _ask(road, "lists-differ-lame.test", "NS", REGISTRY)[3]
    assert sorted(_ask(road, "lists-differ-lame.test", "NS", AUTHORITY)[2]) == ["ns.lab.example.", "ns2.lab.example."]
    assert ask(road, ("half-lame.test", "MX")) == [["10 mail.half-lame.test."]]


@pytest.mark.lab
def test_two_copies_of_a_zone_can_differ(road: Lab) -> None:
    told = [_ask(road, "copies-differ.test", "MX", server)[2] for server in (AUTHORITY, SECOND_AUTHORITY)]
    assert told == [["10 mail.copies-differ.test."], ["10 old.copies-differ.test."]]
    same = [_ask(road, "plain-well.test", "MX", server)[2] for server in (AUTHORITY, SECOND_AUTHORITY)]
    assert same[0] == same[1]


@pytest.mark.lab
def test_what_the_resolver_keeps_is_a_cached_answer_and_no_zone_of_its_own(road: Lab) -> None:
    assert _ask(road, "stale-mx.test", "MX")[:3] == ("NOERROR", [], ["10 old.stale-mx.test."])
    assert _ask(road, "stale-mx.test", "MX", AUTHORITY)[2] == ["10 mail.stale-mx.test."]
    assert _ask(road, "stale-none.test", "MX")[:3] == ("NOERROR", [], [])
    assert _ask(road, "stale-none.test", "TXT")[2] == ['"v=spf1 mx -all"']


@pytest.mark.lab
def test_addresses_have_names_that_lead_back_but_for_those_that_shall_not(road: Lab) -> None:
    pointers = {name: ".".join(reversed(_ADDRESS[name].split("."))) + ".in-addr.arpa" for name in _NAMES}
    assert _ask(road, pointers["plain-well"], "PTR")[2] == ["mail.plain-well.test."]
    assert _ask(road, pointers["reverse-none"], "PTR")[0] == "NXDOMAIN"
    assert _ask(road, pointers["reverse-elsewhere"], "PTR")[2] == ["host-7.reverse-elsewhere.test."]


def test_signing_costs_little_and_leaves_other_zones_as_they_are() -> None:
    worlds = (*HEALTHY, *FAULTY, *MOVING)
    began = time.process_time()
    texts = zone_files(worlds, Signer())
    assert time.process_time() - began < 1
    signed = {name for name, text in texts.items() if "RRSIG" in text}
    assert signed == {name for name in texts if "." not in name}
