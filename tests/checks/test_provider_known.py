"""What is said of a recognised provider: hints beside a fault, warnings before a date, and silence otherwise."""

from __future__ import annotations

import datetime as dt
import importlib
from dataclasses import replace

import pytest

from maildoctor.model.fact import LookupFact, Outcome
from maildoctor.model.finding import Finding, Said, Status
from maildoctor.model.probe import Lookup
from maildoctor.model.settings import Auth, ServerSettings, Settings
from maildoctor.testing import NOW, run_check, speak

CHECK = importlib.import_module("checks.provider_known").CHECK
ADDRESS = "user@example.co.jp"
MICROSOFT = {
    Lookup("example.co.jp", "MX"): LookupFact(Outcome.ANSWERED, "NOERROR", ("0 x.mail.protection.outlook.com",))
}
BY_PASSWORD = Settings(outgoing=ServerSettings(host="smtp.office365.com", port=587, auth=Auth.PASSWORD))


def said(settings: Settings, now: dt.datetime = NOW) -> list[Said]:
    return run_check(CHECK, MICROSOFT, address=ADDRESS, settings=settings, now=now)[0]


def warnings(found: list[Said]) -> list[str]:
    return [s.id for s in found if isinstance(s, Finding) and s.status in (Status.WARN, Status.FAIL)]


def test_who_sends_by_password_is_warned_before_the_date() -> None:
    found = said(BY_PASSWORD)
    assert warnings(found) == ["provider-ends-password-sending"]
    warning = next(s for s in found if s.id == "provider-ends-password-sending")
    assert "2026-12-31" in speak(warning, "ja") + speak(warning, "ja", "why")
    assert "複合機" in speak(warning, "ja", "why")
    assert "OAuth2" in speak(warning, "en", "fix")


@pytest.mark.parametrize(
    "outgoing",
    [
        replace(BY_PASSWORD.outgoing, auth=Auth.XOAUTH2),
        replace(BY_PASSWORD.outgoing, auth=Auth.NONE),
        replace(BY_PASSWORD.outgoing, host="smtp.relay.example"),
        ServerSettings(),
    ],
)
def test_who_does_not_is_left_alone(outgoing: ServerSettings) -> None:
    assert warnings(said(Settings(outgoing=outgoing))) == []


def test_nobody_is_warned_years_ahead() -> None:
    assert warnings(said(BY_PASSWORD, NOW.replace(year=2025))) == []


def test_the_provider_is_named_in_both_languages() -> None:
    found = next(s for s in said(Settings()) if s.id == "provider-recognised")
    assert "Microsoft" in speak(found, "ja")
    assert "MX" in speak(found, "en")


def test_an_unknown_domain_is_said_nothing_of() -> None:
    answers = {Lookup("example.co.jp", "MX"): LookupFact(Outcome.ANSWERED, "NOERROR", ("10 mail.example.co.jp",))}
    assert run_check(CHECK, answers, address=ADDRESS)[0] == []


def test_a_common_mistake_is_explained() -> None:
    answers = {Lookup("example.co.jp", "MX"): LookupFact(Outcome.ANSWERED, "NOERROR", ("10 sv999.xserver.jp",))}
    settings = Settings(outgoing=ServerSettings(host="smtp.xserver.jp", port=587))
    found = run_check(CHECK, answers, address=ADDRESS, settings=settings)[0]
    assert "provider-host-mistaken" in [s.id for s in found]
    assert warnings(found) == []
