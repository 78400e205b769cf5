"""Lines of text that fit a terminal, counted in cells: a Japanese character takes two."""

from __future__ import annotations

from wcwidth import wcswidth, wcwidth

_NOT_AT_START = "、。,.:;)」』)】!?ー々・…ゃゅょっャュョッァィゥェォ"
"""Characters that a Japanese line does not begin with."""
_NOT_AT_END = "「『((【"
"""Characters that a Japanese line does not end with."""


def spaced(name: str) -> str:
    """A name inside a Japanese sentence: a space stands on the side where it has Latin letters or digits."""
    return (" " if name[:1].isascii() and name else "") + name + (" " if name[-1:].isascii() and name else "")


def cells(text: str) -> int:
    """The width of `text` in terminal cells."""
    return max(wcswidth(text), 0)


def cut(text: str, width: int) -> str:
    """As much of `text` as fits in `width` cells."""
    return _cut(text, width)[0]


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """`text` in lines of at most `width` cells; every line but the first starts with `indent`.

    Breaks at spaces where there is one near, and between any two Japanese characters unless a bracket or a mark binds
    them.
    """
    lines: list[str] = []
    line, used = "", 0
    for piece in _pieces(text):
        size = cells(piece)
        if used + size > width and line.strip():
            lines.append(line.rstrip())
            line, used = indent, cells(indent)
            piece = piece.lstrip(" ")
            size = cells(piece)
        while used + size > width:
            head, piece = _cut(piece, width - used)
            if not head:
                break
            lines.append(line + head)
            line, used, size = indent, cells(indent), cells(piece)
        line += piece
        used += size
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> list[str]:
    """What no line may break: words with the space in front of them, wide characters with the marks beside them."""
    bound: list[str] = []
    for piece in _words(text):
        if bound and (piece[0] in _NOT_AT_START or bound[-1][-1] in _NOT_AT_END):
            bound[-1] += piece
        else:
            bound.append(piece)
    return bound


def _words(text: str) -> list[str]:
    """Words with the space in front of them, and wide characters one by one."""
    pieces: list[str] = []
    current = ""
    for character in text:
        if wcwidth(character) == 2:
            if current:
                pieces.append(current)
            pieces.append(character)
            current = ""
        elif character == " ":
            if current:
                pieces.append(current)
            current = " "
        else:
            current += character
    if current:
        pieces.append(current)
    return pieces


def _cut(text: str, room: int) -> tuple[str, str]:
    used = 0
    for index, character in enumerate(text):
        used += max(wcwidth(character), 0)
        if used > room:
            return text[:index], text[index:]
    return text, ""
