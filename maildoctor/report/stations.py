"""The stations of the letter's way, each with its state in one word and one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from maildoctor.model.contrast import Break, Contrast, Proof, Severity
from maildoctor.model.fact import LoginFact, MailboxFact
from maildoctor.model.finding import Finding, Status
from maildoctor.model.probe import Endpoint, Login, Mailbox
from maildoctor.model.report import CheckResult, Report
from maildoctor.model.settings import Direction
from maildoctor.report.voice import Voice
from maildoctor.report.words import direction_name


@dataclass(frozen=True, slots=True)
class Station:
    """One stop on the letter's way. `state` is a word of the contract: 正常 / 注意 / 異常 / 未試験 …

    `place` is "domain", "incoming", "outgoing", "sender", or "other"; `status` what the word stands for.
    """

    state: str
    name: str
    says: str
    place: str
    status: Status


_STATE = {
    Status.PASS: ("正常", "OK"),
    Status.WARN: ("注意", "WARN"),
    Status.FAIL: ("異常", "FAIL"),
    Status.SKIP: ("未試験", "UNTESTED"),
    Status.ERROR: ("異常", "FAIL"),
}


def stations(report: Report, voice: Voice) -> tuple[Station, ...]:
    """The letter's way: the domain and where its mail goes, the two servers of the account, what vouches for its mail.

    Everything else is a station only where it has something to report; somebody else's check always is one.
    """
    groups: dict[str, list[CheckResult]] = {"domain": [], "incoming": [], "outgoing": [], "sender": [], "other": []}
    for result in report.checks:
        groups[_group(result.id)].append(result)
    found = [_domain(report, groups["domain"], voice)] if groups["domain"] else []
    for direction in report.case.sides:
        results = groups[direction.value]
        if results:
            found.append(_side(report, direction, results, voice))
    if groups["sender"]:
        found.append(_sender(groups["sender"], voice))
    found.extend(
        _other(result, voice) for result in groups["other"] if not result.bundled or result.status in _WORTH_A_STATION
    )
    return tuple(found)


_WORTH_A_STATION = (Status.FAIL, Status.WARN, Status.ERROR)
_OF_THE_SENDER = frozenset(("domain.spf", "domain.dkim", "domain.dmarc", "domain.bimi", "outgoing.reverse_name"))


def _group(identifier: str) -> str:
    place, _, what = identifier.partition(".")
    if identifier in _OF_THE_SENDER:
        return "sender"
    if place in ("address", "domain", "mx"):
        return "domain"
    if place in ("incoming", "outgoing"):
        return place
    if place == "certificate" and what in ("incoming", "outgoing"):
        return what
    return "incoming" if place == "tls" else "other"


def _worst(results: list[CheckResult]) -> Status:
    return min((result.status for result in results), key=lambda s: s.rank, default=Status.SKIP)


def _first(results: list[CheckResult], status: Status) -> Finding | None:
    return next((f for r in results for f in r.findings if f.status is status), None)


def _domain(report: Report, results: list[CheckResult], voice: Voice) -> Station:
    status = _worst(results)
    telling = _first(results, status) if status in (Status.FAIL, Status.WARN, Status.ERROR) else None
    if telling is None:
        telling = next((f for r in results for f in r.findings if f.id == "mx-found"), None)
    telling = telling or next((f for r in results for f in r.findings), None)
    says = voice.says(telling) if telling is not None else ""
    return _station("domain", status, voice.pick("宛先のドメイン", "Domain"), says, voice)


def _sender(results: list[CheckResult], voice: Voice) -> Station:
    """What vouches for the mail that is sent: SPF first, for it is what most receivers look at."""
    status = _worst(results)
    telling = _first(sorted(results, key=lambda r: r.id != "domain.spf"), status)
    says = voice.says(telling) if telling is not None else ""
    return _station("sender", status, voice.pick("差出人の証明", "Sender"), says, voice)


def _side(report: Report, direction: Direction, results: list[CheckResult], voice: Voice) -> Station:
    name = voice.pick(*{"incoming": ("受信", "Incoming"), "outgoing": ("送信", "Outgoing")}[direction.value])
    status, says = _side_state(report, direction, results, voice)
    return _station(direction.value, status, name, says, voice)


def _side_state(report: Report, direction: Direction, results: list[CheckResult], voice: Voice) -> tuple[Status, str]:
    side = report.contrasts.sides[direction]
    causes = [d for d in report.diagnoses if d.finding.contrast is not None and _shows(d.finding.contrast, direction)]
    fail = next((d for d in causes if d.severity is Severity.FAIL), None)
    if fail is not None:
        return Status.FAIL, _cause(report, fail.finding, direction, voice)
    status = _worst(results)
    if status in (Status.FAIL, Status.ERROR):
        telling = _first(results, status)
        return status, voice.says(telling) if telling else ""
    summary = _summary(report, direction, voice)
    if side.proof is not Proof.LOGIN or side.unexamined is not None:
        return Status.SKIP, summary
    warn = _first(results, Status.WARN)
    if warn is not None:
        return Status.WARN, voice.says(warn)
    return Status.PASS, summary


def _shows(contrast: Contrast, direction: Direction) -> bool:
    """A password refused at the incoming server was not tried at the outgoing one: that station is untested."""
    if contrast.what is Break.PASSWORD:
        return contrast.directions[0] is direction
    return direction in contrast.directions


def _cause(report: Report, finding: Finding, direction: Direction, voice: Voice) -> str:
    """A cause of both directions is told once, in the words of the first; the other refers to it."""
    first = finding.contrast.directions[0] if finding.contrast is not None else direction
    if first is direction:
        return voice.says(finding)
    same = voice.pick(f"{direction_name(first, voice)}と同じ原因", f"same cause as {direction_name(first, voice)} mail")
    return voice.pick("、", ", ").join([*_endpoint(report, direction, voice), same])


def _endpoint(report: Report, direction: Direction, voice: Voice) -> list[str]:
    target = report.contrasts.sides[direction].target
    if not isinstance(target, Endpoint):
        return []
    protocol = voice.value("protocol", target.protocol.value)
    security = voice.shown(f"{direction}.security", target.security.value)
    return [f"{protocol} {target.port} {security}"]


def _summary(report: Report, direction: Direction, voice: Voice) -> str:
    """「IMAP 993 SSL/TLS、ログイン成功、1,204 通、容量 41%」"""
    side = report.contrasts.sides[direction]
    comma = voice.pick("、", ", ")
    parts = _endpoint(report, direction, voice)
    login = report.evidence.get(side.login) if isinstance(side.login, Login) else None
    if isinstance(login, LoginFact) and login.accepted:
        parts.append(voice.pick("ログイン成功", "login accepted"))
    elif side.proof is Proof.LOGIN:
        parts.append(voice.pick("認証なしで送れる", "sends without a login"))
    elif side.proof is Proof.AUTH_OFFERED:
        parts.append(voice.pick("ログインの手前まで正常", "in order up to the login"))
    elif side.unexamined == "resolver":
        parts.append(voice.pick("名前を調べられない", "names cannot be looked up"))
    else:
        parts.append(voice.pick("調べられていない", "not examined"))
    if side.unexamined == "place":
        parts.append(
            voice.pick("今の設定はこの場所からは試せない", "the present settings cannot be tried from this place")
        )
    if direction is Direction.INCOMING and isinstance(side.login, Login):
        box = report.evidence.get(Mailbox(side.login))
        parts += _box(box, voice) if box is not None else []
    return comma.join(parts)


def _box(box: MailboxFact, voice: Voice) -> list[str]:
    parts = []
    if box.messages is not None:
        parts.append(voice.pick(f"{box.messages:,} 通", f"{box.messages:,} messages"))
    if box.quota_used is not None and box.quota_limit:
        percent = box.quota_used * 100 // box.quota_limit
        parts.append(voice.pick(f"容量 {percent}%", f"{percent}% full"))
    return parts


def _other(result: CheckResult, voice: Voice) -> Station:
    says = voice.says(result.findings[0]) if result.findings else ""
    return _station("other", result.status, voice.title(result.title), says, voice)


def _station(place: str, status: Status, name: str, says: str, voice: Voice) -> Station:
    return Station(voice.pick(*_STATE[status]), name, says, place, status)
