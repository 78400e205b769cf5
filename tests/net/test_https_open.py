"""Before a request: names, addresses and certificates, and how each of them can end a fetch."""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import socket

import pytest

from maildoctor.demo.ca import CertificateFault
from maildoctor.model.fact import Fault, FetchFact, LookupFact, Outcome
from maildoctor.model.probe import HOST, Document, Fetch, Lookup
from maildoctor.net.dns import Server
from maildoctor.net.https import Fetched
from maildoctor.net.network import Network
from maildoctor.net.trust import Trust
from tests.support.fetching import AUTHORITY, DOCUMENT, GOOD, LIMITS, NAME, Names, fetch, one, trust
from tests.support.script_dns import ScriptDns
from tests.support.script_https import ScriptHttps, answer, head
from tests.support.script_server import (
    Fin,
    Hold,
    Rst,
    Script,
    ScriptServer,
    Send,
    StartTls,
    TlsRaw,
    alert,
)

__all__ = ["trust"]


def test_the_certificate_of_another_name_ends_it_before_a_byte_of_http(trust: Trust) -> None:
    with ScriptHttps(AUTHORITY.issue(("other.example.test",)), trusted=False) as server:
        server.pages["/"] = answer(200, DOCUMENT)
        fetched = fetch(server.url(NAME), trust)
        (record,) = server.wait()
    assert fetched.fact.outcome is Outcome.UNTRUSTED
    assert (fetched.fact.here, fetched.fact.public) == ((Fault.NAME,), (Fault.NAME,))
    assert (fetched.fact.where, fetched.fact.status) == ("handshake", None)
    assert record.tls == b""
    assert b"HTTP" not in record.clear
    assert fetched.transcript == (("-", "TLS CERTIFICATE_VERIFY_FAILED"),)


@pytest.mark.parametrize("fault", [f for f in CertificateFault if f not in ("none", "ends-soon")])
def test_a_refused_certificate(fault: CertificateFault, trust: Trust) -> None:
    with ScriptHttps(AUTHORITY.issue((NAME,), fault), trusted=False) as server:
        fact = fetch(server.url(NAME), trust).fact
        record, *again = server.wait()
    assert fact.outcome is Outcome.UNTRUSTED
    assert fact.here
    assert fact.public
    assert not fact.verified
    assert record.tls == b""
    assert len(again) == (fault in ("expired", "not-yet-valid"))


def at(moment: dt.datetime, *fields: str, status: int = 200) -> Script:
    """An answer that tells the time."""
    date = f"Date: {email.utils.format_datetime(moment, usegmt=True)}"
    return (Send(head(status, date, "Content-Length: 0", *fields)),)


@pytest.mark.parametrize(("fields", "ahead"), [((), -3 * 86_400), (("Age: 0",), -3 * 86_400), (("Age: 7",), None)])
def test_a_server_whose_certificate_has_ended_is_asked_for_the_time_alone(
    fields: tuple[str, ...], ahead: int | None, trust: Trust
) -> None:
    then = dt.datetime.now(dt.UTC) - dt.timedelta(days=3)
    with ScriptHttps(AUTHORITY.issue((NAME,), CertificateFault.EXPIRED), trusted=False) as server:
        server.pages["/"] = at(then, *fields)
        server.pages["/secret?of=us"] = answer(200, DOCUMENT)
        fetched = fetch(server.url(NAME, "/secret?of=us"), trust)
        server.wait()
        (request,) = server.requests
    assert (request.method, request.target, request.body) == ("HEAD", "/", b"")
    assert (fetched.fact.outcome, fetched.body, fetched.fact.status) == (Outcome.UNTRUSTED, b"", None)
    assert fetched.fact.clock_s is None if ahead is None else abs((fetched.fact.clock_s or 0) - ahead) <= 3


def test_nobody_else_is_asked_for_the_time(trust: Trust) -> None:
    """Not one byte of HTTP where anything but the dates is wrong."""
    with ScriptHttps(AUTHORITY.issue(("else.example.test",), CertificateFault.EXPIRED), trusted=False) as server:
        assert fetch(server.url(NAME), trust).fact.clock_s is None
        server.wait()
        assert server.requests == ()


@pytest.mark.parametrize("status", [200, 401, 404])
def test_the_time_is_kept_whatever_the_answer_is(status: int, trust: Trust) -> None:
    with ScriptHttps(GOOD) as server:
        server.pages["/"] = at(dt.datetime.now(dt.UTC) + dt.timedelta(hours=5), status=status)
        fact = fetch(server.url(NAME), trust).fact
    assert fact.clock_s is not None
    assert abs(fact.clock_s - 5 * 3600) <= 3


@pytest.mark.parametrize("date", [(), ("Date: yesterday",), ("Date: Tue, 99 Nov 2026 10:00:00 GMT",)])
def test_no_time_is_made_up(date: tuple[str, ...], trust: Trust) -> None:
    with ScriptHttps(GOOD) as server:
        server.pages["/"] = (Send(head(200, *date, "Content-Length: 0")),)
        assert fetch(server.url(NAME), trust).fact.clock_s is None


def test_both_views_are_judged_apart(trust: Trust, monkeypatch: pytest.MonkeyPatch) -> None:
    """A company's own authority: this PC trusts it, nobody else does."""
    monkeypatch.setattr(Trust, "everywhere", lambda *_: (Fault.UNKNOWN_ROOT,))
    fact = one(answer(200, DOCUMENT), trust).fact
    assert (fact.here, fact.public) == ((), (Fault.UNKNOWN_ROOT,))
    assert fact.verified


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        ((Send(b"HTTP/1.1 400 plain\r\n\r\n"), Hold()), Outcome.NOT_TLS),
        ((TlsRaw(alert(40)), Hold()), Outcome.TLS_REFUSED),
        ((Fin(),), Outcome.CLOSED),
        ((TlsRaw(b""), Rst()), Outcome.RESET),
    ],
)
def test_a_handshake_that_fails(script: Script, outcome: Outcome, trust: Trust) -> None:
    with ScriptServer(script) as server:
        fact = fetch(f"https://{NAME}:{server.port}/", trust).fact
        (record,) = server.wait()
    assert (fact.outcome, fact.where, fact.status) == (outcome, "handshake", None)
    assert (fact.here, fact.public) == ((), ())
    assert b"HTTP" not in record.clear


def test_a_refused_port(trust: Trust) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        fact = fetch(f"https://{NAME}:{taken.getsockname()[1]}/", trust).fact
    assert (fact.outcome, fact.where, fact.address) == (Outcome.REFUSED, "connect", None)


def test_the_second_address_is_asked_where_the_first_is_dead(trust: Trust) -> None:
    names = Names({Lookup(NAME, HOST): LookupFact(Outcome.ANSWERED, "NOERROR", ("127.0.0.2", "127.0.0.1"))})
    with ScriptHttps(GOOD) as server:
        server.pages["/"] = answer(200, DOCUMENT)
        assert fetch(server.url(NAME), trust, names=names).body == DOCUMENT
        with ScriptServer((Fin(),), host="127.0.0.2", port=server.port):
            fetched = fetch(server.url(NAME), trust, names=names)
    assert (fetched.body, fetched.fact.address) == (DOCUMENT, "127.0.0.1")


def test_no_other_address_makes_up_for_a_refused_certificate(trust: Trust) -> None:
    names = Names({Lookup(NAME, HOST): LookupFact(Outcome.ANSWERED, "NOERROR", ("127.0.0.1", "127.0.0.2"))})
    bad = AUTHORITY.issue((NAME,), CertificateFault.EXPIRED)
    with ScriptHttps(bad, trusted=False) as one, ScriptServer((StartTls(bad),), host="127.0.0.2", port=one.port) as two:
        fact = fetch(one.url(NAME), trust, names=names).fact
        one.wait()
        two.wait()
    # The second connection is the question for the time, to the same server.
    assert (fact.outcome, fact.here) == (Outcome.UNTRUSTED, (Fault.EXPIRED,))
    assert [record.server_name for record in (*one.connections, *two.connections)].count(NAME) == 2


def answered(*values: str, server: str = "getaddrinfo") -> LookupFact:
    return LookupFact(Outcome.ANSWERED, "NOERROR" if values else "NXDOMAIN", values, server=server)


def test_a_name_that_does_not_exist(trust: Trust) -> None:
    names = Names()
    fact = fetch("https://autoconfig.example.jp/", trust, names=names).fact
    assert (fact.outcome, fact.where, fact.trouble) == (Outcome.UNREACHABLE, "lookup", "no-such-name")
    assert names.asked == [Lookup("autoconfig.example.jp", HOST)]


def test_a_name_that_this_pc_does_not_see_but_the_dns_does(trust: Trust) -> None:
    names = Names({Lookup(NAME, HOST): answered(), Lookup(NAME, "A"): answered("127.0.0.1")})
    with ScriptHttps(GOOD) as server:
        server.pages["/"] = answer(200, DOCUMENT)
        assert fetch(server.url(NAME), trust, names=names).body == DOCUMENT
    assert names.asked == [Lookup(NAME, kind) for kind in (HOST, "A", "AAAA")]


@pytest.mark.parametrize(
    ("failure", "outcome", "trouble"),
    [
        (LookupFact(Outcome.SILENT, error="timeout"), Outcome.SILENT, ""),
        (LookupFact(Outcome.DEFERRED, "SERVFAIL", error="servfail"), Outcome.UNREACHABLE, "servfail"),
        (LookupFact(Outcome.UNREACHABLE, error="no-resolver"), Outcome.UNREACHABLE, "no-resolver"),
    ],
)
def test_a_lookup_that_fails_is_no_missing_name(
    failure: LookupFact, outcome: Outcome, trouble: str, trust: Trust
) -> None:
    fact = fetch(f"https://{NAME}/", trust, names=Names({Lookup(NAME, HOST): failure})).fact
    assert (fact.outcome, fact.where, fact.trouble) == (outcome, "lookup", trouble)
    names = Names({Lookup(NAME, HOST): answered(), Lookup(NAME, "A"): answered(), Lookup(NAME, "AAAA"): failure})
    assert fetch(f"https://{NAME}/", trust, names=names).fact.outcome is outcome


@pytest.mark.parametrize("host", [NAME, "127.0.0.1", "[::1]"])
def test_a_forbidden_address_is_never_dialled(host: str, trust: Trust) -> None:
    with ScriptHttps(GOOD) as server:
        fact = fetch(server.url(host), trust, allowed=lambda address: address not in ("127.0.0.1", "::1")).fact
        assert server.connections == ()
    assert (fact.outcome, fact.trouble, fact.where) == (Outcome.BLOCKED, "private-address", "lookup")


def test_of_mixed_addresses_the_allowed_ones_are_dialled(trust: Trust) -> None:
    names = Names({Lookup(NAME, HOST): answered("127.0.0.2", "127.0.0.1")})
    with ScriptHttps(GOOD) as server, ScriptServer((Hold(),), host="127.0.0.2", port=server.port) as forbidden:
        server.pages["/"] = answer(200, DOCUMENT)
        fetched = fetch(server.url(NAME), trust, names=names, allowed=lambda address: address == "127.0.0.1")
        assert forbidden.connections == ()
    assert fetched.fact.address == "127.0.0.1"


@pytest.mark.parametrize("address", ["127.0.0.1", ""])
def test_connect_to(address: str, trust: Trust) -> None:
    """The user chose the address: it may be private and nobody is asked for it; the name to verify stays."""
    names = Names()
    with ScriptHttps(GOOD) as server:
        server.pages["/"] = answer(200, DOCUMENT)
        fetched = fetch(
            f"https://{NAME}/",
            trust,
            names=names,
            allowed=lambda each: address == "",
            mapped=lambda host, port: (address, server.port) if (host, port) == (NAME, 443) else None,
        )
        server.wait()
        (request,) = server.requests
    assert fetched.body == DOCUMENT
    assert request.fields["host"] == NAME
    assert bool(names.asked) is (address == "")


@pytest.mark.parametrize(
    ("url", "outcome", "trouble"),
    [
        (f"http://{NAME}/", Outcome.BLOCKED, "redirect-to-http"),
        ("ftp://www.example.test/x", Outcome.BLOCKED, "redirect-to-other-scheme"),
        ("https://-bad-.example.test/", Outcome.GARBLED, "bad-http"),
    ],
)
def test_only_https_is_spoken(url: str, outcome: Outcome, trouble: str, trust: Trust) -> None:
    names = Names()
    fact = fetch(url, trust, names=names).fact
    assert (fact.outcome, fact.trouble, fact.redirect) == (outcome, trouble, url)
    assert names.asked == []


def test_the_network_gives_what_it_was_given(trust: Trust) -> None:
    """Resolver, rules and gates of one run, wired up."""
    zone = f"{NAME}. 300 IN A 127.0.0.1"
    told: list[FetchFact] = []

    async def go(network: Network, url: str) -> Fetched:
        return await network.fetch(Fetch(url, Document.AUTODISCOVER, "u@example.test"), told.append)

    with ScriptDns(zone) as dns, ScriptHttps(GOOD) as server:
        server.pages["/"] = answer(200, DOCUMENT)
        url = server.url(NAME)
        run = ((Server(dns.address, dns.port),), False, LIMITS, trust, dt.datetime.now(dt.UTC))
        plain = asyncio.run(go(Network(*run), url))
        asked = asyncio.run(go(Network(*run, request=lambda probe: ("POST", (probe.about or "").encode(), "a/b")), url))
        barred = asyncio.run(go(Network(*run, allowed=lambda address: False), url))
        mapped = Network(*run, allowed=lambda address: False, mapped=lambda host, port: ("127.0.0.1", server.port))
        led = asyncio.run(go(mapped, f"https://{NAME}/"))
        server.wait(3)
        assert [(request.method, request.body) for request in server.requests] == [
            ("GET", b""),
            ("POST", b"u@example.test"),
            ("GET", b""),
        ]
    assert plain.body == asked.body == led.body == DOCUMENT
    assert (barred.fact.outcome, barred.fact.trouble) == (Outcome.BLOCKED, "private-address")
