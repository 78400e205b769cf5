"""What is said of a domain's SPF, what is not, and that every line which is told to publish mends what was found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maildoctor.api import Auth, Evidence, Finding, Lookup, LookupFact, Observation, Probe, Protocol, Security
from maildoctor.model.case import Options
from maildoctor.model.settings import ServerSettings, Settings
from maildoctor.testing import case_of, run_check, speak
from maildoctor.wire.spf import Result, check_host, parse_record, survey
from tests.checks.dns_answers import (
    ABSENT,
    CUT_OFF,
    NXDOMAIN,
    ONE,
    SERVFAIL,
    SILENT,
    Answers,
    base,
    bundled,
    codes,
    direct,
    own,
    serving,
    yes,
)
from tests.oracle.spf_zone import zone

CHECK = bundled("domain.spf")
DOMAIN = "example.jp"
TXT, MX, DMARC = Lookup(DOMAIN, "TXT"), Lookup(DOMAIN, "MX"), Lookup(f"_dmarc.{DOMAIN}", "TXT")
SMTP = "smtp.example.jp"
RELAY = "smtp.hoster.example.co.jp"
WORLD = """
    example.jp MX 10 mail.example.jp
    mail.example.jp A 192.0.2.10
    smtp.example.jp A 192.0.2.20
    smtp.hoster.example.co.jp A 198.51.100.5
    old.example.jp A 203.0.113.4
    www.example.jp A 192.0.2.30
    spf.hoster.example.co.jp TXT v=spf1 ip4:198.51.100.128/25 -all
    spf.list.test TXT v=spf1 ip4:203.0.113.0/28 ~all
    open.list.test TXT v=spf1 +all
    broken.list.test TXT v=spf1 ip4:203.0.113.300 -all
    two.list.test TXT v=spf1 -all
    two.list.test TXT v=spf1 ~all
    back.list.test TXT v=spf1 include:example.jp -all
    deep.list.test TXT v=spf1 include:gone.list.test -all
    big.list.test TXT v=spf1 a:mail.example.jp a:mail.example.jp a:mail.example.jp a:mail.example.jp -all
"""


def world(*texts: str, policy: str = "", more: str = "") -> Answers:
    """The domain with these TXT values. Every name has an answer; what is not there is absent."""
    records = zone(WORLD + more)
    answers: Answers = {Lookup(name, kind): yes(*values) for (name, kind), values in records.items()}
    answers[TXT] = yes(*texts) if texts else ABSENT
    answers[DMARC] = yes(f"v=DMARC1; p={policy}") if policy else NXDOMAIN
    names = {name for name, _ in records} | {"gone.list.test", "gone.example.jp", f"_spf.{DOMAIN}"}
    names |= {f"gone{n}.example.jp" for n in range(4)}
    for name in names:
        for kind in ("A", "AAAA", "MX", "TXT", "PTR"):
            answers.setdefault(Lookup(name, kind), ABSENT)
    for address in ("192.0.2.10", "192.0.2.20", "198.51.100.5"):
        answers[Lookup(".".join([*reversed(address.split(".")), "in-addr", "arpa"]), "PTR")] = NXDOMAIN
    return answers


def settings(host: str = SMTP) -> Settings:
    """An account that sends by `host`."""
    outgoing = ServerSettings(
        protocol=Protocol.SMTP, host=host, port=587, security=Security.STARTTLS, username="user", auth=Auth.PASSWORD
    )
    return Settings(outgoing=outgoing)


def said(answers: Answers, host: str = SMTP, address: str = f"user@{DOMAIN}") -> list[Finding]:
    """The findings; nothing is left without an answer."""
    found, unanswered = run_check(CHECK, answers, address=address, settings=settings(host))
    assert unanswered == []
    return [item for item in found if isinstance(item, Finding)]


def told(answers: Answers, host: str = SMTP, address: str = f"user@{DOMAIN}") -> dict[str, str]:
    """Code → status."""
    return codes(said(answers, host, address))


GOOD = "v=spf1 mx a:smtp.example.jp ~all"


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "V=SPF1 mx -all",
        "v=spf1 ip4:192.0.2.20 -all",
        "v=spf1 a:smtp.example.jp/24 include:spf.list.test -all",
        "v=spf1 ?mx include:spf.list.test ~all",
        "v=spf1 redirect=spf.list.test mx",
        "v=spf1 mx ip4:192.0.2.0/24 x-other=1 -all",
        "v=spf1 include:spf.list.test exists:%{i}.gone.example.jp mx -all",
    ],
)
def test_a_good_record(text: str) -> None:
    answers = world(text, "site-verification=1", policy="reject")
    for client in ("192.0.2.10", "192.0.2.20"):
        answers[Lookup(f"{client}.gone.example.jp", "A")] = NXDOMAIN
    assert told(answers) == {"spf-good": "pass"}
    assert told(answers, address=DOMAIN) == {"spf-good": "pass"}


BAD: dict[str, tuple[tuple[str, ...], str]] = {
    "missing": ((), "spf-missing"),
    "missing-beside-others": (("site-verification=1", "v=spf2.0/pra -all"), "spf-missing"),
    "two": (("v=spf1 mx -all", "v=spf1 include:spf.list.test ~all"), "spf-two-records"),
    "two-with-redirect": (("v=spf1 redirect=spf.list.test", "v=spf1 mx -all"), "spf-two-records"),
    "two-one-broken": (("v=spf1 mx ipv4:192.0.2.20 -all", "v=spf1 moo -all"), "spf-two-records"),
    "voids": (("v=spf1 mx a:gone1.example.jp a:gone2.example.jp a:gone3.example.jp -all",), "spf-void-lookups"),
    "ip4-semicolon": (("v=spf1 mx ip4;192.0.2.20 -all",), "spf-syntax"),
    "ip": (("v=spf1 mx ip:192.0.2.20 -all",), "spf-syntax"),
    "glued": (("v=spf1 mx ip4:192.0.2.20~all",), "spf-syntax"),
    "no-space": (("v=spf1mx include:spf.list.test ~all",), "spf-syntax"),
    "comma": (("v=spf1, mx, include:spf.list.test, ~all",), "spf-syntax"),
    "wide": (("v=spf1 mx \uff0dall",), "spf-syntax"),
    "wide-blank": (("v=spf1\u3000mx ~all",), "spf-syntax"),
    "colon-blank": (("v=spf1 mx include: spf.list.test ~all",), "spf-syntax"),
    "unknown": (("v=spf1 mx moo -all",), "spf-syntax"),
    "length": (("v=spf1 mx ip4:192.0.2.0/33 -all",), "spf-syntax"),
    "equals": (("v=spf1 mx ip4=192.0.2.20 -all",), "spf-syntax"),
    "quoted": (('"v=spf1 mx ~all"',), "spf-wrong-name"),
    "curled": (("\u201cv=spf1 mx ~all\u201d",), "spf-wrong-name"),
    "plus-all": (("v=spf1 mx +all",), "spf-permissive-all"),
    "all": (("v=spf1 all",), "spf-permissive-all"),
    "open-include": (("v=spf1 mx include:open.list.test -all",), "spf-permissive-all"),
    "open-redirect": (("v=spf1 mx redirect=open.list.test",), "spf-permissive-all"),
    "not-covering": (("v=spf1 a:old.example.jp -all",), "spf-not-covering-outgoing"),
    "not-covering-soft": (("v=spf1 include:spf.list.test ~all",), "spf-not-covering-outgoing"),
    "nobody": (("v=spf1 -all",), "spf-not-covering-outgoing"),
    "behind-all": (("v=spf1 a:old.example.jp -all a:smtp.example.jp",), "spf-terms-unread"),
    "redirect-beside-all": (("v=spf1 mx redirect=spf.list.test ~all",), "spf-terms-unread"),
    "no-record": (("v=spf1 mx include:gone.list.test ~all",), "spf-include-without-record"),
    "no-record-by-redirect": (("v=spf1 mx redirect=gone.list.test",), "spf-include-without-record"),
    "broken": (("v=spf1 mx include:broken.list.test ~all",), "spf-include-broken"),
    "two-there": (("v=spf1 mx include:two.list.test ~all",), "spf-include-broken"),
    "deep": (("v=spf1 mx include:deep.list.test ~all",), "spf-include-broken"),
    "circle": (("v=spf1 mx include:back.list.test ~all",), "spf-include-broken"),
    "itself": (("v=spf1 mx include:example.jp ~all",), "spf-include-broken"),
}
ONLY_WARNS = {"spf-void-lookups", "spf-permissive-all"}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_record_and_the_line_that_mends_it(name: str) -> None:
    texts, code = BAD[name]
    answers = world(*texts)
    first = said(answers)[0]
    assert (first.id, first.status) == (code, "warn")
    assert {f.id for f in said(answers)} <= {code, "spf-good"}
    line = str(first.arguments["record"])
    for lang in ("ja", "en"):
        assert line in speak(first, lang, "fix")
    mended = {**answers, TXT: yes(line)}
    assert told(mended) == {"spf-good": "pass"}, line
    assert survey(DOMAIN, mended.get).result in (Result.FAIL, Result.SOFTFAIL)
    assert check_host("192.0.2.20", DOMAIN, f"user@{DOMAIN}", SMTP, mended.get).result is Result.PASS or "mx" in line


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("policy", ["reject", "quarantine", "none"])
def test_it_fails_where_receivers_are_told_to_refuse(name: str, policy: str) -> None:
    texts, code = BAD[name]
    lenient = code in ONLY_WARNS or name in ("equals", "not-covering-soft", "redirect-beside-all") or policy == "none"
    first = said(world(*texts, policy=policy))[0]
    assert (first.id, first.status) == (code, "warn" if lenient else "fail")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("v=spf1 mx +all", "v=spf1 mx ~all"),
        ("v=spf1 a:old.example.jp -all", "v=spf1 a:old.example.jp a:smtp.example.jp -all"),
        ("v=spf1 mx include:gone.list.test -all", "v=spf1 mx -all"),
        ("v=spf1 include:gone.list.test moo -all", "v=spf1 a:smtp.example.jp -all"),
        ("v=spf1 all", "v=spf1 a:smtp.example.jp ~all"),
        ("v=spf1 mx redirect=open.list.test", "v=spf1 mx ~all"),
        ("v=spf1 mx -all a:old.example.jp a:mail.example.jp", "v=spf1 mx a:old.example.jp a:mail.example.jp -all"),
        (
            "v=spf1 mx redirect=spf.list.test exp=why.example.jp -all",
            "v=spf1 mx exp=why.example.jp include:spf.list.test -all",
        ),
    ],
)
def test_the_line(text: str, line: str) -> None:
    assert said(world(text))[0].arguments["record"] == line


@pytest.mark.parametrize(
    "text",
    [
        "v=spf1 mx ~all -all",
        "v=spf1 mx a:smtp.example.jp -all a:smtp.example.jp +mx",
        "v=spf1 include:spf.list.test mx redirect=spf.list.test -all",
        "v=spf1 mx -all exp=why.example.jp x-other=1 all=1",
        "v=spf1 mx -all -a:old.example.jp ?a:old.example.jp",
    ],
)
def test_nothing_is_lost_behind_all_that_would_permit_anybody(text: str) -> None:
    assert "spf-terms-unread" not in told(world(text))


def test_what_is_not_read_is_named_with_what_ends_the_list() -> None:
    (first,) = said(world("v=spf1 mx ~all a:smtp.example.jp redirect=spf.list.test"))
    assert first.arguments["terms"] == ("a:smtp.example.jp", "redirect=spf.list.test")
    assert first.arguments["end"] == "~all"
    assert "a:smtp.example.jp" in speak(first, "ja")


def test_a_server_that_is_listed_nowhere_is_told_beside_what_is_not_read() -> None:
    assert told(world("v=spf1 -all a:old.example.jp")) == {
        "spf-terms-unread": "warn", "spf-not-covering-outgoing": "warn",
    }  # fmt: skip


def test_ptr_is_information() -> None:
    assert told(world("v=spf1 mx ptr -all")) == {"spf-good": "pass", "spf-ptr-discouraged": "pass"}
    assert told(world("v=spf1 mx ptr:example.jp -all", policy="reject"))["spf-ptr-discouraged"] == "pass"
    assert "spf-ptr-discouraged" not in told(world("v=spf1 mx -all ptr"))


def test_the_line_of_a_domain_without_a_record_is_made_of_what_was_seen() -> None:
    assert said(world())[0].arguments["record"] == "v=spf1 mx a:smtp.example.jp ~all"
    assert said(world(), address=DOMAIN)[0].arguments["record"] == "v=spf1 mx ~all"


def test_no_line_forbids_what_was_permitted() -> None:
    """Without an account nobody knows the outgoing server: the exchangers are the best guess."""
    for text in (
        "v=spf1 include:gone.list.test -all",
        "v=spf1 redirect=gone.list.test",
        "v=spf1 include:open.list.test",
    ):
        line = str(said(world(text), address=DOMAIN)[0].arguments["record"])
        assert line in ("v=spf1 mx -all", "v=spf1 mx", "v=spf1 mx ~all")


def test_two_records_become_one() -> None:
    first = said(world(*BAD["two"][0]))[0]
    assert first.arguments["record"] == "v=spf1 mx include:spf.list.test ~all"
    assert first.arguments["count"] == 2


def test_a_mistake_is_told_with_its_place_and_the_right_form() -> None:
    (first,) = said(world("v=spf1 mx ip4:2001:db8::5 -all"))
    assert {k: first.arguments[k] for k in ("term", "column", "place", "kind", "form")} == {
        "term": "ip4:2001:db8::5",
        "column": 14,
        "place": 15,
        "kind": "bad-address",
        "form": "ip6:2001:db8::5",
    }
    assert "15 文字目" in speak(first, "ja")
    assert "ip6:2001:db8::5" in speak(first, "ja", "why")


def test_a_record_at_another_name() -> None:
    for name in ("_spf", "www"):
        (first,) = said(world(more=f"{name}.example.jp TXT v=spf1 mx ~all\n"))
        assert first.id == "spf-wrong-name"
        assert first.arguments["record"] == "v=spf1 mx ~all"
        assert f"{name}.example.jp" in speak(first, "ja")


def test_a_name_that_is_only_guarded_or_an_alias_is_no_wrong_name() -> None:
    answers = world(more="www.example.jp TXT v=spf1 -all\n")
    assert told(answers) == {"spf-missing": "warn"}
    answers[Lookup("www.example.jp", "TXT")] = replace(yes("v=spf1 mx ~all"), aliases=("shop.hoster.example.co.jp",))
    assert told(answers) == {"spf-missing": "warn"}


def test_a_published_part_of_the_record_is_no_wrong_name() -> None:
    text = "v=spf1 include:_spf.example.jp ~all"
    assert told(world(text, more="_spf.example.jp TXT v=spf1 mx a:smtp.example.jp -all\n")) == {"spf-good": "pass"}


def test_too_many_lookups_says_what_costs_how_much() -> None:
    text = "v=spf1 mx include:big.list.test include:spf.list.test include:big.list.test. -all"
    answers = world(text)
    assert told(answers) == {"spf-too-many-lookups": "warn"}
    (first,) = said(answers)
    assert first.arguments["cost"] == 12
    assert first.arguments["costs"] == (
        "include:big.list.test (5)",
        "include:big.list.test. (5)",
        "mx (1)",
        "include:spf.list.test (1)",
    )
    assert "include:big.list.test (5)" in speak(first, "ja", "why")
    assert told(world(text.replace("include:big.list.test. ", ""))) == {"spf-good": "pass"}
    assert told(world(text, policy="reject")) == {"spf-too-many-lookups": "fail"}


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("v=spf1 mx all", "all"),
        ("v=spf1 mx include:open.list.test -all", "include:open.list.test"),
        ("v=spf1 mx redirect=open.list.test", "redirect=open.list.test"),
        ("v=spf1 mx ?all", "?all"),
    ],
)
def test_the_word_that_lets_everybody_pass_is_named(text: str, cause: str) -> None:
    assert said(world(text))[0].arguments["cause"] == cause


def test_two_empty_answers_are_allowed() -> None:
    assert told(world("v=spf1 mx a:gone1.example.jp a:gone2.example.jp -all")) == {"spf-good": "pass"}


@pytest.mark.parametrize("text", ["v=spf1 mx ?all", "v=spf1 mx", "v=spf1"])
def test_an_open_end_is_information(text: str) -> None:
    found = said(world(text, policy="reject"))
    assert codes(found) == {"spf-permissive-all": "pass", "spf-good": "pass"}
    line = str(found[0].arguments["record"])
    assert line.endswith("~all")
    assert survey(DOMAIN, {**world(), TXT: yes(line)}.get).result is Result.SOFTFAIL


def test_a_provider_that_relays_from_elsewhere_is_not_doubted() -> None:
    """The submission host's own address is not in its company's list: its relays are."""
    assert told(world("v=spf1 include:spf.hoster.example.co.jp -all"), RELAY) == {"spf-good": "pass"}
    assert told(world("v=spf1 redirect=spf.hoster.example.co.jp"), RELAY) == {"spf-good": "pass"}
    assert told(world("v=spf1 include:spf.list.test -all"), RELAY) == {"spf-not-covering-outgoing": "warn"}


def test_an_exchanger_that_passes_is_enough_beside_the_domains_own_server_or_in_the_same_company() -> None:
    """What the outgoing server takes in may leave by it, as far as anybody can tell."""
    assert told(world("v=spf1 mx -all"), SMTP) == {"spf-good": "pass"}
    company = world("v=spf1 mx -all", more="mx9.hoster.example.co.jp A 198.51.100.9\n")
    assert told({**company, MX: yes("10 mx9.hoster.example.co.jp")}, RELAY) == {"spf-good": "pass"}
    known = "mx9.xsrv.jp A 198.51.100.9\nsv10.xserver.jp A 203.0.113.99\n"
    brands = {**world("v=spf1 mx -all", more=known), MX: yes("10 mx9.xsrv.jp")}
    assert told(brands, "sv10.xserver.jp") == {"spf-good": "pass"}


def test_an_exchanger_of_another_company_does_not_send_for_the_outgoing_server() -> None:
    """Reading was moved and sending was not: what leaves by the old company's server is refused."""
    assert told(world("v=spf1 mx -all"), RELAY) == {"spf-not-covering-outgoing": "warn"}
    same = {**world("v=spf1 mx -all"), Lookup("mail.example.jp", "A"): yes("198.51.100.5")}
    assert told(same, RELAY) == {"spf-good": "pass"}


def test_nothing_is_said_where_only_this_resolver_has_no_exchanger() -> None:
    """`mx` permits nobody there, and everybody else sees whom it permits."""
    names = ("ns1.example.jp",)
    zone_own = {**base(*names), **serving(ONE, *names), **direct(ONE, {(DOMAIN, "MX"): own("10 mail.example.jp")})}
    behind = {**zone_own, **world("v=spf1 mx -all"), MX: ABSENT}
    assert codes(run_check(CHECK, behind, settings=settings())[0]) == {}


@pytest.mark.parametrize("mx", [ABSENT, yes("0 ."), yes("10 gone.example.jp"), yes("10 192.0.2.99")])
def test_a_record_that_counts_on_missing_exchangers_is_not_blamed_beside_them(mx: LookupFact) -> None:
    """One root, the MX records: `mx.records` tells it. Left out of the run, it takes this finding with it no more."""
    gone: Answers = {Lookup(host, kind): ABSENT for host in ("gone.example.jp", "192.0.2.99") for kind in ("A", "AAAA")}
    answers: Answers = {**world("v=spf1 mx -all"), **gone, MX: mx}
    assert told(answers) == {}
    alone = run_check(CHECK, answers, settings=settings(), options=Options(skip=("mx.records",)))[0]
    assert codes(alone) == {"spf-not-covering-outgoing": "warn"}
    assert "spf-not-covering-outgoing" in told({**answers, TXT: yes("v=spf1 a:old.example.jp -all")})


def test_a_match_that_is_not_the_end_of_the_record_is_no_verdict() -> None:
    assert told(world("v=spf1 ~ip4:192.0.2.0/24 -all")) == {"spf-good": "pass"}


def test_a_server_behind_a_private_address_is_not_judged() -> None:
    answers = world("v=spf1 ip4:203.0.113.77 -all")
    answers[Lookup(SMTP, "A")] = yes("192.168.1.5")
    assert told(answers) == {"spf-good": "pass"}
    assert "a:" not in str(said({**answers, TXT: ABSENT})[0].arguments["record"])


def test_many_lookups_leave_room_for_the_server_by_its_address() -> None:
    text = "v=spf1 include:big.list.test include:big.list.test. -all"
    answers = world(text, more="smtp.example.jp AAAA 2001:db8::20\nold.example.jp AAAA 2001:db8::4\n")
    answers[Lookup("big.list.test", "TXT")] = yes("v=spf1" + " a:old.example.jp" * 4 + " -all")
    (first,) = said(answers)
    assert first.id == "spf-not-covering-outgoing"
    assert str(first.arguments["record"]).split()[-3:] == ["ip4:192.0.2.20", "ip6:2001:db8::20", "-all"]
    assert told({**answers, TXT: yes(str(first.arguments["record"]))}) == {"spf-good": "pass"}


def test_a_domain_without_mail() -> None:
    answers = {**world(), MX: yes("0 .")}
    found = said(answers, address=DOMAIN)
    assert codes(found) == {"spf-missing": "pass"}
    assert found[0].arguments["record"] == "v=spf1 -all"
    assert told({**answers, TXT: yes("v=spf1 -all")}, address=DOMAIN) == {"spf-good": "pass"}


@pytest.mark.parametrize("fact", [SERVFAIL, SILENT, CUT_OFF, replace(ABSENT, final=False)])
@pytest.mark.parametrize(
    "text", ["v=spf1 a:old.example.jp include:spf.list.test -all", "v=spf1 include:gone.list.test"]
)
def test_nothing_is_said_where_an_answer_is_missing(fact: LookupFact, text: str) -> None:
    for question in (TXT, MX, Lookup("old.example.jp", "A"), Lookup("spf.list.test", "TXT")):
        if question.name in f"{DOMAIN} {text}":
            assert told({**world(text), question: fact}) == {}
    assert told({**world("v=spf1 a:old.example.jp -all"), Lookup(SMTP, "AAAA"): fact}) == {"spf-good": "pass"}


def test_a_domain_that_is_not_there_is_told_elsewhere() -> None:
    assert told({**world(), TXT: NXDOMAIN, MX: NXDOMAIN}) == {}


def test_a_failing_part_does_not_hide_a_mistake_in_the_record_itself() -> None:
    answers = {**world("v=spf1 include:spf.list.test moo -all"), Lookup("spf.list.test", "TXT"): SILENT}
    assert told(answers) == {"spf-syntax": "warn"}


WORDS = st.one_of(
    st.sampled_from(["mx", "-all", "~all", "+all", "all", "?all", "include:spf.list.test", "redirect=open.list.test"]),
    st.sampled_from(
        ["include:gone.list.test", "a:gone1.example.jp", "ip4:192.0.2.20", "ip4=192.0.2.20", "exp=%{d}.test"]
    ),
    st.sampled_from(["\u2013all", "ip4;192.0.2.1", "include:", "a:%{l}.example.jp", "=", "+", ",", '"', "%{", "mx,"]),
    st.text(max_size=8),
)
VERSIONS = st.sampled_from(["v=spf1 ", "v=spf1", "V=SPF1  ", '"v=spf1 ', "v = spf1 ", ""])


@given(st.lists(st.tuples(VERSIONS, st.lists(WORDS, max_size=6)), max_size=3))
def test_whatever_is_published_the_line_can_be_read(texts: list[tuple[str, list[str]]]) -> None:
    answers = world(*(version + " ".join(words) for version, words in texts))
    found, _ = run_check(CHECK, answers, settings=settings())
    lines = {str(f.arguments["record"]) for f in found if isinstance(f, Finding) and "record" in f.arguments}
    assert len(lines) < 2
    for line in lines:
        assert parse_record(line).flaw is None
        again = codes(run_check(CHECK, {**answers, TXT: yes(line)}, settings=settings())[0])
        assert "fail" not in again.values()
        assert not {"spf-syntax", "spf-two-records", "spf-missing", "spf-wrong-name"} & set(again)


def count_questions(answers: Answers) -> int:
    """How many questions the check asks where `answers` are all there is."""
    case, known, asked = case_of(settings=settings()), Evidence(), set[Probe]()
    while new := [probe for probe in CHECK.probes(case, known) if probe not in asked]:
        asked.update(new)
        for probe in new:
            if probe in answers:
                known = known.with_(Observation(f"o{len(asked)}", probe, answers[probe]))
    return len(asked)


def test_the_questions_are_few() -> None:
    includes = "\n".join(
        f"n{n}.list.test TXT v=spf1 " + " ".join(f"include:n{n * 4 + k}.list.test" for k in range(1, 5))
        for n in range(200)
    )
    answers = world("v=spf1 include:n0.list.test -all", more=includes + "\n")
    asked = count_questions(answers)
    found, _ = run_check(CHECK, answers, settings=settings())
    assert codes(found) == {"spf-too-many-lookups": "warn"}
    assert 30 < asked <= 60


def test_every_text_is_for_the_telephone() -> None:
    for code in CHECK.codes:
        for text in (code.ja, code.en):
            whole = text.says + text.why + text.fix
            whole.encode("cp932")
            assert "!" not in whole
        assert "SPF" in code.ja.says
