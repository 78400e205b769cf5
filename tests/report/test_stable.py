"""`--stable`: two runs of an unchanged world give the same bytes in every form, and lose nothing that was found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from maildoctor.demo.scenarios import BY_NAME
from maildoctor.exam.steady import NO_TIME, in_fixed_order, steadied, without_the_unused
from maildoctor.model.evidence import Evidence, Foreign, Observation
from maildoctor.model.fact import EndpointFact, LookupFact, Outcome
from maildoctor.model.probe import Endpoint, Login, Lookup
from maildoctor.model.report import Report, Source
from maildoctor.model.settings import Auth, Protocol, Security
from maildoctor.report.formats import FORMATS, Shown
from maildoctor.report.voice import Voice
from maildoctor.report.write_json import to_json
from tests.report.runs import RUNS, run

_TWICE = """
import sys
from dataclasses import replace
from pathlib import Path
from maildoctor.cli.demo import request_of
from maildoctor.cli.examine import examine
from maildoctor.cli.speak import Speak
from maildoctor.demo.scenarios import BY_NAME
from maildoctor.demo.world import DemoWorld
from maildoctor.model.report import Report, Source
from maildoctor.report.formats import FORMATS, Reader, Shown
from maildoctor.report.voice import Voice
name, folder = sys.argv[1], Path(sys.argv[2])
with DemoWorld(BY_NAME[name]) as world:
    for turn in ("first", "second"):
        (folder / turn).mkdir()
        request = request_of(world, folder / turn, Speak("ja"))
        # Longer than the scenario asks: on a busy machine a slow answer is not to be taken for silence.
        request = replace(request, stable=True, ca_file=str(folder / "ca.pem"), timeout_s=2 * request.timeout_s)
        (folder / "ca.pem").write_bytes(world.ca_pem)
        report = examine(request, Speak("ja"))
        for form in FORMATS.values():
            for reader in (None, *sorted(form.readers)):
                for lang in ("ja", "en"):
                    shown = Shown(reader, verbose=True, transcript=True)
                    made = form.render(report, Voice(lang), shown)
                    data = made if isinstance(made, bytes) else made.encode("utf-8", "backslashreplace")
                    (folder / turn / f"{form.name}.{reader}.{lang}").write_bytes(data)
"""


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_two_runs_of_one_world_are_the_same_in_every_form(name: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TWICE, name, str(tmp_path)], capture_output=True, text=True, check=False, timeout=110
    )
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in (tmp_path / "first").iterdir() if path.suffix in (".ja", ".en"))
    assert len(names) >= 2 * len(FORMATS)
    differing = [n for n in names if (tmp_path / "first" / n).read_bytes() != (tmp_path / "second" / n).read_bytes()]
    assert differing == []


@pytest.mark.parametrize("name", RUNS)
def test_nothing_that_was_found_is_lost(name: str) -> None:
    before, after = run(name), steadied(without_the_unused(run(name)))
    assert after.verdict is before.verdict
    assert [(d.finding.id, d.edits, _asked(after, d.evidence)) for d in after.diagnoses] == [
        (d.finding.id, d.edits, _asked(before, d.evidence)) for d in before.diagnoses
    ]
    assert [(c.id, c.status, [f.id for f in c.findings]) for c in after.checks] == [
        (c.id, c.status, [f.id for f in c.findings]) for c in before.checks
    ]
    assert [(r.name, r.verdict, r.should_be, _asked(after, r.evidence)) for r in after.fields] == [
        (r.name, r.verdict, r.should_be, _asked(before, r.evidence)) for r in before.fields
    ]


def _asked(report: Report, numbers: tuple[str, ...]) -> list[str]:
    """What those observations asked, in their order of naming."""
    return sorted(repr(o.probe) for o in report.evidence if o.id in numbers)


def test_a_late_question_that_nothing_rests_on_makes_no_difference() -> None:
    report = run("two-causes")
    late = Observation(f"o{len(list(report.evidence)) + 1}", Lookup("late.example", "A"), LookupFact(Outcome.ANSWERED))
    source = Source("ispdb", "https://late.example/", "absent", None, None, "not-tried")
    other = replace(report, evidence=Evidence([*report.evidence, late]), discovery=(*report.discovery, source))
    late_run, early_run = (to_json(without_the_unused(r), Voice("ja"), ascii_only=True) for r in (other, report))
    assert late_run == early_run


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize("name", ["pass", "two-causes"])
def test_no_form_shows_the_time_or_the_place(form: str, name: str) -> None:
    report = replace(run(name), elapsed_ms=98765)
    for lang in ("ja", "en"):
        made = FORMATS[form].render(steadied(report), Voice(lang), Shown(verbose=True, transcript=True))
        text = made if isinstance(made, str) else made.decode("latin-1")
        assert not [own for own in ("2026-11-24", "10:00", "98.8", "98765", "PC-FRONT", "203.0.113.45") if own in text]


def test_the_same_evidence_in_another_order_is_the_same() -> None:
    seen = list(run("two-causes").evidence)
    turned = [replace(o, id=f"o{n}") for n, o in enumerate(reversed(seen), 1) if not isinstance(o.probe, Login)]
    logins = [o for o in seen if isinstance(o.probe, Login)]
    turned += [replace(o, id=f"o{n}") for n, o in enumerate(logins, len(turned) + 1)]
    straight, _ = in_fixed_order(Evidence(seen))
    other, _ = in_fixed_order(Evidence(turned))
    assert [(o.id, o.probe) for o in straight] == [(o.id, o.probe) for o in other]


def test_logins_keep_the_order_of_trying() -> None:
    at = Endpoint("mail.example.jp", 993, Protocol.IMAP, Security.TLS)
    tried = [Login(at, name, Auth.PASSWORD, "password") for name in ("z", "a", "m")]
    fact = run("pass").evidence
    accepted = next(o.fact for o in fact if isinstance(o.probe, Login))
    found, _ = in_fixed_order(Evidence(Observation(f"o{n}", login, accepted) for n, login in enumerate(tried, 1)))
    assert [login.username for login, _ in found.logins()] == ["z", "a", "m"]


def test_ids_of_observations_that_nobody_here_knows_follow() -> None:
    known = Observation("o7", Lookup("example.jp", "MX"), LookupFact(Outcome.ANSWERED, "NOERROR"))
    found, ids = in_fixed_order(Evidence([known], (Foreign("o9", {"id": "o9", "kind": "x.y"}),)))
    assert ids == {"o7": "o1", "o9": "o2"}
    assert found.foreign[0].raw["id"] == "o2"


@pytest.mark.parametrize(
    ("greeting", "steady"),
    [
        ("+OK POP3 <1896.697170952@mail.example.jp>", "+OK POP3 ..."),
        ("220 a.example.jp Exim 4.96 Tue, 24 Nov 2026 10:00:00 +0900", "220 a.example.jp Exim 4.96 ..."),
        ("220 mx.example.com ESMTP d9443c01a7336-1fb0a3e8a1bsi123 - gsmtp", "220 mx.example.com ESMTP ... - gsmtp"),
        ("* OK [CAPABILITY IMAP4rev1 SASL-IR] Dovecot ready.", "* OK [CAPABILITY IMAP4rev1 SASL-IR] Dovecot ready."),
        ("250 2.1.0 Ok", "250 2.1.0 Ok"),
        ("550 5.7.1 192.0.2.10 sv123456.example.jp", "550 5.7.1 192.0.2.10 sv123456.example.jp"),
    ],
)  # fmt: skip
def test_what_a_server_says_anew_each_time_is_left_out(greeting: str, steady: str) -> None:
    report = run("pass")
    probe = Endpoint("mail.example.jp", 995, Protocol.POP3, Security.TLS)
    seen = Observation("o1", probe, EndpointFact(Outcome.ANSWERED, greeting=greeting, source="192.0.2.7"))
    fact = steadied(replace(report, evidence=Evidence([seen]))).evidence.get(probe)
    assert fact is not None
    assert (fact.greeting, fact.source) == (steady, None)


def _cli(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "maildoctor", *arguments], capture_output=True, text=True, check=False, cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip


def test_a_saved_run_can_be_made_stable_and_a_stable_one_is_not_judged_again(tmp_path: Path) -> None:
    assert _cli("demo", "--output", "run.json", cwd=tmp_path).returncode == 1
    made = [_cli("report", "run.json", "--stable", "--format", "json", "--lang", "en", cwd=tmp_path) for _ in range(2)]
    assert made[0].stdout == made[1].stdout
    saved: dict[str, Any] = json.loads(made[0].stdout)
    assert saved["started_at"] == NO_TIME.isoformat()
    assert {o["elapsed_ms"] for o in saved["observations"]} == {0}
    (tmp_path / "stable.json").write_text(made[0].stdout)
    refused = _cli("report", "stable.json", "--lang", "en", cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--stable" in refused.stderr
