"""Putting a report onto the clipboard (`--copy`), by whichever program the platform has for it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak

_PATIENCE_S = 10
_WRITERS = (
    # Set-Clipboard and not clip.exe: that takes the console's code page, where a letter of another language is lost.
    (
        "powershell.exe",
        "-NoProfile",
        "-NonInteractive",
        "-Command",
        "$text = New-Object IO.StreamReader([Console]::OpenStandardInput(), [Text.Encoding]::UTF8); "
        "Set-Clipboard -Value $text.ReadToEnd()",
    ),
    ("pbcopy",),
    ("wl-copy",),
    ("xclip", "-selection", "clipboard", "-i"),
    ("xsel", "--clipboard", "--input"),
)


class NotCopiedError(Exception):
    """There are programs for the clipboard, and none of them took the text."""


def writers() -> tuple[Sequence[str], ...]:
    """The programs of this PC that write to the clipboard, the one to try first in front."""
    return tuple(writer for writer in _WRITERS if shutil.which(writer[0]))


def need_writers(speak: Speak) -> None:
    """Nothing is examined for a copy that cannot be made.

    Raises:
        ProblemError: this PC has no program that writes to the clipboard.
    """
    if writers():
        return
    names = " ".join(writer[0] for writer in _WRITERS[1:])
    raise ProblemError(
        "--copy",
        speak(
            f"クリップボードに入れるソフトがこの PC にありません(どれか 1 つ: {names})。"
            "--output letter.txt でファイルに書けます",
            f"this PC has no program that writes to the clipboard (one of: {names}); "
            "--output letter.txt writes it to a file",
        ),
    )


def copied(text: str) -> str:
    """Put `text` onto the clipboard; the name of the program that took it.

    Raises:
        NotCopiedError: none did (a wl-copy without Wayland, an xclip without a display).
    """
    for writer in writers():
        # wl-copy and xclip stay behind to serve the clipboard: a pipe that they hold open would keep us waiting.
        environment = {**os.environ, "LC_CTYPE": "UTF-8"} if writer[0] == "pbcopy" else None
        try:
            subprocess.run(
                writer,
                input=text.encode("utf-8", "backslashreplace"),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_PATIENCE_S,
                check=True,
                env=environment,
            )
        except (OSError, subprocess.SubprocessError):
            continue
        return writer[0]
    raise NotCopiedError
