"""The language of everything people read: from the option, the environment, or the system."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

LANGUAGES = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Speak:
    """Picks one of two sentences."""

    lang: str

    def __call__(self, ja: str, en: str) -> str:
        return ja if self.lang == "ja" else en


def language(
    arguments: Sequence[str], environment: Mapping[str, str], configured: Callable[[], str | None] = lambda: None
) -> str:
    """`--lang` > MAILDOCTOR_LANG > `configured` > LC_ALL > LC_MESSAGES > LANG > the user's display language > English.

    `configured`: what the user's own file says: less than a wish for this run, more than the system's habit.
    """
    for index, argument in enumerate(arguments):
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else None
        if argument == "--lang" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value in LANGUAGES:
            return value
    wished = environment.get("MAILDOCTOR_LANG", "") or configured()
    if wished:
        return _of_locale(wished)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return _of_locale(value)
    return "ja" if display_language().startswith("ja") else "en"


def _of_locale(name: str) -> str:
    return "ja" if name.lower().startswith("ja") else "en"


def display_language() -> str:
    """The user's display language on Windows and macOS, "" elsewhere or where it cannot be told."""
    if sys.platform == "win32":
        import ctypes

        japanese = 0x11
        return "ja" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == japanese else "en"
    if sys.platform == "darwin":
        import subprocess

        try:
            found = subprocess.run(
                ["/usr/bin/defaults", "read", "-g", "AppleLanguages"],
                capture_output=True,
                text=True,
                timeout=2,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return found.stdout.strip("( \n\"',").lower()
    return ""


def system_speak(arguments: Sequence[str]) -> Speak:
    """The voice of this process."""
    from maildoctor.cli.config import config_language

    return Speak(language(arguments, os.environ, config_language))
