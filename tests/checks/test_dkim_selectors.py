"""Keys that somebody named with --dkim-selector: asked beside the usual ones, and missed where they are not there."""

from __future__ import annotations

import pytest

from maildoctor.api import Certainty, Evidence, Finding, Lookup, LookupFact, Probe, Status
from maildoctor.model.case import Options
from maildoctor.testing import case_of, run_check, speak
from tests.checks.records import ABSENT, FAILED, NO_SUCH_NAME, assert_well_said, check, mx, txt
from tests.wire.test_dkim_key import P2048

CHECK = check("domain.dkim")
NAMED = Options(dkim_selectors=("k2026", "a.b"))
KEY = txt(f"v=DKIM1; k=rsa; p={P2048}")
MICROSOFT = mx("example-jp.mail.protection.outlook.com")


def name(selector: str) -> str:
    return f"{selector}._domainkey.example.jp"


def said(
    options: Options = NAMED, exchangers: LookupFact | None = None, otherwise: LookupFact = NO_SUCH_NAME,
    **keys: LookupFact,
) -> list[Finding]:  # fmt: skip
    """What is said live; a replay, which knows no such option, has to say the same."""
    known: dict[Probe, LookupFact] = {Lookup("example.jp", "MX"): exchangers or mx("mx.example.jp")}
    known |= {Lookup(name(selector), "TXT"): fact for selector, fact in keys.items()}
    wanted = list(CHECK.probes(case_of("user@example.jp", options=options), Evidence()))
    known = {**dict.fromkeys(wanted, otherwise), **known}
    live, replayed = (
        [f for f in run_check(CHECK, known, options=o)[0] if isinstance(f, Finding)] for o in (options, Options())
    )
    assert [(f.id, f.status, f.arguments) for f in live] == [(f.id, f.status, f.arguments) for f in replayed]
    assert_well_said(live)
    return live


def test_they_are_asked_beside_the_usual_ones() -> None:
    asked = {
        options: [_txt(p) for p in CHECK.probes(case_of("user@example.jp", options=options), Evidence()) if _txt(p)]
        for options in (Options(), NAMED)
    }
    assert set(asked[NAMED]) - set(asked[Options()]) == {name("k2026"), name("a.b")}
    assert set(asked[Options()]) <= set(asked[NAMED])


def _txt(probe: Probe) -> str:
    return probe.name if isinstance(probe, Lookup) and probe.type == "TXT" else ""


def test_a_named_key_is_found() -> None:
    found = said(Options(dkim_selectors=("k2026",)), k2026=KEY)
    assert [(f.id, f.arguments["selector"]) for f in found] == [("dkim-key-good", "k2026")]
    assert [f.id for f in said(Options(), k2026=KEY)] == ["dkim-not-found"]


@pytest.mark.parametrize("nothing", [ABSENT, NO_SUCH_NAME])
def test_a_named_key_that_is_not_there(nothing: LookupFact) -> None:
    (found,) = said(otherwise=nothing)
    assert (found.id, found.status) == ("dkim-selector-missing", Status.WARN)
    assert found.code is not None
    assert found.code.certainty is Certainty.LIKELY
    assert found.arguments["selectors"] == ("k2026", "a.b")
    assert name("k2026") in speak(found, "ja", "fix")


def test_each_named_key_counts_for_itself() -> None:
    found = said(k2026=KEY)
    assert [(f.id, f.status) for f in found] == [
        ("dkim-key-good", Status.PASS), ("dkim-selector-missing", Status.WARN),
    ]  # fmt: skip
    assert found[1].arguments["selectors"] == ("a.b",)


def test_a_usual_name_can_be_named_and_missed() -> None:
    assert [f.id for f in said(Options(dkim_selectors=("google",)))] == ["dkim-selector-missing"]
    assert [f.id for f in said(Options())] == ["dkim-not-found"]


def test_a_named_key_behind_a_dead_alias_is_told_as_that() -> None:
    (found,) = said(Options(dkim_selectors=("k2026",)), k2026=txt(aliases=("gone.mailer.test",)))
    assert found.id == "dkim-cname-broken"


def test_what_answers_under_every_name_is_no_named_key() -> None:
    assert [f.id for f in said(otherwise=KEY)] == ["dkim-selector-missing"]


@pytest.mark.parametrize("answer", FAILED)
def test_nothing_is_missed_without_an_answer(answer: LookupFact) -> None:
    assert said(Options(dkim_selectors=("k2026",)), k2026=answer) == []


def test_a_key_of_the_provider_is_missed_beside_it() -> None:
    found = said(exchangers=MICROSOFT)
    assert [f.id for f in found] == ["dkim-selector-missing", "dkim-cname-missing-m365"]
