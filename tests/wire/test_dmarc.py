"""DMARC records: read, walked to, and put right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maildoctor.wire.dmarc import FAULTS, Policy, is_dmarc, is_meant_as_dmarc, read_dmarc, report_authorisation
from maildoctor.wire.dmarc_repair import FIRST, repaired_dmarc, watching_dmarc
from maildoctor.wire.dmarc_walk import applying, organisation, walk

RUA = "rua=mailto:d@example.jp"


def test_a_whole_record() -> None:
    text = f"v=DMARC1; p=reject; sp=quarantine; np=reject; t=y; psd=n; adkim=s; aspf=r; fo=1:d; {RUA}; x=y"
    record = read_dmarc(text)
    assert (record.policy, record.subdomains, record.missing) == (Policy.REJECT, Policy.QUARANTINE, Policy.REJECT)
    assert (record.testing, record.psd, record.strict_dkim, record.strict_spf) == (True, "n", True, False)
    assert [uri.domain for uri in record.rua] == ["example.jp"]
    assert [(tag.name, tag.value) for tag in record.unknown] == [("x", "y")]
    assert record.faults == ()
    assert [problem.kind for problem in record.notes] == ["unknown-tag"]


@pytest.mark.parametrize(
    "text",
    [
        "v=DMARC1; p=none",
        "v=DMARC1;p=none;",
        "V = DMARC1 ; P = None ;",
        "v=DMARC1; p=reject; pct=50; ri=86400; rf=afrf",
    ],
)
def test_good_records(text: str) -> None:
    assert is_dmarc(text)
    assert read_dmarc(text).faults == ()


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("p=none", "no-version", "p=none"),
        ("p=none; v=DMARC1", "version-not-first", "v=DMARC1"),
        ("v=dmarc1; p=none", "bad-version", "v=dmarc1"),
        ("v=DMARC1, p=none", "bad-version", "v=DMARC1, p=none"),
        (" v=DMARC1; p=none", "space-in-front", " v=DMARC1; p=none"),
        ('"v=DMARC1; p=none"', "quotes", '"v=DMARC1; p=none"'),
        ("v=DMARC1", "no-policy", "v=DMARC1"),
        (f"v=DMARC1; {RUA}", "no-policy", f"v=DMARC1; {RUA}"),
        ("v=DMARC1; p=rejct", "bad-policy", "p=rejct"),
        ("v=DMARC1; p=none rua=mailto:d@example.jp", "bad-policy", "p=none rua=mailto:d@example.jp"),
        ("v=DMARC1; p=", "bad-policy", "p="),
        ("v=DMARC1; p=reject; sp=all", "bad-subdomain-policy", "sp=all"),
        ("v=DMARC1; p=reject; np=", "bad-subdomain-policy", "np="),
        ("v=DMARC1; p=none; rua=d@example.jp", "bad-report-address", "d@example.jp"),
        ("v=DMARC1; p=none; rua=", "bad-report-address", ""),
        ("v=DMARC1; p=none; p=reject", "duplicate-tag", "p=reject"),
        ("v=DMARC1; p=none; quarantine", "no-equals", "quarantine"),
        ("v=DMARC1; p=none; s-p=none", "bad-name", "s-p=none"),
    ],
)
def test_faults(text: str, kind: str, part: str) -> None:
    fault = next(fault for fault in read_dmarc(text).faults if fault.kind == kind)
    assert fault.part == part


@pytest.mark.parametrize(
    ("term", "kind"),
    [
        ("x=1; x=2", "unknown-tag"),
        ("pct=50", "removed-tag"),
        ("adkim=strict", "bad-value"),
        ("fo=0:1", "bad-value"),
        ("fo=2", "bad-value"),
        ("t=yes", "bad-value"),
        ("aspf=", "empty-value"),
        ("rua=mailto:a@example.jp!10m", "size-limit"),
        ("rua=https://example.jp/", "other-scheme"),
        (" ; sp=none", "empty-term"),
    ],
)
def test_what_receivers_pass_over_is_no_fault(term: str, kind: str) -> None:
    record = read_dmarc(f"v=DMARC1; p=none; {term}")
    assert record.faults == ()
    assert kind in {problem.kind for problem in record.notes}


def test_a_policy_in_another_place_is_a_note() -> None:
    record = read_dmarc(f"v=DMARC1; {RUA}; p=reject")
    assert (record.faults, record.policy) == ((), Policy.REJECT)
    assert "policy-not-second" in {note.kind for note in record.notes}


@pytest.mark.parametrize(
    ("terms", "own", "inherited", "nowhere"),
    [
        ("p=reject", "reject", "reject", "reject"),
        ("p=reject; sp=none", "reject", "none", "none"),
        ("p=reject; sp=none; np=quarantine", "reject", "none", "quarantine"),
        ("p=none; np=reject", "none", "none", "reject"),
        (f"p=oops; {RUA}", "none", "none", "none"),
        (f"p=reject; sp=oops; {RUA}", "none", "none", "none"),
        ("p=reject; sp=oops", None, None, None),
        ("p=oops", None, None, None),
    ],
)
def test_the_policy_that_applies(terms: str, own: str | None, inherited: str | None, nowhere: str | None) -> None:
    """RFC 9989 section 4.10.1."""
    record = read_dmarc(f"v=DMARC1; {terms}")
    assert record.asked() == own
    assert record.asked(subdomain=True) == inherited
    assert record.asked(subdomain=True, exists=False) == nowhere


def test_a_test_is_one_step_weaker() -> None:
    assert read_dmarc("v=DMARC1; p=reject; t=y").applied() is Policy.QUARANTINE
    assert read_dmarc("v=DMARC1; p=quarantine; t=y").applied() is Policy.NONE
    assert read_dmarc("v=DMARC1; p=quarantine; t=n").applied() is Policy.QUARANTINE
    assert read_dmarc("v=DMARC1; p=none; t=y").applied() is Policy.NONE


def test_meant_as_one() -> None:
    assert is_meant_as_dmarc("v=dmarc1;p=none")
    assert is_meant_as_dmarc('"v=DMARC1\\; p=none"')
    assert is_meant_as_dmarc("p=reject")
    assert not is_meant_as_dmarc("v=spf1 -all")
    assert not is_meant_as_dmarc("site-verification=abc")


def test_report_authorisation() -> None:
    assert report_authorisation("example.jp", "reports.test") == "example.jp._report._dmarc.reports.test"


def test_the_walk_has_at_most_eight_steps() -> None:
    assert walk("example.jp") == ("example.jp", "jp")
    assert walk("a.mail.example.com") == ("a.mail.example.com", "mail.example.com", "example.com", "com")
    long = "a.b.c.d.e.f.g.h.i.j.mail.example.com"
    assert walk(long) == (
        long,
        "g.h.i.j.mail.example.com",
        "h.i.j.mail.example.com",
        "i.j.mail.example.com",
        "j.mail.example.com",
        "mail.example.com",
        "example.com",
        "com",
    )
    assert len(walk("a.b.c.d.e.f.example.jp")) == 8


@pytest.mark.parametrize(
    ("answers", "applies", "org"),
    [
        ({}, None, "a.mail.example.com"),
        ({"a.mail.example.com": "p=none"}, "a.mail.example.com", "a.mail.example.com"),
        ({"mail.example.com": "p=none", "example.com": "p=none"}, "example.com", "example.com"),
        ({"mail.example.com": "p=none; psd=n", "example.com": "p=none"}, "mail.example.com", "mail.example.com"),
        ({"com": "p=none; psd=y"}, "com", "example.com"),
        ({"example.com": "p=none", "com": "p=none; psd=y"}, "example.com", "example.com"),
        ({"mail.example.com": "p=none", "com": "p=none; psd=y"}, "com", "example.com"),
        ({"a.mail.example.com": "p=none", "example.com": "p=none"}, "a.mail.example.com", "example.com"),
    ],
)
def test_which_record_applies(answers: dict[str, str], applies: str | None, org: str) -> None:
    """The examples of RFC 9989 section 4.10.2, and those beside them."""
    zone = {domain: (f"v=DMARC1; {terms}", "v=spf1 -all") for domain, terms in answers.items()}
    found = applying("a.mail.example.com", zone)
    assert (found.domain if found else None) == applies
    assert organisation("a.mail.example.com", zone) == org


def test_several_records_at_one_name_are_none() -> None:
    zone = {"a.example.jp": ("v=DMARC1; p=none", "v=DMARC1; p=reject"), "example.jp": ("v=DMARC1; p=reject",)}
    found = applying("a.example.jp", zone)
    assert found is not None
    assert found.domain == "example.jp"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["v=DMARC1"], FIRST),
        (["p=reject; v=DMARC1"], "v=DMARC1; p=reject"),
        (['"v=dmarc1\\; p=Quarantine\\; pct=100"'], "v=DMARC1; p=quarantine; pct=100"),
        (["v=DMARC1 p=none rua=mailto:d@example.jp"], "v=DMARC1; p=none; rua=mailto:d@example.jp"),
        (["v=DMARC1, p=reject, rua=d@example.jp"], "v=DMARC1; p=reject; rua=mailto:d@example.jp"),
        (["v=DMARC1; p=rejct; rua=mailto:d@example.jp"], "v=DMARC1; p=none; rua=mailto:d@example.jp"),
        (["v=DMARC1; p=reject; sp=oops; adkim=s; x=keep"], "v=DMARC1; p=reject; adkim=s; x=keep"),
        (["v=DMARC1; p=none; adkim=strict; fo=9"], "v=DMARC1; p=none"),
        (
            ["v=DMARC1; p=none; rua=mailto:d@example.jp; mailto:e@example.jp"],
            "v=DMARC1; p=none; rua=mailto:d@example.jp,mailto:e@example.jp",
        ),
        (["ｖ=DMARC1； p=none"], "v=DMARC1; p=none"),
        (
            [
                "v=DMARC1; p=reject; rua=mailto:d@example.jp",
                "v=DMARC1; p=none; rua=mailto:e@example.jp; ruf=f@example.jp",
            ],
            "v=DMARC1; p=none; rua=mailto:d@example.jp,mailto:e@example.jp; ruf=mailto:f@example.jp",
        ),
        (["v=DMARC1; p=reject; sp=reject", "v=DMARC1; p=quarantine"], "v=DMARC1; p=quarantine; sp=quarantine"),
        (["v=DMARC1; p=none; p=reject"], FIRST),
    ],
)
def test_one_record_of_what_is_there(written: list[str], meant: str) -> None:
    assert repaired_dmarc(written) == meant
    assert read_dmarc(meant).faults == ()


@pytest.mark.parametrize(
    ("written", "watching"),
    [
        ("v=DMARC1; p=reject; adkim=s; x=y", "v=DMARC1; p=none; sp=reject; adkim=s; x=y"),
        (
            "v=DMARC1; p=quarantine; sp=none; rua=mailto:d@example.jp",
            "v=DMARC1; p=none; sp=none; rua=mailto:d@example.jp",
        ),
        ("v=DMARC1; p=none", "v=DMARC1; p=none"),
    ],
)
def test_taken_back_for_the_domain_itself_alone(written: str, watching: str) -> None:
    assert watching_dmarc(written) == watching
    before, after = read_dmarc(written), read_dmarc(watching)
    assert (after.asked(), after.asked(subdomain=True)) == (Policy.NONE, before.asked(subdomain=True))


TERMS = st.sampled_from(
    [
        "v=DMARC1",
        "p=none",
        "p=reject",
        "p = x",
        "sp=",
        "np=reject",
        "rua=a@b.test",
        RUA,
        "ruf=,",
        "fo=1",
        ";",
        "\u3000",
        "t=y",
    ]
)
ANY = st.one_of(st.text(max_size=120), st.lists(TERMS, max_size=8).map("; ".join))


@given(ANY)
def test_nothing_raises_and_every_problem_has_its_place(text: str) -> None:
    record = read_dmarc(text)
    for problem in record.problems:
        assert 0 <= problem.at <= len(text)
    assert {p.kind for p in record.faults} <= FAULTS
    if not record.faults:
        assert is_dmarc(text)
        assert record.policy is not None


@given(st.lists(ANY, min_size=1, max_size=3))
def test_what_is_put_right_is_right(values: list[str]) -> None:
    meant = repaired_dmarc(values)
    assert read_dmarc(meant).faults == ()
    assert repaired_dmarc([meant]) == meant


@given(st.text(alphabet="abc.", min_size=1, max_size=60))
def test_walks_end(domain: str) -> None:
    assert len(walk(domain)) <= 8
    assert applying(domain, {}) is None
    assert organisation(domain, {}) == domain
