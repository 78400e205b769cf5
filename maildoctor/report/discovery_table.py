"""The settings that were found, with their proof, and every source that was asked: for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from tabulate import tabulate

from maildoctor.model.contrast import Proof, SideResult
from maildoctor.model.finding import Status
from maildoctor.model.probe import Endpoint
from maildoctor.model.report import Report, Source
from maildoctor.model.settings import Direction
from maildoctor.report.lines import wrapped
from maildoctor.report.settings_text import source_of
from maildoctor.report.voice import Voice
from maildoctor.report.words import direction_name, outcome_word, proof_word, source_word

_WIDTH = 80


def to_discovery_table(report: Report, voice: Voice, everything: bool = False) -> str:
    """Settings, proof, sources, what is wrong with the sources, and the conclusion last.

    `everything` (-v) shows each question that was asked; else those of one source that came to nothing share a line.
    """
    lines = [f"maildoctor  {report.case.address or report.case.domain}", ""]
    lines += _settings(report, voice)
    lines += ["", voice.pick("聞いた先(信用する順)", "Sources asked, the most trusted first")]
    lines += _sources(report, voice, everything)
    remarks = list(_remarks(report, voice))
    if remarks:
        lines += ["", voice.pick("気をつけること", "To know")]
        for remark in remarks:
            lines += wrapped(f"  {remark}", _WIDTH, "    ")
    lines += ["", *wrapped(_conclusion(report, voice), _WIDTH, "      ")]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _settings(report: Report, voice: Voice) -> Iterator[str]:
    heads = ["", voice.pick("受信", "incoming"), voice.pick("送信", "outgoing")]
    found = {direction: report.contrasts.sides.get(direction) for direction in Direction}
    rows = [
        [voice.short(kind), *(_cell(side, direction, kind, voice) for direction, side in found.items())]
        for kind in ("protocol", "host", "port", "security", "username", "auth")
    ]
    proofs = [side.proof if side is not None else Proof.NONE for side in found.values()]
    rows.append([voice.pick("確かめた所", "proof"), *(proof_word(proof, voice) for proof in proofs)])
    sources = [source_word(source_of(report, direction), voice) for direction in Direction]
    rows.append([voice.pick("出所", "source"), *sources])
    yield from (
        "  " + line for line in tabulate(rows, headers=heads, tablefmt="plain", disable_numparse=True).splitlines()
    )


def _cell(side: SideResult | None, direction: Direction, kind: str, voice: Voice) -> str:
    """One value; of a server whose user name only the contract knows everything but that."""
    whole = side.recommended if side is not None else None
    if whole is not None:
        return voice.shown(f"{direction}.{kind}", _value(whole, kind))
    if side is not None and side.own_name and isinstance(side.target, Endpoint):
        if kind == "username":
            return voice.pick("契約書の ID", "ID in the contract")
        return "" if kind == "auth" else voice.shown(f"{direction}.{kind}", _value(side.target, kind))
    return voice.pick("見つからない", "not found") if kind == "host" else ""


def _value(settings: object, kind: str) -> str | int:
    value = getattr(settings, kind)
    return value if isinstance(value, int) else str(getattr(value, "value", value))


def _sources(report: Report, voice: Voice, everything: bool) -> Iterator[str]:
    live = {
        "agrees": voice.pick("合う", "agrees"),
        "contradicts": voice.pick("合わない", "contradicts"),
        "not-tried": "",
    }
    heads = [
        voice.pick("出所", "source"),
        voice.pick("聞いたこと", "asked"),
        voice.pick("答え", "answer"),
        voice.pick("サーバーと", "servers"),
    ]
    rows = [
        [source_word(s.source, voice), "\n".join(wrapped(asked, 38)), outcome_word(s.outcome, voice), live[s.live]]
        for s, asked in _shown(report, voice, everything)
    ]
    table = tabulate(rows, headers=heads, tablefmt="plain", disable_numparse=True)
    yield from ("  " + line for line in table.splitlines())


def _shown(report: Report, voice: Voice, everything: bool) -> Iterator[tuple[Source, str]]:
    """The rows to show, each with what was asked. Two equal rows (one a direction) are one."""
    absent: dict[str, list[Source]] = {}
    for source in report.discovery:
        if source.outcome == "absent":
            absent.setdefault(source.source, []).append(source)
    seen: set[tuple[str, str]] = set()
    for source in report.discovery:
        key = (source.source, source.asked)
        if key in seen:
            continue
        seen.add(key)
        missing = absent.get(source.source, [])
        if source.outcome != "absent" or everything or len(missing) < 2:
            yield source, source.asked
        elif source is missing[0]:
            more = len(missing) - 1
            yield source, voice.pick(f"{source.asked} ほか {more}", f"{source.asked} and {more} more")


def _remarks(report: Report, voice: Voice) -> Iterator[str]:
    """What is wrong with the sources, what was left out and why, and the few things that are good to know."""
    for result in report.checks:
        for finding in result.findings:
            parts: tuple[str, ...] = ("says",) if finding.id in _WORTH_SAYING else ()
            if finding.status is Status.SKIP:
                parts = ("says", "why")
            elif finding.contrast is not None:
                parts = ("says", "why", "fix")
            elif finding.status in (Status.WARN, Status.FAIL):
                parts = ("says", "fix")
            said = [text for part in parts if (text := voice.says(finding, part))]
            if said:
                yield voice.pick("", " ").join(said)


_WORTH_SAYING = frozenset(("sources-disagree", "ispdb-stale", "autodiscover-wants-credentials", "autoconfig-silent"))


def _conclusion(report: Report, voice: Voice) -> str:
    head = voice.pick("結論: ", "Conclusion: ")
    sides = report.contrasts.sides
    missing = [d for d in Direction if d not in sides or sides[d].recommended is None]
    if missing and all(d in sides and sides[d].own_name for d in missing):
        return head + voice.pick(
            "サーバーは見つかりました。ユーザー名は契約書の ID を使ってください。",
            "the servers are found; the user name is the ID in the contract.",
        )
    if missing:
        names = voice.pick("と", " and ").join(direction_name(d, voice) for d in missing)
        return head + voice.pick(
            f"{names}の設定が見つかりません(契約書のサーバー名を使ってください)。",
            f"no settings found for {names} mail (take the server names from the contract).",
        )
    order = (Proof.NONE, Proof.DOCUMENTED, Proof.CONNECTED, Proof.AUTH_OFFERED, Proof.LOGIN)
    least = min((side.proof for side in sides.values()), key=order.index)
    return head + voice.pick(
        f"上の設定を使ってください({proof_word(least, voice)})。",
        f"use the settings above ({proof_word(least, voice)}).",
    )
