"""Mozilla's clientConfig: what is taken, what is left out, and what is said of documents that help nobody."""

from __future__ import annotations

import pytest

from maildoctor.discovery.autoconfig import read_autoconfig
from maildoctor.model.fact import Served
from maildoctor.model.settings import Auth, Protocol, Security

DOMAIN = "example.co.jp"
HOSTER = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made for a hoster of our own invention -->
<clientConfig version="1.1">
  <emailProvider id="example.co.jp">
    <domain>example.co.jp</domain>
    <domain> Example.JP </domain>
    <domain>example.co.jp</domain>
    <domain purpose="mx">mx.example.net</domain>
    <domain>no domain</domain>
    <displayName>サンプル商店 メール</displayName>
    <displayShortName>サンプル</displayShortName>
    <incomingServer type="imap">
      <hostname>mail.example.co.jp</hostname>
      <port>993</port>
      <socketType>SSL</socketType>
      <authentication>OAuth2</authentication>
      <authentication>password-cleartext</authentication>
      <username>%EMAILADDRESS%</username>
    </incomingServer>
    <incomingServer type="pop3">
      <hostname>
        POP.%EMAILDOMAIN%
      </hostname>
      <port> 110 </port>
      <socketType>STARTTLS</socketType>
      <username>%EMAILLOCALPART%</username>
      <authentication>password-encrypted</authentication>
      <pop3><leaveMessagesOnServer>true</leaveMessagesOnServer></pop3>
    </incomingServer>
    <incomingServer type="exchange">
      <hostname>owa.example.co.jp</hostname>
      <port>443</port>
      <username>%EMAILADDRESS%</username>
      <socketType>SSL</socketType>
      <authentication>OAuth2</authentication>
    </incomingServer>
    <outgoingServer type="smtp">
      <hostname>smtp.example.co.jp.</hostname>
      <port>587</port>
      <socketType>plain</socketType>
      <authentication>client-IP-address</authentication>
      <restriction>clientIPAddress</restriction>
      <username>%REALNAME%</username>
    </outgoingServer>
    <documentation url="https://www.example.co.jp/mail"><descr lang="ja">設定</descr></documentation>
  </emailProvider>
  <webMail><loginPage url="https://webmail.example.co.jp/"/></webMail>
</clientConfig>
"""


def _document(*servers: str, root: str = "clientConfig") -> str:
    return f"<{root}><emailProvider>{''.join(servers)}</emailProvider></{root.split()[0]}>"


def _server(
    host: str = "<hostname>mail.example.jp</hostname>",
    port: str = "<port>993</port>",
    socket: str = "<socketType>SSL</socketType>",
    rest: str = "<username>%EMAILADDRESS%</username>",
    tag: str = "incomingServer",
    kind: str = "imap",
) -> str:
    return f'<{tag} type="{kind}">{host}{port}{socket}{rest}</{tag}>'


GOOD = _server("<hostname>good.example.jp</hostname>")


def test_a_whole_document() -> None:
    servers, domains, trouble = read_autoconfig(HOSTER, DOMAIN)
    assert servers == (
        Served(Protocol.IMAP, "mail.example.co.jp", 993, Security.TLS, "%EMAILADDRESS%", (Auth.XOAUTH2, Auth.PASSWORD)),
        Served(
            Protocol.POP3, "pop.example.co.jp", 110, Security.STARTTLS, "%EMAILLOCALPART%", (Auth.APOP, Auth.CRAM_MD5)
        ),
        Served(Protocol.SMTP, "smtp.example.co.jp", 587, Security.NONE, "%REALNAME%", (Auth.NONE,)),
    )
    assert (domains, trouble) == (("example.co.jp", "example.jp"), "")


@pytest.mark.parametrize(
    ("words", "kind", "auths"),
    [
        (["password-cleartext"], "imap", (Auth.PASSWORD,)),
        (["plain"], "pop3", (Auth.PASSWORD,)),
        (["password-encrypted", "password-cleartext"], "imap", (Auth.CRAM_MD5, Auth.PASSWORD)),
        (["password-encrypted"], "smtp", (Auth.CRAM_MD5,)),
        (["secure", "password-encrypted"], "pop3", (Auth.APOP, Auth.CRAM_MD5)),
        (["NTLM"], "smtp", (Auth.NTLM,)),
        (["GSSAPI", "TLS-client-cert", ""], "imap", ()),
        (["none"], "smtp", (Auth.NONE,)),
        (["smtp-after-pop"], "smtp", (Auth.POP_BEFORE_SMTP,)),
        (["none", "client-IP-address"], "imap", ()),
    ],
)
def test_authentication(words: list[str], kind: str, auths: tuple[Auth, ...]) -> None:
    rest = "".join(f"<authentication>{word}</authentication>" for word in words)
    tag = "outgoingServer" if kind == "smtp" else "incomingServer"
    servers, _, trouble = read_autoconfig(_document(_server(rest=rest, tag=tag, kind=kind)), DOMAIN)
    assert [(server.auths, server.username) for server in servers] == [(auths, "")]
    assert trouble == ""


@pytest.mark.parametrize(
    "broken",
    [
        _server(host=""),
        _server(host="<hostname/>"),
        _server(host="<hostname>mail example.jp</hostname>"),
        _server(host="<hostname>mail.example.jp:993</hostname>"),
        _server(host="<hostname>https://mail.example.jp/</hostname>"),
        _server(host="<hostname>mail</hostname>"),
        _server(host="<hostname>192.0.2.1</hostname>"),
        _server(host="<hostname>2001:db8::1</hostname>"),
        _server(host="<hostname>0x7f.0x1</hostname>"),
        _server(host="<hostname>mail.\u202eexample.jp</hostname>"),
        _server(host="<hostname>ma\u200bil.example.jp</hostname>"),
        _server(host="<hostname>ｍail.example.jp</hostname>"),
        _server(host="<hostname>-mail-.example.jp</hostname>"),
        _server(host=f"<hostname>{'a.' * 200}example.jp</hostname>"),
        _server(host="<hostname>mail.%REALNAME%.jp</hostname>"),
        _server(port=""),
        _server(port="<port/>"),
        _server(port="<port>0</port>"),
        _server(port="<port>65536</port>"),
        _server(port="<port>-993</port>"),
        _server(port="<port>99 3</port>"),
        _server(port="<port>９９３</port>"),
        _server(port=f"<port>{'9' * 9000}</port>"),
        _server(socket=""),
        _server(socket="<socketType>TLSv1</socketType>"),
        _server(rest="<username>hanako\u202e</username>"),
        _server(rest="<username>hana\nko</username>"),
        _server(rest="<username>hana\ue000ko</username>"),
        _server(rest=f"<username>{'x' * 300}</username>"),
        _server(kind="smtp"),
        _server(kind=""),
        _server(kind="jmap"),
        _server(tag="outgoingServer"),
        _server(tag="m:incomingServer").replace("<m:incomingServer", '<m:incomingServer xmlns:m="urn:x"'),
        _server(host='<hostname xmlns="urn:x">mail.example.jp</hostname>'),
    ],
)
def test_a_broken_server_is_left_out_alone(broken: str) -> None:
    servers, _, trouble = read_autoconfig(_document(broken, GOOD, broken), DOMAIN)
    assert ([server.host for server in servers], trouble) == (["good.example.jp"], "")
    assert read_autoconfig(_document(broken), DOMAIN) == ((), (), "no-servers")


def test_japanese_names_of_hosts() -> None:
    servers, _, _ = read_autoconfig(_document(_server(host="<hostname>メール.日本語.jp</hostname>")), DOMAIN)
    assert [server.host for server in servers] == ["xn--4dkua4c.xn--wgv71a119e.jp"]


def test_the_first_socket_type_that_is_known_counts() -> None:
    socket = "<socketType>QUIC</socketType><socketType>starttls</socketType><socketType>SSL</socketType>"
    servers, _, _ = read_autoconfig(_document(_server(socket=socket)), DOMAIN)
    assert servers[0].security is Security.STARTTLS


def test_order_and_number() -> None:
    many = [_server(f"<hostname>m{number}.example.jp</hostname>") for number in range(60)]
    servers, _, _ = read_autoconfig(_document(*many), DOMAIN)
    assert [server.host for server in servers] == [f"m{number}.example.jp" for number in range(20)]


def test_at_most_two_hundred_domains() -> None:
    named = "".join(f"<domain>d{number}.example</domain>" for number in range(300))
    assert len(read_autoconfig(_document(named, GOOD), DOMAIN)[1]) == 200


def test_domain_in_the_name_of_a_host() -> None:
    text = _document(_server("<hostname>%EMAILDOMAIN%</hostname>"), _server("<hostname>mail.%EMAILDOMAIN%</hostname>"))
    servers, _, trouble = read_autoconfig(text, DOMAIN)
    assert ([server.host for server in servers], trouble) == ([DOMAIN, f"mail.{DOMAIN}"], "")
    # Without the domain nothing is known, and the document is not at fault.
    assert read_autoconfig(text, None) == ((), (), "")


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        (_document(), "no-servers"),
        (_document(GOOD, root='clientConfig xmlns="urn:x"'), "no-servers"),
        (_document(GOOD, root="clientconfig"), "no-servers"),
        ("<clientConfig/>", "no-servers"),
        (f"<clientConfig>{GOOD}</clientConfig>", "no-servers"),
        ("<rss version='2.0'><channel/></rss>", "no-servers"),
        ("<clientConfig>", "not-xml"),
        (_document(GOOD).replace("</port>", "</prot>"), "not-xml"),
        (_document(GOOD).replace("SSL", "&nbsp;"), "not-xml"),
        (_document(GOOD).replace("SSL", "\x1b[2J"), "not-xml"),
        ("\n" + HOSTER, "not-xml"),
        ('{"Protocol": "AutodiscoverV1"}', "not-xml"),
        ("Not found", "not-xml"),
        (" \r\n\t", "empty"),
        ("", "empty"),
        ("<!DOCTYPE html><html><body>ようこそ</body></html>", "html"),
        ("<!doctype HTML>\n<p>ようこそ", "html"),
        ("<!-- 1 -->\n<!-- 2 --><html lang='ja'><br>", "html"),
        ("<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x.dtd'><html/>", "html"),
        ("<x:html xmlns:x='http://www.w3.org/1999/xhtml'/>", "html"),
        ("<?xml version='1.0'?><!DOCTYPE clientConfig><clientConfig/>", "dtd"),
        ("<!-- never closed", "not-xml"),
    ],
)
def test_documents_that_help_nobody(text: str, trouble: str) -> None:
    assert read_autoconfig(text, DOMAIN) == ((), (), trouble)
