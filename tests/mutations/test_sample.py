"""A fixed sample of the mutations, on the real servers, held against everything that must be true of every run."""

from __future__ import annotations

import asyncio
import hashlib
import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from maildoctor.exam.conclude import conclude
from maildoctor.exam.record import read_report
from maildoctor.exam.registry import load
from maildoctor.report.voice import Voice
from maildoctor.report.write_json import to_json
from tests.lab.lab import Lab
from tests.lab.trial import Trial, try_all
from tests.lab.worlds import HEALTHY
from tests.mutations.operators import Mutation, mutations
from tests.mutations.trial import Judged, judge, run
from tests.support.leaks import Scanner, Secret

pytestmark = pytest.mark.lab

SIZE, WITHOUT_PASSWORD = 64, 8
SCHEMA = json.loads((files("maildoctor.report") / "schema.json").read_text("utf-8"))


def _order(mutation: Mutation) -> str:
    return hashlib.sha256(mutation.name.encode()).hexdigest()


def sample() -> list[Mutation]:
    """The same ones on every machine, every kind of fault among them; the last few without a password."""
    everything = sorted((m for world in HEALTHY for m in mutations(world)), key=_order)
    by_kind: dict[tuple[str, str], list[Mutation]] = {}
    for mutation in everything:
        by_kind.setdefault((mutation.kind, mutation.direction), []).append(mutation)
    chosen: list[Mutation] = []
    while len(chosen) < SIZE:
        chosen += [group.pop() for group in by_kind.values() if group]
    chosen = chosen[:SIZE]
    spared = [m for m in everything if m not in chosen and m.kind in ("security", "port", "host", "protocol")]
    return chosen + [replace(m, with_login=False) for m in spared[:WITHOUT_PASSWORD]]


@pytest.fixture(scope="module")
def judged(lab: Lab) -> list[Judged]:
    """Every mutation of the sample, run once."""

    def one(mutation: Mutation) -> Judged:
        status, report, stderr = run(lab, mutation)
        return judge(mutation, report, status, stderr)

    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(one, sample()))


@pytest.mark.timeout(300)
def test_the_field_is_named(judged: list[Judged], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print()
        for entry in judged:
            verdict = "ok" if entry.field_right and entry.edits_right else "WRONG"
            print(f"{verdict:6}{entry.mutation.name:84}{entry.named or 'healthy'}")
    total = len(judged)
    assert total >= 60
    assert sum(j.field_right for j in judged) >= 0.97 * total
    assert sum(j.edits_right for j in judged) >= 0.95 * total


def test_no_innocent_field_is_blamed(judged: list[Judged]) -> None:
    assert [(j.mutation.name, j.blamed) for j in judged if j.blamed] == []


def test_nothing_else_is_wrong(judged: list[Judged]) -> None:
    assert [(j.mutation.name, j.complaints) for j in judged if j.complaints] == []


def test_every_report_fits_the_schema(judged: list[Judged]) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for entry in judged:
        assert [e.message for e in validator.iter_errors(entry.report)] == [], entry.mutation.name


def test_no_report_holds_the_password(judged: list[Judged]) -> None:
    for entry in judged:
        account = entry.mutation.world.account
        secrets = [Secret(account.password, account.login)]
        if entry.mutation.wrong_secret:
            secrets.append(Secret("not-the-right-one-at-all", account.login))
        assert Scanner(secrets).scan({"report": json.dumps(entry.report, ensure_ascii=False).encode()}) == []


def test_every_replayed_report_is_the_same(judged: list[Judged]) -> None:
    checks = load(None).loaded
    for entry in judged:
        saved = read_report(json.dumps(entry.report))
        replayed = asyncio.run(conclude(saved.case, saved.evidence, checks, (), saved.frame))
        again = json.loads(to_json(replayed, Voice(saved.frame.lang), ascii_only=True))
        assert again == entry.report, entry.mutation.name


def test_the_command_replays_to_the_byte(judged: list[Judged], tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    text = json.dumps(judged[0].report, indent=1) + "\n"
    path.write_text(text, "utf-8")
    command = [sys.executable, "-m", "maildoctor", "report", str(path), "--format", "json"]
    assert subprocess.run(command, capture_output=True, text=True, check=False).stdout == text


@pytest.mark.parametrize("kind", ["password", "username", "auth"])
def test_nothing_is_refused_twice_and_the_budget_holds(lab: Lab, kind: str) -> None:
    """The servers' own logs, run by run: no attempt is refused twice, never more than two, all of them under TLS."""
    for world in HEALTHY[:8]:
        mutation = next(m for m in mutations(world) if m.kind == kind)
        before = lab.mark(world)
        run(lab, mutation)
        refused = [a for a in lab.logins(world, before) if not a.ok and "lab-marker" not in a.username]
        attempts = Counter((a.protocol, a.username, a.family) for a in refused)
        assert max(attempts.values(), default=0) <= 1, (mutation.name, attempts)
        assert len(refused) <= 2, (mutation.name, attempts)
        assert all(a.tls for a in refused)


@pytest.mark.timeout(300)
def test_the_recommended_settings_log_in(lab: Lab, judged: list[Judged]) -> None:
    trials, names = [], []
    for entry in judged:
        for side in ("incoming", "outgoing"):
            r = entry.report["settings"]["recommended"][side]
            if r is None or entry.mutation.wrong_secret or not entry.mutation.with_login:
                continue
            secret = entry.mutation.world.account.password
            names.append(f"{entry.mutation.name} {side}")
            trials.append(Trial(r["protocol"], r["host"], r["port"], r["security"], r["username"], secret, r["auth"]))
    assert len(trials) > 100
    results = try_all(lab, trials, at_once=8)
    assert [(n, o.stage, o.reply) for n, o in zip(names, results, strict=True) if not o.done] == []
