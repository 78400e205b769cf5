"""Documents read into facts: each kind by its own reader, hostile ones at no cost."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maildoctor.discovery import documents
from maildoctor.discovery.xml_reader import DEEPEST, MOST_ATTRIBUTES, MOST_ELEMENTS, read_xml
from maildoctor.model.fact import FetchFact, Outcome
from maildoctor.model.probe import Document, Fetch

URL = "https://autoconfig.example.jp/mail/config-v1.1.xml"
AUTOCONFIG = Fetch(f"{URL}?emailaddress=hanako%40example.jp", Document.AUTOCONFIG, within="example.jp")
AUTODISCOVER = Fetch(
    "https://autodiscover.example.jp/autodiscover/autodiscover.xml", Document.AUTODISCOVER, "hanako@example.jp"
)
JSON = Fetch("https://autodiscover.example.jp/autodiscover/autodiscover.json", Document.AUTODISCOVER_JSON)
POLICY = Fetch("https://mta-sts.example.jp/.well-known/mta-sts.txt", Document.POLICY)
REGISTRATION = Fetch("https://rdap.example/domain/example.jp", Document.REGISTRATION)
PROBES = (AUTOCONFIG, AUTODISCOVER, JSON, POLICY, REGISTRATION)
FACT = FetchFact(Outcome.ANSWERED, 200, URL, content_type="text/xml", where="body")
SERVER = (
    '<incomingServer type="imap"><hostname>mail.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType>'
    "</incomingServer>"
)
CONFIG = f"<clientConfig><emailProvider><domain>example.jp</domain>{SERVER}</emailProvider></clientConfig>"


def _garbled(trouble: str, fact: FetchFact = FACT) -> FetchFact:
    return replace(fact, outcome=Outcome.GARBLED, trouble=trouble)


def test_requests() -> None:
    for probe in (AUTOCONFIG, JSON, POLICY, REGISTRATION):
        assert documents.request(probe) == ("GET", b"", "")
    method, body, content_type = documents.request(AUTODISCOVER)
    assert (method, content_type.partition(";")[0]) == ("POST", "text/xml")
    assert b"<EMailAddress>hanako@example.jp</EMailAddress>" in body
    assert documents.request(replace(AUTODISCOVER, about=None))[0] == "POST"


def test_autoconfig() -> None:
    fact = documents.read(AUTOCONFIG, FACT, CONFIG.encode())
    assert ([s.host for s in fact.servers], fact.domains) == (["mail.example.jp"], ("example.jp",))
    assert (fact.outcome, fact.trouble, fact.text, fact.verified) == (Outcome.ANSWERED, "", "", True)
    assert fact == replace(FACT, servers=fact.servers, domains=fact.domains)


def test_a_question_without_an_address_tells_no_domain() -> None:
    fact = documents.read(Fetch(URL, Document.AUTOCONFIG, within="example.jp"), FACT, CONFIG.encode())
    assert (fact.servers, fact.outcome, fact.trouble) == ((), Outcome.ANSWERED, "")
    for query in ("", "?emailaddress=", "?emailaddress=hanako", "?emailaddress=%00%40", "?" + "a&" * 50):
        assert documents.read(replace(AUTOCONFIG, url=URL + query), FACT, CONFIG.encode()).servers == ()


def test_autodiscover_both_ways() -> None:
    base = "http://schemas.microsoft.com/exchange/autodiscover"
    body = (
        f'<Autodiscover xmlns="{base}/responseschema/2006"><Response xmlns="{base}/outlook/responseschema/2006a">'
        "<Account><Protocol><Type>POP3</Type><Server>pop.example.jp</Server><Port>995</Port></Protocol></Account>"
        "</Response></Autodiscover>"
    )
    assert [s.host for s in documents.read(AUTODISCOVER, FACT, body.encode()).servers] == ["pop.example.jp"]
    said = documents.read(JSON, FACT, b'\xef\xbb\xbf{"Protocol": "AutodiscoverV1", "Url": "https://auto.example/x"}')
    assert said == replace(FACT, redirect="https://auto.example/x")


@pytest.mark.parametrize("probe", [AUTOCONFIG, AUTODISCOVER, JSON])
def test_documents_without_servers_were_answers(probe: Fetch) -> None:
    body = b"{}" if probe is JSON else b"<settings/>"
    assert documents.read(probe, FACT, body) == replace(FACT, trouble="no-servers")


def test_texts() -> None:
    policy = b"version: STSv1\r\nmode: enforce\r\nmx: *.example.jp\r\nmax_age: 604800\r\n"
    assert documents.read(POLICY, FACT, policy) == replace(FACT, text=policy.decode())
    assert documents.read(POLICY, FACT, b"\xef\xbb\xbf" + policy).text == "\ufeff" + policy.decode()
    registration = '{"objectClassName": "domain", "ldhName": "example.jp", "remark": "登録"}'.encode()
    assert documents.read(REGISTRATION, FACT, registration) == replace(FACT, text=registration.decode())
    assert documents.read(REGISTRATION, FACT, b"\xef\xbb\xbf{}").text == "{}"


@pytest.mark.parametrize("probe", [POLICY, REGISTRATION])
@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        (b"<!DOCTYPE html><html><title>404</title></html>", "html"),
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b" " * (64 * 1024 + 1), "too-big"),
        ("バージョン".encode("cp932"), "bad-encoding"),
        ("<html><title>ようこそ</title></html>".encode("euc_jp"), "html"),
    ],
)
def test_texts_that_cannot_be_read(probe: Fetch, body: bytes, trouble: str) -> None:
    assert documents.read(probe, FACT, body) == _garbled(trouble)


def test_a_registration_is_json() -> None:
    for body in (b"<rdap/>", b"[" * 60_000, b"9" * 60_000, b'{"a": "\x1b"}'):
        assert documents.read(REGISTRATION, FACT, body) == _garbled("not-json")


JAPANESE = CONFIG.replace("<domain>", "<displayName>㈱鈴木商店</displayName><domain>")
ENCODED = {
    "utf-8": JAPANESE.encode(),
    "utf-8 with a mark": b"\xef\xbb\xbf" + JAPANESE.encode(),
    "utf-16": JAPANESE.encode("utf-16"),
    "shift_jis": b'<?xml version="1.0" encoding="Shift_JIS"?>' + JAPANESE.encode("cp932"),
    "euc-jp": b'<?xml version="1.0" encoding="euc-jp"?>' + JAPANESE.encode("euc_jis_2004"),
    "iso-2022-jp": b'<?xml version="1.0" encoding="ISO-2022-JP"?>'
    + JAPANESE.replace("㈱", "").encode("iso2022_jp"),
}  # fmt: skip


@pytest.mark.parametrize("encoding", ENCODED)
def test_encodings(encoding: str) -> None:
    assert [s.host for s in documents.read(AUTOCONFIG, FACT, ENCODED[encoding]).servers] == ["mail.example.jp"]


PAGE = "<html><head><title>ようこそ</title></head><body>インターネット接続</body></html>"


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        (JAPANESE.encode("cp932"), "bad-encoding"),
        (JAPANESE.encode("utf-16-le"), "bad-encoding"),
        (b'<?xml version="1.0" encoding="EUC-JP"?>' + JAPANESE.encode("cp932"), "bad-encoding"),
        (PAGE.encode(), "html"),
        (PAGE.encode("cp932"), "html"),
        (b"\n<!-- login -->" + PAGE.encode("euc_jp"), "html"),
        (b"\xef\xbb\xbf" + PAGE.encode("cp932"), "html"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "not-xml"),
        ("準備中です".encode("cp932"), "not-xml"),
        (b'{"error": "not found"}', "not-xml"),
        (PAGE.encode() * 3_000, "html"),
        (b"GIF89a" * 60_000, "not-xml"),
        (b"<a>\x00</a>", "not-xml"),
        (b"<a>\x1b[2J</a>", "not-xml"),
        (b"", "empty"),
    ],
)
def test_what_cannot_be_read_is_garbled(body: bytes, trouble: str) -> None:
    assert documents.read(AUTOCONFIG, FACT, body) == _garbled(trouble)


def test_bytes_where_json_is_expected() -> None:
    assert documents.read(JSON, FACT, PAGE.encode("cp932")) == _garbled("html")
    assert documents.read(JSON, FACT, "準備中".encode("cp932")) == _garbled("not-json")
    assert documents.read(JSON, FACT, '{"Url": "準備中"}'.encode("cp932")) == _garbled("bad-encoding")


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_FILLED = "<clientConfig><emailProvider>{}</emailProvider></clientConfig>"
HOSTILE = {
    "billion laughs": (
        f'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l0 "ha">{_LAUGHS}]><clientConfig>&l9;</clientConfig>', "dtd"
    ),
    "long entity": (f'<!DOCTYPE a [<!ENTITY x "{"x" * 100_000}">]><a>{"&x;" * 30_000}</a>', "dtd"),
    "external entity": ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "dtd"),
    "parameter entity": ('<!DOCTYPE a [<!ENTITY % p SYSTEM "http://192.0.2.1/p.dtd"> %p;]><a/>', "dtd"),
    "external document type": ('<!DOCTYPE clientConfig SYSTEM "http://192.0.2.1/x.dtd"><clientConfig/>', "dtd"),
    "deep, beyond the size": ("<a>" * 200_000, "too-big"),
    "deep": ("<a>" * 87_000, "not-xml"),
    "deep and closed": ("<a>" * 37_000 + "</a>" * 37_000, "not-xml"),
    "attributes, beyond the size": ("<a " + " ".join(f"a{n}=''" for n in range(300_000)) + "/>", "too-big"),
    "attributes": ("<a " + " ".join(f"a{n}=''" for n in range(26_000)) + "/>", "not-xml"),
    "attributes of many": (_FILLED.format("<a b='' c='' d='' e=''/>" * 1_500), "not-xml"),
    "namespaces": ("<a " + " ".join(f"xmlns:a{n}='u{n}'" for n in range(11_000)) + "/>", "no-servers"),
    "one name twice": ("<a " + "b='' " * 50_000 + "/>", "not-xml"),
    "servers, beyond the size": (_FILLED.format(SERVER * 100_000), "too-big"),
    "servers": (_FILLED.format(SERVER * 1_800), "not-xml"),
    "empty elements": (_FILLED.format("<a/>" * 60_000), "not-xml"),
    "references": (_FILLED.format("&#65;" * 50_000), "no-servers"),
    "lines": (_FILLED.format("\n" * 250_000), "no-servers"),
    "comments": ("<!---->" * 37_000, "not-xml"),
    "instructions": ("<?a?>" * 52_000, "not-xml"),
    "one long name": ("<" + "a" * 260_000 + "/>", "no-servers"),
    "one long value": (f"<a b='{'x' * 260_000}", "not-xml"),
    "brackets": ("<" * 260_000, "not-xml"),
    "blanks": (" " * 260_000 + "<", "not-xml"),
    "a charset of blanks": ("<?xml encoding" + " " * 260_000, "not-xml"),
    "placeholders": (_FILLED.format(SERVER.replace("mail.", "%EMAILDOMAIN%" * 19_000)), "no-servers"),
    "labels": (_FILLED.format(SERVER.replace("mail.", "日" * 80_000)), "no-servers"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_cost_nothing(name: str) -> None:
    text, trouble = HOSTILE[name]
    body = text.encode()
    documents.read(AUTOCONFIG, FACT, b"<a/>")  # the parser is loaded once
    began = time.perf_counter()
    fact = documents.read(AUTOCONFIG, FACT, body)
    assert time.perf_counter() - began < 1
    assert (fact.trouble, fact.servers) == (trouble, ())
    assert (fact.outcome is Outcome.GARBLED) == (trouble != "no-servers")


def test_each_bound_stands_exactly_where_it_is_said() -> None:
    for good, bad in (
        ("<a>" * DEEPEST + "</a>" * DEEPEST, "<a>" * (DEEPEST + 1) + "</a>" * (DEEPEST + 1)),
        (f"<a>{'<b/>' * (MOST_ELEMENTS - 1)}</a>", f"<a>{'<b/>' * MOST_ELEMENTS}</a>"),
        (
            "<a " + " ".join(f"b{n}=''" for n in range(MOST_ATTRIBUTES)) + "/>",
            "<a " + " ".join(f"b{n}=''" for n in range(MOST_ATTRIBUTES + 1)) + "/>",
        ),
    ):
        assert read_xml(good)[1] == ""
        assert read_xml(bad) == (None, "not-xml")
    assert read_xml(f"<a>{'x' * 262_144}</a>") == (None, "not-xml")
    assert read_xml("<a>\ud800</a>") == (None, "not-xml")


def test_the_reader_of_xml_is_loaded_when_it_is_needed() -> None:
    code = "import sys, maildoctor.discovery.documents; print('defusedxml' in sys.modules, 'pyexpat' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.split() == ["False", "False"]


_PIECES = st.sampled_from([
    "<clientConfig>", "</clientConfig>", "<emailProvider>", "</emailProvider>", SERVER, "<port>", "</port>",
    "<!DOCTYPE html>", "<!DOCTYPE a [", "]>", "<!--", "-->", "<?xml version='1.0' encoding='Shift_JIS'?>", "&#0;",
    "&amp;", "&x;", "<![CDATA[", "]]>", "<html>", "\ufeff", "\u202e", "\x00", "{", "}", '"Url":', '"', "[", "株式会社",
])  # fmt: skip
_TEXTS = st.lists(_PIECES | st.text(max_size=8), max_size=25).map("".join)
_CODECS = st.sampled_from(["utf-8", "utf-16", "cp932", "iso2022_jp", "euc_jp"])
_BODIES = st.binary(max_size=300) | st.builds(lambda text, codec: text.encode(codec, "ignore"), _TEXTS, _CODECS)


@given(st.sampled_from(PROBES), _BODIES, st.text(max_size=40))
def test_reading_never_raises(probe: Fetch, body: bytes, content_type: str) -> None:
    began = time.perf_counter()
    fact = documents.read(probe, replace(FACT, content_type=content_type), body)
    assert time.perf_counter() - began < 1
    assert fact.outcome in (Outcome.ANSWERED, Outcome.GARBLED)
    assert (fact.outcome is Outcome.GARBLED) == (fact.trouble not in ("", "no-servers", "no-such-address"))
    assert not fact.text or probe.document in (Document.POLICY, Document.REGISTRATION)


_VALUES = st.text(st.characters(blacklist_categories=["Cs"]), max_size=40).map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;")
)


@given(_VALUES, _VALUES, _VALUES)
def test_whatever_is_served_can_be_used(host: str, port: str, username: str) -> None:
    body = _FILLED.format(
        f'<incomingServer type="imap"><hostname>{host}</hostname><port>{port}</port><socketType>SSL</socketType>'
        f"</incomingServer>{SERVER.replace('</port>', f'</port><username>{username}</username>')}"
    )
    for server in documents.read(AUTOCONFIG, FACT, body.encode()).servers:
        assert server.host.isascii()
        assert " " not in server.host
        assert 0 < server.port < 65536
        assert server.username.isprintable()
