"""Reading text that people saved: UTF-8 with or without BOM, UTF-16 with BOM, or cp932."""

from __future__ import annotations

from pathlib import Path

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak

MOST_BYTES = 64 * 1024 * 1024


def decode_text(data: bytes) -> str:
    """The text in `data`.

    Raises:
        UnicodeDecodeError: it is in none of the encodings.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp932")


def read_text(path: str, speak: Speak) -> str:
    """The text of a file.

    Raises:
        ProblemError: it cannot be read.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES)
        return decode_text(data)
    except UnicodeDecodeError:
        raise ProblemError(
            path,
            speak(
                "文字コードが分かりません。UTF-8、UTF-16 (BOM 付き)、Shift_JIS のどれかで保存してください",
                "unknown encoding; save it as UTF-8, UTF-16 with BOM, or Shift_JIS (cp932)",
            ),
        ) from None
    except OSError as error:
        raise ProblemError(path, speak("読めません", "cannot be read") + f" ({error.strerror})") from None
