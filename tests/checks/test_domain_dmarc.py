"""DMARC, TLS-RPT and BIMI: what must and what must not be said of each zone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maildoctor.api import Field, Finding, Lookup, LookupFact, Status
from maildoctor.testing import speak
from maildoctor.wire.bimi import read_bimi
from maildoctor.wire.dmarc import read_dmarc
from maildoctor.wire.tls_rpt import read_tls_rpt
from tests.checks.records import (
    ABSENT,
    FAILED,
    NO_SUCH_NAME,
    Answers,
    assert_well_said,
    by_id,
    ids,
    is_green,
    judged,
    mx,
    txt,
)

OWN = "_dmarc.example.jp"


def dmarc(answers: Answers, **more: object) -> list[Finding]:
    found = judged("domain.dmarc", answers, **more)  # type: ignore[arg-type]
    assert_well_said(found)
    return found


@pytest.mark.parametrize("policy", ["none", "quarantine", "reject"])
def test_a_good_record(policy: str) -> None:
    record = f"v=DMARC1; p={policy}; rua=mailto:d@example.jp"
    (said,) = dmarc({OWN: txt(record, "unrelated"), "example.jp": txt("v=spf1 mx -all")})
    assert (said.id, said.status, said.field) == ("dmarc-good", Status.PASS, Field.DNS_DMARC)
    assert said.arguments["policy"] == policy
    assert policy in speak(said, "ja")


def test_none_is_information_with_the_record_to_publish() -> None:
    (said,) = dmarc({})
    assert (said.id, said.status) == ("dmarc-missing", Status.PASS)
    assert (said.arguments["name"], said.arguments["record"]) == (OWN, "v=DMARC1; p=none")
    assert ids(dmarc({OWN: txt(str(said.arguments["record"]))})) == ["dmarc-good"]


@pytest.mark.parametrize("exchangers", [NO_SUCH_NAME, FAILED[0]])
def test_a_domain_that_is_not_there_lacks_nothing(exchangers: LookupFact) -> None:
    assert dmarc({}, exchangers=exchangers) == []


@pytest.mark.parametrize(
    "values",
    [
        ["v=DMARC1; p=none", "v=DMARC1; p=reject"],
        ["p=none; v=DMARC1"],
        ["v=dmarc1; p=none"],
        [" v=DMARC1; p=none"],
        ['"v=DMARC1; p=none; rua=mailto:d@example.jp"'],
        ["v=DMARC1"],
        ["v=DMARC1; p=rejct; rua=mailto:d@example.jp"],
        ["v=DMARC1; p=quarantine; sp=oops"],
        ["v=DMARC1; p=reject; rua=d@example.jp"],
        ["v=DMARC1 p=reject"],
        ["v=DMARC1; p=none; p=none"],
        ["v=DMARC1\\; p=none\\; adkim=s"],
        ["v=DMARC1; p=none;\\x09 x y=z"],
    ],
)
def test_what_cannot_be_read_is_a_warning_and_its_record_makes_it_green(values: list[str]) -> None:
    zone = {"example.jp": txt("v=spf1 mx -all")}
    found = dmarc({OWN: txt(*values, "other=text"), **zone})
    said = by_id(found, "dmarc-syntax")
    assert (said.status, said.field, said.arguments["name"]) == (Status.WARN, Field.DNS_DMARC, OWN)
    record = str(said.arguments["record"])
    assert read_dmarc(record).faults == ()
    assert record.isascii()
    after = dmarc({OWN: txt(record), **zone})
    assert is_green(after)
    assert "dmarc-good" in ids(after)


def test_the_place_is_told() -> None:
    said = by_id(dmarc({OWN: txt("v=DMARC1; p=none; rua=d@example.jp")}), "dmarc-syntax")
    assert (said.arguments["at"], said.arguments["part"]) == (23, "d@example.jp")
    assert "23" in speak(said, "en")


def test_one_good_record_beside_a_bad_one_is_good() -> None:
    assert ids(dmarc({OWN: txt("v=DMARC1; p=none", "v=dmarc1; p=none")})) == ["dmarc-good"]


def test_what_is_passed_over_is_information() -> None:
    found = dmarc({OWN: txt("v=DMARC1; p=none; adkim=strict; x=y; pct=50; ri=86400")})
    assert ids(found) == ["dmarc-good", "dmarc-tag-ignored"]
    assert found[1].arguments["parts"] == ("adkim=strict", "x=y", "pct=50")
    assert is_green(found)
    assert ids(dmarc({OWN: txt("v=DMARC1; p=none; pct=100; ri=86400; rf=afrf")})) == ["dmarc-good"]


@pytest.mark.parametrize(("terms", "policy"), [("p=none; sp=reject", "reject"), ("p=quarantine", "quarantine")])
def test_a_subdomain_follows_its_parent(terms: str, policy: str) -> None:
    zone = {OWN: txt(f"v=DMARC1; {terms}"), "shop.example.jp": txt("v=spf1 mx -all")}
    (said,) = dmarc(zone, address="info@shop.example.jp")
    assert (said.id, said.status) == ("dmarc-subdomain", Status.PASS)
    assert (said.arguments["parent"], said.arguments["policy"]) == ("example.jp", policy)


def test_the_walk_stops_where_the_record_says() -> None:
    zone = {"_dmarc.b.example.jp": txt("v=DMARC1; p=none; psd=n"), OWN: txt("v=DMARC1; p=reject")}
    (said,) = dmarc(zone, address="info@a.b.example.jp")
    assert said.arguments["parent"] == "b.example.jp"


def test_a_fault_of_the_parent_is_told_with_its_name() -> None:
    said = by_id(dmarc({OWN: txt("v=DMARC1; p=oops")}, address="info@shop.example.jp"), "dmarc-syntax")
    assert said.arguments["name"] == OWN


@pytest.mark.parametrize("answer", FAILED)
def test_nothing_is_said_without_an_answer(answer: LookupFact) -> None:
    assert dmarc({OWN: answer}) == []
    assert dmarc({"_dmarc.jp": answer}) == []
    assert dmarc({}, otherwise=None) == []


REPORTS = "example.jp._report._dmarc.reports.test"
TO_OTHERS = "v=DMARC1; p=none; rua=mailto:d@reports.test"


def test_reports_to_others_need_their_word() -> None:
    found = dmarc({OWN: txt(TO_OTHERS)})
    said = by_id(found, "dmarc-report-not-authorised")
    assert is_green(found)
    assert (said.arguments["name"], said.arguments["record"]) == (REPORTS, "v=DMARC1")
    assert ids(dmarc({OWN: txt(TO_OTHERS), REPORTS: txt("v=DMARC1")})) == ["dmarc-good"]
    assert ids(dmarc({OWN: txt(TO_OTHERS), REPORTS: txt("no", "v=DMARC1; rua=mailto:x@reports.test")})) == [
        "dmarc-good"
    ]


@pytest.mark.parametrize("answer", FAILED)
def test_reports_are_not_called_lost_without_an_answer(answer: LookupFact) -> None:
    assert ids(dmarc({OWN: txt(TO_OTHERS), REPORTS: answer})) == ["dmarc-good"]
    assert ids(dmarc({OWN: txt(TO_OTHERS), "_dmarc.jp": answer})) == ["dmarc-good"]


@pytest.mark.parametrize("target", ["example.jp", "in.example.jp"])
def test_reports_at_home_need_no_word(target: str) -> None:
    assert ids(dmarc({OWN: txt(f"v=DMARC1; p=none; rua=mailto:d@{target}")})) == ["dmarc-good"]


def test_a_sister_domain_of_the_same_organisation_is_home() -> None:
    zone = {"_dmarc.a.example.jp": txt("v=DMARC1; p=none; rua=mailto:d@b.example.jp"), OWN: txt("v=DMARC1; p=none")}
    assert ids(dmarc(zone, address="u@a.example.jp")) == ["dmarc-good"]


ALIAS = Lookup(OWN, "CNAME")


def test_an_alias_beside_the_record_is_a_warning() -> None:
    found = dmarc({OWN: txt("v=DMARC1; p=reject", aliases=()), "example.jp": txt("v=spf1 mx -all")},
                  also={ALIAS: txt("_dmarc.elsewhere.test")})  # fmt: skip
    assert [(each.id, each.status, each.field) for each in found] == [
        ("dmarc-beside-alias", Status.WARN, Field.DNS_DMARC)
    ]
    assert (found[0].arguments["target"], found[0].arguments["record"]) == (
        "_dmarc.elsewhere.test", "v=DMARC1; p=reject",
    )  # fmt: skip
    published = txt(str(found[0].arguments["record"]))
    zone = {OWN: published, "example.jp": txt("v=spf1 mx -all")}
    assert ids(dmarc(zone, also={ALIAS: ABSENT})) == ["dmarc-good"]


@pytest.mark.parametrize("alias", [ABSENT, NO_SUCH_NAME, *FAILED[:3]])
def test_a_record_without_an_alias_beside_it(alias: LookupFact) -> None:
    assert ids(dmarc({OWN: txt("v=DMARC1; p=none")}, also={ALIAS: alias})) == ["dmarc-good"]


def test_a_record_that_is_found_by_an_alias_is_in_order() -> None:
    found = dmarc({OWN: txt("v=DMARC1; p=none", aliases=("_dmarc.elsewhere.test",))},
                  also={ALIAS: txt("_dmarc.elsewhere.test")})  # fmt: skip
    assert ids(found) == ["dmarc-good"]


def test_reports_by_other_ways_than_mail() -> None:
    found = dmarc({OWN: txt("v=DMARC1; p=none; rua=https://www.example.jp/r,mailto:d@example.jp")})
    assert ids(found) == ["dmarc-good", "dmarc-report-not-mail"]
    assert found[1].arguments["parts"] == ("https://www.example.jp/r",)
    assert is_green(found)


def test_reports_to_where_no_mail_goes() -> None:
    gone: dict[Lookup, LookupFact] = {Lookup("reports.test", kind): NO_SUCH_NAME for kind in ("MX", "A", "AAAA")}
    zone = {OWN: txt(TO_OTHERS), REPORTS: txt("v=DMARC1")}
    found = dmarc(zone, also=gone)
    assert ids(found) == ["dmarc-good", "dmarc-report-undeliverable"]
    assert found[1].arguments["target"] == "reports.test"
    assert is_green(found)
    assert ids(dmarc(zone, also={Lookup("reports.test", "MX"): txt("0 .")})) == [
        "dmarc-good", "dmarc-report-undeliverable",
    ]  # fmt: skip
    for kind, answer in (("A", txt("192.0.2.1")), ("A", FAILED[0]), ("AAAA", FAILED[1]), ("MX", FAILED[2])):
        assert ids(dmarc(zone, also={**gone, Lookup("reports.test", kind): answer})) == ["dmarc-good"]


STRICT: Answers = {OWN: txt("v=DMARC1; p=reject; adkim=s"), "example.jp": txt("site-verification=1")}


def test_a_strict_policy_without_any_sign_of_genuine_mail() -> None:
    found = dmarc(STRICT)
    said = by_id(found, "dmarc-unaligned")
    assert (said.status, said.field) == (Status.WARN, Field.DNS_DMARC)
    assert "可能性" in speak(said, "ja")
    assert "may be" in speak(said, "en")
    record = str(said.arguments["record"])
    assert record == "v=DMARC1; p=none; sp=reject; adkim=s"
    assert is_green(dmarc({**STRICT, OWN: txt(record)}))


def test_a_strict_parent_without_any_sign_of_genuine_mail() -> None:
    zone = {OWN: txt("v=DMARC1; p=reject")}
    said = by_id(dmarc(zone, address="u@shop.example.jp"), "dmarc-unaligned")
    assert (said.arguments["name"], said.arguments["record"]) == ("_dmarc.shop.example.jp", "v=DMARC1; p=none")
    after = {**zone, "_dmarc.shop.example.jp": txt("v=DMARC1; p=none")}
    assert is_green(dmarc(after, address="u@shop.example.jp"))


@pytest.mark.parametrize(
    "more",
    [
        {"example.jp": txt("v=spf1 mx -all")},
        {"example.jp": txt("V=SPF1 -all")},
        {"example.jp": FAILED[1]},
        {"x._domainkey.example.jp": txt("v=DKIM1; p=")},
        {"s1._domainkey.example.jp": txt(aliases=("s1.mailer.test",))},
        {"s2._domainkey.example.jp": FAILED[0]},
        {"_domainkey.example.jp": ABSENT},
        {"_domainkey.example.jp": FAILED[0]},
        {OWN: txt("v=DMARC1; p=none")},
        {OWN: txt("v=DMARC1; p=quarantine; t=y")},
    ],
)
def test_any_sign_keeps_it_silent(more: Answers) -> None:
    assert "dmarc-unaligned" not in ids(dmarc({**STRICT, **more}))


def test_a_domain_without_mail_may_be_strict() -> None:
    assert ids(dmarc(STRICT, exchangers=mx("."))) == ["dmarc-good"]
    assert ids(dmarc(STRICT, exchangers=ABSENT)) == ["dmarc-good"]


TLS = "_smtp._tls.example.jp"


def test_tls_rpt() -> None:
    assert ids(judged("domain.tls_rpt", {})) == ["tls-rpt-missing"]
    assert ids(judged("domain.tls_rpt", {TLS: txt("v=spf1 -all")})) == ["tls-rpt-missing"]
    assert ids(judged("domain.tls_rpt", {TLS: txt("v=TLSRPTv1; rua=mailto:t@example.jp", "x")})) == ["tls-rpt-good"]
    assert judged("domain.tls_rpt", {}, exchangers=NO_SUCH_NAME) == []
    for answer in FAILED:
        assert judged("domain.tls_rpt", {TLS: answer}) == []


@pytest.mark.parametrize(
    "values",
    [
        ["v=TLSRPTv1; rua=t@example.jp"],
        ["v=tlsrptv1; rua=mailto:t@example.jp"],
        ["v=TLSRPTv1;"],
        ["v=TLSRPTv1; rua=mailto:a@example.jp", "v=TLSRPTv1; rua=mailto:b@example.jp"],
    ],
)
def test_broken_tls_rpt(values: list[str]) -> None:
    found = judged("domain.tls_rpt", {TLS: txt(*values)})
    assert_well_said(found)
    said = by_id(found, "tls-rpt-syntax")
    assert (said.status, said.field, said.arguments["name"]) == (Status.WARN, Field.DNS_TLS_RPT, TLS)
    record = str(said.arguments["record"])
    assert read_tls_rpt(record).faults == ()
    assert ids(judged("domain.tls_rpt", {TLS: txt(record)})) == ["tls-rpt-good"]


BIMI = "default._bimi.example.jp"


def test_bimi_is_information_whatever_it_says() -> None:
    assert ids(judged("domain.bimi", {})) == ["bimi-missing"]
    good = "v=BIMI1; l=https://example.jp/l.svg; a="
    assert ids(judged("domain.bimi", {BIMI: txt(good)})) == ["bimi-good"]
    assert judged("domain.bimi", {BIMI: FAILED[0]}) == []
    for values in (["v=BIMI1; l=http://example.jp/l.svg"], ["v=bimi1; l=https://example.jp/l.svg"], [good, good + ";"]):
        found = judged("domain.bimi", {BIMI: txt(*values)})
        assert_well_said(found)
        said = by_id(found, "bimi-syntax")
        assert (said.status, said.field) == (Status.PASS, None)
        record = str(said.arguments["record"])
        assert read_bimi(record).faults == ()
        assert ids(judged("domain.bimi", {BIMI: txt(record)})) == ["bimi-good"]


VALUES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            ["v=DMARC1; p=reject", "v=DMARC1; p=none; rua=a@b", "v=DKIM1; p=", "v=DKIM1", "p=", "v=spf1 -all"]
        ),
        st.sampled_from(
            ["v=TLSRPTv1;", "v=BIMI1; l=", "v=tlsrpt", "v=bimi1", "v=dmarc1", "p=MIIB", '"'],
        ),
    ),
    max_size=3,
)


@given(VALUES, VALUES)
def test_whatever_stands_there_a_warning_brings_its_name_and_what_is_right_after_it(
    one: list[str], other: list[str]
) -> None:
    """No zone makes a check crash, and a record that is printed turns its warning green."""
    for identifier in ("domain.dmarc", "domain.tls_rpt", "domain.bimi", "domain.dkim"):
        for address in ("u@example.jp", "u@shop.example.jp"):
            zone = {OWN: txt(*one), TLS: txt(*one), BIMI: txt(*one), "s1._domainkey.example.jp": txt(*one)}
            zone |= {"example.jp": txt(*other), "x._domainkey.example.jp": txt(*other)}
            for said in judged(identifier, zone, address=address):
                name, record = said.arguments.get("name"), said.arguments.get("record")
                assert said.status is Status.PASS or name is not None
                if said.status is Status.WARN and record is not None:
                    after = judged(identifier, {**zone, str(name): txt(str(record))}, address=address)
                    left = [f for f in after if f.status is Status.WARN and f.arguments.get("name") == name]
                    assert {f.id for f in left} <= {"dmarc-unaligned"} - {said.id}
