"""JUnit XML, for build servers: each check is a test case, and the verdict of the run is the first one.

There is no single standard; this is valid by the two schemas in common use (that of Apache Ant as Windy Road wrote it
down, and Jenkins' xunit plug-in): one failure or error a test case, all texts in it, warnings in `system-out`.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from maildoctor.model.finding import Finding, Status
from maildoctor.model.report import CheckResult, Report, Verdict
from maildoctor.report.conclusion import conclusion
from maildoctor.report.voice import Voice
from maildoctor.wire.readable import clean


def to_junit(report: Report, voice: Voice, warnings_fail: bool = False, ascii_only: bool = False) -> str:
    """The report as one test suite. `warnings_fail` is --fail-on warn; `ascii_only` writes other signs as numbers.

    Whoever runs a build has a green one only where the verdict is one: the first test case is the verdict itself.
    """
    failing = (Status.FAIL, Status.WARN) if warnings_fail else (Status.FAIL,)
    cases = [_verdict(report, voice, warnings_fail)]
    cases += [_case(result, voice, failing) for result in report.checks]
    suite = ET.Element("testsuite", _suite_attributes(report, cases))
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(report):
        ET.SubElement(properties, "property", {"name": name, "value": _line(value)})
    suite.extend(cases)
    ET.SubElement(suite, "system-out").text = "\n".join(_remarks(report, voice, failing))
    ET.SubElement(suite, "system-err")
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    if ascii_only:
        text = text.encode("ascii", "xmlcharrefreplace").decode("ascii")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite_attributes(report: Report, cases: list[ET.Element]) -> dict[str, str]:
    def count(name: str) -> str:
        return str(sum(case.find(name) is not None for case in cases))

    return {
        "id": "0",
        "package": "maildoctor",
        "name": _line(str(report.case.address or report.case.domain)),
        "timestamp": report.case.now.replace(tzinfo=None).isoformat(timespec="seconds"),
        "hostname": _line(report.place.host) or "localhost",
        "tests": str(len(cases)),
        "failures": count("failure"),
        "errors": count("error"),
        "skipped": count("skipped"),
        "time": _seconds(report.elapsed_ms),
    }


def _properties(report: Report) -> Iterator[tuple[str, str]]:
    yield "maildoctor.version", report.version
    yield "verdict", report.verdict.value
    yield "started_at", report.case.now.isoformat(timespec="seconds")
    yield "settings.source", report.source
    for direction, side in report.contrasts.sides.items():
        yield f"proof.{direction.value}", side.proof.value
    for number, diagnosis in enumerate(report.diagnoses, 1):
        yield f"diagnosis.{number}.code", diagnosis.finding.id
        yield f"diagnosis.{number}.field", diagnosis.field.value
        yield f"diagnosis.{number}.owner", diagnosis.owner.value
        yield f"diagnosis.{number}.certainty", diagnosis.certainty.value


def _verdict(report: Report, voice: Voice, warnings_fail: bool) -> ET.Element:
    case = _empty_case("maildoctor", "verdict", report.elapsed_ms)
    said = _line(conclusion(report, voice))
    code = report.diagnoses[0].finding.id if report.diagnoses else report.verdict.value
    if report.verdict is Verdict.UNKNOWN or report.interrupted:
        ET.SubElement(case, "error", {"message": said, "type": code}).text = said
    elif report.verdict is Verdict.FAIL or (report.verdict is Verdict.WARN and warnings_fail):
        lines = [said]
        for diagnosis in report.diagnoses:
            lines += ["", *_words(diagnosis.finding, voice)]
        ET.SubElement(case, "failure", {"message": said, "type": code}).text = "\n".join(lines)
    return case


def _case(result: CheckResult, voice: Voice, failing: tuple[Status, ...]) -> ET.Element:
    place, _, what = result.id.rpartition(".")
    name = f"{what or result.id}: {voice.title(result.title)}"
    case = _empty_case(".".join(filter(None, ("maildoctor", place))), name, result.elapsed_ms)
    bad = [f for f in result.findings if f.status in failing]
    broken = [f for f in result.findings if f.status is Status.ERROR]
    if bad:
        _told(case, "failure", bad, voice)
    elif broken or result.status is Status.ERROR:
        _told(case, "error", broken, voice)
    elif result.status is Status.SKIP:
        why = next((voice.says(f) for f in result.findings if f.status is Status.SKIP), "")
        ET.SubElement(case, "skipped", {"message": _line(why)} if why else {})
    return case


def _empty_case(classname: str, name: str, elapsed_ms: int) -> ET.Element:
    return ET.Element("testcase", {"classname": _line(classname), "name": _line(name), "time": _seconds(elapsed_ms)})


def _told(case: ET.Element, name: str, findings: list[Finding], voice: Voice) -> None:
    first = findings[0] if findings else None
    message, code = (_line(voice.says(first)), first.id) if first is not None else ("", "error")
    lines = [line for finding in findings for line in (*_words(finding, voice), "")]
    ET.SubElement(case, name, {"message": message, "type": _line(code)}).text = "\n".join(lines[:-1])


def _words(finding: Finding, voice: Voice) -> Iterator[str]:
    yield _line(f"{finding.id}: {voice.says(finding)}")
    yield from (_line(said) for part in ("why", "fix") if (said := voice.says(finding, part)))
    if finding.evidence:
        yield f"[{' '.join(finding.evidence)}]"


def _remarks(report: Report, voice: Voice, failing: tuple[Status, ...]) -> Iterator[str]:
    """The conclusion, and what is no failure and still to be known."""
    yield _line(conclusion(report, voice))
    for result in report.checks:
        for finding in result.findings:
            if finding.status not in (*failing, Status.ERROR, Status.SKIP):
                yield _line(f"{finding.status.value} {result.id} {finding.id}: {voice.says(finding)}")


def _seconds(elapsed_ms: int) -> str:
    return f"{elapsed_ms / 1000:.3f}"


def _line(text: str) -> str:
    return clean(" ".join(text.split("\n")), sys.maxsize)
