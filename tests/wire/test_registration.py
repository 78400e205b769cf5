"""RDAP answers: whole, sparse, and everything that is none."""

from __future__ import annotations

import datetime as dt
import json
import random

import pytest

from maildoctor.wire.registration import Registration, read_registration

WHOLE = {
    "rdapConformance": ["rdap_level_0"],
    "objectClassName": "domain",
    "ldhName": "EXAMPLE.COM.",
    "status": ["client transfer prohibited", "client hold", "client hold"],
    "events": [
        {"eventAction": "registration", "eventDate": "2001-01-01T00:00:00Z"},
        {"eventAction": "expiration", "eventDate": "2026-12-01T09:30:00+09:00"},
    ],
    "entities": [
        {"objectClassName": "entity", "roles": ["abuse"], "vcardArray": ["vcard", [["fn", {}, "text", "Abuse"]]]},
        {
            "objectClassName": "entity",
            "roles": ["registrar"],
            "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Registrar Example, Inc."]]],
        },
    ],
}


def test_a_whole_answer() -> None:
    assert read_registration(json.dumps(WHOLE)) == Registration(
        "example.com",
        ("client transfer prohibited", "client hold"),
        dt.datetime(2026, 12, 1, 0, 30, tzinfo=dt.UTC),
        "Registrar Example, Inc.",
    )


def test_a_sparse_answer() -> None:
    assert read_registration('{"objectClassName": "domain", "ldhName": "a.example"}') == Registration("a.example")


@pytest.mark.parametrize(
    ("status", "held", "leaving"),
    [
        ("active", (), ()),
        ("clientHold", ("client hold",), ()),
        ("server hold", ("server hold",), ()),
        ("Redemption Period", (), ("redemption period",)),
        ("pendingDelete", (), ("pending delete",)),
    ],
)
def test_statuses_in_either_spelling(status: str, held: tuple[str, ...], leaving: tuple[str, ...]) -> None:
    found = read_registration(json.dumps({**WHOLE, "status": [status]}))
    assert found is not None
    assert (found.held, found.leaving) == (held, leaving)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-12-01T00:00:00Z", "2026-12-01T00:00:00+00:00"),
        ("2026-12-01T00:00:00.123Z", "2026-12-01T00:00:00.123000+00:00"),
        ("2026-12-01T00:00:00", "2026-12-01T00:00:00+00:00"),
        ("2026-12-01", "2026-12-01T00:00:00+00:00"),
        ("0001-01-01T00:00:00+14:00", None),
        ("soon", None),
        (20261201, None),
        (None, None),
    ],
)
def test_dates_as_they_are_written(written: object, read: str | None) -> None:
    events = [{"eventAction": "expiration", "eventDate": written}]
    found = read_registration(json.dumps({**WHOLE, "events": events}))
    assert found is not None
    assert (found.expires.isoformat() if found.expires is not None else None) == read


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>",
        "[]",
        "null",
        "{}",
        '{"errorCode": 404, "title": "Not Found"}',
        '{"objectClassName": "entity", "ldhName": "a.example"}',
        '{"objectClassName": "domain", "ldhName": 7}',
        '{"objectClassName": "domain", "ldhName": ""}',
        "[" * 100_000,
        '{"objectClassName": "domain", "ldhName": "a.example", "x": "' + "y" * (1 << 20) + '"}',
    ],
    ids=range(11),
)
def test_what_is_no_answer_about_a_domain_is_none(text: str) -> None:
    assert read_registration(text) is None


def test_any_shape_of_any_part_is_survived() -> None:
    rng = random.Random(8)
    values: list[object] = [None, 1, "x", [], {}, [[]], [None], [{"roles": "registrar"}], ["vcard"], [{}, [["fn"]]]]
    for _ in range(400):
        broken = {key: rng.choice(values) for key in ("status", "events", "entities")}
        broken["entities"] = rng.choice(
            [broken["entities"], [{"roles": ["registrar"], "vcardArray": rng.choice(values)}]]
        )
        found = read_registration(json.dumps({**WHOLE, **broken}))
        assert found is not None
        assert found.expires is None
