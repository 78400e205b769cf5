"""The terminal: is there one, and what is asked on it. Prompts go to it even when stdout and stdin are redirected."""

from __future__ import annotations

import contextlib
import getpass
import sys
import unicodedata
import warnings
from collections.abc import Iterator
from typing import TextIO

from maildoctor.cli.speak import Speak

_ODD = "\u200b\u200c\u200d\u2060\ufeff\u00a0"


@contextlib.contextmanager
def terminal() -> Iterator[TextIO | None]:
    """The controlling terminal, open for reading and writing; None where there is none."""
    if sys.platform == "win32":
        yield sys.stderr if sys.stdin is not None and sys.stdin.isatty() else None
        return
    try:
        file = open("/dev/tty", "r+b", buffering=0)  # noqa: SIM115, PTH123
    except OSError:
        yield None
        return
    import io

    text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", write_through=True)
    try:
        yield text
    finally:
        text.close()


def has_terminal() -> bool:
    """True where somebody can be asked."""
    with terminal() as tty:
        return tty is not None


def ask_password(speak: Speak, account: str) -> str | None:
    """Ask for the password without showing it; None where Enter alone was pressed.

    Says its shape afterwards, and asks about characters that were hardly meant.

    Raises:
        KeyboardInterrupt: the user gave up.
    """
    prompt = speak(
        f"{account} のパスワード (入力しても何も表示されません。Enter だけならログインを試しません): ",
        f"Password of {account} (nothing is shown while you type; Enter alone means no login): ",
    )
    while True:
        typed = _hidden(prompt)
        if not typed:
            return None
        tell(speak("入力: ", "typed: ") + shape(typed, speak))
        odd = oddities(typed, speak)
        if not odd or ask_yes(f"{odd} " + speak("そのまま使いますか [y/N]: ", "Use it as it is [y/N]: ")):
            return typed


def _hidden(prompt: str) -> str:
    with warnings.catch_warnings():
        # getpass would rather show the password than fail; we would rather fail.
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt)
        except (EOFError, getpass.GetPassWarning):
            return ""


def tell(text: str) -> None:
    """One line on the terminal; nothing without one."""
    with terminal() as tty:
        if tty is not None:
            tty.write(text + "\n")


def ask_yes(question: str) -> bool:
    """A yes or no on the terminal; without one, no."""
    with terminal() as tty:
        if tty is None:
            return False
        tty.write(question)
        source = sys.stdin if sys.platform == "win32" else tty
        return source.readline().strip().lower() in ("y", "yes", "はい")


def ask_line(question: str) -> str | None:
    """One line typed on the terminal, without its end; None where there is none, or no more is coming."""
    with terminal() as tty:
        if tty is None:
            return None
        tty.write(question)
        tty.flush()
        source = sys.stdin if sys.platform == "win32" else tty
        line = source.readline()
        return line.rstrip("\r\n") if line else None


def shape(text: str, speak: Speak) -> str:
    """How long it is and which kinds of characters it has: enough to notice a Caps Lock, for the terminal alone."""
    kinds = [
        (any(c.islower() and c.isascii() for c in text), speak("英小文字", "lower case")),
        (any(c.isupper() and c.isascii() for c in text), speak("英大文字", "upper case")),
        (any(c.isdigit() for c in text), speak("数字", "digits")),
        (any(c.isascii() and not c.isalnum() for c in text), speak("記号", "signs")),
        (any(not c.isascii() for c in text), speak("全角など", "non-ASCII")),
    ]
    named = speak("、", ", ").join(name for there, name in kinds if there)
    return speak(f"{len(text)} 文字、{named}", f"{len(text)} characters: {named}")


def oddities(text: str, speak: Speak) -> str:
    """What in a password was hardly meant: full-width letters, spaces at the ends, tabs, invisible characters."""
    found = []
    if any(unicodedata.east_asian_width(c) == "F" for c in text):
        found.append(speak("全角の文字があります。", "It has full-width letters."))
    if text != text.strip():
        found.append(speak("前か後ろに空白があります。", "It has a space at an end."))
    if "\t" in text:
        found.append(speak("タブがあります。", "It has a tab."))
    if any(c in _ODD for c in text):
        found.append(speak("見えない文字があります。", "It has an invisible character."))
    return " ".join(found)
