"""The engineer's report, put together: the causes and the conclusion, the chain, and all that they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.model.contrast import Edit, Severity
from maildoctor.model.report import CheckResult, Diagnosis, Report
from maildoctor.report.engineer.blocks import (
    Block,
    Bullets,
    Card,
    Cell,
    Code,
    Conclusion,
    Grid,
    Page,
    Pairs,
    Paragraph,
    Refs,
    Section,
    State,
    Tone,
)
from maildoctor.report.engineer.chain import chain
from maildoctor.report.engineer.seen import evidence
from maildoctor.report.engineer.surroundings import surroundings
from maildoctor.report.engineer.tried import tried
from maildoctor.report.engineer.words import field_state, owner_word, status_state, tone_of, verdict_state
from maildoctor.report.outline import Outline, outline
from maildoctor.report.voice import Voice


def engineer_page(report: Report, voice: Voice) -> Page:
    """The whole report in the order in which it is read."""
    words = outline(report, voice)
    sections = (
        Section("way", voice.pick("手紙の道のり", "The letter's way"), _stations(words, voice)),
        Section("causes", voice.pick("原因と直し方", "Causes and what to do"), tuple(_causes(report, words, voice))),
        Section("chain", voice.pick("時間の流れ", "Time line"), chain(report, voice)),
        Section("fields", voice.pick("設定の欄", "Boxes"), _fields(report, voice)),
        Section("tried", voice.pick("試したものと、外れたもの", "Tried, and ruled out"), tried(report, voice)),
        Section("checks", voice.pick("検査の一覧", "All checks"), _checks(report, voice)),
        Section(
            "evidence", voice.pick("見たもの (開くと通信の記録)", "Evidence (open for the dialogue)"),
            evidence(report, voice),
        ),
        Section("environment", voice.pick("調べた環境", "Environment"), surroundings(report, voice)),
    )  # fmt: skip
    return Page(
        voice.lang,
        voice.pick("メール点検の記録", "Mail check, full record"),
        words.subject,
        verdict_state(report.verdict, voice),
        tuple(_head(report, words, voice)),
        tuple(section for section in sections if section.blocks),
    )


def _head(report: Report, words: Outline, voice: Voice) -> Iterator[tuple[str, Cell]]:
    said = (
        (voice.pick("日時", "When"), f"{words.when}   {words.took}".strip()),
        (voice.pick("調べた所", "Looked from"), words.place),
        (voice.pick("設定の出所", "Settings from"), words.settings),
        (voice.pick("メール会社", "Provider"), words.provider),
        (voice.pick("お客様が見たもの", "Customer sees"), report.case.settings.saw or ""),
        (voice.pick("今回だけの例外", "Exceptions of this run"), words.exceptions),
    )
    yield from ((name, text) for name, text in said if text)


def _stations(words: Outline, voice: Voice) -> tuple[Block, ...]:
    head = (voice.pick("状態", "State"), voice.pick("場所", "Place"), voice.pick("分かったこと", "Seen"))
    rows = tuple(
        (State(station.state, tone_of(station.status)), station.name, station.says) for station in words.stations
    )
    return (Grid("stations", head, rows),) if rows else ()


def _causes(report: Report, words: Outline, voice: Voice) -> Iterator[Block]:
    for diagnosis, cause in zip(report.diagnoses, words.causes, strict=True):
        heading = f"{cause.letter}  {cause.title}" if cause.letter else cause.title
        tone = Tone.BAD if diagnosis.severity is Severity.FAIL else Tone.NOTE
        rows: list[tuple[str, Cell]] = [
            (voice.pick("符号", "Code"), Code(f"{diagnosis.finding.id} ({diagnosis.field.value})")),
            (voice.pick("確かさ", "Certainty"), cause.certainty),
            (voice.pick("直す人", "Who acts"), owner_word(diagnosis.owner, voice)),
        ]
        if cause.why:
            rows.append((voice.pick("なぜ", "Why"), cause.why))
        if cause.fix:
            rows.append((voice.pick("直し方", "What to do"), cause.fix))
        rows += [(voice.pick("変える欄", "Change"), _edits(diagnosis.edits, voice))] if diagnosis.edits else []
        rows += (
            [(voice.pick("変更後の確認", "Changed settings"), _verified(diagnosis, voice))] if diagnosis.edits else []
        )
        rows += [(voice.pick("ほかの直し方", "Or"), _edits(edits, voice)) for edits in diagnosis.alternatives]
        if diagnosis.decides:
            rows.append((voice.pick("決め手", "Decided by"), Code(diagnosis.decides)))
        rows.append((voice.pick("根拠", "Evidence"), Refs(diagnosis.evidence)))
        yield Card(heading, tone, (Pairs(tuple(rows)),))
    for title, items in (
        (voice.pick("確かめました", "Proved"), words.proved),
        (voice.pick("まだ言い切れません", "Not decided"), words.open),
        (voice.pick("お客様に聞くこと", "To ask the customer"), words.questions),
        (voice.pick("見つかった設定", "Settings found"), words.recommended),
    ):
        if items:
            yield Card(title, Tone.QUIET, (Bullets(items),))
    for number, suspect in enumerate(words.client_causes, 1):
        rows = [(voice.pick("決め手", "Decides"), suspect.decides), (voice.pick("直し方", "What to do"), suspect.fix)]
        yield Card(f"{number}  {words.client}: {suspect.title}", Tone.NOTE, (Pairs(tuple(rows)),))
    if words.write_to:
        yield Paragraph(words.write_to)
    yield Conclusion(verdict_state(report.verdict, voice), words.conclusion)


def _verified(diagnosis: Diagnosis, voice: Voice) -> str:
    if diagnosis.verified:
        return voice.pick("この値で試して、つながりました", "tried with these values, they work")
    return voice.pick("まとめては試していません", "not tried as a whole")


def _edits(edits: tuple[Edit, ...], voice: Voice) -> str:
    said = []
    for edit in edits:
        label = voice.label(edit.field.value)
        if edit.old is None and edit.new is None:
            said.append(label)
            continue
        old, new = (voice.shown(edit.field.value, value) for value in (edit.old, edit.new))
        said.append(f"{label}: {old} -> {new}")
    return voice.pick("、", ", ").join(said)


def _fields(report: Report, voice: Voice) -> tuple[Block, ...]:
    head = (
        voice.pick("欄", "Box"), voice.pick("今の値", "Present value"), voice.pick("判定", "Verdict"),
        voice.pick("直す値", "Should be"), voice.pick("名前", "Field"), voice.pick("根拠", "Evidence"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for row in report.fields:
        values = ["" if value is None else voice.shown(row.name, value) for value in (row.value, row.should_be)]
        rows.append(
            (voice.label(row.name), Code(values[0]), field_state(row.verdict, voice), Code(values[1]), Code(row.name),
             Refs(row.evidence))
        )  # fmt: skip
    return (Grid("fields", head, tuple(rows)),) if rows else ()


def _checks(report: Report, voice: Voice) -> tuple[Block, ...]:
    head = (
        voice.pick("状態", "State"), voice.pick("検査", "Check"), voice.pick("符号", "Code"),
        voice.pick("分かったこと", "Seen"), voice.pick("根拠", "Evidence"),
    )  # fmt: skip
    rows = tuple(row for result in report.checks for row in _check(result, voice))
    return (Grid("checks", head, rows),) if rows else ()


def _check(result: CheckResult, voice: Voice) -> Iterator[tuple[Cell, ...]]:
    """A row for each finding; a check that says nothing has one all the same."""
    name = f"{voice.title(result.title)} ({result.id})" + (f" {result.target}" if result.target else "")
    if not result.findings:
        yield status_state(result.status, voice), name, "", "", Refs(())
    for finding in result.findings:
        said = [voice.says(finding)]
        if finding.code is not None:
            said += [voice.says(finding, "why"), voice.says(finding, "fix")]
        text = voice.pick("", " ").join(part for part in said if part)
        yield status_state(finding.status, voice), name, Code(finding.id), text, Refs(finding.evidence)
