"""The four options about strangers and the road: what is taken, what is refused before anything is sent."""

from __future__ import annotations

import subprocess

import pytest

from maildoctor.api import Lookup
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.road import controls_of, selectors_of
from maildoctor.cli.speak import Speak
from maildoctor.exam.registry import load
from maildoctor.model.case import Options
from maildoctor.model.evidence import Evidence
from maildoctor.report.document import Options as Saved
from maildoctor.testing import case_of
from tests.program.desk import PROGRAM

EN, JA = Speak("en"), Speak("ja")


@pytest.mark.parametrize("typed", ["s2048", "S2048", " s2048 "])
def test_a_selector_is_taken_as_people_copy_it(typed: str) -> None:
    assert selectors_of((typed, "s2048", "a.b-c", "_k1"), EN) == ("s2048", "a.b-c", "_k1")


@pytest.mark.parametrize(
    "typed", ["", "a b", "a..b", ".a", "a.", "-a", "a-", "a@b", "x" * 64, "鍵", "s1._domainkey.example.jp", "a\nb"]
)
def test_a_selector_that_is_none_is_refused(typed: str) -> None:
    for speak in (EN, JA):
        with pytest.raises(ProblemError, match="s2048") as refused:
            selectors_of(("good", typed), speak)
        assert refused.value.exit_code == 2
        assert "\n" not in refused.value.message


def test_twenty_selectors_are_enough() -> None:
    assert len(selectors_of(tuple(f"s{n}" for n in range(20)), EN)) == 20
    with pytest.raises(ProblemError, match="20 at most"):
        selectors_of(tuple(f"s{n}" for n in range(21)), EN)


def test_a_control_is_a_host_with_or_without_a_port() -> None:
    typed = ("MX.Other.example", "mx.other.example", "mx.other.example:25", "メール.example:993")
    assert controls_of(typed, EN) == ("mx.other.example", "mx.other.example:25", "xn--4dkua4c.example:993")


@pytest.mark.parametrize(
    "typed",
    [
        *("", ":25", "host", "192.0.2.1", "[2001:db8::1]:25", "a..example", "https://a.example", "user@a.example"),
        *("a\tb.example", "a b.example"),
        *(f"a.example:{port}" for port in ("", "26", "0x19", "25:25", "-25", "\uff12\uff15")),
    ],
)
def test_a_control_that_is_none_is_refused(typed: str) -> None:
    for speak in (EN, JA):
        with pytest.raises(ProblemError, match=r"mx\.example\.com:25") as refused:
            controls_of(("mx.good.example", typed), speak)
        assert refused.value.exit_code == 2


def test_four_controls_are_enough() -> None:
    four = tuple(f"mx{n}.other.example" for n in range(4))
    assert controls_of((*four, "mx1.other.example:25"), EN) == (*four, "mx1.other.example:25")
    with pytest.raises(ProblemError, match="4 hosts at most"):
        controls_of((*four, "mx4.other.example"), EN)


def test_no_report_holds_them() -> None:
    """The options of a report are a closed list: a replay has to find everything in the questions."""
    saved = set(Saved.__struct_fields__) if hasattr(Saved, "__struct_fields__") else set(Saved.__dataclass_fields__)
    new = {"dkim_selectors", "blocklists", "relay_test", "controls"}
    assert new <= set(Options.__slots__)
    assert not new & saved


def test_nothing_more_is_asked_without_them() -> None:
    wished = Options(dkim_selectors=("k9",), blocklists=True, relay_test=True, controls=("mx.other.example",))
    asked = {}
    for options in (Options(), wished):
        case = case_of("user@example.jp", options=options)
        asked[options] = {p for entry in load().loaded for p in entry.check.probes(case, Evidence())}
        parties = [host for entry in load().loaded for host in entry.check.third_parties(case)]
        assert ("zen.spamhaus.org" in parties) is options.blocklists
        assert ("mx.other.example:25" in parties) is bool(options.controls)
    more = {probe.name for probe in asked[wished] - asked[Options()] if isinstance(probe, Lookup)}
    assert "k9._domainkey.example.jp" in more
    assert "example.jp.dbl.spamhaus.org" in more
    assert not any(name.endswith("other.example") for name in more)


def _plan(*options: str) -> subprocess.CompletedProcess[str]:
    command = [*PROGRAM, "check", "info@aoba.example", "--plan", "--lang", "en", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


WISHED = ("--blocklists", "--relay-test", "--control", "mx.other.example:25", "--dkim-selector", "k9")


def test_the_plan_names_them() -> None:
    done = _plan(*WISHED)
    assert done.returncode == 0
    for text in ("k9._domainkey.aoba.example TXT", "2.0.0.127.zen.spamhaus.org A", "mx.other.example:25, about"):
        assert text in done.stdout
    assert "relay test: MAIL postmaster@example.net, RCPT postmaster@example.com" in done.stdout


def test_no_third_party_means_none() -> None:
    done = _plan(*WISHED, "--no-third-party")
    assert done.returncode == 0
    assert "third parties asked: none" in done.stdout
    assert "spamhaus" not in done.stdout
    assert "other.example" not in done.stdout


def test_wrong_ones_end_with_status_2_before_anything() -> None:
    for option, value in (("--control", "nonsense"), ("--dkim-selector", "a b")):
        done = _plan(option, value)
        assert (done.returncode, done.stdout) == (2, "")
        assert option in done.stderr
