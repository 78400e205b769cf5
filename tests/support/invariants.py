"""The invariants that hold on every run, whatever the case (reliability.md, section 3.0), as far as a finished process
and the records of the servers it talked to can show them.

    assert check(run, [Secret(password, USER)], servers=[server], budget=10, login_budget=2) == []
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from tests.support.leaks import Scanner, Secret
from tests.support.records import Connection, Login
from tests.support.run_record import Run
from tests.support.script_server import ScriptServer

EXIT_CODES = frozenset({0, 1, 2, 3, 130})
_FAMILY = dict.fromkeys(("PLAIN", "LOGIN", "LOGIN-COMMAND", "USER-PASS"), "password in clear")


def check(
    run: Run,
    secrets: Iterable[Secret | str | bytes],
    *,
    servers: Sequence[ScriptServer] = (),
    connections: Sequence[Connection] = (),
    budget: float | None = None,
    login_budget: int | None = None,
    clear_login_allowed: bool = False,
    exit_codes: Iterable[int] = EXIT_CODES,
    json_on_stdout: bool = False,
    validate: Callable[[object], None] | None = None,
    rss_limit_kib: int | None = 150 * 1024,
    rss_baseline_kib: int | None = None,
) -> list[str]:
    """Everything that is wrong with a run, one line each; empty if nothing is.

    Each server is a host of its own; loose `connections` are taken as those of one more.
    `budget` is in seconds of wall time, before the ten per cent. `login_budget` is the number of logins that may have
    been refused. `validate` is called with every JSON document and raises where it does not like one.
    `rss_baseline_kib` turns the limit into one on growth (50 MB).
    """
    scanner = Scanner(secrets)
    hosts = (tuple(connections), *(server.connections for server in servers))
    records = tuple(record for host in hosts for record in host)
    return [
        *_no_leak(run, scanner),
        *_nothing_exposed(records, scanner, clear_login_allowed=clear_login_allowed),
        *_logins(hosts, login_budget),
        *_in_time(run, budget),
        *(f"I5/I6 {complaint}" for complaint in run.complaints),
        *([] if run.exit_code in set(exit_codes) else [f"I7 exit code {run.exit_code}"]),
        *_documents(run, validate, json_on_stdout=json_on_stdout),
        *_memory(run, rss_limit_kib, rss_baseline_kib),
        *(["echo was not restored"] if run.echo_restored is False else []),
        *(f"connection {each.number}: {text}" for each in records for text in (*each.violations, *each.errors)),
    ]


def _no_leak(run: Run, scanner: Scanner) -> list[str]:
    leaks = scanner.scan(run.artefacts)
    return [f"I1 leak in {leak.artefact} at {leak.offset}: {leak.form}" for leak in leaks]


def _nothing_exposed(records: Sequence[Connection], scanner: Scanner, *, clear_login_allowed: bool) -> list[str]:
    found = []
    for record in records:
        exposed = record.exposed
        if clear_login_allowed:
            exposed.pop("clear")
        for leak in scanner.scan(exposed):
            found.append(f"I2 secret sent over {leak.artefact}, connection {record.number}: {leak.form}")
    return found


def _logins(hosts: Sequence[tuple[Connection, ...]], budget: int | None) -> list[str]:
    found, total = [], 0
    for records in hosts:
        refused = [login for record in records for login in record.logins if not login.accepted]
        total += len(refused)
        found += [
            f"I3 the same attempt was refused {times} times: {user!r}, {family}"
            for (user, family, _), times in Counter(map(_attempt, refused)).items()
            if times > 1
        ]
    if budget is not None and total > budget:
        found.append(f"I3 {total} logins were refused, the budget is {budget}")
    return found


def _attempt(login: Login) -> tuple[bytes, str, bytes]:
    """What makes an attempt the same as another at the same host (contract, section "Logins")."""
    family = _FAMILY.get(login.mechanism, login.mechanism)
    return login.user, family, login.secret if login.mechanism in _FAMILY else b""


def _in_time(run: Run, budget: float | None) -> list[str]:
    if run.timed_out:
        return [f"I4 killed after {run.wall:.1f} s"]
    if budget is not None and run.wall > budget * 1.1:
        return [f"I4 took {run.wall:.2f} s, the budget is {budget:g} s"]
    return []


def _documents(run: Run, validate: Callable[[object], None] | None, *, json_on_stdout: bool) -> list[str]:
    documents = {name: content for name, content in run.files.items() if name.endswith(".json")}
    found = []
    if json_on_stdout:
        documents["stdout"] = run.stdout
        if not run.stdout.isascii():
            found.append("I8 JSON on stdout is not pure ASCII")
    for name, content in documents.items():
        try:
            document = json.loads(content, parse_constant=_no_constant)
            if validate is not None and (name == "stdout" or name.startswith("cwd/")):
                validate(document)
        except Exception as error:
            found.append(f"I8 {name}: {type(error).__name__}")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _memory(run: Run, limit: int | None, baseline: int | None) -> list[str]:
    if baseline is not None and run.peak_rss_kib - baseline > 50 * 1024:
        return [f"I9 memory grew by {(run.peak_rss_kib - baseline) // 1024} MiB"]
    if limit is not None and run.peak_rss_kib > limit:
        return [f"I9 memory reached {run.peak_rss_kib // 1024} MiB"]
    return []
