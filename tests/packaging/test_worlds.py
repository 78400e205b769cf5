"""No module outside tests, demo and knowledge holds a host, an address or a user name of a world."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

from tests.lab.faults import FAULTY
from tests.lab.worlds import HEALTHY

ROOT = Path(__file__).parents[2]
_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.(?:example|test)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b2001:db8:[0-9a-f:]+", re.IGNORECASE)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list | frozenset | set):
        for item in value:
            yield from _strings(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _strings(getattr(value, field.name))


def _words() -> set[str]:
    words: set[str] = set()
    for world in (*HEALTHY, *FAULTY):
        for text in _strings(world):
            words.update(found.lower() for found in _NAME.findall(text) if "@" not in found)
            words.update(found.lower() for found in _ADDRESS.findall(text))
        words.update((world.account.address.lower(), world.account.address.partition("@")[0].lower()))
        words.add(world.account.login.lower())
    return words


def test_the_words_are_many_and_of_each_kind() -> None:
    words = _words()
    assert len(words) > 60
    assert any("@" in word for word in words)
    assert any(_ADDRESS.fullmatch(word) for word in words)


def test_no_module_holds_one() -> None:
    words = _words()
    wild = re.compile("|".join(rf"(?<![\w.-]){re.escape(word)}(?![\w-])" for word in sorted(words, key=len)[::-1]))
    for top in ("maildoctor", "checks", "examples"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix not in (".py", ".toml", ".sh", ".ps1") or path.relative_to(ROOT).parts[1] in (
                "demo",
                "knowledge",
            ):
                continue
            assert wild.findall(path.read_text("utf-8").lower()) == [], path
