"""The measured part of a ticket: what was tried, when, from where, and what exactly came back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from maildoctor.diagnosis.ports import protocols as protocols_of
from maildoctor.model.evidence import Observation
from maildoctor.model.fact import EndpointFact, EnvelopeFact, LoginFact, LookupFact, Outcome
from maildoctor.model.field import Link
from maildoctor.model.probe import Endpoint, Envelope, Login, Lookup, Mailbox, Probe
from maildoctor.model.report import Diagnosis, Report
from maildoctor.report.voice import Voice
from maildoctor.wire.readable import clean

_MOST_ROWS = 12
_OUTCOME = {
    Outcome.ANSWERED: ("応答あり", "answers"),
    Outcome.ACCEPTED: ("成功", "accepted"),
    Outcome.REFUSED: ("接続を断られる", "connection refused"),
    Outcome.REJECTED: ("断られる", "refused"),
    Outcome.DEFERRED: ("今はだめと言われる", "deferred"),
    Outcome.RESET: ("途中で切られる", "connection reset"),
    Outcome.CLOSED: ("途中で切られる", "connection closed"),
    Outcome.SILENT: ("返事なし", "no answer"),
    Outcome.UNREACHABLE: ("届かない", "unreachable"),
    Outcome.BLOCKED: ("止められる", "blocked"),
    Outcome.OTHER_PROTOCOL: ("メール以外の応答", "another protocol"),
    Outcome.GARBLED: ("正しくない応答", "garbled answer"),
    Outcome.TLS_REFUSED: ("暗号化を断られる", "encryption refused"),
    Outcome.NOT_TLS: ("暗号化が始まらない", "no TLS"),
    Outcome.UNTRUSTED: ("証明書を確かめられない", "certificate not accepted"),
    Outcome.LOCKED: ("一時停止中と言われる", "locked"),
    Outcome.CUT_OFF: ("時間切れ", "not finished in time"),
}


@dataclass(frozen=True, slots=True)
class Tried:
    """One row of what was compared. `reply` is the server's own words, as they came, "" where it said nothing."""

    at: str
    what: str
    result: str
    reply: str = ""
    worked: bool = False


def zone_name(now: dt.datetime) -> str:
    """The zone of a time as people write it: JST, UTC, UTC+02:00."""
    offset = now.utcoffset() or dt.timedelta()
    if offset == dt.timedelta(hours=9):
        return "JST"
    sign, minutes = ("-", -offset) if offset < dt.timedelta() else ("+", offset)
    hours, rest = divmod(int(minutes.total_seconds()) // 60, 60)
    return f"UTC{sign}{hours:02}:{rest:02}" if offset else "UTC"


def hosts_of(diagnosis: Diagnosis, report: Report) -> tuple[str, ...]:
    """The servers that a cause is about, the named one first."""
    named = diagnosis.finding.arguments.get("host")
    probes = (o.probe for o in report.evidence if o.id in diagnosis.evidence)
    reached = (endpoint.host for probe in probes if (endpoint := endpoint_of(probe)) is not None)
    return tuple(dict.fromkeys(([str(named)] if named else []) + list(reached)))


def endpoint_of(probe: Probe) -> Endpoint | None:
    """The endpoint at which a question was asked, None where it is none of a mail server's."""
    if isinstance(probe, Endpoint):
        return probe
    if isinstance(probe, Login | Envelope):
        return probe.endpoint
    return probe.login.endpoint if isinstance(probe, Mailbox) else None


def about(diagnosis: Diagnosis, report: Report) -> tuple[Observation, ...]:
    """What shows this cause, and what works in its place: the same servers, in the order of asking."""
    contrast = diagnosis.finding.contrast
    sides = [s for d in (contrast.directions if contrast else ()) if (s := report.contrasts.sides.get(d)) is not None]
    hosts, at_login = hosts_of(diagnosis, report), contrast is not None and contrast.link >= Link.LOGIN
    protocols = {p for side in sides for p in protocols_of(side.direction)}
    # Where no direction is at stake, the other ports of the host say whether the machine is alive at all.
    working = {p for side in sides for p in (side.target, side.login) if p is not None}
    found = []
    for o in report.evidence:
        endpoint = endpoint_of(o.probe)
        if endpoint is None or not _shown(o):
            continue
        same = endpoint.host in hosts and (not protocols or endpoint.protocol in protocols)
        if isinstance(o.fact, LoginFact | EnvelopeFact):
            told = same or o.probe in working
        else:
            told = o.probe in working or (same and not at_login and isinstance(o.fact, EndpointFact) and o.fact.ready)
        if o.id in diagnosis.evidence or told:
            found.append(o)
    kept = {o.id for o in sorted(found, key=lambda o: o.id not in diagnosis.evidence)[:_MOST_ROWS]}
    return tuple(o for o in found if o.id in kept)


def _shown(o: Observation) -> bool:
    if isinstance(o.fact, LoginFact):
        return o.fact.sent
    return isinstance(o.fact, EndpointFact | EnvelopeFact) and o.fact.outcome is not Outcome.NOT_GRANTED


def tried(seen: Iterable[Observation], report: Report, voice: Voice) -> list[Tried]:
    """A row for each observation, in the order of time."""
    return [_tried(o, report, voice) for o in sorted(seen, key=lambda o: o.start_ms)]


def _tried(o: Observation, report: Report, voice: Voice) -> Tried:
    at = "__:__:__" if report.stable else (report.case.now + dt.timedelta(milliseconds=o.start_ms)).strftime("%H:%M:%S")
    result = voice.pick(*_OUTCOME.get(o.fact.outcome, (o.fact.outcome.value, o.fact.outcome.value)))
    endpoint = endpoint_of(o.probe)
    where = place_of(endpoint, report, voice) if endpoint is not None else ""
    if isinstance(o.fact, LoginFact) and isinstance(o.probe, Login):
        name = voice.plain(o.probe.username)
        return Tried(
            at, voice.pick(f"{where} ログイン {name}", f"{where} login {name}"), result, o.fact.reply, o.fact.accepted
        )
    if isinstance(o.fact, EnvelopeFact) and isinstance(o.probe, Envelope):
        refused = next((r.reply for r in o.fact.recipients if r.reading.value not in ("accepted", "undetermined")), "")
        what = voice.pick(f"{where} 送信の手前(MAIL、RCPT)", f"{where} MAIL and RCPT (nothing sent)")
        accepted = o.fact.outcome is Outcome.ACCEPTED
        return Tried(at, what, result, "" if accepted and not refused else refused or o.fact.reply, accepted)
    if isinstance(o.fact, EndpointFact):
        words = "" if o.fact.ready else o.fact.reply or ("" if o.fact.encrypted else o.fact.greeting)
        shown = voice.pick("正常に応答", "answers in order") if o.fact.ready else result
        return Tried(at, where, shown, words, o.fact.ready)
    return Tried(at, where, result)


def place_of(endpoint: Endpoint, report: Report, voice: Voice) -> str:
    """「mail.example.co.jp:993 (192.0.2.10) SSL/TLS」"""
    fact = report.evidence.get(endpoint)
    address = (fact.address or next((d.address for d in fact.dials), None)) if fact is not None else None
    security = voice.value("security", endpoint.security.value)
    protocol = voice.value("protocol", endpoint.protocol.value)
    shown = f" ({address})" if address and address != endpoint.host else ""
    return f"{endpoint.target}{shown} {protocol} {security}"


def replies(rows: Iterable[Tried]) -> tuple[str, ...]:
    """The servers' own words where something did not work, each once."""
    return tuple(dict.fromkeys(clean(row.reply, 600) for row in rows if row.reply and not row.worked))


def certificates(seen: Iterable[Observation], voice: Voice) -> Iterator[str]:
    """The certificates that were shown, each once: names, issuer, dates."""
    told: dict[str, str] = {}
    for o in seen:
        endpoint = endpoint_of(o.probe)
        if isinstance(o.fact, EndpointFact) and o.fact.chain and endpoint is not None:
            shown = o.fact.chain[0]
            names = voice.plain(shown.names)
            told.setdefault(
                shown.sha256,
                voice.pick(
                    f"{endpoint.target} の証明書: 名前 {names}、発行元 {voice.plain(shown.issuer)}、"
                    f"期間 {shown.not_before[:10]} から {shown.not_after[:10]} まで",
                    f"certificate of {endpoint.target}: names {names}; issuer {voice.plain(shown.issuer)}; "
                    f"valid {shown.not_before[:10]} to {shown.not_after[:10]}",
                ),
            )
    yield from told.values()


def records(diagnosis: Diagnosis, report: Report, voice: Voice) -> Iterator[str]:
    """What stands in the DNS now, as it was asked for this cause."""
    nothing = voice.pick("なし", "none")
    for o in report.evidence:
        if o.id not in diagnosis.evidence or not isinstance(o.probe, Lookup) or not isinstance(o.fact, LookupFact):
            continue
        if o.probe.type == "HOST" or not o.fact.final:
            continue
        code = f" [{o.fact.rcode}]" if o.fact.rcode not in ("", "NOERROR") else ""
        error = f" [{o.fact.error}]" if o.fact.error else ""
        name = o.probe.name
        for alias in o.fact.aliases:
            yield clean(f"{name}  CNAME  {alias}", 600)
            name = alias
        for value in o.fact.values or (nothing,):
            yield clean(f"{name}  {o.probe.type}  {value}{code}{error}", 600)
