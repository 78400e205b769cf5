"""The mail's way, as four stops of the post: the desk, the letter box, the post office, the recipient's box."""

from __future__ import annotations

from maildoctor.model.contrast import Severity
from maildoctor.model.finding import Status
from maildoctor.model.report import Diagnosis, Report
from maildoctor.model.settings import Direction
from maildoctor.report.customer.content import Mark, Stop
from maildoctor.report.customer.told import directions_of
from maildoctor.report.stations import Station, stations
from maildoctor.report.voice import Voice

_MARK = {
    Status.PASS: Mark.GOOD,
    Status.WARN: Mark.WATCH,
    Status.FAIL: Mark.BROKEN,
    Status.SKIP: Mark.UNTESTED,
    Status.ERROR: Mark.UNTESTED,  # our own failure: nothing is known of the stop
}
_WORSE = (Mark.BROKEN, Mark.WATCH, Mark.UNTESTED, Mark.GOOD)
WORDS = {
    Mark.GOOD: ("正常", "OK"),
    Mark.WATCH: ("注意", "WARN"),
    Mark.BROKEN: ("異常", "FAIL"),
    Mark.UNTESTED: ("未試験", "UNTESTED"),
}


def stops(report: Report, voice: Voice) -> tuple[Stop, ...]:
    """The four stops, each with its state. What was not examined says so."""
    seen = {station.place: station for station in stations(report, voice)}
    return (
        _stop("desk", ("お使いの端末", "Your device"), ("手紙を書く机", "the desk"), _desk(report), report, voice),
        _stop(
            "outgoing",
            ("送信サーバー", "Outgoing server"),
            ("ポスト", "the letter box"),
            _marked(seen.get("outgoing")),
            report,
            voice,
        ),
        _stop(
            "domain",
            ("宛先の案内", "Delivery guide"),
            ("郵便局", "the post office"),
            _office(report, seen),
            report,
            voice,
        ),
        _stop(
            "incoming",
            ("受信サーバー", "Incoming server"),
            ("郵便受け", "the recipient's box"),
            _marked(seen.get("incoming")),
            report,
            voice,
        ),
    )


def _stop(key: str, name: tuple[str, str], picture: tuple[str, str], mark: Mark, report: Report, voice: Voice) -> Stop:
    note = ""
    if mark in (Mark.BROKEN, Mark.WATCH) and any(_edits(d, key) for d in report.diagnoses):
        note = voice.pick("欄を直します", "boxes to change")
    return Stop(key, voice.pick(*name), voice.pick(*picture), mark, voice.pick(*WORDS[mark]), note)


def _edits(diagnosis: Diagnosis, key: str) -> bool:
    return any(edit.field.place == key for edit in diagnosis.edits)


def _marked(station: Station | None) -> Mark:
    return Mark.UNTESTED if station is None else _MARK[station.status]


def _office(report: Report, seen: dict[str, Station]) -> Mark:
    """The domain: where its mail goes, and what vouches for the mail that it sends."""
    marks = [_marked(seen[place]) for place in ("domain", "sender") if place in seen]
    marks += [_of(d) for d in report.diagnoses if d.field.place == "dns" and d.finding.contrast is None]
    return min(marks or [Mark.UNTESTED], key=_WORSE.index)


def _desk(report: Report) -> Mark:
    """The device and its line: good where any server answered it, and nothing is wrong with either."""
    marks = [
        _of(d) for d in report.diagnoses if d.field.place in ("client", "network", "address") and not _blocks_one_way(d)
    ]
    answered = any(fact.reached is not None for _, fact in report.evidence.endpoints())
    return min([*marks, Mark.GOOD if answered else Mark.UNTESTED], key=_WORSE.index)


def _blocks_one_way(diagnosis: Diagnosis) -> bool:
    """A line that stops one direction alone shows at that direction's stop."""
    return diagnosis.finding.contrast is not None and len(directions_of(diagnosis)) < len(Direction)


def _of(diagnosis: Diagnosis) -> Mark:
    return Mark.BROKEN if diagnosis.severity is Severity.FAIL else Mark.WATCH
