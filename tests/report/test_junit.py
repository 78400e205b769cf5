"""JUnit XML: valid by both schemas in use, counts that are true, and never green where the verdict is not."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
import xmlschema
from junitparser import JUnitXml

from maildoctor.model.finding import Status
from maildoctor.report.junit import to_junit
from maildoctor.report.voice import Voice
from tests.report.runs import RUNS, run

_SCHEMAS = [xmlschema.XMLSchema(str(Path(__file__).with_name(name))) for name in ("junit_ant.xsd", "junit_jenkins.xsd")]
JA = Voice("ja")


def _suite(text: str) -> ET.Element:
    suite = ET.fromstring(text).find("testsuite")
    assert suite is not None
    return suite


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_it_is_valid_by_both_schemas(name: str, lang: str) -> None:
    text = to_junit(run(name), Voice(lang))
    for schema in _SCHEMAS:
        schema.validate(text)


@pytest.mark.parametrize("schema", _SCHEMAS)
@pytest.mark.parametrize(
    ("part", "instead"),
    [
        (' tests="', ' count="'),
        (' name="verdict"', ""),
        ("<system-err />", "<system-oops />"),
        ("<skipped ", "<left-out "),
        (' time="0.0', ' time="soon'),
    ],
)
def test_the_schemas_refuse_what_is_not_so(schema: xmlschema.XMLSchema, part: str, instead: str) -> None:
    whole = to_junit(run("wrong-security"), JA)
    text = whole.replace(part, instead)
    assert text != whole
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        schema.validate(text)


@pytest.mark.parametrize("name", RUNS)
def test_the_counts_are_those_of_the_report(name: str) -> None:
    report, suite = run(name), _suite(to_junit(run(name), JA))
    cases = suite.findall("testcase")
    assert int(suite.get("tests", "")) == len(cases) == len(report.checks) + 1
    for what, counted in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert int(suite.get(counted, "")) == len(suite.findall(f"testcase/{what}"))
    failing = sum(result.status is Status.FAIL for result in report.checks) + (report.verdict.value == "fail")
    assert int(suite.get("failures", "")) == failing


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("pass", None),
        ("nearly-full", None),
        ("wrong-security", "failure"),
        ("null-mx", "failure"),
        ("unknown", "error"),
    ],
)
def test_the_verdict_is_the_first_test_case(name: str, outcome: str | None) -> None:
    first = _suite(to_junit(run(name), JA)).findall("testcase")[0]
    assert first.get("name") == "verdict"
    assert [child.tag for child in first] == ([outcome] if outcome else [])


def test_warnings_fail_where_that_was_asked_for() -> None:
    first, *others = _suite(to_junit(run("nearly-full"), JA, warnings_fail=True)).findall("testcase")
    assert first.find("failure") is not None
    assert [case.get("name", "").partition(":")[0] for case in others if case.find("failure") is not None] == [
        "mailbox"
    ]


def test_warnings_that_do_not_fail_are_told_all_the_same() -> None:
    suite = _suite(to_junit(run("nearly-full"), JA))
    assert "warn incoming.mailbox mailbox-nearly-full" in (suite.findtext("system-out") or "")


def test_an_interrupted_run_is_no_green_one() -> None:
    first = _suite(to_junit(replace(run("pass"), interrupted=True), JA)).findall("testcase")[0]
    assert first.find("error") is not None


def test_for_a_pipe_it_is_ascii_and_the_same() -> None:
    plain, piped = to_junit(run("two-causes"), JA), to_junit(run("two-causes"), JA, ascii_only=True)
    assert piped.isascii()
    assert not plain.isascii()
    assert ET.canonicalize(plain) == ET.canonicalize(piped)


@pytest.mark.parametrize("name", RUNS)
def test_a_reader_of_build_servers_opens_it_and_counts_the_same(name: str) -> None:
    (suite,) = JUnitXml.fromstring(to_junit(run(name), JA).encode())
    told = (suite.tests, suite.failures, suite.errors, suite.skipped)
    suite.update_statistics()  # type: ignore[no-untyped-call]
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == told
    first = next(iter(suite))
    assert first.name == "verdict"
    assert first.is_passed is (run(name).verdict.value in ("pass", "warn"))
