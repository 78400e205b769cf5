"""The difference of two runs for the terminal: 80 columns, the conclusion last."""

from __future__ import annotations

from dataclasses import replace

from tabulate import tabulate

from maildoctor.model.difference import Difference
from maildoctor.report.change_outline import Box, ChangeOutline, change_outline, since, summary
from maildoctor.report.lines import wrapped
from maildoctor.report.voice import Voice

WIDTH = 80
_LONGEST_CELL = 26


def to_change_table(difference: Difference, voice: Voice) -> str:
    """The whole difference."""
    words = change_outline(difference, voice)
    lines = [f"maildoctor diff  {words.subject}"]
    for name, run in ((voice.pick("前", "Before"), words.before), (voice.pick("後", "After"), words.after)):
        lines += wrapped(f"{name}: {run.when}  {run.state}  {run.place}", WIDTH, "    ")
    lines += [line for note in words.notes for line in wrapped(note, WIDTH, "  ")]
    lines += _body(words, voice)
    lines += ["", *wrapped(words.conclusion, WIDTH, "      ")]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def to_change_line(difference: Difference, voice: Voice) -> str:
    """The conclusion alone (-q)."""
    return change_outline(difference, voice).conclusion + "\n"


def since_lines(difference: Difference, voice: Voice) -> list[str]:
    """What changed since another run, as a block of the table of a report."""
    words = change_outline(difference, voice)
    lines = ["", since(difference, voice)]
    lines += [line for note in words.notes for line in wrapped(f"  {note}", WIDTH, "  ")]
    lines += wrapped(f"  {summary(difference, voice)}", WIDTH, "  ")
    changed = tuple(group for group in words.groups if group.mark != "stayed")  # what stayed stands in the report
    return lines + _body(replace(words, groups=changed), voice, "  ")


def _body(words: ChangeOutline, voice: Voice, indent: str = "") -> list[str]:
    lines: list[str] = []
    for group in words.groups:
        lines += ["", indent + group.title] if not indent else [indent + group.title]
        for item in group.items:
            lines += wrapped(f"{indent}  {item.says}", WIDTH, f"{indent}    ")
            if item.why:
                lines += wrapped(f"{indent}    {item.why}", WIDTH, f"{indent}    ")
    lines += _boxes(words.boxes, voice)
    if words.facts:
        title = indent + voice.pick("ほかに変わったもの", "Also changed")
        lines += ["", title] if not indent else [title]
        for fact in words.facts:
            lines += wrapped(f"{indent}  {fact}", WIDTH, f"{indent}    ")
    return lines


def _boxes(boxes: tuple[Box, ...], voice: Voice) -> list[str]:
    if not boxes:
        return []
    heads = [
        voice.pick("変えた欄", "Box changed"),
        voice.pick("前", "Before"),
        voice.pick("後", "After"),
        voice.pick("判定", "Verdict"),
    ]
    body = [[box.label, _folded(box.old), _folded(box.new), box.now] for box in boxes]
    table = tabulate(body, headers=heads, tablefmt="plain", disable_numparse=True)
    return ["", *("     " + line for line in table.splitlines())]


def _folded(text: str) -> str:
    return "\n".join(wrapped(text, _LONGEST_CELL))
