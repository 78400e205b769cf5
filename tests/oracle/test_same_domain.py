"""The same domains through checkdmarc and through `maildoctor check --no-login`: what both say, and how long it takes.

`same_domain.md` has every kind of error and warning that checkdmarc gives for the domains of the lab, with our code.
"""

from __future__ import annotations

import json
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.oracle import desk
from tests.oracle.desk_zone import FAULTS

with_checkdmarc = pytest.mark.skipif(find_spec("checkdmarc") is None, reason="checkdmarc is not installed")

TABLE = Path(__file__).with_name("same_domain.md")
SECTIONS = ("soa", "ns", "mx", "spf", "dmarc", "smtp_tls_reporting", "mta_sts", "bimi")
PRESENT = frozenset(("bimi-missing", "dmarc-missing", "mtasts-missing", "tls-rpt-missing", "dnssec-unsigned"))
TIMED = ("healthy.example", "lookups.example", "reports.example", "targets.example", "covered.example")
ROUNDS, DELAY_S = 3, 0.02


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: what checkdmarc says, and what stands beside it."""

    said: str
    beside: str

    def fits(self, words: str) -> bool:
        """True where these are the words of the row."""
        said = re.sub(" …$", "…", self.said)
        return re.fullmatch(".*".join(map(re.escape, said.split("…"))), words) is not None

    @property
    def codes(self) -> frozenset[str]:
        """Our codes for it."""
        return frozenset(re.findall(r"`([a-z0-9-]+)`", self.beside))


def rows(heading: str) -> list[Row]:
    """The table below a heading."""
    text = TABLE.read_text("utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    found = re.findall(r"^\| (.+?) \| (.+) \|$", text, re.MULTILINE)
    return [Row(said, beside) for said, beside in found if said not in ("checkdmarc", "---")]


FOUND, NO_FAULT = rows("Found"), rows("No fault")
ALL = (*FOUND, *NO_FAULT)


def row_of(words: str) -> Row | None:
    """The row for what checkdmarc said; the longest that fits, so that a special one goes before a general one."""
    return max((row for row in ALL if row.fits(words)), key=lambda row: len(row.said), default=None)


def words_of(result: dict[str, Any]) -> Iterator[str]:
    """Every error and warning about one domain, with its section in front."""
    if not result["dnssec"]:
        yield f"dnssec: {result['domain']} is not signed"
    for section in SECTIONS:
        part = result.get(section) or {}
        for text in (*([part["error"]] if "error" in part else []), *part.get("warnings", ())):
            yield f"{section}: {' '.join(text.split())}"


@dataclass(frozen=True, slots=True)
class Judged:
    """One domain, as both saw it. `ours` are the findings: code and status."""

    domain: str
    theirs: tuple[str, ...]
    ours: tuple[tuple[str, str], ...]
    verdict: str

    @property
    def codes(self) -> frozenset[str]:
        """All that we said."""
        return frozenset(code for code, _ in self.ours)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Judged]:
    with desk.lab(tmp_path_factory.mktemp("lab")) as lab:
        answer = lab.checkdmarc(*FAULTS)
        theirs = {result["domain"]: tuple(words_of(result)) for result in json.loads(answer.stdout)}
        with ThreadPoolExecutor(2) as pool:
            runs = dict(zip(FAULTS, pool.map(lab.maildoctor, FAULTS), strict=True))
        assert lab.names.errors == ()
    return {domain: _judged(domain, theirs[domain], json.loads(run.stdout)) for domain, run in runs.items()}


def _judged(domain: str, theirs: tuple[str, ...], report: dict[str, Any]) -> Judged:
    ours = tuple((each["code"], each["status"]) for check in report["checks"] for each in check["findings"])
    return Judged(domain, theirs, ours, report["verdict"])


@with_checkdmarc
@pytest.mark.timeout(400)
def test_everything_it_warns_about_is_in_the_table_and_found(judged: dict[str, Judged]) -> None:
    unknown, missing = [], []
    met: dict[Row, frozenset[str]] = {}
    for domain, both in judged.items():
        for words in both.theirs:
            row = row_of(words)
            if row is None:
                unknown.append((domain, words))
                continue
            met[row] = met.get(row, frozenset()) | both.codes
            if row in FOUND and not row.codes & both.codes:
                missing.append((domain, words, row.beside))
    assert unknown == []
    assert missing == []
    assert [row.said for row in ALL if row not in met] == []
    assert [row for row in FOUND if not row.codes <= met[row]] == []  # a code that never helps misleads a reader


@with_checkdmarc
@pytest.mark.timeout(400)
def test_what_it_does_not_warn_about(judged: dict[str, Judged]) -> None:
    """A fault that only we find, so that the comparison is known to go both ways."""
    both = judged["open.example"]
    assert ("spf-permissive-all", "warn") in both.ours
    assert not any(words.startswith("spf:") for words in both.theirs)


@with_checkdmarc
@pytest.mark.timeout(400)
def test_absence_of_what_is_optional_is_information(judged: dict[str, Judged]) -> None:
    for both in judged.values():
        assert {status for code, status in both.ours if code in PRESENT} <= {"pass"}, both.domain
    healthy = judged["healthy.example"]
    assert healthy.verdict == "pass"
    assert {status for _, status in healthy.ours} <= {"pass", "skip"}


def test_the_table_is_whole() -> None:
    assert len(FAULTS) >= 12
    assert len(ALL) >= 80
    assert len({row.said for row in ALL}) == len(ALL)
    assert all(row.codes for row in FOUND)
    assert row_of("mx: something that it never said before") is None
    special, general = (row_of(f"mx: The domain {name}.example does not exist.") for name in ("absent", "gone.targets"))
    assert None not in (special, general)
    assert special != general


def test_nothing_leaves_the_lab() -> None:
    """The guard, made to fire: by TCP, by UDP, and by name."""
    tries = (
        "socket.socket().connect(('192.0.2.1', 25))",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))",
        "socket.getaddrinfo('www.example', 443)",
    )
    for each in tries:
        code = f"{desk.GUARD}\ntry:\n    {each}\nexcept OSError as error:\n    print(error)\n"
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, env={"LAB_WEB": "{}"}, check=True)
        assert b"the lab ends here" in run.stdout
    assert socket.getaddrinfo("127.0.0.1", 1)


@with_checkdmarc
@pytest.mark.timeout(400)
@pytest.mark.parametrize("delay", [0.0, DELAY_S])
def test_wall_time(tmp_path: Path, delay: float, capsys: pytest.CaptureFixture[str]) -> None:
    """In turn, processes and all. Without any delay both do little but start up: that is printed, and not asserted."""
    spent: dict[str, list[float]] = {"checkdmarc": [], "maildoctor": []}
    with desk.lab(tmp_path, delay) as lab:
        lab.checkdmarc(TIMED[0])
        lab.maildoctor(TIMED[0])
        for _ in range(ROUNDS):
            for domain in TIMED:
                for name, run in (("checkdmarc", lab.checkdmarc), ("maildoctor", lab.maildoctor)):
                    began = time.perf_counter()
                    assert run(domain).stdout
                    spent[name].append(time.perf_counter() - began)
    ratio = statistics.median(b / a for b, a in zip(spent["maildoctor"], spent["checkdmarc"], strict=True))
    with capsys.disabled():
        shown = ", ".join(f"{name} {statistics.median(times):.2f} s" for name, times in spent.items())
        print(f"\n{delay * 1000:.0f} ms an answer: {shown}, median ratio {ratio:.2f}")
    if delay:
        assert ratio <= 1
