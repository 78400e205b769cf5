"""Running one mutation on the real servers, and holding the report against what the contract asks for."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.lab.lab import Lab
from tests.lab.pairs import working_pairs
from tests.mutations.operators import OF_ACCOUNT, Expected, Mutation, Setting, expected

Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """One trial. `blamed` are innocent fields that were named; `complaints` anything else that is not right."""

    mutation: Mutation
    wanted: Expected
    named: str | None
    field_right: bool
    edits_right: bool
    blamed: tuple[str, ...]
    complaints: tuple[str, ...]
    report: Report = field(repr=False)


def settings_toml(mutation: Mutation) -> str:
    """The settings file of the customer."""
    lines = [
        f'address = "{mutation.world.account.address}"',
        "[incoming]",
        f'protocol = "{mutation.incoming.protocol}"',
    ]
    for table, side in (("", mutation.incoming), ("[outgoing]", mutation.outgoing)):
        lines += [table, *_keys(side)]
    return "\n".join(lines) + "\n"


def _keys(side: Setting) -> list[str]:
    keys = [f'host = "{side.host}"', f"port = {side.port}", f'security = "{side.security}"', f'auth = "{side.auth}"']
    if side.auth not in ("none", "pop-before-smtp"):
        keys.append(f'username = "{side.username}"')
    return keys


def run(lab: Lab, mutation: Mutation, *more: str) -> tuple[int, Report, str]:
    """`maildoctor check` in the client's namespace: exit status, report, stderr."""
    world = mutation.world
    token = world.client.incoming.auth in ("xoauth2", "oauthbearer")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings.toml"
        path.write_text(settings_toml(mutation), "utf-8")
        login = ["--no-login"] if not mutation.with_login else ["--oauth-token-stdin" if token else "--password-stdin"]
        secret = "not-the-right-one-at-all" if mutation.wrong_secret else world.account.password
        done = lab.run(
            [
                sys.executable, "-m", "maildoctor", "check", world.account.address, "--settings", str(path),
                "--ca-file", str(lab.ca_file), "--format", "json", "--timeout", "2", *login, *more,
            ],
            env={"MAILDOCTOR_STATE_DIR": folder, "LANG": "C.UTF-8"},
            stdin=secret if mutation.with_login else "",
        )  # fmt: skip
    try:
        return done.returncode, json.loads(done.stdout), done.stderr
    except ValueError:
        raise AssertionError(f"{mutation.name}: no report\n{done.stdout[-500:]}\n{done.stderr[-1500:]}") from None


def judge(mutation: Mutation, report: Report, status: int, stderr: str) -> Judged:
    """Hold one report against the table."""
    wanted = expected(mutation)
    fails = [d for d in report["diagnoses"] if d["severity"] == "fail"]
    warned = [d for d in report["diagnoses"] if d["severity"] == "warn"]
    shown = fails or (warned if wanted.field is not None else [])
    named = shown[0]["field"] if shown else None
    accused = {d["field"] for d in fails} | {e["field"] for d in fails for e in d["edits"]}
    allowed = wanted.fields
    blamed = tuple(sorted(accused - allowed))
    complaints = []
    if "Traceback" in stderr or "internal" in stderr:
        complaints.append(stderr[-300:])
    if wanted.field is None and status not in (0,):
        complaints.append(f"status {status} on healthy settings: {report['verdict']}")
    edits_right = _edits_right(mutation, wanted, shown)
    return Judged(mutation, wanted, named, named == wanted.field, edits_right, blamed, tuple(complaints), report)


def _edits_right(mutation: Mutation, wanted: Expected, shown: list[Report]) -> bool:
    """The edits, applied, give settings that work in this world, and touch nothing that need not change."""
    if wanted.field is None:
        return not shown
    if not shown:
        return False
    edits = {e["field"]: e["to"] for d in shown for e in d["edits"]}
    side, world, d = mutation.side, mutation.world, mutation.direction
    if mutation.kind in OF_ACCOUNT:
        if mutation.wrong_secret:
            return set(edits) == {"incoming.password", "outgoing.password"} and set(edits.values()) == {None}
        if mutation.kind == "username":
            return edits == {f"{d}.username": world.account.login}
        auths = {a for p in working_pairs(world, d) if p.host == side.host and p.port == side.port for a in p.auths}
        return edits.get(f"{d}.auth") in auths
    way = tuple(edits.get(f"{d}.{name}", getattr(side, name)) for name in ("protocol", "host", "port", "security"))
    return way in {(p.protocol, p.host, p.port, p.security) for p in working_pairs(world, d)}
