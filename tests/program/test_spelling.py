"""What people type into the boxes: full-width letters, spaces, schemes, another address; and two faults at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from maildoctor.cli.settings_text import settings_text
from maildoctor.demo.scenarios import BY_NAME, DOMAIN
from maildoctor.model.settings import Security, Settings
from tests.program.desk import Desk, demo_desk, report_of


def _report(settings: Settings, password: str | None = None) -> dict[str, Any]:
    with demo_desk() as desk:
        inputs = {**desk.inputs, "settings.toml": settings_text(settings).encode()}
        return report_of(Desk(desk.options, inputs, desk.password).check("--format", "json", password=password))


def _healthy() -> Settings:
    return BY_NAME["healthy"].settings(DOMAIN)


def _edits(report: dict[str, Any]) -> list[dict[str, str]]:
    return [{e["field"]: e["to"] for e in d["edits"]} for d in report["diagnoses"] if d["severity"] == "fail"]


@pytest.mark.parametrize("typed", ["ｍａｉｌ．aoba.example", " mail.aoba.example", "https://mail.aoba.example/"])
def test_a_host_spelt_impossibly_is_named_and_repaired(typed: str) -> None:
    settings = _healthy()
    report = _report(replace(settings, incoming=replace(settings.incoming, host=typed)))
    assert _edits(report) == [{"incoming.host": "mail.aoba.example"}]
    assert report["diagnoses"][0]["verified"]
    assert report["settings"]["proof"]["incoming"] == "login"
    assert report["settings"]["recommended"]["incoming"]["host"] == "mail.aoba.example"


def test_the_same_mistake_in_both_directions_is_one_entry() -> None:
    settings = _healthy()
    wrong = "mail.aoba.example "
    report = _report(
        replace(
            settings,
            incoming=replace(settings.incoming, host=wrong),
            outgoing=replace(settings.outgoing, host=wrong),
        )
    )
    assert _edits(report) == [{"incoming.host": "mail.aoba.example", "outgoing.host": "mail.aoba.example"}]


def test_a_user_name_in_full_width_letters() -> None:
    settings = _healthy()
    report = _report(replace(settings, incoming=replace(settings.incoming, username="ｉｎｆｏ＠aoba.example")))
    assert _edits(report) == [{"incoming.username": "info@aoba.example"}]


def test_another_address_in_the_client_takes_its_user_names_along() -> None:
    settings = _healthy()
    wrong = "infoo@aoba.example"
    report = _report(replace(settings, address=wrong, incoming=replace(settings.incoming, username=wrong)))
    assert _edits(report) == [{"address": "info@aoba.example", "incoming.username": "info@aoba.example"}]
    assert report["diagnoses"][0]["field"] == "address"
    assert report["fields"][0] == {
        "field": "address", "value": wrong, "verdict": "wrong", "should_be": "info@aoba.example", "evidence": [],
    }  # fmt: skip


def test_two_links_are_two_entries_and_one_password() -> None:
    settings = _healthy()
    broken = replace(settings.incoming, security=Security.STARTTLS, username="info")
    report = _report(replace(settings, incoming=broken))
    assert _edits(report) == [{"incoming.security": "tls"}, {"incoming.username": "info@aoba.example"}]
    assert all(d["verified"] for d in report["diagnoses"])
    values = {row["field"]: row["verdict"] for row in report["fields"]}
    assert values["incoming.host"] == values["incoming.port"] == values["incoming.password"] == "correct"
    assert values["incoming.security"] == values["incoming.username"] == "wrong"


def test_a_wrong_security_before_a_wrong_password_is_not_called_verified() -> None:
    settings = _healthy()
    report = _report(
        replace(settings, incoming=replace(settings.incoming, security=Security.STARTTLS)), "some-other-secret-9"
    )
    assert [d["field"] for d in report["diagnoses"]] == ["incoming.security", "incoming.password"]
    assert [d["verified"] for d in report["diagnoses"]] == [False, False]
    assert [d["certainty"] for d in report["diagnoses"]] == ["certain", "likely"]
