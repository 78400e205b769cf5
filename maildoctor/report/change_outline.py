"""The difference of two runs in words: what is said, in which order, without any layout."""

from __future__ import annotations

from dataclasses import dataclass

from maildoctor.model.contrast import Break, Proof, Severity
from maildoctor.model.difference import Difference, Matter, Places, Turn
from maildoctor.model.report import FieldVerdict, Report, Verdict
from maildoctor.report.change_words import cause_in_words, fact_in_words
from maildoctor.report.edits import changes_in_words
from maildoctor.report.voice import Voice
from maildoctor.report.words import STATE, direction_name, proof_word


@dataclass(frozen=True, slots=True)
class Told:
    """One matter: what it is, and why it went or came ("" where that is not proved)."""

    says: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One box that was changed. `now` is what the second run says of it."""

    label: str
    old: str
    new: str
    now: str


@dataclass(frozen=True, slots=True)
class Run:
    """The head of one run."""

    when: str
    state: str
    place: str


@dataclass(frozen=True, slots=True)
class Group:
    """Matters of one kind under their heading. `mark` is "better", "worse", "stayed" or "open"."""

    mark: str
    title: str
    items: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class ChangeOutline:
    """The whole difference in words."""

    subject: str
    before: Run
    after: Run
    notes: tuple[str, ...]
    groups: tuple[Group, ...]
    boxes: tuple[Box, ...]
    facts: tuple[str, ...]
    conclusion: str


_GROUPS = (
    ("better", ("よくなったところ(前の様子)", "Better (as it was before)"), (Turn.GONE, Turn.EASED)),
    ("worse", ("悪くなったところ", "Worse"), (Turn.NEW, Turn.HARDENED)),
    ("stayed", ("変わらないところ", "As before"), (Turn.STAYED,)),
    ("open", ("今回見えたもの(前は調べられなかった)", "Seen now, out of reach before"), (Turn.UNCOVERED,)),
    ("open", ("今回は調べていないもの", "Not looked at this time"), (Turn.UNSEEN,)),
)


def change_outline(difference: Difference, voice: Voice) -> ChangeOutline:
    """Put `difference` into words."""
    case = difference.after.case
    groups = (
        Group(mark, voice.pick(*title), tuple(_told(matter, voice) for matter in difference.turned(*turns)))
        for mark, title, turns in _GROUPS
    )
    return ChangeOutline(
        str(case.address) if case.address is not None else case.domain,
        _run(difference.before, voice),
        _run(difference.after, voice),
        tuple(_notes(difference, voice)),
        tuple(group for group in groups if group.items),
        tuple(_boxes(difference, voice)),
        tuple(_facts(difference, voice)),
        voice.pick("結論: ", "Conclusion: ") + _sentence(difference, voice),
    )


def _run(report: Report, voice: Voice) -> Run:
    place = voice.plain(report.place.label or report.place.host)
    source = report.place.v4 or report.place.v6
    if source is not None:
        place += voice.pick(f"、接続元 {source}", f", seen as {source}")
    return Run(report.case.now.strftime("%Y-%m-%d %H:%M"), voice.pick(*STATE[report.verdict]), place)


def _told(matter: Matter, voice: Voice) -> Told:
    says = voice.says(matter.told.finding)
    if matter.turn is Turn.EASED:
        return Told(says, voice.pick("異常から注意になりました。", "it was a fault, and is a warning now."))
    if matter.turn is Turn.HARDENED:
        return Told(says, voice.pick("注意から異常になりました。", "it was a warning, and is a fault now."))
    contrast = matter.told.finding.contrast
    if matter.turn is Turn.GONE and contrast is not None and contrast.what is Break.PASSWORD:
        return Told(says, voice.pick("今回は、ログインが受け付けられました。", "This time the login was accepted."))
    return Told(says, cause_in_words(matter.by, voice, matter.turn.better))


def _notes(difference: Difference, voice: Voice) -> list[str]:
    """What the reader has to know before he compares."""
    said = []
    before, after = difference.before, difference.after
    if difference.reversed:
        said.append(
            voice.pick(
                "「前」のほうが新しい報告です。順番を確かめてください。",
                "The first report is the newer one; is the order meant?",
            )
        )
    if difference.readdressed:
        old, new = (voice.plain(str(r.case.settings.address or r.case.address)) for r in (before, after))
        said.append(
            voice.pick(
                f"アドレスが {old} から {new} に直っています。", f"The address was corrected from {old} to {new}."
            )
        )
    if difference.places is not Places.SAME:
        said.append(voice.pick("調べた所が違います。", "The two were looked at from different places."))
    if before.case.options.login == "given" != after.case.options.login:
        said.append(voice.pick("今回はパスワードを試していません。", "No password was tried this time."))
    if before.case.options.login != "given" == after.case.options.login:
        said.append(voice.pick("前はパスワードを試していません。", "No password was tried the first time."))
    limits = [(r.case.options.only, r.case.options.skip) for r in (before, after)]
    if limits[0] != limits[1]:
        said.append(
            voice.pick("調べた範囲が違います(--only、--skip)。", "Not the same checks were chosen (--only, --skip).")
        )
    return said


def _boxes(difference: Difference, voice: Voice) -> list[Box]:
    rows = {row.name: row.verdict for row in difference.after.fields}
    found = []
    for change in difference.settings:
        old, new = (
            voice.pick("(なし)", "(none)") if value is None else voice.shown(change.name, value)
            for value in (change.old, change.new)
        )
        found.append(Box(voice.label(change.name), old, new, _verdict(rows.get(change.name), voice)))
    return found


def _verdict(verdict: FieldVerdict | None, voice: Voice) -> str:
    if verdict is None:
        return ""
    return voice.pick(
        *{
            FieldVerdict.CORRECT: ("正しい", "right"),
            FieldVerdict.WRONG: ("違う", "wrong"),
            FieldVerdict.SUSPECT: ("疑い", "suspect"),
            FieldVerdict.NOT_REACHED: ("そこまで届いていない", "not reached"),
            FieldVerdict.NOT_TESTED: ("試していない", "not tested"),
        }[verdict]
    )


def _facts(difference: Difference, voice: Voice) -> list[str]:
    said = [fact_in_words(change, voice) for change in difference.facts]
    for proof in difference.proofs:
        name, old, new = (
            direction_name(proof.direction, voice),
            proof_word(proof.old, voice),
            proof_word(proof.new, voice),
        )
        said.append(voice.pick(f"{name}の確かめ: 前は{old}、今は{new}", f"{name} mail: {old}; now {new}"))
    return said


def _sentence(difference: Difference, voice: Voice) -> str:
    """The last line, in the grammar of every conclusion: it can be read aloud on the telephone."""
    after = difference.after
    if difference.places in (Places.LINE, Places.PLACE):
        return _of_the_place(difference, voice)
    better, worse = difference.better, difference.worse
    if better and worse:
        return voice.pick(
            f"よくなったところが {len(better)} つ、悪くなったところが {len(worse)} つあります。",
            f"{len(better)} got better, {len(worse)} got worse.",
        )
    if worse:
        return voice.pick(f"前より悪くなったところが {len(worse)} つあります。", f"{len(worse)} got worse.")
    left = [d for d in after.diagnoses if d.severity is Severity.FAIL]
    if better and left:
        return voice.pick(
            f"よくなりました。異常がまだ {len(left)} つ残っています。", f"better, but {len(left)} fault(s) are left."
        )
    if better and after.verdict is not Verdict.UNKNOWN:
        return _cured(difference, voice)
    if better:
        return voice.pick("よくなりましたが、最後までは調べていません。", "better, but not examined to the end.")
    if difference.turned(Turn.UNSEEN, Turn.UNCOVERED):
        return voice.pick(
            "調べた範囲が違うので、よくなったとも悪くなったとも言えません。",
            "not the same things were examined: neither better nor worse can be said.",
        )
    if difference.empty:
        return voice.pick("前と変わったところはありません。", "nothing has changed.")
    return voice.pick(
        "変わったものはありますが、よくも悪くもなっていません。", "some things changed, none for better or worse."
    )


def _cured(difference: Difference, voice: Voice) -> str:
    """「直りました(受信の「暗号化方法」を STARTTLS から SSL/TLS に。10:31、ログインまで確認)。」"""
    by = [c for m in difference.better for c in m.by if c in difference.settings]
    boxes = list(dict.fromkeys((c.name, c.old, c.new) for c in difference.settings if c in by))
    said = changes_in_words(boxes, voice) if boxes else ""
    proofs = [side.proof for side in difference.after.contrasts.sides.values()]
    how = ""
    if proofs and all(proof is proofs[0] for proof in proofs) and proofs[0] in (Proof.LOGIN, Proof.AUTH_OFFERED):
        how = voice.pick("、", ", ") + proof_word(proofs[0], voice)
    when = difference.after.case.now.strftime("%H:%M") + how
    failed = difference.before.verdict is Verdict.FAIL
    cured = voice.pick("直りました", "repaired") if failed else voice.pick("注意が減りました", "fewer warnings")
    return voice.pick(
        f"{cured}({said + '。' if said else ''}{when})。", f"{cured} ({said + '; ' if said else ''}{when})."
    )


def _of_the_place(difference: Difference, voice: Voice) -> str:
    bad = difference.before if difference.before.verdict is Verdict.FAIL else difference.after
    name = voice.plain(bad.place.label or bad.place.v4 or bad.place.v6 or bad.place.host)
    if difference.places is Places.LINE:
        return voice.pick(
            f"違うのは調べた所だけです。原因は「{name}」の回線です。",
            f'only the place differs: the line of "{name}" is the cause.',
        )
    return voice.pick(
        f"違うのは調べた所だけです。原因は「{name}」の回線か、その PC です。",
        f'only the place differs: the line of "{name}", or that PC, is the cause.',
    )


def since(difference: Difference, voice: Voice) -> str:
    """The heading of what changed, inside another report."""
    when = difference.before.case.now.strftime("%Y-%m-%d %H:%M")
    return voice.pick(f"前の点検({when})から変わったこと", f"Changed since the check of {when}")


def summary(difference: Difference, voice: Voice) -> str:
    """The sentence of the conclusion without its head."""
    return _sentence(difference, voice)
