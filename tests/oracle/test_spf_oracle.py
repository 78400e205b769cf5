"""SPF as judged here and by pyspf and checkdmarc, on the same generated records. No network: the DNS is a dictionary.

Where they differ, `spf_disagreements.md` names the paragraph of the RFC that decides it. Nothing else may differ.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maildoctor.model.probe import Lookup
from maildoctor.wire.spf import Flaw, Mistake, Result, Trouble, Verdict, check_host, is_record, parse_record, survey
from tests.oracle.spf_cases import HELO, TOP, Message, messages
from tests.oracle.spf_zone import Zone

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # both were written for older Pythons; that is nobody's failure here
    import checkdmarc.spf
    import spf

SETS = 900
LIST = Path(__file__).with_name("spf_disagreements.md")
NO_EXPLANATION = "SPF fail - not authorized"


def of_pyspf(message: Message, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """The result and the words of pyspf."""
    zone = Zone(message.records, message.broken)

    def look(name: str, kind: str, *_: object) -> list[tuple[tuple[str, str], Any]]:
        fact = zone.fact(Lookup(name.lower(), kind))
        if fact.error:
            raise spf.TempError("servfail")
        return [((name, kind), _as_pyspf(kind, value)) for value in fact.values]

    monkeypatch.setattr(spf, "DNSLookup", look)
    result, _, words = spf.query(i=message.client, s=message.sender, h=HELO).check()
    return str(result), str(words)


def _as_pyspf(kind: str, value: str) -> object:
    if kind == "TXT":
        return [value.encode()]
    if kind == "MX":
        preference, _, host = value.partition(" ")
        return int(preference), host
    return value


def judged(message: Message) -> Verdict:
    """Our own verdict."""
    zone = Zone(message.records, message.broken)
    return check_host(message.client, TOP, message.sender, HELO, zone, explain=True)


def _forbidden_macro(ours: Verdict, theirs: str, words: str, message: Message) -> bool:
    flaw = ours.fault.flaw if ours.fault is not None else None
    return flaw is not None and flaw.kind is Mistake.BAD_MACRO and bool(re.search(r"%\{([a-z](0|r\d)|$)", flaw.term))


PYSPF: dict[str, Callable[[Verdict, str, str, Message], bool]] = {
    "pyspf-counts-voids-by-question": lambda ours, theirs, words, message: "Void lookup limit" in words,
    "pyspf-refuses-an-unreached-include-of-itself": lambda ours, theirs, words, message: "trivial recursion" in words,
    "pyspf-fails-with-the-name-service-behind-ptr": lambda ours, theirs, words, message: (
        theirs == "temperror" and any("ptr" in text or "%{p}" in text for text in message.texts)
    ),
    "pyspf-refuses-an-unknown-modifier-twice": lambda ours, theirs, words, message: bool(
        re.search(r"(?<!redirect)(?<!exp)= MUST appear at most once", words)
    ),
    "pyspf-takes-forbidden-macros": _forbidden_macro,
}
"""Where the result of pyspf differs, and how such a case is told."""


def _plain(words: str) -> str:
    """An explanation as far as the two agree about it (see "pyspf-writes-explanations-otherwise")."""
    return re.sub(r"postmaster(@|%40)|%40(?=t\.example)|@(?=t\.example)", "", words).lower()


def test_pyspf(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[str] = set()
    met: set[str] = set()
    for message in messages(SETS):
        ours = judged(message)
        theirs, words = of_pyspf(message, monkeypatch)
        seen.add(ours.result.value)
        if ours.result.value != theirs:
            reasons = [name for name, tells in PYSPF.items() if tells(ours, theirs, words, message)]
            assert reasons, (message, ours, theirs, words)
            met.update(reasons)
        elif ours.result is Result.FAIL:
            assert _plain(words) == _plain(ours.explanation or NO_EXPLANATION), message
    assert seen == {result.value for result in Result} - {"needs"}
    assert met == set(PYSPF)


class Dns:
    """The functions that checkdmarc asks the DNS with, on a dictionary; on none, everything is there."""

    def __init__(self, zone: Zone | None) -> None:
        self.zone = zone

    def ask(self, name: str, kind: str) -> tuple[str, ...]:
        if self.zone is None:
            return {"A": ("192.0.2.1",), "MX": ("10 m.example",), "TXT": ("v=spf1 -all",)}.get(kind, ())
        fact = self.zone.fact(Lookup(name.lower(), kind))
        if fact.error:
            raise checkdmarc.spf.DNSException("servfail")
        if fact.no_such_name:
            raise checkdmarc.spf.DNSExceptionNXDOMAIN("no such name")
        return fact.values

    def addresses(self, name: str, **_: object) -> list[str]:
        return [*self.ask(name, "A"), *self.ask(name, "AAAA")]

    def exchangers(self, name: str, **_: object) -> list[dict[str, object]]:
        return [{"preference": 0, "hostname": value.partition(" ")[2]} for value in self.ask(name, "MX")]

    def texts(self, name: str, **_: object) -> list[str]:
        return list(self.ask(name, "TXT"))

    def record(self, name: str, **_: object) -> dict[str, object]:
        found = [value for value in self.ask(name, "TXT") if is_record(value)]
        if len(found) > 1:
            raise checkdmarc.spf.MultipleSPFRTXTRecords("two")
        if not found:
            raise checkdmarc.spf.SPFRecordNotFound("no record", name)
        return {"record": found[0], "warnings": []}


def of_checkdmarc(text: str, domain: str, zone: Zone | None, monkeypatch: pytest.MonkeyPatch) -> tuple[str, int]:
    """What checkdmarc calls the record ("" for good, else the kind of its exception), and its count of look-ups."""
    dns = Dns(zone)
    monkeypatch.setattr(checkdmarc.spf, "get_a_records", dns.addresses)
    monkeypatch.setattr(checkdmarc.spf, "get_mx_records", dns.exchangers)
    monkeypatch.setattr(checkdmarc.spf, "get_txt_records", dns.texts)
    monkeypatch.setattr(checkdmarc.spf, "query_spf_record", dns.record)
    try:
        found = checkdmarc.spf.parse_spf_record(text, domain)
    except (checkdmarc.spf.SPFError, checkdmarc.spf.DNSException) as error:
        return type(error).__name__, 0
    return "", int(found["dns_lookups"])


def _behind_all(text: str, flaw: Flaw | None) -> bool:
    found = re.search(r" [-+~?]?all(?= )", text, re.IGNORECASE)
    return flaw is not None and found is not None and found.start() < flaw.column


CHECKDMARC: dict[str, Callable[[str, Flaw | None], bool]] = {
    "checkdmarc-wants-small-letters-in-the-version": lambda text, flaw: flaw is None and text.startswith("V"),
    "checkdmarc-reads-nothing-behind-all": _behind_all,
    "checkdmarc-warns-of-bad-names": lambda text, flaw: flaw is not None and flaw.kind is Mistake.BAD_DOMAIN,
    "checkdmarc-takes-a-tab-for-a-blank": lambda text, flaw: flaw is not None and "\t" in flaw.term,
    "checkdmarc-skips-unknown-modifiers": lambda text, flaw: flaw is not None and flaw.term.startswith("later="),
}
"""Where checkdmarc differs about the syntax of a record."""


def test_syntax_by_checkdmarc(monkeypatch: pytest.MonkeyPatch) -> None:
    met: set[str] = set()
    for text in {text for message in messages(SETS) for text in message.texts if is_record(text)}:
        flaw = parse_record(text).flaw
        theirs, _ = of_checkdmarc(text, "other.example", None, monkeypatch)
        if (flaw is not None) != (theirs == "SPFSyntaxError"):
            reasons = [name for name, tells in CHECKDMARC.items() if tells(text, flaw)]
            assert reasons, (text, flaw, theirs)
            met.update(reasons)
    assert met == set(CHECKDMARC)


def test_costs_by_checkdmarc(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dearest way through the records: checkdmarc expands no macros and never asks what `exists` names."""
    compared = 0
    for message in messages(SETS * 2):
        text, zone = message.records[TOP, "TXT"][0], Zone(message.records, message.broken)
        if not is_record(text) or any(
            "%" in other or "exists" in other or "ptr" in other for other in message.texts[:4]
        ):
            text = " ".join(term for term in text.split(" ") if not re.search("%|exists|ptr|include|redirect", term))
            zone = Zone({**message.records, (TOP, "TXT"): (text,)})
        ours = survey(TOP, zone)
        theirs, cost = of_checkdmarc(text, TOP, zone, monkeypatch)
        if ours.fault is None and theirs == "" and ours.result is not Result.NONE:
            compared += 1
            assert ours.cost == cost, (message, text)
        elif ours.fault is not None and ours.fault.trouble is Trouble.MANY_TERMS:
            assert theirs == "SPFTooManyDNSLookups"
    assert compared > SETS


def test_every_disagreement_is_in_the_list() -> None:
    listed = re.findall(r"^### (\S+)$", LIST.read_text("utf-8"), re.MULTILINE)
    assert listed == [*PYSPF, "pyspf-writes-explanations-otherwise", *CHECKDMARC]
