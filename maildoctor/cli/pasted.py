"""Where pasted text comes from: the command line, a file, standard input or the clipboard."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak

MOST_BYTES = 4 * 1024 * 1024
_PATIENCE_S = 5
_READERS = (
    (
        "powershell.exe",
        "-NoProfile",
        "-NonInteractive",
        "-Command",
        "[Console]::OutputEncoding = [Text.Encoding]::UTF8; Get-Clipboard -Raw",
    ),
    ("pbpaste",),
    ("wl-paste", "--no-newline"),
    ("xclip", "-selection", "clipboard", "-o"),
    ("xsel", "--clipboard", "--output"),
)


def pasted_bytes(words: tuple[str, ...], clipboard: bool, speak: Speak) -> bytes:
    """What is to be explained.

    Raises:
        ProblemError: nothing was given, two things were, or it cannot be read.
    """
    if clipboard and words:
        raise ProblemError(
            "--clipboard", speak("文やファイルとは一緒に使えません", "not together with words or a file")
        )
    if clipboard:
        return _from_clipboard(speak)
    if words == ("-",):
        return sys.stdin.buffer.read(MOST_BYTES)
    if len(words) == 1 and _is_file(words[0]):
        try:
            with Path(words[0]).open("rb") as file:
                return file.read(MOST_BYTES)
        except OSError as error:
            raise ProblemError(words[0], speak("読めません", "cannot be read") + f" ({error.strerror})") from None
    return " ".join(words).encode("utf-8", "surrogateescape")


def _is_file(word: str) -> bool:
    try:
        return Path(word).is_file()
    except (OSError, ValueError):
        return False


def _from_clipboard(speak: Speak) -> bytes:
    command = next((reader for reader in _READERS if shutil.which(reader[0])), None)
    if command is None:
        names = ", ".join(reader[0] for reader in _READERS[1:])
        raise ProblemError(
            "--clipboard",
            speak(
                f"クリップボードを読むソフトがありません({names} のどれか)。文を後ろに書くか、- で渡してください",
                f"no program to read the clipboard ({names}); write the text behind the command, or pass it with -",
            ),
        )
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE_S, check=True, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError) as error:
        raise ProblemError(
            "--clipboard",
            speak("クリップボードを読めません", "the clipboard cannot be read") + f" ({type(error).__name__})",
        ) from None
    return done.stdout[:MOST_BYTES]
