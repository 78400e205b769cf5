"""In which language people are spoken to."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from types import SimpleNamespace

import pytest

from maildoctor.cli import speak
from maildoctor.cli.speak import Speak, display_language, language

JA = "ja_JP.UTF-8"


@pytest.mark.parametrize(
    ("arguments", "environment", "lang"),
    [
        (["--lang", "en"], {"MAILDOCTOR_LANG": "ja"}, "en"),
        (["check", "--lang=ja"], {"MAILDOCTOR_LANG": "en"}, "ja"),
        (["--lang"], {"LANG": JA}, "ja"),
        (["--lang", "fr"], {"LANG": JA}, "ja"),
        ([], {"MAILDOCTOR_LANG": "ja", "LC_ALL": "C"}, "ja"),
        ([], {"LC_ALL": "C", "LC_MESSAGES": JA, "LANG": JA}, "en"),
        ([], {"LC_MESSAGES": JA, "LANG": "en_US.UTF-8"}, "ja"),
        ([], {"LC_ALL": "", "LANG": JA}, "ja"),
        ([], {}, "en"),
    ],
)
def test_order(arguments: list[str], environment: dict[str, str], lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speak, "display_language", lambda: "")
    assert language(arguments, environment) == lang


@pytest.mark.parametrize(
    ("arguments", "environment", "lang"),
    [
        (["--lang", "en"], {}, "en"),
        ([], {"MAILDOCTOR_LANG": "en"}, "en"),
        ([], {"LC_ALL": "C", "LANG": "en_US.UTF-8"}, "ja"),
        ([], {}, "ja"),
    ],
)
def test_the_users_own_file_stands_between_a_wish_and_the_system(
    arguments: list[str], environment: dict[str, str], lang: str
) -> None:
    assert language(arguments, environment, lambda: "ja") == lang


def test_the_display_language_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speak, "display_language", lambda: "ja-jp")
    assert language([], {}) == "ja"
    assert language([], {"LANG": "C"}) == "en"


@pytest.mark.parametrize(("number", "lang"), [(0x0411, "ja"), (0x0409, "en")])
def test_windows(number: int, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = SimpleNamespace(kernel32=SimpleNamespace(GetUserDefaultUILanguage=lambda: number))
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", kernel, raising=False)
    assert display_language() == lang


@pytest.mark.parametrize(
    ("said", "lang"), [('(\n    "ja-JP",\n    "en-US"\n)\n', "ja"), ('(\n    "en-US"\n)\n', "en"), ("", "")]
)
def test_macos(said: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: SimpleNamespace(stdout=said))
    assert display_language().startswith(lang)
    assert display_language()[:2] == lang


def test_macos_without_the_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*arguments: object, **options: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(subprocess, "run", missing)
    assert display_language() == ""


def test_two_sentences() -> None:
    assert (Speak("ja")("は", "e"), Speak("en")("は", "e")) == ("は", "e")
