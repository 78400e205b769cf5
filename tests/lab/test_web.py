"""The lab's web server answers what pages say, and writes down everything it is asked."""

from __future__ import annotations

import base64
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.lab import web
from tests.lab.browse import Ask, browse
from tests.lab.fixture import started
from tests.lab.lab import Lab
from tests.lab.names import zones
from tests.lab.place import ask
from tests.lab.web import WebRequest
from tests.lab.world import Certificate, Page, World, Zone
from tests.lab.worlds import HEALTHY

_ADDRESS = "198.51.100.11"
_ONE, _TWO = Certificate(("one.ichi.example",)), Certificate(("*.web.ichi.example",))
_PAGES = (
    Page(_ADDRESS, _ONE, "/a", body="花", headers=(("Content-Type", "text/plain; charset=utf-8"),)),
    Page(_ADDRESS, _TWO, "/a", body=b"\x00\xff", status=203),
    Page(_ADDRESS, _TWO, "/slow", body="late", delay_s=0.4),
    Page(_ADDRESS, _ONE, "/form", 401, headers=(("WWW-Authenticate", "NTLM"), ("WWW-Authenticate", "Basic")),
         method="POST"),
    Page(_ADDRESS, _ONE, "/short", body="short", headers=(("Content-Length", "50"),)),
)  # fmt: skip


def _world() -> World:
    """The first of the healthy worlds with pages, name servers of another zone, and records that the resolver kept."""
    return replace(
        HEALTHY[0],
        records=(*HEALTHY[0].records, f"one A {_ADDRESS}", f"*.web A {_ADDRESS}"),
        pages=_PAGES,
        nameservers=("ns1.hoster-dns.example", "ns2.hoster-dns.example"),
        extra_zones=(Zone("hoster-dns.example", ("ns1 A 192.0.2.54", "ns2 A 192.0.2.54")),),
        stale=("mail 1700 A 198.51.100.99", "@ 1600 MX 5 old"),
    )


@pytest.fixture(scope="module")
def small() -> Iterator[Lab]:
    """A lab of two worlds."""
    with started((_world(), HEALTHY[1])) as running:
        yield running


@pytest.mark.lab
def test_the_name_asked_for_chooses_certificate_and_page(small: Lab) -> None:
    one, two, unknown, wrong = browse(
        small,
        [
            Ask("one.ichi.example", "/a?emailaddress=x%40y"),
            Ask("two.web.ichi.example", "/a"),
            Ask("one.ichi.example", "/b"),
            Ask("deep.down.web.ichi.example", "/a"),
        ],
    )
    assert (one.status, one.body.decode()) == (200, "花")
    assert ("Content-Type", "text/plain; charset=utf-8") in one.headers
    assert (two.status, two.body) == (203, b"\x00\xff")
    assert unknown.status == 404
    assert wrong.status == 0
    assert "Hostname mismatch" in wrong.trouble


@pytest.mark.lab
def test_methods_headers_delays_and_bodies_cut_short(small: Lab) -> None:
    posted, got, head, slow, short = browse(
        small,
        [
            Ask("one.ichi.example", "/form", "POST", b"<a/>"),
            Ask("one.ichi.example", "/form"),
            Ask("one.ichi.example", "/a", "HEAD"),
            Ask("two.web.ichi.example", "/slow", timeout_s=0.2),
            Ask("two.web.ichi.example", "/slow"),
        ],
    )
    assert posted.status == 401
    assert [value for name, value in posted.headers if name == "WWW-Authenticate"] == ["NTLM", "Basic"]
    assert got.status == 405
    assert (head.status, head.body, dict(head.headers)["Content-Length"]) == (200, b"", "3")
    assert slow.trouble == "silent"
    assert short.body == b"late"
    script = (
        "import http.client, ssl, sys\n"
        "connection = http.client.HTTPSConnection('one.ichi.example', context="
        "ssl.create_default_context(cafile=sys.argv[1]))\n"
        "connection.request('GET', '/short')\n"
        "try:\n    connection.getresponse().read()\n"
        "except http.client.IncompleteRead as error:\n    print(len(error.partial), error.expected)\n"
    )
    assert small.run([sys.executable, "-c", script, str(small.ca_file)]).stdout.split() == ["5", "45"]


@pytest.mark.lab
def test_everything_asked_is_written_down(small: Lab) -> None:
    browse(small, [Ask("one.ichi.example", "/before")])
    moment, mark = time.time(), small.mark()
    assert small.web_requests(mark) == []
    browse(small, [Ask("one.ichi.example", "/x?y=z", "POST", b"<secret/>", (("Authorization", "Basic xyz"),))])
    (seen,) = small.web_requests(mark)
    assert (seen.method, seen.host, seen.target, seen.path) == ("POST", "one.ichi.example", "/x?y=z", "/x")
    assert (seen.address, seen.tls, seen.body) == (_ADDRESS, True, b"<secret/>")
    assert seen.header("authorization") == "Basic xyz"
    assert seen.contains("secret")
    assert not seen.contains("before")
    assert moment <= seen.at <= time.time()
    plain = "import http.client; c = http.client.HTTPConnection('one.ichi.example'); c.request('GET', '/a'); "
    done = small.run([sys.executable, "-c", plain + "print(c.getresponse().status)"])
    assert done.stdout.strip() == "404"
    assert [(one.tls, one.path) for one in small.web_requests(mark)] == [(True, "/x"), (False, "/a")]


@pytest.mark.lab
def test_name_servers_of_a_hoster_and_a_resolver_that_kept_old_records(small: Lab) -> None:
    kept, exchanger, own, other = ask(
        small, ("mail.ichi.example", "A"), ("ichi.example", "MX"), ("ichi.example", "NS"), ("one.ichi.example", "A")
    )
    assert (kept, exchanger) == (["198.51.100.99"], ["5 old.ichi.example."])
    assert own == ["ns1.hoster-dns.example.", "ns2.hoster-dns.example."]
    assert other == [_ADDRESS]
    script = (
        "import dns.message, dns.query\n"
        "for server in '192.0.2.53', '192.0.2.54':\n"
        "    answer = dns.query.udp(dns.message.make_query('mail.ichi.example', 'A'), server, timeout=5)\n"
        "    print(answer.answer[0].ttl, answer.answer[0][0])\n"
    )
    kept_ttl, *told = small.run([sys.executable, "-c", script]).stdout.split()
    assert 800 < int(kept_ttl) <= 1700
    assert told == ["198.51.100.99", "300", "198.51.100.11"]


def test_a_secret_is_seen_in_every_disguise() -> None:
    secret = "correct-horse"
    for before in ("", "a", "ab", "hanako\0hanako\0"):
        told = base64.b64encode(f"{before}{secret}xx".encode()).decode()
        assert WebRequest(0, "", True, f"GET / HTTP/1.1\r\nAuthorization: Basic {told}\r\n\r\n", b"").contains(secret)
        assert WebRequest(0, "", True, "POST / HTTP/1.1\r\n\r\n", told.encode()).contains(secret)
    assert not WebRequest(0, "", True, "GET /?emailaddress=hanako HTTP/1.1\r\n\r\n", b"horse").contains(secret)


def test_two_pages_cannot_be_the_same() -> None:
    world = replace(HEALTHY[0], pages=_PAGES)
    web.check([world, replace(HEALTHY[1], pages=_PAGES[:1])])
    with pytest.raises(ValueError, match="two pages"):
        web.check([world, replace(HEALTHY[1], pages=(replace(_PAGES[0], body="else"),))])


def test_a_zone_of_several_worlds_has_the_records_of_all() -> None:
    first = replace(HEALTHY[0], extra_zones=(Zone("big.co.jp", ("a A 192.0.2.1", "ns A 192.0.2.54")),))
    second = replace(
        HEALTHY[1],
        extra_zones=(Zone("big.co.jp", ("b A 192.0.2.2", "ns A 192.0.2.54")),),
        nameservers=("ns.big.co.jp",),
    )
    served = zones([first, second])
    assert served["big.co.jp"] == ("a A 192.0.2.1", "ns A 192.0.2.54", "b A 192.0.2.2", "@ IN NS ns.lab.example.")
    assert "big.co.jp. 300 IN NS ns.lab.example." in served["jp"]
    assert "@ IN NS ns.big.co.jp." in served[second.domain]
    assert f"{second.domain}. 300 IN NS ns.big.co.jp." in served["example"]
    assert f"{first.domain}. 300 IN NS ns.lab.example." in served["example"]


def test_a_name_is_one_worlds() -> None:
    first, second = (
        replace(world, extra_zones=(Zone("big.co.jp", (f"mail A 192.0.2.{n}",)),))
        for n, world in enumerate(HEALTHY[:2])
    )
    with pytest.raises(ValueError, match=r"different records of mail in the zone big\.co\.jp"):
        zones([first, second])
