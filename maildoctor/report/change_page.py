"""Before and after on one page for the invoice, in the layout of the customer's page, and the same as Markdown."""

from __future__ import annotations

from maildoctor.model.company import Company
from maildoctor.model.difference import Difference, Matter
from maildoctor.report.change_outline import ChangeOutline, Run, change_outline
from maildoctor.report.customer.content import Box, Page, Section, Sheet
from maildoctor.report.customer.told import tell
from maildoctor.report.customer.way import stops
from maildoctor.report.engineer import blocks
from maildoctor.report.voice import Voice

_HEADS = {
    "better": ("直ったところ", "What was repaired"),
    "worse": ("悪くなったところ", "What got worse"),
    "stayed": ("前と変わらないところ", "What is as before"),
    "open": ("前か今回のどちらかで調べていないところ", "What was examined only once"),
}


def change_page(difference: Difference, voice: Voice, company: Company | None = None) -> Page:
    """Put the difference on one page."""
    words = change_outline(difference, voice)
    now = difference.after.case.now
    return Page(
        voice.lang,
        voice.pick("メール点検 前と後のご報告", "Your mail, before and after"),
        voice.pick(f"{now.year}年{now.month}月{now.day}日", f"{now:%Y-%m-%d}"),
        voice.pick("____________________ 様", "To: ____________________"),
        voice.pick("点検したアドレス: ", "Examined: ") + words.subject,
        voice.pick("ひとことで言うと", "In short"),
        (words.conclusion.partition(": ")[2],),
        tuple(_sections(difference, words, voice)),
        stops(difference.after, voice),
        (
            (voice.pick("前の点検", "Examined before"), _run(words.before)),
            (voice.pick("後の点検", "Examined after"), _run(words.after)),
        ),
        company or Company(),
    )


def _sections(difference: Difference, words: ChangeOutline, voice: Voice) -> list[Section]:
    parts = [
        Section(
            voice.pick("メールの道すじの今の様子", "The mail's way as it is now"),
            words.notes,
            way=True,
        )
    ]
    for mark, title in _HEADS.items():
        items = [item for group in words.groups if group.mark == mark for item in group.items]
        said = [item.says for item in items]
        if mark == "better":
            said = [_before(matter, difference, voice) for matter in difference.better]
        if items:
            gap = voice.pick("", " ")
            told = (f"{what}{gap}{item.why}".rstrip() for what, item in zip(said, items, strict=True))
            parts.append(Section(voice.pick(*title), bullets=tuple(told)))
    if words.boxes:
        heads = (voice.pick("欄", "Box"), voice.pick("前", "Before"), voice.pick("後", "After"))
        boxes = tuple(Box(box.label, box.old, box.new, True) for box in words.boxes)
        parts.append(Section(voice.pick("変えた欄", "Boxes that were changed"), sheet=Sheet(heads, boxes)))
    if words.facts:
        parts.append(Section(voice.pick("ほかに変わったもの", "Also changed"), bullets=words.facts))
    return parts


def _before(matter: Matter, difference: Difference, voice: Voice) -> str:
    """What was wrong, as the customer's page of the first run told it."""
    report = difference.before if matter.after is None else difference.after
    return tell(report, matter.told, voice).seen


def _run(run: Run) -> str:
    return f"{run.when}  {run.state}  {run.place}"


def to_change_markdown(page: Page) -> str:
    """The page as Markdown, without the drawing: its stops are a table."""
    from maildoctor.report.engineer.markdown import to_markdown

    quiet = blocks.State("", blocks.Tone.QUIET)
    sections = [
        blocks.Section(f"s{number}", section.heading, tuple(_blocks(section, page)))
        for number, section in enumerate(page.sections, 1)
    ]
    head = ((page.short_head, " ".join(page.short)), *page.acts)
    return to_markdown(blocks.Page(page.lang, page.title, page.address, quiet, head, tuple(sections)))


def _blocks(section: Section, page: Page) -> list[blocks.Block]:
    found: list[blocks.Block] = [blocks.Paragraph(text) for text in section.paragraphs]
    if section.way:
        found.append(blocks.Pairs(tuple((stop.name, stop.state) for stop in page.stops)))
    if section.bullets:
        found.append(blocks.Bullets(section.bullets))
    if section.sheet is not None:
        rows = tuple((box.label, blocks.Code(box.now), blocks.Code(box.new)) for box in section.sheet.boxes)
        found.append(blocks.Grid("boxes", section.sheet.heads, rows))
    return found
