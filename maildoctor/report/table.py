"""The report for the terminal: 80 to 120 columns, states in words, the conclusion last."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from tabulate import tabulate

from maildoctor.model.difference import Difference
from maildoctor.model.report import Report
from maildoctor.model.watched import Watched
from maildoctor.report.again import again_line
from maildoctor.report.lines import cells, spaced, wrapped
from maildoctor.report.outline import Outline, outline
from maildoctor.report.voice import Voice
from maildoctor.report.watch_table import watch_lines, watched_conclusion
from maildoctor.wire.readable import clean

WIDTH = 80
"""Columns where nobody says how many there are: in files and pipes."""
_STATE_CELLS = 10
_NAME_CELLS = 17
_BETWEEN = 10
"""What the table of the boxes spends on its edge, its marks and the gaps."""
_VERDICT = 14
"""The least that a verdict gets; a long label is broken before it."""


def to_table(
    report: Report,
    voice: Voice,
    everything: bool = False,
    transcript: bool = False,
    again: str | None = None,
    since: Difference | None = None,
    watched: Watched | None = None,
    width: int = WIDTH,
) -> str:
    """The whole report. `everything` (-v) shows each box and each finding; `transcript` the wire dialogues.

    `again`: the command that repeats the check; `since`: what changed since an earlier run; `watched`: what many
    runs say together, of which this is the last. No line but those of a dialogue is longer than `width` cells.
    """
    words = outline(report, voice)
    lines = [*_head(words, voice, width), ""]
    for station in words.stations:
        head = "  " + _padded(station.state, _STATE_CELLS) + _padded(station.name, _NAME_CELLS)
        lines += wrapped(head + station.says, width, " " * (2 + _STATE_CELLS + _NAME_CELLS))
    lines += _boxes(words, voice, everything, width)
    lines += _block(voice.pick("確かめました", "Proved"), words.proved, width)
    lines += _block(voice.pick("まだ言い切れません", "Not decided"), words.open, width)
    lines += _block(voice.pick("お客様に聞くこと", "To ask the customer"), words.questions, width)
    found = voice.pick("確かめた設定", "Settings that work")
    if not words.client_causes:
        found = voice.pick("見つかった設定", "Settings found")
    lines += _block(found, words.recommended, width)
    lines += _remedies(words, voice, width)
    lines += _client_causes(words, voice, width)
    lines += _next(words.write_to, again_line(report, voice, again), voice, width)
    if everything:
        lines += _findings(report, voice, width)
    if transcript:
        lines += _transcripts(report, voice)
    if since is not None:
        from maildoctor.report.change_table import since_lines

        lines += since_lines(since, voice)
    last_line = words.conclusion
    if watched is not None:
        lines += watch_lines(watched, voice)
        last_line = watched_conclusion(watched, report, voice)
    lines += ["", *wrapped(last_line, width, "      ")]
    # The last gate before the screen: whoever's text it is, a line stays one line and steers nothing.
    return "\n".join(clean(line.rstrip(), sys.maxsize) for line in lines) + "\n"


def to_line(report: Report, voice: Voice, watched: Watched | None = None) -> str:
    """The conclusion alone (-q)."""
    said = outline(report, voice).conclusion if watched is None else watched_conclusion(watched, report, voice)
    return clean(said, sys.maxsize) + "\n"


def _next(write_to: str, again: str, voice: Voice, width: int) -> list[str]:
    """Whom to write to and how to check again: on one line where both fit."""
    together = voice.pick("", " ").join(part for part in (write_to, again) if part)
    if not together:
        return []
    # A command is never broken: it is there to be copied.
    return ["", together] if cells(together) <= width else ["", *(part for part in (write_to, again) if part)]


def _padded(text: str, width: int) -> str:
    return text + " " * max(1, width - cells(text))


def _head(words: Outline, voice: Voice, width: int) -> Iterator[str]:
    left = f"maildoctor  {words.subject}"
    right = f"{words.when}   {words.took}"
    gap = width - cells(left) - cells(right)
    yield left + " " * gap + right if gap >= 2 else left
    if gap < 2:
        yield " " * (width - cells(right)) + right
    place, settings = voice.pick("調べた所", "Looked from"), voice.pick("設定の出所", "Settings from")
    one_line = f"{place}: {words.place}   {settings}: {words.settings}"
    if cells(one_line) <= width:
        yield one_line
    else:
        yield from wrapped(f"{place}: {words.place}", width, "  ")
        yield f"{settings}: {words.settings}"
    if words.provider:
        yield from wrapped(f"{voice.pick('メール会社', 'Provider')}: {words.provider}", width, "  ")
    if words.exceptions:
        yield from wrapped(
            voice.pick("今回だけの例外", "Exceptions of this run") + f": {words.exceptions}", width, "  "
        )


def _boxes(words: Outline, voice: Voice, everything: bool, width: int) -> list[str]:
    """The wrong boxes only, the others in one line; all of them with -v."""
    rows = words.all_rows if everything else words.rows
    if not rows:
        return []
    box = voice.pick("欄", "Box")
    if words.client:
        box = voice.pick(f"{spaced(words.client)}の欄".lstrip(), f"Box of {words.client}")
    heads = ["", box, voice.pick("今の値", "Present value"), voice.pick("判定", "Verdict")]
    room = width - _BETWEEN
    value = min(30 if width < 100 else 46, max(cells(heads[2]), *(cells(r.value) for r in rows)))
    label = min(room - value - _VERDICT, max(cells(heads[1]), *(cells(r.label) for r in rows)))
    heads[1] = "\n".join(wrapped(box, label))
    columns = (label, value, room - value - label)
    body = [[r.mark, *_folded((r.label, r.value, r.verdict), columns)] for r in rows]
    table = tabulate(body, headers=heads, tablefmt="plain", disable_numparse=True)
    lines = ["", *("  " + line for line in table.splitlines())]
    if not everything and words.other_rows:
        lines.append(
            voice.pick(
                f"      ほかの {words.other_rows} 欄は正しい (全部見る: -v)",
                f"      The other {words.other_rows} boxes are right (see all: -v)",
            )
        )
    return lines


def _folded(texts: Iterable[str], columns: Iterable[int]) -> list[str]:
    return ["\n".join(wrapped(text, column)) for text, column in zip(texts, columns, strict=True)]


def _block(title: str, items: tuple[str, ...], width: int) -> list[str]:
    if not items:
        return []
    lines = ["", title]
    for item in items:
        lines += wrapped(f"  {item}", width, "    ")
    return lines


def _remedies(words: Outline, voice: Voice, width: int) -> list[str]:
    causes = [cause for cause in words.causes if cause.fix or cause.ways]
    if not causes:
        return []
    lines = ["", voice.pick("直し方", "What to do")]
    for cause in causes:
        head = f"  {cause.letter}  " if cause.letter else "  "
        if cause.letter:
            lines += wrapped(head + cause.title, width, "     ")
            head = "     "
        lines += wrapped(head + cause.fix, width, head.replace(cause.letter, " ") if cause.letter else "    ")
        for way in cause.ways[:2]:
            lines += wrapped(f"     {way}", width, "       ")
        for hint in cause.boxes:
            lines += wrapped(f"     {hint}", width, "       ")
    return lines


def _client_causes(words: Outline, voice: Voice, width: int) -> list[str]:
    """The causes in the customer's own program, numbered: the conclusion names the first."""
    if not words.client_causes:
        return []
    lines = [
        "",
        voice.pick(
            f"{spaced(words.client)}側の原因(多い順)".lstrip(), f"Causes in {words.client}, the most likely first"
        ),
    ]
    for number, cause in enumerate(words.client_causes, 1):
        lines += wrapped(f"  {number}  {cause.title}", width, "     ")
        lines += wrapped(f"     {cause.decides}", width, "       ")
        lines += wrapped(f"     {cause.fix}", width, "       ")
    return lines


def _findings(report: Report, voice: Voice, width: int) -> list[str]:
    lines = ["", voice.pick("検査の一覧", "All checks")]
    for result in report.checks:
        where = f" ({result.target})" if result.target else ""
        lines.append(f"  {result.status.value:5} {result.id}{where}  {result.elapsed_ms} ms")
        for finding in result.findings:
            lines += wrapped(f"        {finding.status.value:5} {finding.id}: {voice.says(finding)}", width, " " * 10)
    return lines


def _transcripts(report: Report, voice: Voice) -> list[str]:
    lines = ["", voice.pick("通信の記録(小文字の s と c は暗号化の前)", "Dialogues (small s and c: before encryption)")]
    for observation in sorted(report.evidence, key=lambda o: (len(o.id), o.id)):
        if observation.transcript:
            lines.append(f"  {observation.id}")
            lines += [f"    {who} {text}" for who, text in observation.transcript]
    return lines
