"""One-line text for what machines read: whatever a server said stays inside its line, its cell and its quotes."""

from __future__ import annotations

import sys

from maildoctor.wire.readable import clean

_FORMULA = frozenset('=+-@"' + "".join(chr(ord(sign) + 0xFEE0) for sign in "=+-@"))
"""What makes a spreadsheet calculate (also in full width), and the quote that would swallow the tabs behind it."""


def cell(value: object) -> str:
    """One cell of a table for spreadsheets: None is empty, and no text of somebody else's is a formula.

    See OWASP, "CSV Injection": a cell is harmless with a single quote in front, which spreadsheets do not show.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = clean(str(value), sys.maxsize)
    return f"'{text}" if text.lstrip(" \u3000")[:1] in _FORMULA else text


def escaped(text: str, signs: str) -> str:
    r"""`text` on one line, with control characters and the given signs shown as escapes (`|` as `\x7c`)."""
    return "".join(f"\\x{ord(sign):02x}" if sign in signs else sign for sign in clean(text, sys.maxsize))
