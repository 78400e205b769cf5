"""A case: a folder that keeps the customer's settings and the runs, so that a check is repeated without typing.

`settings.toml` is for people to edit; `run-01.json`, `run-02.json` … are reports as `--output` writes them. The folder
is made for its owner alone (0700), and so is what is written to it (0600). No password is ever in it.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.saved import reopened
from maildoctor.cli.settings_file import read_settings
from maildoctor.cli.settings_text import settings_text
from maildoctor.cli.speak import Speak
from maildoctor.cli.texts import read_text
from maildoctor.model.report import Report
from maildoctor.model.settings import Settings

_RUN = re.compile(r"run-(\d{2,})\.json")
_HEAD = (
    "# 案件の設定です。違っていた欄をここで直し、maildoctor check --case をもう一度。パスワードは書きません。\n"
    "# The settings of this case. Correct a box here and run maildoctor check --case again. No password goes in here.\n"
)


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """The folder `--case` names, `given` as it was typed. It need not be there yet."""

    given: str
    speak: Speak
    _told: set[Path] = field(default_factory=set, init=False, repr=False, compare=False)

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.given)

    @property
    def settings_path(self) -> Path:
        """Its settings file."""
        return self.path / "settings.toml"

    @property
    def begun(self) -> bool:
        """True where it has settings: then they are the source."""
        return self.settings_path.exists()

    @property
    def command(self) -> str:
        """The command that repeats the check, to be copied."""
        words = ["maildoctor", "check", "--case", self.given]
        return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)

    def settings(self) -> Settings:
        """What its settings file says.

        Raises:
            ProblemError: it cannot be read, or something in it is wrong.
        """
        path = str(self.settings_path)
        return read_settings(read_text(path, self.speak), path, self.speak)

    def subject(self) -> str | None:
        """The account that the case is about: that of its newest run, else what its settings name."""
        last = next(self.newest_first(), None)
        if last is not None:
            return str(last.case.address) if last.case.address is not None else last.case.domain
        return self.settings().address if self.begun else None

    def newest_first(self) -> Iterator[Report]:
        """Its runs, the last one first. One that cannot be read is told on stderr and left out."""
        return self._opened(reversed(self.runs()))

    def oldest_first(self) -> Iterator[Report]:
        """Its runs, the first one first."""
        return self._opened(iter(self.runs()))

    def runs(self) -> list[Path]:
        """The files of its runs, in the order of their numbers."""
        try:
            found = [(int(match[1]), path) for path in self.path.iterdir() if (match := _RUN.fullmatch(path.name))]
        except OSError:
            return []
        return [path for _, path in sorted(found)]

    def begin(self, settings: Settings) -> None:
        """Make the folder and its settings file; what is there already stays as it is.

        Raises:
            ProblemError: it cannot be written.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self.begun:
                with contextlib.suppress(FileExistsError):
                    _write_new(self.settings_path, _HEAD + settings_text(settings))
            with tempfile.TemporaryFile(dir=self.path):
                pass  # a run can be kept: told before anything is sent, not afterwards
        except OSError as error:
            said = self.speak("この案件のフォルダーに書けません", "cannot be written")
            raise ProblemError(f"--case {self.given}", f"{said} ({error.strerror or type(error).__name__})") from None

    def keep(self, text: str) -> Path:
        """Keep a run under the next free number, whatever else writes here at the same time.

        Raises:
            OSError: it cannot be written.
        """
        number = max((int(match[1]) for path in self.runs() if (match := _RUN.fullmatch(path.name))), default=0)
        while True:
            number += 1
            path = self.path / f"run-{number:02}.json"
            with contextlib.suppress(FileExistsError):
                _write_new(path, text)
                return path

    def _opened(self, paths: Iterator[Path]) -> Iterator[Report]:
        for path in paths:
            try:
                yield reopened(str(path), self.speak)
            except ProblemError as error:
                if path not in self._told:
                    self._told.add(path)
                    said = self.speak("この点検は飛ばします", "this run is left out")
                    click.echo(f"maildoctor: {error.message} - {said}", err=True)


def case_folder(given: str, speak: Speak) -> CaseFolder:
    """The folder that `--case` names.

    Raises:
        ProblemError: it is no folder.
    """
    if not given or (Path(given).exists() and not Path(given).is_dir()):
        raise ProblemError(f"--case {given}", speak("フォルダーではありません", "is no folder"))
    return CaseFolder(given, speak)


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet: whole or not at all, for its owner alone.

    Raises:
        FileExistsError: it is there.
        OSError: it cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".maildoctor-")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
        try:
            os.link(name, path)
        except FileExistsError:
            raise
        except OSError:  # no links on this kind of disk
            with path.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write(text)
            path.chmod(0o600)
    finally:
        Path(name).unlink()
