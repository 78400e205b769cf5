"""What a server sent, as text that is safe to show and store.

Bytes are decoded first and made safe afterwards: Shift_JIS uses C1 bytes as lead bytes and ISO-2022-JP is made of
escape sequences, so cleaning the bytes would destroy honest Japanese text.
"""

from __future__ import annotations

import unicodedata

_KEEP = {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm"}
_KEEP |= {"Sc", "Sk", "So", "Zs"}
_LONGEST = 512


def decode(data: bytes) -> str:
    """`data` as text: UTF-8, else ISO-2022-JP where its escapes are seen, else cp932, else EUC-JP, else escapes."""
    attempts = ["iso2022_jp"] if b"\x1b$" in data or b"\x1b(J" in data else []
    for encoding in ("utf-8", *attempts, "cp932", "euc_jp"):
        if encoding == "utf-8" and attempts:
            continue
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("ascii", errors="backslashreplace")


def clean(text: str, longest: int = _LONGEST) -> str:
    """`text` without anything that could steer a terminal or reorder a line; what is removed is shown as an escape.

    Idempotent, never raises. Longer text is cut and marked with "...".
    """
    shown = "".join(c if unicodedata.category(c) in _KEEP else _escape(c) for c in text)
    return shown if len(shown) <= longest else shown[: longest - 3] + "..."


def readable(data: bytes, longest: int = _LONGEST) -> str:
    """`data` decoded and cleaned, without the line end."""
    return clean(decode(data.rstrip(b"\r\n")), longest)


def _escape(character: str) -> str:
    point = ord(character)
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
