"""The outline that every renderer walks: what is said, in which order, without any layout."""

from __future__ import annotations

from dataclasses import dataclass

from maildoctor.diagnosis.elsewhere import of_the_place
from maildoctor.discovery.recognition import recognised
from maildoctor.model.contrast import Certainty, Proof, Severity
from maildoctor.model.field import Owner
from maildoctor.model.finding import Status
from maildoctor.model.probe import Endpoint
from maildoctor.model.report import FieldRow, FieldVerdict, Report
from maildoctor.model.settings import Auth, Recommended
from maildoctor.report.boxes import box_hints
from maildoctor.report.client_causes import ClientCause, client_causes, told
from maildoctor.report.conclusion import conclusion
from maildoctor.report.remedies import other_ways, remedy
from maildoctor.report.stations import Station, stations
from maildoctor.report.voice import Voice
from maildoctor.report.words import direction_name, proof_word


@dataclass(frozen=True, slots=True)
class Row:
    """One box of the client. `mark`: ">>" wrong, "??" suspect, "" otherwise."""

    mark: str
    label: str
    value: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Cause:
    """One diagnosis in words. `letter` A, B … where there are several."""

    letter: str
    title: str
    why: str
    fix: str
    certainty: str
    ways: tuple[str, ...]
    boxes: tuple[str, ...] = ()
    """Where the boxes to change are on the client's screen, and what is special about them there."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole report in words."""

    subject: str
    when: str
    took: str
    place: str
    settings: str
    provider: str
    exceptions: str
    stations: tuple[Station, ...]
    rows: tuple[Row, ...]
    other_rows: int
    all_rows: tuple[Row, ...]
    proved: tuple[str, ...]
    open: tuple[str, ...]
    questions: tuple[str, ...]
    client: str
    causes: tuple[Cause, ...]
    client_causes: tuple[ClientCause, ...]
    recommended: tuple[str, ...]
    write_to: str
    conclusion: str


def outline(report: Report, voice: Voice) -> Outline:
    """Put `report` into words."""
    case = report.case
    wrong = tuple(
        _row(row, voice) for row in report.fields if row.verdict in (FieldVerdict.WRONG, FieldVerdict.SUSPECT)
    )
    correct = sum(1 for row in report.fields if row.verdict is FieldVerdict.CORRECT)
    return Outline(
        subject=str(case.address) if case.address else case.domain,
        when="" if report.stable else case.now.strftime("%Y-%m-%d %H:%M"),
        took=""
        if report.stable
        else voice.pick(f"{report.elapsed_ms / 1000:.1f} 秒", f"{report.elapsed_ms / 1000:.1f} s"),
        place=_place(report, voice),
        settings=_settings_source(report, voice),
        provider=_provider(report, voice),
        exceptions=_exceptions(report, voice),
        stations=stations(report, voice),
        rows=wrong,
        other_rows=correct,
        all_rows=tuple(_row(row, voice) for row in report.fields),
        proved=tuple(_proved(report, voice)),
        open=tuple(_open(report, voice)),
        questions=tuple(voice.asks(q) for q in report.questions),
        client=voice.named(),
        causes=tuple(_causes(report, voice)),
        client_causes=tuple(told(finding, voice) for finding in client_causes(report)),
        recommended=tuple(_recommended(report, voice)),
        write_to=_write_to(report, voice),
        conclusion=conclusion(report, voice),
    )


def _place(report: Report, voice: Voice) -> str:
    if report.stable:
        return voice.plain(report.place.label)
    name = voice.plain(report.place.label or report.place.host)
    source = report.place.v4 or report.place.v6
    shown = f"{name} ({report.place.os})"
    if report.place.remote:
        shown = voice.pick(f"{shown}、お客様の回線ではない", f"{shown}, not the customer's line")
    return shown if source is None else voice.pick(f"{shown}、接続元 {source}", f"{shown}, seen as {source}")


def _settings_source(report: Report, voice: Voice) -> str:
    return {
        "file": voice.pick("設定ファイル", "settings file"),
        "options": voice.pick("コマンドの指定か聞き取り", "command line or interview"),
        "client": voice.pick("メールソフト", "mail client"),
        "none": voice.pick("なし(調べて見つけたもの)", "none (found by looking)"),
    }[report.source]


def _provider(report: Report, voice: Voice) -> str:
    """The company behind the mailbox and how it was recognised, "" where it was not."""
    found = recognised(report.case, report.evidence)
    if not found:
        return ""
    name, by = found[0].provider.name(voice.lang), voice.value("by", found[0].by.value)
    return voice.pick(f"{name} (根拠: {by})", f"{name} (by its {by})")


def _exceptions(report: Report, voice: Voice) -> str:
    said = []
    for exception in report.case.options.exceptions:
        if exception == "login-over-plaintext":
            said.append(voice.pick("暗号化なしのログインを許可", "login without encryption allowed"))
        else:
            said.append(voice.pick(f"この証明書を例外として許可: {exception[-16:]}", f"accepted by hand: {exception}"))
    return voice.pick("、", "; ").join(said)


_VERDICT = {
    FieldVerdict.CORRECT: ("正しい", "right"),
    FieldVerdict.WRONG: ("違う", "wrong"),
    FieldVerdict.SUSPECT: ("疑い", "suspect"),
    FieldVerdict.NOT_REACHED: ("そこまで届いていない", "not reached"),
    FieldVerdict.NOT_TESTED: ("試していない", "not tested"),
}


def _row(row: FieldRow, voice: Voice) -> Row:
    mark = {FieldVerdict.WRONG: ">>", FieldVerdict.SUSPECT: "??"}.get(row.verdict, "")
    value = "" if row.value is None else voice.shown(row.name, row.value)
    verdict = voice.pick(*_VERDICT[row.verdict])
    if row.should_be is not None:
        new = voice.shown(row.name, row.should_be)
        verdict = voice.pick(f"{verdict}。直す値: {new}", f"{verdict}; should be {new}")
    return Row(mark, voice.label(row.name), value, verdict)


def _proved(report: Report, voice: Voice) -> list[str]:
    """What was shown in this run, each with its reason; what was not shown is never said."""
    said = []
    for diagnosis in report.diagnoses:
        if diagnosis.certainty is Certainty.CERTAIN:
            why = voice.says(diagnosis.finding, "why")
            if why:
                said.append(why)
    for direction, side in report.contrasts.sides.items():
        name = voice.pick(*{"incoming": ("受信", "incoming"), "outgoing": ("送信", "outgoing")}[direction.value])
        if (
            side.proof is Proof.LOGIN
            and side.recommended is not None
            and any(
                d.finding.contrast is not None and direction in d.finding.contrast.directions and d.edits
                for d in report.diagnoses
            )
        ):
            r = side.recommended
            words = f"{r.port} + {voice.shown(f'{direction}.security', r.security.value)}"
            by = (
                voice.pick("ログイン成功", "login accepted")
                if r.auth is not Auth.NONE
                else voice.pick("送れる", "works")
            )
            said.append(voice.pick(f"直した値({words})で{name}は{by}", f"with {words}, {name} mail: {by}"))
    ruled_out = list(dict.fromkeys(f for d in report.diagnoses for f in d.ruled_out))
    if ruled_out:
        names = voice.pick("、", ", ").join(voice.label(f.value) for f in ruled_out)
        said.append(voice.pick(f"原因ではないもの: {names}", f"Not the cause: {names}"))
    return said


def _open(report: Report, voice: Voice) -> list[str]:
    """What could not be decided, and what was left out."""
    said = []
    for diagnosis in report.diagnoses:
        if diagnosis.certainty is not Certainty.CERTAIN:
            sure = voice.pick(
                *{
                    Certainty.LIKELY: ("可能性が高い", "likely"),
                    Certainty.POSSIBLE: ("可能性がある", "possible"),
                }[diagnosis.certainty]
            )
            why = voice.says(diagnosis.finding, "why")
            said.append(voice.pick(f"確かさ: {sure}。{why}", f"Certainty: {sure}. {why}"))
    for result in report.checks:
        for finding in result.findings:
            if finding.status in (Status.SKIP, Status.ERROR):
                parts = (voice.says(finding), voice.says(finding, "why"))
                said.append(voice.pick("", " ").join(part for part in parts if part))
    return [*said, *_of_this_place(report, voice)]


def _of_this_place(report: Report, voice: Voice) -> list[str]:
    """What a run from elsewhere saw of its own line: it says nothing of the customer's."""
    if not report.place.remote:
        return []
    here = [f for r in report.checks for f in r.findings if f.status is Status.PASS and of_the_place(f.field)]
    return [
        voice.pick(
            f"調べた場所のこと(お客様の回線のことではない): {voice.says(finding)}",
            f"Of the place of this test, not of the customer's line: {voice.says(finding)}",
        )
        for finding in here
    ]


def _causes(report: Report, voice: Voice) -> list[Cause]:
    several = sum(1 for d in report.diagnoses if d.severity is Severity.FAIL) > 1
    causes = []
    for index, diagnosis in enumerate(report.diagnoses):
        letter = chr(ord("A") + index) if several and diagnosis.severity is Severity.FAIL else ""
        sure = voice.pick(
            *{
                Certainty.CERTAIN: ("確かめました", "certain"),
                Certainty.LIKELY: ("可能性が高い", "likely"),
                Certainty.POSSIBLE: ("可能性がある", "possible"),
            }[diagnosis.certainty]
        )
        causes.append(
            Cause(
                letter,
                voice.says(diagnosis.finding),
                voice.says(diagnosis.finding, "why"),
                remedy(diagnosis, voice),
                sure,
                other_ways(diagnosis, voice),
                tuple(box_hints([edit.field.value for edit in diagnosis.edits], voice)),
            )
        )
    return causes


def _recommended(report: Report, voice: Voice) -> list[str]:
    """The settings that were found, where nothing was configured."""
    if report.source != "none" and not client_causes(report):
        return []
    said = []
    for direction, side in report.contrasts.sides.items():
        found, proof = side.recommended or side.target, proof_word(side.proof, voice)
        if isinstance(found, Recommended):
            name = found.username
        elif side.own_name and isinstance(found, Endpoint):
            name, proof = voice.pick("契約書の ID", "as in the contract"), voice.pick("接続まで確認", "seen to connect")
        else:
            continue
        protocol, security = (
            voice.shown(f"{direction}.protocol", found.protocol.value),
            voice.shown(f"{direction}.security", found.security.value),
        )
        said.append(
            voice.pick(
                f"{direction_name(direction, voice)}: {protocol} {found.host} {found.port} {security} "
                f"ユーザー名 {name} ({proof})",
                f"{direction_name(direction, voice)}: {protocol} {found.host} {found.port} {security} "
                f"user name {name} ({proof})",
            )
        )
    return said


def _write_to(report: Report, voice: Voice) -> str:
    """Whether anybody has to be written to."""
    owners = {d.owner for d in report.diagnoses if d.severity is Severity.FAIL}
    if Owner.PROVIDER in owners:
        return voice.pick("メール会社に問い合わせてください。", "The mail provider has to be written to.")
    if Owner.DNS in owners or Owner.REGISTRAR in owners:
        return voice.pick(
            "ドメインを管理している会社に問い合わせてください。", "Whoever runs the domain has to be written to."
        )
    if owners and owners <= {Owner.CLIENT}:
        return voice.pick("メール会社への問い合わせは要りません。", "Nobody needs to be written to.")
    return ""
