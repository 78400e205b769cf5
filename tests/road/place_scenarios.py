"""Places where something is odd: each a line of the lab, and what has to be said of an account that is seen from there.

The twin of a scenario is the same account, examined in the same way, from a line as it should be.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.lab.lab import Lab
from tests.lab.line import AS_IT_SHOULD_BE, Line, Odd
from tests.lab.network import RESOLVER
from tests.lab.place_worlds import CONTROL
from tests.lab.world import World
from tests.mutations.operators import Mutation, healthy
from tests.mutations.trial import settings_toml
from tests.road.scenarios import Report, findings

Said = tuple[str, str]
"""Field and owner of a diagnosis."""
CONTROL_HOST = f"mail.{CONTROL.domain}"
WITH_CONTROL = ("--control", CONTROL_HOST)


@dataclass(frozen=True, slots=True)
class Place:
    """One account from one line.

    `faults` are all diagnoses by field and owner, the root first. `told` are codes that must be among the findings,
    `untold` codes that must not. `more` are further options; `trusts` is an issuer of the line's that this PC trusts;
    `environment` is the PC's. `settings` are values of the customer's boxes other than the provider's.
    """

    name: str
    world: World
    odd: Odd = AS_IT_SHOULD_BE
    faults: tuple[Said, ...] = ()
    verdict: str = "pass"
    told: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    trusts: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    line: int | None = None
    """The number of its line, where that matters."""
    own_twin: Place | None = None
    """Where the fault is the server's, the twin is another world."""

    @property
    def twin(self) -> Place:
        """The same account where nothing is odd."""
        if self.own_twin is not None:
            return self.own_twin
        return Place(f"{self.name}-well", self.world, more=self.more)


def blocked(*ports: int, manner: str = "drop") -> Odd:
    """The line lets nothing out to these ports. `manner`: "drop", "reset" or "icmp" (a router's own word)."""
    how = {"drop": "drop", "reset": "reject with tcp reset", "icmp": "reject with icmpx admin-prohibited"}[manner]
    return Odd(forward=tuple(f"tcp dport {port} {how}" for port in ports))


def resolver(**lies: Any) -> Odd:
    """The router answers all questions about names itself, and lies in some."""
    box = {"kind": "names", "port": 5353, "upstream": RESOLVER, "lies": lies}
    return Odd(redirect=("udp dport 53 redirect to :5353",), boxes=(box,))


def opened(issuer: str, names: Sequence[str], *ports: int) -> Odd:
    """A device ends the TLS of these ports (implicit) with certificates of its own for these names."""
    boxes = tuple(
        {"kind": "opens", "port": 10_000 + port, "tls": True, "issuer": issuer, "names": list(names)} for port in ports
    )
    return Odd(redirect=tuple(f"tcp dport {port} redirect to :{10_000 + port}" for port in ports), boxes=boxes)


def masked(greeting: str, offer: str, *ports: int) -> Odd:
    """A firewall inspects SMTP on these ports: `greeting` "stars" or "kept", `offer` "X" or "gone"."""
    boxes = tuple({"kind": "masks", "port": 10_000 + port, "greeting": greeting, "offer": offer} for port in ports)
    return Odd(redirect=tuple(f"tcp dport {port} redirect to :{10_000 + port}" for port in ports), boxes=boxes)


def clock(offset: str) -> dict[str, str]:
    """The environment in which the PC's clock is off by `offset` ("+3d"); the monotonic one is right."""
    # Read on machines without the lab, too, where these places are only counted.
    library = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), Path("libfaketime.so.1"))
    return {"LD_PRELOAD": str(library), "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def examine(lab: Lab, line: Line, place: Place) -> Report:
    """`maildoctor check` on the PC of `line`, with the customer's settings and password."""
    incoming, outgoing = healthy(place.world)
    changed = {"incoming": dict[str, Any](), "outgoing": dict[str, Any]()}
    for key, value in place.settings.items():
        side, _, name = key.partition(".")
        changed[side][name] = value
    incoming, outgoing = replace(incoming, **changed["incoming"]), replace(outgoing, **changed["outgoing"])
    mutation = Mutation(place.world, "", "incoming", incoming, outgoing)
    account = place.world.account
    with tempfile.TemporaryDirectory() as folder:
        environment = {"MAILDOCTOR_STATE_DIR": folder, "LANG": "C.UTF-8", **place.environment}
        if place.trusts:
            store = Path(folder) / "store.pem"
            store.write_bytes(lab.ca_file.read_bytes() + line.root_pem(place.trusts))
            environment["SSL_CERT_FILE"] = str(store)
        if "OPENSSL_CONF" in environment:
            settings = Path(folder) / "openssl.cnf"
            settings.write_text(environment["OPENSSL_CONF"])
            environment["OPENSSL_CONF"] = str(settings)
        path = Path(folder) / "settings.toml"
        path.write_text(settings_toml(mutation), "utf-8")
        done = line.run(
            [
                sys.executable, "-m", "maildoctor", "check", account.address, "--settings", str(path), "--format",
                "json", "--timeout", "3", "--ca-file", str(lab.ca_file), "--password-stdin", *place.more,
            ],
            env=environment,
            stdin=account.password,
        )  # fmt: skip
    try:
        report: Report = json.loads(done.stdout)
    except ValueError:
        raise AssertionError(f"{place.name}: no report\n{done.stdout[-500:]}\n{done.stderr[-1500:]}") from None
    assert "Traceback" not in done.stderr, done.stderr
    return report


def plan(line: Line, place: Place) -> str:
    """What `maildoctor check --plan` prints with the options of `place`."""
    command = ["check", place.world.account.address, "--no-login", "--plan", *place.more]
    done = line.run([sys.executable, "-m", "maildoctor", *command], env={"LANG": "C.UTF-8"}, stdin="")
    assert done.returncode == 0, done.stderr
    return done.stdout


def examine_all(lab: Lab, places: Sequence[Place]) -> dict[str, Report]:
    """The reports by name of place, each on a line of its own."""

    def one(numbered: tuple[int, Place]) -> tuple[str, Report]:
        number, place = numbered
        with lab.line(number if place.line is None else place.line, place.odd) as line:
            return place.name, examine(lab, line, place)

    with ThreadPoolExecutor(4) as pool:
        return dict(pool.map(one, enumerate(places)))


def said(report: Report) -> list[Said]:
    """The diagnoses, in their order."""
    return [(d["field"], d["owner"]) for d in report["diagnoses"]]


def codes(report: Report) -> set[str]:
    """Everything that was found, information too."""
    return {finding["code"] for finding in findings(report)}


def wrong(place: Place, report: Report) -> list[str]:
    """What is not as it has to be, one line each."""
    found = []
    if said(report) != list(place.faults):
        found.append(f"said {said(report)}")
    if report["verdict"] != place.verdict:
        found.append(f"verdict {report['verdict']}")
    if missing := set(place.told) - codes(report):
        found.append(f"not told {sorted(missing)}")
    if spoken := set(place.untold) & codes(report):
        found.append(f"told {sorted(spoken)}")
    if errors := [check["id"] for check in report["checks"] if check["status"] == "error"]:
        found.append(f"crashed {errors}")
    return found


def first_right(place: Place, report: Report) -> bool:
    """True where the root is the first diagnosis, or where there is none and none is given."""
    return said(report)[:1] == list(place.faults)[:1]


def table(places: Iterable[Place], reports: Mapping[str, Report]) -> Iterator[str]:
    """One line for each place: the verdict of this test, and what was said."""
    for place in places:
        report = reports[place.name]
        spoken = ", ".join(f"{d['severity']} {d['code']}" for d in report["diagnoses"])
        kept = "ok" if not wrong(place, report) else "WRONG"
        yield f"{kept:6}{place.name:34}{report['verdict']:8}{spoken or 'healthy'}"
