"""Lists of name=value terms: what is read, what is a problem, and where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maildoctor.wire.report_uri import read_uris, repaired_uris
from maildoctor.wire.tags import read_tags


def test_names_values_and_places() -> None:
    text = "v=X1 ; p = none;\tq= a=b ;"
    terms = read_tags(text)
    assert [(tag.name, tag.value) for tag in terms.tags] == [("v", "X1"), ("p", "none"), ("q", "a=b")]
    assert [text[tag.at] for tag in terms.tags] == ["v", "p", "q"]
    assert [text[tag.value_at] for tag in terms.tags] == ["X", "n", "a"]
    assert terms.problems == ()
    assert terms.first is terms.get("v")
    assert terms.get("V") is None


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("v=1;;p=2", "empty-term", ""),
        ("v=1; none", "no-equals", "none"),
        ("v=1; =2", "bad-name", "=2"),
        ("v=1; p q=2", "bad-name", "p q=2"),
        ("v=1; p=\uff4eone", "bad-character", "p=\uff4eone"),
        ("v=1; v=2", "duplicate-tag", "v=2"),
    ],
)
def test_problems(text: str, kind: str, part: str) -> None:
    (problem,) = read_tags(text).problems
    assert (problem.kind, problem.part) == (kind, part)
    assert text[problem.at :].startswith(part) or kind == "bad-character"


def test_case_of_names() -> None:
    assert read_tags("P=a", fold=True).get("p") is not None
    assert read_tags("P=a").get("p") is None


def test_only_the_last_semicolon_may_stand_alone() -> None:
    assert read_tags("v=1;").problems == ()
    assert [p.kind for p in read_tags("; v=1; ;").problems] == ["empty-term", "empty-term"]


@pytest.mark.parametrize(
    ("value", "domains"),
    [
        ("mailto:a@example.jp", ["example.jp"]),
        ("mailto:a@example.jp , MAILTO:b@Example.TEST!10m", ["example.jp", "example.test"]),
        ("mailto:a+b@example.jp?subject=x", ["example.jp"]),
        ("https://example.jp/report", [""]),
        ("mailto:a%40b@example.jp", ["example.jp"]),
    ],
)
def test_addresses_for_reports(value: str, domains: list[str]) -> None:
    found, problems = read_uris(value, 10)
    assert problems == ()
    assert [uri.domain for uri in found] == domains
    assert [value[uri.at - 10 :].startswith(uri.text) for uri in found] == [True] * len(found)


@pytest.mark.parametrize(
    "value",
    [
        "a@example.jp",
        "mailto:a",
        "mailto:a@b",
        "mailto:@example.jp",
        "mailto: a@example.jp",
        "",
        "https:",
        "mailto:a@例.jp",
        "mailto:\u212a@example.jp",
        "mailto:a@e\u017fample.jp",
    ],
)
def test_no_addresses_for_reports(value: str) -> None:
    found, (problem,) = read_uris(value, 3)
    assert found == ()
    assert (problem.kind, problem.at) == ("bad-report-address", 3)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a@example.jp", ("mailto:a@example.jp",)),
        ("mailto: a@example.jp", ("mailto:a@example.jp",)),
        ("mailto://a@example.jp, <b@example.jp>", ("mailto:a@example.jp", "mailto:b@example.jp")),
        ("mailto:a@example.jp,mailto:a@example.jp!5m", ("mailto:a@example.jp",)),
        ("https://example.jp/r nobody", ("https://example.jp/r",)),
        ("nobody", ()),
    ],
)
def test_addresses_as_they_were_meant(written: str, meant: tuple[str, ...]) -> None:
    assert repaired_uris(written) == meant


@given(st.text(max_size=200))
def test_nothing_raises_and_places_are_inside(text: str) -> None:
    terms = read_tags(text)
    assert all(0 <= problem.at <= len(text) for problem in terms.problems)
    assert all(text[tag.at :].startswith(tag.name) for tag in terms.tags)
    for uri in read_uris(text)[0]:
        assert text[uri.at :].startswith(uri.text)
    for meant in repaired_uris(text):
        assert read_uris(meant)[1] == ()
