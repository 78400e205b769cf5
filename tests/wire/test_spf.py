"""SPF: records taken apart, macros filled in, and the examples of RFC 7208 as printed there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maildoctor.model.fact import LookupFact
from maildoctor.model.probe import Lookup
from maildoctor.wire.spf import Mechanism, Mistake, Result, Trouble, check_host, parse_record, records, survey
from maildoctor.wire.spf_answers import plain_address
from maildoctor.wire.spf_macros import MacroError, check_domain_spec, expand, expand_name, parse_macros
from maildoctor.wire.spf_message import Message
from tests.oracle.spf_zone import Zone, zone

APPENDIX_A = zone("""
    example.com MX 10 mail-a.example.com
    example.com MX 20 mail-b.example.com
    example.com A 192.0.2.10
    example.com A 192.0.2.11
    amy.example.com A 192.0.2.65
    bob.example.com A 192.0.2.66
    mail-a.example.com A 192.0.2.129
    mail-b.example.com A 192.0.2.130
    example.org MX 10 mail-c.example.org
    mail-c.example.org A 192.0.2.140
    10.2.0.192.in-addr.arpa PTR example.com
    11.2.0.192.in-addr.arpa PTR example.com
    65.2.0.192.in-addr.arpa PTR amy.example.com
    66.2.0.192.in-addr.arpa PTR bob.example.com
    129.2.0.192.in-addr.arpa PTR mail-a.example.com
    130.2.0.192.in-addr.arpa PTR mail-b.example.com
    140.2.0.192.in-addr.arpa PTR mail-c.example.org
    4.0.0.10.in-addr.arpa PTR bob.example.com
""")
HOSTS = [f"192.0.2.{n}" for n in (10, 11, 65, 66, 128, 129, 130, 131, 139, 140, 143)] + ["10.0.0.4"]


def judged(ip: str, more: str, domain: str = "example.com", sender: str = "") -> Result:
    """The result for `ip` in the zone of appendix A and `more`."""
    return check_host(ip, domain, sender or f"user@{domain}", "mx.example.net", Zone(APPENDIX_A | zone(more))).result


@pytest.mark.parametrize(
    ("record", "pass_"),
    [
        ("v=spf1 +all", HOSTS),
        ("v=spf1 a -all", ["192.0.2.10", "192.0.2.11"]),
        ("v=spf1 a:example.org -all", []),
        ("v=spf1 mx -all", ["192.0.2.129", "192.0.2.130"]),
        ("v=spf1 mx:example.org -all", ["192.0.2.140"]),
        ("v=spf1 mx mx:example.org -all", ["192.0.2.129", "192.0.2.130", "192.0.2.140"]),
        (
            "v=spf1 mx/30 mx:example.org/30 -all",
            ["192.0.2.128", "192.0.2.129", "192.0.2.130", "192.0.2.131", "192.0.2.140", "192.0.2.143"],
        ),
        ("v=spf1 ptr -all", [f"192.0.2.{n}" for n in (10, 11, 65, 66, 129, 130)]),
        (
            "v=spf1 ip4:192.0.2.128/28 -all",
            [f"192.0.2.{n}" for n in (128, 129, 130, 131, 139, 140, 143)],
        ),
    ],
)
def test_appendix_a1(record: str, pass_: list[str]) -> None:
    results = {ip: judged(ip, f"example.com TXT {record}") for ip in HOSTS}
    assert [ip for ip, result in results.items() if result is Result.PASS] == pass_
    assert all(result is Result.FAIL for ip, result in results.items() if ip not in pass_)


def test_appendix_a2() -> None:
    more = """
        example.com TXT v=spf1 a -all
        example.net TXT v=spf1 ip4:198.51.100.7 -all
        example.org TXT v=spf1 include:example.com include:example.net -all
        la.example.org TXT v=spf1 redirect=example.org
    """
    for domain in ("example.org", "la.example.org"):
        assert judged("192.0.2.10", more, domain) is Result.PASS
        assert judged("198.51.100.7", more, domain) is Result.PASS
        assert judged("192.0.2.129", more, domain) is Result.FAIL


def test_appendix_a3() -> None:
    more = """
        example.com TXT v=spf1 mx include:mobile-users._spf.%{d} include:remote-users._spf.%{d} -all
        mobile-users._spf.example.com TXT v=spf1 exists:%{l1r+}.%{d}
        remote-users._spf.example.com TXT v=spf1 exists:%{ir}.%{l1r+}.%{d}
        mary.mobile-users._spf.example.com A 127.0.0.2
        fred.mobile-users._spf.example.com A 127.0.0.2
        15.15.168.192.joel.remote-users._spf.example.com A 127.0.0.2
        16.15.168.192.joel.remote-users._spf.example.com A 127.0.0.2
    """
    assert judged("203.0.113.1", more, sender="mary@example.com") is Result.PASS
    assert judged("203.0.113.1", more, sender="mary+list@example.com") is Result.PASS
    assert judged("192.168.15.16", more, sender="joel@example.com") is Result.PASS
    assert judged("192.168.15.17", more, sender="joel@example.com") is Result.FAIL
    assert judged("192.0.2.129", more, sender="joel@example.com") is Result.PASS


def test_appendix_a4() -> None:
    more = """
        example.com TXT v=spf1 -include:ip4._spf.%{d} -include:ptr._spf.%{d} +all
        ip4._spf.example.com TXT v=spf1 -ip4:192.0.2.0/24 +all
        ptr._spf.example.com TXT v=spf1 -ptr:example.com +all
    """
    assert judged("192.0.2.65", more) is Result.PASS
    assert judged("192.0.2.140", more) is Result.FAIL
    assert judged("10.0.0.4", more) is Result.FAIL


STRONG_BAD = Message(plain_address("192.0.2.3"), "strong-bad@email.example.com", "mx.example.org")


def filled(text: str, message: Message = STRONG_BAD) -> str:
    """`text` with the macros of section 7.4's example filled in."""
    parts = parse_macros(text, explanation=True, spaces=True)
    return expand(parts, lambda letter: message.value(letter, "email.example.com", Zone({})))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("%{s}", "strong-bad@email.example.com"),
        ("%{o}", "email.example.com"),
        ("%{d}", "email.example.com"),
        ("%{d4}", "email.example.com"),
        ("%{d3}", "email.example.com"),
        ("%{d2}", "example.com"),
        ("%{d1}", "com"),
        ("%{dr}", "com.example.email"),
        ("%{d2r}", "example.email"),
        ("%{l}", "strong-bad"),
        ("%{l-}", "strong.bad"),
        ("%{lr}", "strong-bad"),
        ("%{lr-}", "bad.strong"),
        ("%{l1r-}", "strong"),
        ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
        ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
        ("%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"),
        ("%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com"),
        ("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
        ("%{h}", "mx.example.org"),
        ("%{c}", "192.0.2.3"),
        ("%{r}", "unknown"),
        ("%{t}", "0"),
        ("%{p}", "unknown"),
        ("%{S}", "strong-bad%40email.example.com"),
        ("%%%_%-", "% %20"),
        ("%{d99999999999999999999}", "email.example.com"),
    ],
)
def test_macros_of_section_7_4(text: str, value: str) -> None:
    assert filled(text) == value


def test_macros_of_an_ipv6_client() -> None:
    six = Message(plain_address("2001:db8::cb01"), STRONG_BAD.sender, STRONG_BAD.helo)
    zeros = ".".join("0" * 20)
    assert filled("%{ir}.%{v}._spf.%{d2}", six) == f"1.0.b.c.{zeros}.8.b.d.0.1.0.0.2.ip6._spf.example.com"
    assert filled("%{c}", six) == "2001:db8::cb01"


def test_the_validated_name() -> None:
    more = "example.com TXT v=spf1 exists:%{p}.ok.example -all\namy.example.com.ok.example A 127.0.0.2"
    assert judged("192.0.2.65", more) is Result.PASS
    assert judged("192.0.2.66", more) is Result.FAIL


def test_a_long_name_loses_labels_at_the_left() -> None:
    name = expand_name("%{d}." + ".".join(["a" * 58] * 4) + ".example", lambda _: "left.most.x")
    assert name == "most.x." + ".".join(["a" * 58] * 4 + ["example"])
    assert len(name) <= 253


@pytest.mark.parametrize("text", ["%", "%{", "%{x}", "%{d", "%{d0}", "%{d2x}", "%{c}", "%{r}", "%{t}", "a b", "%(d)"])
def test_no_macro(text: str) -> None:
    with pytest.raises(MacroError):
        parse_macros(text)


@pytest.mark.parametrize("text", ["museum", "museum.", "example.1", "example.-x", "%{d}com", "example.com%%-", ""])
def test_no_domain(text: str) -> None:
    with pytest.raises(MacroError):
        check_domain_spec(text)


@pytest.mark.parametrize(
    ("record", "kind", "column"),
    [
        ("v=spf1 moo -all", Mistake.UNKNOWN, 7),
        ("v=spf1 a  ipv4:192.0.2.1 -all", Mistake.UNKNOWN, 10),
        ("v=spf1 ip4;192.0.2.1", Mistake.UNKNOWN, 7),
        ("v=spf1 +redirect=example.com", Mistake.UNKNOWN, 7),
        ("v=spf1 --all", Mistake.UNKNOWN, 7),
        ("v=spf1 192.0.2.1 -all", Mistake.UNKNOWN, 7),
        ("v=spf1 \uff0dall", Mistake.NOT_ASCII, 7),
        ("v=spf1 a:\uff45xample.com", Mistake.NOT_ASCII, 9),
        ("v=spf1 a\u3000-all", Mistake.NOT_ASCII, 8),
        ("v=spf1 -all.", Mistake.UNKNOWN, 7),
        ("v=spf1 -all/8", Mistake.EXTRA, 11),
        ("v=spf1 include -all", Mistake.NO_DOMAIN, 14),
        ("v=spf1 include: example.com", Mistake.NO_DOMAIN, 15),
        ("v=spf1 include/24", Mistake.EXTRA, 14),
        ("v=spf1 exists:", Mistake.NO_DOMAIN, 14),
        ("v=spf1 a:museum", Mistake.BAD_DOMAIN, 9),
        ("v=spf1 a:192.0.2.1 -all", Mistake.BAD_DOMAIN, 17),
        ("v=spf1 include:example.com,", Mistake.BAD_DOMAIN, 23),
        ("v=spf1 a:%{x}.example.com", Mistake.BAD_MACRO, 9),
        ("v=spf1 a:mail.%{d", Mistake.BAD_MACRO, 14),
        ("v=spf1 exists:%{c}.example.com", Mistake.BAD_MACRO, 14),
        ("v=spf1 ip4:192.0.2.256", Mistake.BAD_ADDRESS, 11),
        ("v=spf1 ip4:192.0.02.1", Mistake.BAD_ADDRESS, 11),
        ("v=spf1 ip4:2001:db8::1", Mistake.BAD_ADDRESS, 11),
        ("v=spf1 ip4", Mistake.BAD_ADDRESS, 10),
        ("v=spf1 ip6:192.0.2.1", Mistake.BAD_ADDRESS, 11),
        ("v=spf1 ip6:fe80::1%eth0", Mistake.BAD_ADDRESS, 11),
        ("v=spf1 ip4:192.0.2.0/33", Mistake.BAD_LENGTH, 20),
        ("v=spf1 ip4:192.0.2.0/024", Mistake.BAD_LENGTH, 20),
        ("v=spf1 ip6:2001:db8::/129", Mistake.BAD_LENGTH, 21),
        ("v=spf1 a/33", Mistake.BAD_LENGTH, 8),
        ("v=spf1 mx/24//129", Mistake.BAD_LENGTH, 12),
        ("v=spf1 redirect=a.example redirect=b.example", Mistake.TWICE, 26),
        ("v=spf1 exp=a.example exp=b.example", Mistake.TWICE, 21),
        ("v=spf1 redirect=", Mistake.NO_DOMAIN, 16),
        ("v=spf1 later=%{", Mistake.BAD_MACRO, 13),
        ("v=spf1include:example.com", Mistake.NO_SPACE, 6),
    ],
)
def test_the_first_mistake(record: str, kind: Mistake, column: int) -> None:
    flaw = parse_record(record).flaw
    assert flaw is not None
    assert (flaw.kind, flaw.column) == (kind, column)


@pytest.mark.parametrize(
    "record",
    [
        "v=spf1",
        "V=SPF1 ",
        "v=spf1 A MX:Example.COM/24//64 -ALL",
        "v=spf1  ip4:192.0.2.0/0   ip6:2001:db8::1/128 ip6:::ffff:192.0.2.1",
        "v=spf1 mx:%%%_/.Clara.de/27",
        "v=spf1 exists:%{i}.%{s1}.100/86400.rate.%{d} ?all",
        "v=spf1 a:example.com. ptr ptr:example.com",
        "v=spf1 moo.cow-far_out=man:dog/cat redirect=%{d} exp=e.example later=",
        "v=spf1 ip4=192.0.2.1 include=example.com",
    ],
)
def test_no_mistake(record: str) -> None:
    assert parse_record(record).flaw is None


def test_terms() -> None:
    record = parse_record("v=spf1  ~mx:Mail.example.com/24//64 redirect=x.example")
    (mx,) = record.mechanisms
    assert mx == Mechanism("~mx:Mail.example.com/24//64", 8, mx.qualifier, "mx", "Mail.example.com", None, 24, 64)
    assert record.modifier("redirect") is not None
    assert record.all is None
    assert records(["v=spf1 a", "v=spf10 a", "v=spf1", " v=spf1", "V=SPF1 b"]) == ("v=spf1 a", "v=spf1", "V=SPF1 b")


@given(st.text(max_size=80))
def test_any_text_has_terms_or_a_mistake_inside_it(text: str) -> None:
    for candidate in (text, f"v=spf1 {text}"):
        record = parse_record(candidate)
        assert record.flaw is None or 0 <= record.flaw.column <= max(len(candidate), 6)
        assert all(candidate[t.column :].startswith(t.text) for t in record.terms)


PLAIN = ["a", "mx", "ptr", "-all", "~all", "?all", "all", "ip4:192.0.2.1", "ip6:2001:db8::1", "moo", "a:%{{", "a:x"]
NAMED = [
    "include:{}",
    "redirect={}",
    "exists:%{{i}}.{}",
    "a:{}",
    "mx:{}",
    "ptr:{}",
    "exp={}",
    "include:{}",
    "a:%{{p}}.{}",
]
MACRO = ["include:%{{d}}", "include:%{{l}}.{}", "redirect=%{{d2}}"]
TERMS = st.sampled_from([*PLAIN, *NAMED, *MACRO])
NAMES = st.sampled_from([f"{c}.example" for c in "abcde"])


@st.composite
def zones(draw: st.DrawFn) -> Zone:
    """A few domains whose records lead to each other in every way."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for name in (f"{c}.example" for c in "abcd"):
        for _ in range(draw(st.sampled_from([1, 1, 1, 1, 2, 0]))):
            terms = [draw(TERMS).format(draw(NAMES)) for _ in range(draw(st.integers(0, 5)))]
            found[name, "TXT"] = (*found.get((name, "TXT"), ()), " ".join(["v=spf1", *terms]))
        if draw(st.booleans()):
            found[name, "A"] = (draw(st.sampled_from(["192.0.2.1", "198.51.100.1"])),)
            found[name, "MX"] = tuple(f"10 {draw(NAMES)}" for _ in range(draw(st.integers(1, 3))))
    found["1.2.0.192.in-addr.arpa", "PTR"] = tuple(f"{c}.example" for c in "abcde") * 3
    return Zone(found, frozenset(draw(st.lists(NAMES, max_size=1))))


@given(zones(), st.text(max_size=20), st.sampled_from(["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"]))
def test_it_always_ends(zone: Zone, sender: str, ip: str) -> None:
    """It never raises, asks little, and answers that come one by one lead to the same end as all at once."""
    whole = check_host(ip, "a.example", sender, "helo.example", zone, explain=True)
    assert whole.result is not Result.NEEDS
    assert whole.asks == ()
    assert whole.cost <= 11
    assert len(zone.asked) < 300
    survey(zone_domain := "a.example", zone)
    known: dict[Lookup, LookupFact] = {}
    for _ in range(200):
        step = check_host(ip, zone_domain, sender, "helo.example", known.get, explain=True)
        if not step.asks:
            break
        known |= {question: zone(question) for question in step.asks}
    assert step == whole


def test_an_ipv4_address_in_ipv6_clothes() -> None:
    assert judged("::ffff:192.0.2.10", "example.com TXT v=spf1 a -all") is Result.PASS
    assert judged("::ffff:192.0.2.10", "example.com TXT v=spf1 ip4:192.0.2.10 -all") is Result.PASS
    assert judged("::ffff:192.0.2.10", "example.com TXT v=spf1 ip6:::ffff:192.0.2.10 -all") is Result.FAIL


@pytest.mark.parametrize(
    ("more", "trouble", "domain"),
    [
        ("t.example TXT v=spf1 moo", Trouble.SYNTAX, "t.example"),
        ("t.example TXT v=spf1 a\nt.example TXT v=spf1 mx", Trouble.TWO_RECORDS, "t.example"),
        ("t.example TXT v=spf1 include:none.example ~all", Trouble.NO_RECORD, "none.example"),
        ("t.example TXT v=spf1 redirect=none.example", Trouble.NO_RECORD, "none.example"),
        ("t.example TXT v=spf1 include:t.example ~all", Trouble.LOOP, "t.example"),
        ("t.example TXT v=spf1 include:u.example\nu.example TXT v=spf1 redirect=T.example.", Trouble.LOOP, "t.example"),
        ("t.example TXT v=spf1" + " a:example.com" * 11 + " -all", Trouble.MANY_TERMS, "t.example"),
        ("t.example TXT v=spf1 a:x.example a:y.example a:z.example -all", Trouble.MANY_VOIDS, "t.example"),
        (
            "t.example TXT v=spf1 mx\n" + "\n".join(f"t.example MX 1 m{n}.example" for n in range(11)),
            Trouble.MANY_MX,
            "t.example",
        ),
    ],
)
def test_permanent_errors(more: str, trouble: Trouble, domain: str) -> None:
    for verdict in (
        check_host("203.0.113.9", "t.example", "u@t.example", "h.example", Zone(APPENDIX_A | zone(more))),
        survey("t.example", Zone(APPENDIX_A | zone(more))),
    ):
        assert verdict.result is Result.PERMERROR
        assert verdict.fault is not None
        assert (verdict.fault.trouble, verdict.fault.domain) == (trouble, domain)


def test_the_limits_are_not_passed_by_ten_and_two() -> None:
    record = "t.example TXT v=spf1" + " a:example.com" * 8 + " a:x.example a:y.example -all"
    verdict = check_host("203.0.113.9", "t.example", "", "h.example", Zone(APPENDIX_A | zone(record)))
    assert (verdict.result, verdict.cost, len(verdict.voids)) == (Result.FAIL, 10, 2)
    record = "t.example TXT v=spf1 ip4:203.0.113.9 " + "a:example.com " * 11
    verdict = check_host("203.0.113.9", "t.example", "", "h.example", Zone(APPENDIX_A | zone(record)))
    assert (verdict.result, verdict.cost) == (Result.PASS, 0)


def test_a_failing_name_service_is_a_temporary_error() -> None:
    served = Zone(zone("t.example TXT v=spf1 a:x.example -all"), frozenset(("x.example",)))
    verdict = check_host("192.0.2.1", "t.example", "u@t.example", "h.example", served)
    assert verdict.result is Result.TEMPERROR
    assert verdict.fault is not None
    assert verdict.fault.path == ("a:x.example",)


def test_none() -> None:
    for domain in ("example.net", "", "localhost", "a..example", "x" * 64 + ".example", ".example"):
        assert judged("192.0.2.1", "localhost TXT v=spf1 a", domain) is Result.NONE


def test_a_redirect_counts_only_without_all() -> None:
    more = """
        r.example TXT v=spf1 redirect=s.example ~all
        s.example TXT v=spf1 -all
        t.example TXT v=spf1 redirect=s.example
    """
    assert judged("192.0.2.1", more, "r.example") is Result.SOFTFAIL
    assert judged("192.0.2.1", more, "t.example") is Result.FAIL
    assert judged("192.0.2.1", "t.example TXT v=spf1", "t.example") is Result.NEUTRAL


def test_the_explanation() -> None:
    more = zone("""
        t.example TXT v=spf1 redirect=u.example exp=no.example
        u.example TXT v=spf1 -all exp=why.%{d}
        why.u.example TXT %{i} is not one of %{d}'s (%{s})%_see http://%{d}/why?s=%{S}
    """)
    verdict = check_host("192.0.2.1", "t.example", "a@t.example", "h.example", Zone(more), explain=True)
    assert verdict.result is Result.FAIL
    assert verdict.explanation == (
        "192.0.2.1 is not one of u.example's (a@t.example) see http://u.example/why?s=a%40t.example"
    )
    known = {q: Zone(more)(q) for q in (Lookup("t.example", "TXT"), Lookup("u.example", "TXT"))}
    verdict = check_host("192.0.2.1", "t.example", "a@t.example", "h.example", known.get, explain=True)
    assert (verdict.result, verdict.asks) == (Result.FAIL, (Lookup("why.u.example", "TXT"),))


def test_missing_answers_are_asked_for() -> None:
    verdict = check_host("192.0.2.1", "t.example", "a@t.example", "h.example", lambda _: None)
    assert (verdict.result, verdict.asks) == (Result.NEEDS, (Lookup("t.example", "TXT"),))
    known = Zone(
        zone("t.example TXT v=spf1 mx include:u.example -all\nt.example MX 1 m.example\nt.example MX 2 n.example")
    )
    step = {q: known(q) for q in (Lookup("t.example", "TXT"), Lookup("t.example", "MX"))}
    verdict = check_host("192.0.2.1", "t.example", "a@t.example", "h.example", step.get)
    assert verdict.asks == (Lookup("m.example", "A"), Lookup("n.example", "A"))
    assert survey("t.example", step.get).asks == (Lookup("u.example", "TXT"),)


def test_a_survey_finds_everything() -> None:
    more = zone("""
        t.example TXT v=spf1 include:gone.example include:big.example include:bad.example exists:%{i}.x.example ~all
        big.example TXT v=spf1 a:m.example mx:m.example ptr ip4:192.0.2.0/24 -all
        m.example A 192.0.2.1
        m.example MX 10 m.example
        bad.example TXT v=spf1 ip4:192.0.2.300
    """)
    verdict = survey("t.example", Zone(more))
    assert [(f.trouble, f.domain, f.path) for f in verdict.faults] == [
        (Trouble.NO_RECORD, "gone.example", ("include:gone.example",)),
        (Trouble.SYNTAX, "bad.example", ("include:bad.example",)),
    ]
    assert verdict.costs == (
        ("include:gone.example", 1),
        ("include:big.example", 4),
        ("include:bad.example", 1),
        ("exists:%{i}.x.example", 1),
    )
    assert verdict.cost == 7
    assert verdict.varies
    assert verdict.result is Result.PERMERROR
    assert survey("big.example", Zone(more)).result is Result.FAIL


def test_a_survey_ends() -> None:
    chain = "\n".join(f"n{n}.example TXT v=spf1 include:n{n + 1}.example -all" for n in range(60))
    served = Zone(zone(chain))
    verdict = survey("n0.example", served)
    assert (verdict.result, verdict.cost) == (Result.PERMERROR, 30)
    assert len(served.asked) < 40
