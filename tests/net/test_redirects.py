"""Redirects: which are followed, how far, and which are only reported. The judgement alone, and over real sockets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maildoctor.model.fact import Fault, Outcome
from maildoctor.model.probe import HOST, Lookup
from maildoctor.net.redirects import FOLLOWED, MOST_HOPS, Asked, Place, RedirectError, next_place, place_of
from maildoctor.net.trust import Trust
from tests.support.fetching import AUTHORITY, DOCUMENT, Names, fetch, trust
from tests.support.script_https import ScriptHttps, answer, head, redirect
from tests.support.script_server import Hold, Loop, Send

__all__ = ["trust"]

OLD, NEW, OUTSIDE = "old.example.test", "new.example.test", "www.outside.example.test"
WITHIN = "example.test"
CERTIFICATE = AUTHORITY.issue((OLD, NEW, OUTSIDE, WITHIN))
GET, POST = Asked("GET"), Asked("POST", b"<who/>", "text/xml")


@pytest.fixture
def server() -> Iterator[ScriptHttps]:
    with ScriptHttps(CERTIFICATE) as each:
        each.pages["/config"] = answer(200, DOCUMENT)
        yield each


# -- the judgement --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://www.example.jp", Place("www.example.jp", 443, "/")),
        ("HTTPS://WWW.Example.JP.:443/a?b=c#d", Place("www.example.jp", 443, "/a?b=c")),
        ("https://www.example.jp:8443/a b", Place("www.example.jp", 8443, "/a%20b")),
        ("https://me:secret@www.example.jp/", Place("www.example.jp", 443, "/")),
        ("https://example.jp@www.example.test/", Place("www.example.test", 443, "/")),
        ("https://192.0.2.1/x", Place("192.0.2.1", 443, "/x")),
        ("https://[2001:DB8::1]:444/x", Place("2001:db8::1", 444, "/x")),
        ("https://www.example.jp/設定", Place("www.example.jp", 443, "/%E8%A8%AD%E5%AE%9A")),
        ("https://www.example.jp?q", Place("www.example.jp", 443, "/?q")),
        ("https://www.example.jp/%0d%0aHost:%20x", Place("www.example.jp", 443, "/%0d%0aHost:%20x")),
        ("https://www.example.jp/\r\nHost: x", Place("www.example.jp", 443, "/%0D%0AHost:%20x")),
    ],
)
def test_a_place(url: str, place: Place) -> None:
    assert place_of(url) == place
    assert place_of(place.url) == place
    assert place.url.isascii()


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        ("http://www.example.jp/", "redirect-to-http"),
        ("file:///etc/passwd", "redirect-to-other-scheme"),
        ("ftp://www.example.jp/", "redirect-to-other-scheme"),
        ("data:text/xml,<clientConfig/>", "redirect-to-other-scheme"),
        ("javascript:alert(1)", "redirect-to-other-scheme"),
        ("www.example.jp/", "redirect-to-other-scheme"),
        ("https:///path", "bad-http"),
        ("https://www.example.jp:0/", "bad-http"),
        ("https://www.example.jp:99999/", "bad-http"),
        ("https://www.example.jp:x/", "bad-http"),
        ("https://[::1/", "bad-http"),
        ("https://[fe80::1%25eth0]/", "bad-http"),
        ("https://www example.jp/", "bad-http"),
        ("https://日本.example.jp/", "bad-http"),
        ("https://-a.example.jp/", "bad-http"),
        (f"https://{'a' * 64}.example.jp/", "bad-http"),
        (f"https://{'a.' * 130}jp/", "bad-http"),
        (f"https://www.example.jp/{'a' * 3000}", "bad-http"),
    ],
)
def test_no_place(url: str, trouble: str) -> None:
    with pytest.raises(RedirectError) as caught:
        place_of(url)
    assert caught.value.trouble == trouble
    assert caught.value.target.isascii()
    assert len(caught.value.target) <= 2048


def judged(location: str, status: int = 302, asked: Asked = GET, within: str | None = WITHIN) -> tuple[Place, Asked]:
    here = Place(OLD, 443, "/a/b?c")
    return next_place(here, location.encode(), status, asked, (here.url,), within)


def trouble_of(location: str, status: int = 302, asked: Asked = GET, within: str | None = WITHIN) -> str:
    with pytest.raises(RedirectError) as caught:
        judged(location, status, asked, within)
    return caught.value.trouble


@pytest.mark.parametrize(
    ("location", "url"),
    [
        (f"https://{NEW}/x", f"https://{NEW}/x"),
        (f"https://{WITHIN}/x", f"https://{WITHIN}/x"),
        (f" https://{NEW.upper()}./x ", f"https://{NEW}/x"),
        ("/x", f"https://{OLD}/x"),
        ("x", f"https://{OLD}/a/x"),
        ("?y", f"https://{OLD}/a/b?y"),
        (f"//{NEW}/x", f"https://{NEW}/x"),
        (f"//{NEW}:8443/x", f"https://{NEW}:8443/x"),
    ],
)
def test_a_redirect_inside(location: str, url: str) -> None:
    place, asked = judged(location)
    assert place.url == url
    assert asked == GET


@pytest.mark.parametrize(
    "location",
    [
        "https://www.example.com/",
        "https://evilexample.test/",
        "https://example.test.example.com/",
        "https://old.example.test@www.example.com/",
        "https://test/",
        "https://192.0.2.1/",
        "//www.example.com/",
    ],
)
def test_a_redirect_out_of_the_domain(location: str) -> None:
    assert trouble_of(location) == "redirect-elsewhere"
    assert judged(location, within=None)[0].host


@pytest.mark.parametrize("status", FOLLOWED)
def test_a_question_with_a_body_is_put_to_another_host_only_where_that_is_asked_for(status: int) -> None:
    if status in (307, 308):
        assert judged(f"https://{NEW}/", status, POST) == (Place(NEW, 443, "/"), POST)
    else:
        assert trouble_of(f"https://{NEW}/", status, POST) == "redirect-elsewhere"
    # Without a domain that it belongs to, it stays with the host that it was meant for.
    assert trouble_of(f"https://{NEW}/", status, POST, None) == "redirect-elsewhere"
    assert judged("/x", status, POST, None) == (Place(OLD, 443, "/x"), GET if status == 303 else POST)


@pytest.mark.parametrize("location", ["/a/b?c", "?c", f"https://{OLD}:443/a/b?c#again", f"https://{OLD.upper()}/a/b?c"])
def test_a_redirect_to_itself(location: str) -> None:
    assert trouble_of(location) == "redirect-loop"


@given(location=st.one_of(st.binary(max_size=60), st.text("/:?#@[]%.\\ahtps", max_size=40).map(str.encode)))
def test_whatever_a_server_says_stays_inside(location: bytes) -> None:
    here = Place(OLD, 443, "/a")
    try:
        place, _ = next_place(here, location, 302, GET, (here.url,), WITHIN)
    except RedirectError as refused:
        shown = refused.target
    else:
        shown = place.url
        assert place.host == WITHIN or place.host.endswith(f".{WITHIN}")
        assert place_of(place.url) == place
    assert shown.isascii()
    assert shown.isprintable()
    assert " " not in shown


# -- over real sockets ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", FOLLOWED)
def test_it_is_followed(status: int, server: ScriptHttps, trust: Trust) -> None:
    server.pages["/a"] = redirect(server.url(NEW, "/config"), status)
    fetched = fetch(server.url(OLD, "/a"), trust, within=WITHIN)
    server.wait(2)
    fact, target = fetched.fact, server.url(NEW, "/config")
    assert (fact.outcome, fact.status, fact.trouble, fact.redirect) == (Outcome.ANSWERED, 200, "", "")
    assert (fact.url, fact.hops) == (target, (target,))
    assert fetched.body == DOCUMENT
    assert [request.fields["host"] for request in server.requests] == [f"{n}:{server.port}" for n in (OLD, NEW)]
    assert [record.server_name for record in server.connections] == [OLD, NEW]
    assert ("S", f"HTTP/1.1 {status} Said") in fetched.transcript


def test_three_are_followed_and_the_fourth_is_not(server: ScriptHttps, trust: Trust) -> None:
    for number in range(1, MOST_HOPS + 1):
        server.pages[f"/{number}"] = redirect(f"/{number + 1}")
    server.pages[f"/{MOST_HOPS + 1}"] = answer(200, DOCUMENT)
    whole = fetch(server.url(OLD, "/1"), trust)
    assert whole.body == DOCUMENT
    assert whole.fact.hops == tuple(server.url(OLD, f"/{number}") for number in (2, 3, 4))
    server.pages["/0"] = redirect("/1")
    fact = fetch(server.url(OLD, "/0"), trust).fact
    server.wait(8)
    assert (fact.outcome, fact.trouble, fact.status) == (Outcome.BLOCKED, "too-many-hops", 302)
    assert (fact.url, fact.redirect) == (server.url(OLD, "/3"), server.url(OLD, "/4"))
    assert fact.hops == tuple(server.url(OLD, f"/{number}") for number in (1, 2, 3))
    assert [request.target for request in server.requests[4:]] == ["/0", "/1", "/2", "/3"]


def test_a_loop(server: ScriptHttps, trust: Trust) -> None:
    server.pages["/a"] = redirect("/b")
    server.pages["/b"] = redirect("/a")
    fact = fetch(server.url(OLD, "/a"), trust).fact
    server.wait(2)
    assert (fact.outcome, fact.trouble) == (Outcome.BLOCKED, "redirect-loop")
    assert (fact.hops, fact.redirect) == ((server.url(OLD, "/b"),), server.url(OLD, "/a"))
    assert len(server.connections) == 2


@pytest.mark.parametrize(
    ("to", "trouble"),
    [
        (f"http://{NEW}/config", "redirect-to-http"),
        ("ftp://new.example.test/config", "redirect-to-other-scheme"),
        ("file:///etc/passwd", "redirect-to-other-scheme"),
        ("https://www.example.com/config", "redirect-elsewhere"),
    ],
)
def test_it_is_only_reported(to: str, trouble: str, server: ScriptHttps, trust: Trust) -> None:
    names = Names()
    server.pages["/a"] = redirect(to)
    url = server.url(OLD, "/a")
    fact = fetch(url, trust, names=names, within=WITHIN).fact
    server.wait()
    assert (fact.outcome, fact.trouble, fact.status) == (Outcome.BLOCKED, trouble, 302)
    assert (fact.url, fact.redirect, fact.hops) == (url, to, ())
    assert len(server.connections) == 1
    assert names.asked == [Lookup(OLD, HOST)]  # whoever it led to is not even looked up


@pytest.mark.parametrize("literal", [True, False])
def test_the_addresses_of_each_hop_are_filtered(literal: bool, server: ScriptHttps, trust: Trust) -> None:
    asked: list[str] = []

    def allowed(address: str) -> bool:
        asked.append(address)
        return len(asked) == 1  # the second time, the name leads to where it must not

    to = server.url("127.0.0.1" if literal else NEW, "/config")
    server.pages["/a"] = redirect(to)
    url = server.url(OLD, "/a")
    fact = fetch(url, trust, allowed=allowed).fact
    server.wait()
    assert asked == ["127.0.0.1", "127.0.0.1"]
    assert (fact.outcome, fact.trouble, fact.status) == (Outcome.BLOCKED, "private-address", 302)
    assert (fact.url, fact.redirect, fact.hops) == (url, to, ())
    assert len(server.connections) == 1


def test_connect_to_holds_on_every_hop(server: ScriptHttps, trust: Trust) -> None:
    server.pages["/a"] = redirect(f"https://{NEW}/config")
    fetched = fetch(
        f"https://{OLD}/a", trust, allowed=lambda address: False, mapped=lambda host, port: ("127.0.0.1", server.port)
    )
    assert fetched.body == DOCUMENT
    assert fetched.fact.hops == (f"https://{NEW}/config",)


def test_a_name_that_does_not_exist_was_followed_to(
    server: ScriptHttps, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that was seen at the host before is told of it."""
    monkeypatch.setattr(Trust, "everywhere", lambda *_: (Fault.UNKNOWN_ROOT,))
    to = "https://gone.example.jp/config"
    server.pages["/a"] = redirect(to)
    fact = fetch(server.url(OLD, "/a"), trust).fact
    assert (fact.outcome, fact.trouble, fact.where) == (Outcome.UNREACHABLE, "no-such-name", "lookup")
    assert (fact.url, fact.hops, fact.status, fact.address, fact.public) == (to, (to,), None, None, ())


def test_the_certificate_of_the_next_host_is_judged_as_well(trust: Trust) -> None:
    with ScriptHttps(AUTHORITY.issue((OLD,))) as server:
        server.pages["/a"] = redirect(server.url(NEW, "/config"))
        server.pages["/config"] = answer(200, DOCUMENT)
        fact = fetch(server.url(OLD, "/a"), trust).fact
        _, second = server.wait(2)
    assert (fact.outcome, fact.here, fact.status) == (Outcome.UNTRUSTED, (Fault.NAME,), None)
    assert fact.hops == (server.url(NEW, "/config"),)
    assert second.tls == b""


def test_a_question_with_a_body_is_repeated_where_it_may_be(server: ScriptHttps, trust: Trust) -> None:
    question = ("POST", b"<EMailAddress>u@example.test</EMailAddress>", "text/xml")
    server.pages["/same"] = redirect("/config", 302)
    server.pages["/see"] = redirect("/config", 303)
    server.pages["/away"] = redirect(server.url(NEW, "/config"), 302)
    server.pages["/again"] = redirect(server.url(NEW, "/config"), 307)
    for page in ("/same", "/see", "/again"):
        assert fetch(server.url(OLD, page), trust, request=question, within=WITHIN).body == DOCUMENT
    fact = fetch(server.url(OLD, "/away"), trust, request=question, within=WITHIN).fact
    server.wait(7)
    assert (fact.outcome, fact.trouble) == (Outcome.BLOCKED, "redirect-elsewhere")
    seen = [(r.method, r.target, bool(r.body), r.fields["host"].partition(":")[0]) for r in server.requests]
    assert seen == [
        ("POST", "/same", True, OLD),
        ("POST", "/config", True, OLD),
        ("POST", "/see", True, OLD),
        ("GET", "/config", False, OLD),
        ("POST", "/again", True, OLD),
        ("POST", "/config", True, NEW),
        ("POST", "/away", True, OLD),
    ]


def test_credentials_in_a_redirect_are_not_sent(server: ScriptHttps, trust: Trust) -> None:
    server.pages["/a"] = redirect(server.url(f"me:top-secret@{NEW}", "/config"))
    fetched = fetch(server.url(OLD, "/a"), trust)
    server.wait(2)
    assert fetched.body == DOCUMENT
    assert all(b"top-secret" not in record.tls for record in server.connections)
    assert all("authorization" not in request.fields for request in server.requests)


def test_a_wish_for_credentials_behind_a_redirect(server: ScriptHttps, trust: Trust) -> None:
    server.pages["/a"] = redirect("/in")
    server.pages["/in"] = answer(401, b"", "WWW-Authenticate: Basic realm=x")
    fact = fetch(server.url(OLD, "/a"), trust).fact
    server.wait(2)
    assert (fact.outcome, fact.trouble, fact.status) == (Outcome.REJECTED, "wants-credentials", 401)
    assert len(server.connections) == 2


def test_the_body_of_a_redirect_is_not_read(server: ScriptHttps, trust: Trust) -> None:
    server.pages["/a"] = (Send(head(302, "Location: /config")), Loop(b"x" * 1024))
    server.pages["/b"] = (Send(head(302, "Location: /config", "Content-Length: 99")), Hold())
    for page in ("/a", "/b"):
        assert fetch(server.url(OLD, page), trust).body == DOCUMENT


@pytest.mark.parametrize(
    ("location", "outcome", "trouble"),
    [
        ("", Outcome.REJECTED, ""),
        ("https://[oops/", Outcome.GARBLED, "bad-http"),
        ("https://b{a}d/", Outcome.GARBLED, "bad-http"),
    ],
)
def test_a_redirect_that_leads_nowhere(
    location: str, outcome: Outcome, trouble: str, server: ScriptHttps, trust: Trust
) -> None:
    server.pages["/a"] = redirect(location)
    fact = fetch(server.url(OLD, "/a"), trust).fact
    assert (fact.outcome, fact.trouble, fact.status) == (outcome, trouble, 302)
