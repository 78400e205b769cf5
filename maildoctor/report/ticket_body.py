"""The numbered blocks of a letter: facts, what was compared, what is asked, the records, and what was done already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from maildoctor.discovery.recognition import recognised
from maildoctor.model.contrast import Severity
from maildoctor.model.evidence import Observation
from maildoctor.model.probe import Lookup
from maildoctor.model.report import Diagnosis, Report
from maildoctor.report import ticket_facts as facts
from maildoctor.report.formats import Reader
from maildoctor.report.lines import wrapped
from maildoctor.report.ticket_dns import (
    DNS_BY_CODE,
    DNS_BY_FIELD,
    REGISTRAR_BY_CODE,
    REGISTRAR_BY_FIELD,
    record_to_publish,
)
from maildoctor.report.ticket_hoster import BY_CODE, BY_FIELD
from maildoctor.report.ticket_request import GENERAL, Request, request_for
from maildoctor.report.voice import Voice
from maildoctor.report.words import direction_name

WIDTH = 78
BLANK = "____________"
"""What only the writer knows, to be filled in by hand."""
TABLES = {
    Reader.HOSTER: (BY_CODE, BY_FIELD),
    Reader.DNS: (DNS_BY_CODE, DNS_BY_FIELD),
    Reader.REGISTRAR: (REGISTRAR_BY_CODE, REGISTRAR_BY_FIELD),
}
"""What is asked of each reader, by code and by field."""


def wish_of(diagnosis: Diagnosis, reader: Reader) -> Request:
    """What is asked because of one cause; of a third party's check with a field of its own, the general question."""
    found = request_for(diagnosis.finding.id, diagnosis.field, *TABLES[reader])
    return found or BY_FIELD.get(diagnosis.field) or GENERAL


def said(part: str, wish: Request, diagnosis: Diagnosis, report: Report, voice: Voice) -> str:
    """The words of a request, with the values of this run in them."""
    hosts = facts.hosts_of(diagnosis, report)
    contrast = diagnosis.finding.contrast
    directions = contrast.directions if contrast is not None else ()
    endpoints = [e for o in report.evidence if o.id in diagnosis.evidence and (e := facts.endpoint_of(o.probe))]
    values = {
        "domain": report.case.domain,
        "account": str(report.case.address or report.case.domain),
        "host": hosts[0] if hosts else report.case.domain,
        "port": endpoints[0].port if endpoints else None,
        "source": source_of(report) or BLANK,
        "side": voice.pick("", "mail ") if not directions else direction_name(directions[0], voice),
        **{key: value for key, value in diagnosis.finding.arguments.items() if value is not None},
    }
    return wish.text(voice.lang).say(part, values, voice)


def source_of(report: Report) -> str | None:
    """The address we were seen from, None where no server told it."""
    return report.place.v4 or report.place.v6


def facts_title(report: Report, voice: Voice) -> str:
    """When it was seen, with the zone, and from where."""
    when = BLANK if report.stable else f"{report.case.now:%Y-%m-%d %H:%M} {facts.zone_name(report.case.now)}"
    source = source_of(report)
    label = f" ({voice.plain(report.place.label)})" if report.place.label else ""
    return voice.pick(
        f"事実 ({when}、接続元 {source or BLANK}{label})", f"Facts ({when}, seen as {source or BLANK}{label})"
    )


def what_is(
    report: Report, reader: Reader, causes: Sequence[Diagnosis], seen: Sequence[Observation], voice: Voice
) -> list[str]:
    """The facts: what is wrong, the servers or records and certificates in question, and the exact replies."""
    lines: list[str] = []
    for diagnosis in causes:
        lines += fitted(voice.says(diagnosis.finding), "   ")
        if reader is not Reader.HOSTER or diagnosis.field.place == "dns":
            lines += [f"     {record}" for record in dict.fromkeys(facts.records(diagnosis, report, voice))]
    if reader is Reader.HOSTER and not compared(report, reader, seen, voice):
        for place in dict.fromkeys(
            facts.place_of(e, report, voice) for o in seen if (e := facts.endpoint_of(o.probe)) is not None
        ):
            lines += fitted(place, "   - ")
    if reader is Reader.HOSTER:
        if any(d.field.value == "server.certificate" or d.finding.id.startswith("certificate-") for d in causes):
            for certificate in facts.certificates(seen, voice):
                lines += fitted(certificate, "   ")
    else:
        lines += _keepers(report, voice)
    for reply in facts.replies(facts.tried(seen, report, voice)):
        lines += fitted(voice.pick("返事の全文: ", "The reply, as it came: ") + reply, "   ")
    return lines


def _keepers(report: Report, voice: Voice) -> list[str]:
    """Where the zone is kept, and by whom as far as the names tell."""
    answer = report.evidence.get(Lookup(report.case.domain, "NS"))
    if answer is None or not answer.values:
        return []
    asked = f"{answer.server}" if answer.server else ""
    names = voice.plain(answer.values)
    company = next((f.provider.name(voice.lang) for f in recognised(report.case, report.evidence) if f.by == "ns"), "")
    shown = f"{names} ({company})" if company else names
    return fitted(
        voice.pick(
            f"{report.case.domain} のネームサーバー: {shown}" + (f"、調べた DNS サーバー: {asked}" if asked else ""),
            f"Name servers of {report.case.domain}: {shown}" + (f"; DNS server asked: {asked}" if asked else ""),
        ),
        "   ",
    )


def seen_for(causes: Iterable[Diagnosis], report: Report) -> tuple[Observation, ...]:
    """The observations behind these causes, and what works in their place."""
    found = {o.id: o for diagnosis in causes for o in facts.about(diagnosis, report)}
    return tuple(o for o in report.evidence if o.id in found)


def compared(report: Report, reader: Reader, seen: Sequence[Observation], voice: Voice) -> list[tuple[str, list[str]]]:
    """What was tried beside each other: a contrast only where something works and something does not."""
    rows = facts.tried(seen, report, voice)
    if reader is not Reader.HOSTER or len(rows) < 2 or len({row.worked for row in rows}) < 2:
        return []
    day = BLANK if report.stable else f"{report.case.now:%Y-%m-%d} {facts.zone_name(report.case.now)}"
    body: list[str] = []
    for row in rows:
        body += wrapped(f"   {row.at}  {row.what}: {row.result}", WIDTH, " " * 13)
    return [(voice.pick(f"比べた結果 ({day})", f"What was compared ({day})"), body)]


def asks(report: Report, reader: Reader, causes: Sequence[Diagnosis], voice: Voice) -> list[str]:
    """The requests of all causes, numbered, each once."""
    asked = list(
        dict.fromkeys(
            line
            for diagnosis in causes
            for line in said("fix", wish_of(diagnosis, reader), diagnosis, report, voice).splitlines()
        )
    )
    return [line for n, ask in enumerate(asked, 1) for line in wrapped(f"   ({n}) {ask}", WIDTH, " " * 7)]


def published(report: Report, reader: Reader, causes: Sequence[Diagnosis], voice: Voice) -> list[tuple[str, list[str]]]:
    """The records as they are to stand, each value in one line, ready to paste."""
    if reader is not Reader.DNS:
        return []
    name, kind, value = (voice.pick(*w) for w in (("名前", "Name"), ("種類", "Type"), ("値", "Value")))
    body: list[str] = []
    made = (record_to_publish(d.finding, report.case.domain, report.evidence) for d in causes)
    for record in dict.fromkeys(r for r in made if r is not None):
        gap = [""] if body else []
        body += [*gap, f"   {name}: {record.name}", f"   {kind}: {record.type}", f"   {value}: {record.value}"]
    return [(voice.pick("登録してほしい値", "To be published"), body)]


def done(report: Report, causes: Sequence[Diagnosis], voice: Voice) -> list[str]:
    """What this run did and ruled out; nothing that only the writer can know."""
    lines: list[str] = []
    ruled_out = list(dict.fromkeys(field for d in causes for field in d.ruled_out))
    if ruled_out:
        names = voice.pick("、", ", ").join(voice.label(field.value) for field in ruled_out)
        lines += fitted(voice.pick(f"原因でないと確かめたもの: {names}", f"Ruled out by tests: {names}"), "   ")
    sent = [fact for _, fact in report.evidence.logins() if fact.sent]
    if sent:
        refused = sum(1 for fact in sent if not fact.accepted)
        lines += fitted(
            voice.pick(
                f"ログインの試みは {len(sent)} 回、断られたのは {refused} 回。同じ試みは繰り返していません。",
                f"Logins tried: {len(sent)}, refused: {refused}. No attempt was repeated.",
            ),
            "   ",
        )
    changed = [e for d in causes for e in d.edits if d.verified]
    if changed:
        values = voice.pick("、", ", ").join(
            f"{voice.label(e.field.value)}: {voice.shown(e.field.value, e.new)}" for e in changed
        )
        lines += fitted(voice.pick(f"次の値なら使えることを確かめました: {values}", f"Seen to work: {values}"), "   ")
    if any(d.severity is Severity.FAIL for d in causes) and not lines:
        lines += fitted(
            voice.pick(
                "この点検では、設定を変えず、メールも送っていません。",
                "The examination changed nothing and sent no mail.",
            ),
            "   ",
        )
    return lines


def fitted(text: str, indent: str = "") -> list[str]:
    """Lines that fit; the first carries `indent`, the others as many spaces."""
    return wrapped(indent + text, WIDTH, " " * len(indent))
