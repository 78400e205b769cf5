"""The script DNS server, proved with dnspython as its client."""

from __future__ import annotations

import socket
import time
from typing import Any

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.resolver
import pytest

from tests.support.script_dns import Behaviour, ScriptDns

ZONE = """
    example.test.       300 IN MX    10 mail.example.test.
    example.test.       300 IN TXT   "v=spf1 -all"
    mail.example.test.  300 IN A     192.0.2.10
    mail.example.test.  300 IN A     192.0.2.11
    alias.example.test. 60  IN CNAME mail.example.test.
    dead.example.test.  60  IN CNAME gone.example.test.
    ring.example.test.  60  IN CNAME gnir.example.test.
    gnir.example.test.  60  IN CNAME ring.example.test.
    *.wild.test.        60  IN A     192.0.2.20
    _imaps._tcp.example.test. 60 IN SRV 0 1 993 mail.example.test.
"""


def ask(server: ScriptDns, name: str, kind: str, *, tcp: bool = False, **named: Any) -> dns.message.Message:
    query = dns.message.make_query(name, kind, **named)
    if tcp:
        return dns.query.tcp(query, server.address, timeout=1, port=server.port)
    return dns.query.udp(query, server.address, timeout=0.2, port=server.port)


def texts(answer: dns.message.Message) -> list[str]:
    return [line for each in answer.answer for line in each.to_text().splitlines()]


def test_answers_as_a_resolver() -> None:
    with ScriptDns(ZONE) as server:
        for tcp in (False, True):
            answer = ask(server, "mail.example.test", "A", tcp=tcp)
            assert texts(answer) == [f"mail.example.test. 300 IN A 192.0.2.{last}" for last in (10, 11)]
            assert answer.flags & dns.flags.RA
        assert ask(server, "MAIL.example.TEST", "A").rcode() == dns.rcode.NOERROR
        assert texts(ask(server, "alias.example.test", "A"))[0] == "alias.example.test. 60 IN CNAME mail.example.test."
        assert len(texts(ask(server, "alias.example.test", "A"))) == 3
        nothing = ask(server, "mail.example.test", "AAAA")
        assert (nothing.rcode(), nothing.answer, len(nothing.authority)) == (dns.rcode.NOERROR, [], 1)
        assert ask(server, "gone.example.test", "A").rcode() == dns.rcode.NXDOMAIN
        assert ask(server, "dead.example.test", "A").rcode() == dns.rcode.NXDOMAIN
        assert ask(server, "ring.example.test", "A").rcode() == dns.rcode.SERVFAIL
        assert ask(server, "_tcp.example.test", "A").rcode() == dns.rcode.NOERROR
        assert texts(ask(server, "x.y.wild.test", "A")) == ["x.y.wild.test. 60 IN A 192.0.2.20"]
        assert ask(server, "wild.test", "A").rcode() == dns.rcode.NOERROR
    assert server.errors == ()
    assert server.asked[:2] == (("mail.example.test.", "A"), ("mail.example.test.", "A"))
    assert [each.transport for each in server.log[:3]] == ["udp", "tcp", "udp"]


def test_the_resolver_of_dnspython_takes_it() -> None:
    with ScriptDns(
        {("example.test", "MX"): ["10 mail.example.test."], ("ipv6.test", "AAAA"): ["2001:db8::1"]}
    ) as server:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = [server.address], server.port
        assert [each.to_text() for each in resolver.resolve("example.test", "MX")] == ["10 mail.example.test."]
        with pytest.raises(dns.resolver.NXDOMAIN):
            resolver.resolve("nowhere.test", "MX")
        with pytest.raises(dns.resolver.NoAnswer):
            resolver.resolve("ipv6.test", "A")


@pytest.mark.parametrize("rcode", ["SERVFAIL", "REFUSED", "FORMERR", "NOTIMP", "YXDOMAIN", 15])
def test_rcodes(rcode: str | int) -> None:
    with ScriptDns(ZONE, {("example.test", "MX"): Behaviour(rcode=rcode)}) as server:
        expected = dns.rcode.from_text(rcode) if isinstance(rcode, str) else rcode
        assert ask(server, "example.test", "MX").rcode() == expected
        assert ask(server, "example.test", "TXT").rcode() == dns.rcode.NOERROR


def test_behaviours_by_turn_and_by_wildcard() -> None:
    turns = (Behaviour(rcode="SERVFAIL"), Behaviour())
    with ScriptDns(ZONE, {("example.test", "MX"): turns, ("*", "AAAA"): Behaviour(rcode="REFUSED")}) as server:
        assert ask(server, "example.test", "MX").rcode() == dns.rcode.SERVFAIL
        assert ask(server, "example.test", "MX").rcode() == dns.rcode.NOERROR
        assert ask(server, "example.test", "MX").rcode() == dns.rcode.NOERROR
        assert ask(server, "mail.example.test", "AAAA").rcode() == dns.rcode.REFUSED


def test_drop_and_delay() -> None:
    with ScriptDns(ZONE, {("example.test", "MX"): Behaviour(drop=True), ("*", "TXT"): Behaviour(delay=0.1)}) as server:
        with pytest.raises(dns.exception.Timeout):
            ask(server, "example.test", "MX")
        began = time.monotonic()
        ask(server, "example.test", "TXT")
        assert time.monotonic() - began >= 0.1


def test_truncated_then_tcp() -> None:
    many = tuple(f"10 mail{number}.example.test." for number in range(500))
    behaviours = {
        ("example.test", "MX"): Behaviour(truncate=True),
        ("example.test", "TXT"): Behaviour(truncate=True, tcp="reset"),
        ("many.test", "MX"): Behaviour(records=many),
        ("drip.test", "A"): Behaviour(records=("192.0.2.1",), tcp="drip", drip=0.001),
    }
    with ScriptDns(ZONE, behaviours) as server:
        first = ask(server, "example.test", "MX")
        assert (first.flags & dns.flags.TC, first.answer) == (dns.flags.TC, [])
        assert len(texts(ask(server, "example.test", "MX", tcp=True))) == 1
        with pytest.raises((OSError, EOFError)):
            ask(server, "example.test", "TXT", tcp=True)
        assert ask(server, "many.test", "MX", use_edns=0, payload=1232).flags & dns.flags.TC
        assert len(texts(ask(server, "many.test", "MX", tcp=True))) == 500
        assert len(texts(ask(server, "drip.test", "A", tcp=True))) == 1


@pytest.mark.parametrize("tcp", ["stall", "long"])
def test_tcp_that_gets_nowhere(tcp: Any) -> None:
    with ScriptDns(ZONE, {("example.test", "MX"): Behaviour(tcp=tcp)}) as server:
        query = dns.message.make_query("example.test", "MX")
        with pytest.raises(dns.exception.Timeout):
            dns.query.tcp(query, server.address, timeout=0.1, port=server.port)


def test_tcp_refused() -> None:
    with ScriptDns(ZONE, tcp=False) as server:
        assert ask(server, "example.test", "MX").rcode() == dns.rcode.NOERROR
        with pytest.raises(ConnectionRefusedError):
            ask(server, "example.test", "MX", tcp=True)


@pytest.mark.parametrize("bad", ["garbage", "wrong-id", "wrong-question", "other-port", "empty"])
def test_bad_packets_come_first(bad: Any) -> None:
    with ScriptDns(ZONE, {("example.test", "MX"): Behaviour(before=(bad,))}) as server:
        query = dns.message.make_query("example.test", "MX")
        right = query.id.to_bytes(2)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.settimeout(1)
            sock.sendto(query.to_wire(), (server.address, server.port))
            (first, source), (second, _) = sock.recvfrom(4096), sock.recvfrom(4096)
        assert dns.message.from_wire(second).answer
        match bad:
            case "wrong-id":
                assert first[:2] != right
                assert first[2:] == second[2:]
            case "other-port":
                assert (first, source[1] != server.port) == (second, True)
            case "wrong-question":
                assert dns.message.from_wire(first).question[0].name.to_text() == "forged.invalid."
            case "garbage":
                with pytest.raises(dns.exception.DNSException):
                    dns.message.from_wire(first)
            case _:
                assert first == b""


def test_flags_and_given_records_and_mutation() -> None:
    behaviours = {
        ("signed.test", "A"): Behaviour(authentic=True, records=("192.0.2.1",), ttl=0),
        ("bogus.test", "A"): Behaviour(bogus=True, records=("192.0.2.2",)),
        ("extra.test", "A"): Behaviour(records=("192.0.2.3", "evil.test. 60 A 192.0.2.66")),
        ("torn.test", "A"): Behaviour(mutate=lambda wire: wire[:7]),
        ("wrong.test", "A"): Behaviour(records=("not an address",)),
    }
    with ScriptDns("", behaviours) as server:
        signed = ask(server, "signed.test", "A")
        assert signed.flags & dns.flags.AD
        assert texts(signed) == ["signed.test. 0 IN A 192.0.2.1"]
        query = dns.message.make_query("bogus.test", "A")
        assert dns.query.udp(query, server.address, port=server.port).rcode() == dns.rcode.SERVFAIL
        query.flags |= dns.flags.CD
        assert dns.query.udp(query, server.address, port=server.port).answer
        assert texts(ask(server, "extra.test", "A")) == [
            "evil.test. 60 IN A 192.0.2.66",
            "extra.test. 300 IN A 192.0.2.3",
        ]
        with pytest.raises(dns.exception.DNSException):
            ask(server, "torn.test", "A")
        with pytest.raises(dns.exception.Timeout):
            ask(server, "wrong.test", "A")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.sendto(b"hello", (server.address, server.port))
            ask(server, "signed.test", "A")
    assert server.log[2].checking_disabled
    assert sorted(error.split(":")[0] for error in server.errors) == ["not a question", "script"]
