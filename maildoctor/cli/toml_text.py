"""A TOML file that a person wrote, read strictly: what is wrong in it is said with file, line and key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak


@dataclass(frozen=True, slots=True)
class TomlText:
    """The text of one file; `path` is for messages. Keys outside of any table are in the table ""."""

    path: str
    text: str
    speak: Speak

    def parsed(self) -> dict[str, Any]:
        """All its values.

        Raises:
            ProblemError: it is no TOML.
        """
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            said = self.speak(f"TOML として読めません ({error})", f"not TOML ({error})")
            raise ProblemError(self.path, said) from None

    def problem(self, table: str, key: str, ja: str, en: str) -> ProblemError:
        """What is wrong with one key, and where it stands."""
        line = self._line_of(table, key)
        name = f"{table}.{key}" if table else key
        where = f"{self.path}, " + self.speak(f"{line} 行目、{name}", f"line {line}, {name}")
        return ProblemError(where, self.speak(ja, en))

    def unknown(self, table: str, key: str, allowed: tuple[str, ...]) -> ProblemError:
        """A key that is none of the `allowed` ones."""
        hint_ja, hint_en = self._hint(key, allowed)
        names = ", ".join(allowed)
        return self.problem(
            table, key, f"知らないキーです。{hint_ja}使えるのは {names}", f"unknown key; {hint_en}allowed: {names}"
        )

    def not_allowed(self, table: str, key: str, value: object, allowed: tuple[str, ...]) -> ProblemError:
        """A value that is none of the `allowed` ones."""
        hint_ja, hint_en = self._hint(str(value).lower(), allowed)
        names = ", ".join(allowed)
        return self.problem(table, key, f"{hint_ja}使えるのは {names}", f"{hint_en}allowed: {names}")

    def string(self, raw: Mapping[str, Any], table: str, key: str) -> str | None:
        """A line of text, None where the key is left out.

        Raises:
            ProblemError: it is something else, is empty, or holds control characters.
        """
        value = raw.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.problem(table, key, "文字列で書いてください", "must be a string")
        if any(ord(c) < 32 or ord(c) == 127 for c in value):
            raise self.problem(table, key, "改行などの制御文字は使えません", "must not hold control characters")
        if not value:
            raise self.problem(
                table, key, "空です。分からなければ行ごと消してください", "is empty; leave the key out instead"
            )
        return value

    def choice(self, raw: Mapping[str, Any], table: str, key: str, allowed: tuple[str, ...]) -> str | None:
        """One of the `allowed` words, None where the key is left out.

        Raises:
            ProblemError: it is another word, or none.
        """
        value = raw.get(key)
        if value is None or value in allowed:
            return value
        raise self.not_allowed(table, key, value, allowed)

    def _hint(self, word: str, allowed: tuple[str, ...]) -> tuple[str, str]:
        close = difflib.get_close_matches(word, allowed, 1)
        return (f"「{close[0]}」ではありませんか。", f"did you mean {close[0]}? ") if close else ("", "")

    def _line_of(self, table: str, key: str) -> int:
        current = ""
        for number, line in enumerate(self.text.splitlines(), 1):
            header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
            if header:
                current = header[1].strip("\"' ")
                if not table and current == key:
                    return number
            elif current == table and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return number
        return 1
