"""Two runs of one account: what is a change, what is none, and which change is told to have repaired what."""

from __future__ import annotations

import pytest

from maildoctor.demo.scenarios import BY_NAME
from maildoctor.diagnosis.compare import NotTheSameError
from maildoctor.model.difference import (
    CertificateChange,
    Matter,
    Places,
    RecordChange,
    SettingChange,
    Turn,
)
from tests.diagnosis.runs import Raw, changed, difference, endpoints, lookup, opened, saved

DOMAIN = "aoba.example"


@pytest.mark.parametrize("scenario", sorted(BY_NAME))
def test_two_runs_of_an_unchanged_world_do_not_differ(scenario: str) -> None:
    found = difference(saved(scenario), saved(scenario, 2))
    assert found.empty
    assert {matter.turn for matter in found.matters} <= {Turn.STAYED}
    assert len(found.matters) == len(opened(saved(scenario)).diagnoses)


def _one(scenario: str, other: str = "healthy") -> Matter:
    found = difference(saved(scenario), saved(other))
    (matter,) = found.matters
    return matter


@pytest.mark.parametrize(
    ("scenario", "boxes"),
    [
        ("imap-993-as-starttls", ["incoming.security"]),
        ("smtp-587-as-tls", ["outgoing.security"]),
        ("port25-blocked", ["outgoing.port", "outgoing.security"]),
        ("username-without-domain", ["incoming.username", "outgoing.username"]),
        ("no-such-host", ["incoming.host"]),
    ],
)
def test_the_edit_that_was_asked_for_is_told_as_the_repair(scenario: str, boxes: list[str]) -> None:
    matter = _one(scenario)
    assert matter.turn is Turn.GONE
    assert [change.name for change in matter.by if isinstance(change, SettingChange)] == boxes


@pytest.mark.parametrize("scenario", ["imap-993-as-starttls", "no-such-host", "port25-blocked"])
def test_the_way_back_is_told_as_the_mistake(scenario: str) -> None:
    matter = _one("healthy", scenario)
    assert matter.turn is Turn.NEW
    assert matter.by


def test_a_change_that_was_not_asked_for_is_not_told_as_the_repair() -> None:
    """The customer changed the port; the diagnosis had asked for another encryption, or for port 143."""

    def other_port(raw: Raw) -> None:
        raw["settings"]["configured"]["incoming"]["port"] = 995

    before = changed(saved("imap-993-as-starttls"), other_port)
    found = difference(before, saved("healthy"))
    assert {change.name for change in found.settings} == {"incoming.port", "incoming.security"}
    assert all(not matter.by for matter in found.matters if matter.turn is Turn.GONE)


def test_one_of_two_edits_alone_is_not_told_as_the_repair() -> None:
    def port_as_before(raw: Raw) -> None:
        raw["settings"]["configured"]["outgoing"]["port"] = 587

    found = difference(changed(saved("port25-blocked"), port_as_before), saved("healthy"))
    assert not any(
        change.name == "outgoing.port" for matter in found.matters for change in matter.by
        if isinstance(change, SettingChange)
    )  # fmt: skip


def test_a_record_or_a_certificate_that_proved_the_fault_is_told() -> None:
    (record,) = _one("mx-cname").by
    assert isinstance(record, RecordChange)
    assert (record.name, record.type, record.new) == (DOMAIN, "MX", (f"10 mail.{DOMAIN}",))
    assert isinstance(_one("certificate-expired").by[0], CertificateChange)


def test_a_fault_is_not_gone_where_nobody_looked() -> None:
    """Without a password nothing is known about a password that was refused."""

    def without_login(raw: Raw) -> None:
        raw["options"]["login"] = "none"
        raw["observations"] = [o for o in raw["observations"] if o["kind"] not in ("login", "mailbox", "envelope")]

    after = changed(saved("healthy"), without_login)
    found = difference(saved("wrong-password"), after)
    assert [matter.turn for matter in found.matters] == [Turn.UNSEEN]
    assert not found.better
    assert not found.worse


def test_a_fault_is_not_gone_where_its_check_was_left_out() -> None:
    def without_mx(raw: Raw) -> None:
        raw["options"]["skip"] = ["mx"]
        raw["checks"] = [check for check in raw["checks"] if not check["id"].startswith("mx.")]

    after = changed(saved("healthy"), without_mx)
    assert [m.turn for m in difference(saved("mx-cname"), after).matters] == [Turn.UNSEEN]
    assert [m.turn for m in difference(after, saved("mx-cname")).matters] == [Turn.UNCOVERED]


def test_a_dns_answer_that_did_not_come_is_no_change() -> None:
    def silent(raw: Raw) -> None:
        answer = lookup(raw, DOMAIN, "NS")
        answer["outcome"], answer["data"]["values"], answer["data"]["rcode"] = "silent", [], ""

    assert not difference(saved("healthy"), changed(saved("healthy"), silent)).records


def test_what_merely_varies_is_no_change() -> None:
    def vary(raw: Raw) -> None:
        raw["observations"].reverse()
        raw["elapsed_ms"] += 4711
        for number, o in enumerate(raw["observations"]):
            o["start_ms"], o["elapsed_ms"] = o["start_ms"] + number, o["elapsed_ms"] * 3
            if o["kind"] == "dns":
                o["data"]["ttl"] = 17
                o["data"]["values"].reverse()
        for o in endpoints(raw):
            o["data"]["greeting"] += " 2026-11-24T10:00:00 id-4711"
            o["data"]["address"] = "192.0.2.77"
        lookup(raw, f"mail.{DOMAIN}", "A")["data"]["values"] = ["192.0.2.10", "192.0.2.77"]

    assert difference(saved("healthy"), changed(saved("healthy"), vary)).empty


def _moved(ttl: int, certificate: str) -> bool:
    """Whether another address of the mail host is told, under another certificate of the same names."""

    def move(raw: Raw) -> None:
        answer = lookup(raw, f"mail.{DOMAIN}", "A")
        answer["data"]["values"], answer["data"]["ttl"] = ["198.51.100.9"], ttl
        for o in endpoints(raw):
            leaf = o["data"]["chain"][0]
            leaf["sha256"] = certificate or leaf["sha256"]

    def short(raw: Raw) -> None:
        lookup(raw, f"mail.{DOMAIN}", "A")["data"]["ttl"] = ttl

    before = changed(saved("healthy"), short)
    return bool(difference(before, changed(saved("healthy"), move)).records)


def test_another_address_counts_where_another_server_is_behind_it() -> None:
    assert _moved(3600, "f" * 64)
    assert not _moved(3600, "")
    assert not _moved(60, "f" * 64)


def test_a_renewed_certificate_is_told_and_one_of_a_sister_machine_is_not() -> None:
    def renewed(until: str) -> bool:
        def renew(raw: Raw) -> None:
            for o in endpoints(raw):
                o["data"]["chain"][0].update(sha256="e" * 64, not_after=until)

        return bool(difference(saved("healthy"), changed(saved("healthy"), renew)).certificates)

    until = endpoints(saved("healthy"))[0]["data"]["chain"][0]["not_after"]
    assert not renewed(until)
    assert renewed(f"2031{until[4:]}")


def _another(address: str) -> Raw:
    def change(raw: Raw) -> None:
        raw["subject"]["address"] = raw["settings"]["configured"]["address"] = address

    return changed(saved("healthy"), change)


def test_another_account_is_refused() -> None:
    with pytest.raises(NotTheSameError) as caught:
        difference(saved("healthy"), _another(f"suzuki@{DOMAIN}"))
    assert caught.value.args == (f"info@{DOMAIN}", f"suzuki@{DOMAIN}")


def test_the_case_of_an_address_makes_no_other_account() -> None:
    assert not difference(saved("healthy"), _another(f"Info@{DOMAIN}")).readdressed


def test_an_address_that_was_put_right_is_the_same_account() -> None:
    def typed(address: str) -> Raw:
        def change(raw: Raw) -> None:
            raw["settings"]["configured"]["address"] = address

        return changed(saved("healthy"), change)

    before = changed(typed("inof@aoba.example"), lambda raw: raw["subject"].update(address=f"info@{DOMAIN}"))
    found = difference(before, typed(f"info@{DOMAIN}"))
    assert [(matter.turn, [c.name for c in matter.by if isinstance(c, SettingChange)]) for matter in found.matters] == [
        (Turn.GONE, ["address"])
    ]


def _from(raw: Raw, host: str, address: str) -> Raw:
    def place(other: Raw) -> None:
        other["place"]["host"] = host
        other["place"]["source"]["v4"] = address

    return changed(raw, place)


def test_two_places_that_are_all_that_differs_prove_the_line() -> None:
    at_home = _from(saved("greeting-never"), "PC-1", "192.0.2.200")
    same_pc = _from(saved("healthy"), "PC-1", "198.51.100.7")
    found = difference(at_home, same_pc)
    assert found.places is Places.LINE
    assert difference(at_home, _from(saved("healthy"), "PC-2", "198.51.100.7")).places is Places.PLACE
    assert difference(at_home, _from(saved("healthy"), "PC-1", "192.0.2.200")).places is Places.SAME


def test_two_places_prove_nothing_where_something_else_differs() -> None:
    here, there = (_from(saved(name), "PC-1", address) for name, address in
                   (("imap-993-as-starttls", "192.0.2.200"), ("healthy", "198.51.100.7")))  # fmt: skip
    assert difference(here, there).places is Places.DIFFERENT
    assert not difference(_from(saved("healthy"), "A", "192.0.2.1"), _from(saved("healthy"), "B", "192.0.2.2")).worse
