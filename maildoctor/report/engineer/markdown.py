r"""The engineer's report as Markdown, to be pasted into a wiki or an issue (CommonMark with GFM's tables).

What came from elsewhere can neither format nor link anything: signs are escaped, and whatever a wiki would make a link
or a mention of stands as code. Dialogues are fenced by more backticks than they hold.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from maildoctor.report.engineer.blocks import (
    Anchor,
    Bar,
    Block,
    Bullets,
    Card,
    Cell,
    Code,
    Conclusion,
    Dialogue,
    Folded,
    Grid,
    Page,
    Pairs,
    Paragraph,
    Refs,
    State,
)
from maildoctor.wire.readable import clean

_SIGNS_INSIDE = re.compile(r"[\\`*{}\[\]<>&~$^#]|!(?=\[)|(?<!\w)_|_(?!\w)")
_SIGNS = re.compile(r"[\\`*{}\[\]<>&~$^#]|^[+=-]|!(?=\[)|(?<!\w)_|_(?!\w)")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")
_LINKED = re.compile(
    r"(?:(?i:(?:https?|ftp|mailto|xmpp):\S+|\bwww\.\S+)|[\w.+-]*@[\w.-]+|(?<!\w)(?:\w[-/\w]*)?#\d+)+",
)
"""What GFM, GitHub, GitLab or a wiki links by itself: addresses, people, issues."""

_PIPE = "&#124;"
_BAR_SIGNS = 20


def to_markdown(content: Page) -> str:
    """The whole document."""
    lines = [f"# {_text(content.title)}: {_text(content.subject)}", ""]
    lines += [f"- {_text(name)}: {_cell(cell)}" for name, cell in content.head]
    for section in content.sections:
        lines += ["", f"## {_text(section.heading)}"]
        for block in section.blocks:
            lines += ["", *_block(block)]
    return "\n".join(lines) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield _text(text)
        case Conclusion(verdict, text):
            yield f"**{_text(verdict.word)}** {_text(text)}"
        case Bullets(items):
            yield from (f"- {_text(item)}" for item in items)
        case Pairs(rows):
            yield from (f"- {_text(name)}: {_cell(cell)}" for name, cell in rows)
        case Grid():
            yield from _grid(block)
        case Dialogue(lines):
            yield from _fenced([f"{clean(who, 4)} {clean(text, sys.maxsize)}" for who, text in lines])
        case Folded(summary, blocks):
            yield f"### {' '.join(filter(None, map(_cell, summary)))}"
            for inner in blocks:
                yield ""
                yield from _block(inner)
        case Card(heading, _, blocks):
            yield f"### {_text(heading)}"
            for inner in blocks:
                yield ""
                yield from _block(inner)


def _fenced(lines: list[str]) -> Iterator[str]:
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}text"
    yield from lines
    yield fence


def _grid(grid: Grid) -> Iterator[str]:
    yield _line(_text(text) for text in grid.head)
    yield _line("---" for _ in grid.head)
    yield from (_line(_cell(cell) for cell in row) for row in grid.rows)


def _line(cells: Iterator[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(cell: Cell) -> str:
    match cell:
        case Code(text):
            return _code(text)
        case State(word, _):
            return _text(word)
        case Refs(ids):
            return " ".join(_text(identifier) for identifier in ids)
        case Anchor(identifier):
            return _text(identifier)
        case Bar():
            return _bar(cell)
        case _:
            return _text(cell)


def _bar(bar: Bar) -> str:
    start = min(_BAR_SIGNS * bar.start_ms // bar.whole_ms, _BAR_SIGNS - 1)
    wide = min(max(1, round(_BAR_SIGNS * bar.elapsed_ms / bar.whole_ms)), _BAR_SIGNS - start)
    return f"`{'.' * start}{'#' * wide}{'.' * (_BAR_SIGNS - start - wide)}`"


def _text(text: str) -> str:
    """Text on one line that formats nothing and links nothing."""
    line = _line_of(text)
    done, parts = 0, []
    for found in _LINKED.finditer(line):
        parts += [_escaped(line[done : found.start()], done == 0), _code(found[0])]
        done = found.end()
    return "".join((*parts, _escaped(line[done:], done == 0)))


def _escaped(text: str, first: bool) -> str:
    made = _SIGNS.sub(r"\\\g<0>", text) if first else _SIGNS_INSIDE.sub(r"\\\g<0>", text)
    if first:
        made = _NUMBERED.sub(r"\1\\\2", made)
    return made.replace("|", _PIPE)


def _code(text: str) -> str:
    """Word for word. A table ends its cell at every `|`, also inside code: that one sign stands beside it."""
    return _PIPE.join(_span(part) for part in _line_of(text).split("|"))


def _span(text: str) -> str:
    if not text.strip():
        return text
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    around = "`" * (longest + 1)
    inner = f" {text} " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else text
    return f"{around}{inner}{around}"


def _line_of(text: str) -> str:
    return clean(" ".join(text.split("\n")), sys.maxsize).strip()
