"""Microsoft's Autodiscover: the question, the answer in XML, the answer in JSON."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maildoctor.discovery.autodiscover import Answer, read_autodiscover, read_autodiscover_json, request_body
from maildoctor.model.fact import Served
from maildoctor.model.settings import Auth, Protocol, Security

BASE = "http://schemas.microsoft.com/exchange/autodiscover"
ASKS = f"{{{BASE}/outlook/requestschema/2006}}"


def _answer(inside: str, namespace: str = f"{BASE}/outlook/responseschema/2006a") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<Autodiscover xmlns="{BASE}/responseschema/2006">'
        f'<Response xmlns="{namespace}">{inside}</Response></Autodiscover>'
    )


def _account(*sections: str, action: str = "<Action>settings</Action>") -> str:
    return _answer(f"<Account><AccountType>email</AccountType>{action}{''.join(sections)}</Account>")


def _section(kind: str, port: int, *rest: str, host: str = "mail.example.jp") -> str:
    values = (f"<{r.partition('=')[0]}>{r.partition('=')[2]}</{r.partition('=')[0]}>" for r in rest)
    return f"<Protocol><Type>{kind}</Type><Server>{host}</Server><Port>{port}</Port>{''.join(values)}</Protocol>"


@pytest.mark.parametrize("address", ["hanako@example.jp", "a&b<c>\"'@example.jp", "花子@example.jp"])
def test_the_question(address: str) -> None:
    root = ElementTree.fromstring(request_body(address))
    assert root.tag == f"{ASKS}Autodiscover"
    assert root.findtext(f"{ASKS}Request/{ASKS}EMailAddress") == address
    schema = root.findtext(f"{ASKS}Request/{ASKS}AcceptableResponseSchema")
    assert schema == f"{BASE}/outlook/responseschema/2006a"


@given(st.text(max_size=60))
def test_any_question_is_well_formed(address: str) -> None:
    ElementTree.fromstring(request_body(address))


def test_a_whole_answer() -> None:
    text = _account(
        _section("IMAP", 993, "LoginName=hanako@example.jp", "SPA=off", "SSL=on", "AuthRequired=on"),
        _section("POP3", 995, "LoginName=hanako", "SPA=on", "SSL=on"),
        _section("SMTP", 587, "SPA=off", "SSL=on", "Encryption=TLS", "UsePOPAuth=on", host="SMTP.example.jp"),
    )
    assert read_autodiscover(text) == Answer(
        (
            Served(Protocol.IMAP, "mail.example.jp", 993, Security.TLS, "hanako@example.jp", (Auth.PASSWORD,)),
            Served(Protocol.POP3, "mail.example.jp", 995, Security.TLS, "hanako", (Auth.NTLM,)),
            Served(Protocol.SMTP, "smtp.example.jp", 587, Security.STARTTLS, "", (Auth.PASSWORD,)),
        )
    )


@pytest.mark.parametrize(
    ("port", "rest", "security"),
    [
        (993, ["Encryption=SSL", "SSL=off"], Security.TLS),
        (143, ["Encryption=TLS", "SSL=off"], Security.STARTTLS),
        (993, ["Encryption=None", "SSL=on"], Security.NONE),
        (143, ["Encryption=Auto", "SSL=off"], Security.STARTTLS),
        (993, ["Encryption=Auto"], Security.TLS),
        (993, ["SSL=on"], Security.TLS),
        (995, ["SSL=On"], Security.TLS),
        (465, ["Encryption=", "SSL=on"], Security.TLS),
        (143, ["SSL=on"], Security.STARTTLS),
        (587, ["SSL=on"], Security.STARTTLS),
        (143, ["SSL=off"], Security.NONE),
        (993, [], Security.TLS),
        (143, [], Security.STARTTLS),
    ],
)
def test_security(port: int, rest: list[str], security: Security) -> None:
    assert [s.security for s in read_autodiscover(_account(_section("IMAP", port, *rest))).servers] == [security]


@pytest.mark.parametrize(
    ("kind", "rest", "auths"),
    [
        ("IMAP", ["SPA=off"], (Auth.PASSWORD,)),
        ("IMAP", ["SPA=on"], (Auth.NTLM,)),
        ("IMAP", [], ()),
        ("IMAP", ["AuthRequired=off", "SPA=off"], (Auth.PASSWORD,)),
        ("SMTP", ["AuthRequired=off", "SPA=off"], (Auth.NONE,)),
        ("SMTP", ["AuthRequired=off", "SMTPLast=on"], (Auth.POP_BEFORE_SMTP,)),
        ("SMTP", ["UsePOPAuth=on"], (Auth.PASSWORD,)),
        ("SMTP", ["AuthRequired=on"], ()),
    ],
)
def test_authentication(kind: str, rest: list[str], auths: tuple[Auth, ...]) -> None:
    assert [s.auths for s in read_autodiscover(_account(_section(kind, 587, *rest))).servers] == [auths]


def test_exchange_is_remembered_and_no_server() -> None:
    exchange = "<Protocol><Type>EXCH</Type><Server>ex01.example.jp</Server></Protocol>"
    web = '<Protocol Type="mapiHttp" Version="1"><MailStore/></Protocol>'
    assert read_autodiscover(_account(exchange)) == Answer(trouble="no-servers", exchange=True)
    assert read_autodiscover(_account(web)) == Answer(trouble="no-servers", exchange=True)
    both = read_autodiscover(_account(exchange, _section("IMAP", 993)))
    assert (len(both.servers), both.trouble, both.exchange) == (1, "", True)


@pytest.mark.parametrize(
    ("action", "redirect"),
    [
        ("<Action>redirectAddr</Action><RedirectAddr>hanako@mail.example</RedirectAddr>", "hanako@mail.example"),
        (
            "<Action>redirectUrl</Action><RedirectUrl> https://auto.example/autodiscover.xml </RedirectUrl>",
            "https://auto.example/autodiscover.xml",
        ),
        ("<Action>redirectUrl</Action><RedirectUrl>http://auto.example/</RedirectUrl>", "http://auto.example/"),
    ],
)
def test_redirects(action: str, redirect: str) -> None:
    assert read_autodiscover(_account(action=action)) == Answer(redirect=redirect)


def test_settings_go_before_a_redirect_beside_them() -> None:
    action = "<Action>settings</Action><RedirectUrl>https://auto.example/</RedirectUrl>"
    assert len(read_autodiscover(_account(_section("IMAP", 993), action=action)).servers) == 1


@pytest.mark.parametrize(
    "target", ["", "file:///etc/passwd", "https://a b/", "https://a\u202eb/", f"https://{'a' * 600}/", "javascript:x"]
)
def test_redirects_to_nowhere(target: str) -> None:
    action = f"<Action>redirectUrl</Action><RedirectUrl>{target}</RedirectUrl>"
    assert read_autodiscover(_account(action=action)) == Answer(trouble="no-servers")
    said = f'{{"Protocol": "AutodiscoverV1", "Url": "{target}"}}'
    assert read_autodiscover_json(said) == Answer(trouble="no-servers")


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("500", "no-such-address"),
        ("501", "no-servers"),
        ("600", "no-servers"),
        ("603", "no-servers"),
        ("", "no-servers"),
    ],
)
def test_errors(code: str, trouble: str) -> None:
    error = f'<Error Time="10:00:00" Id="1"><ErrorCode>{code}</ErrorCode><Message>x</Message></Error>'
    assert read_autodiscover(_answer(error, f"{BASE}/responseschema/2006")) == Answer(trouble=trouble)
    assert read_autodiscover(_answer(f"<Account>{error}</Account>")) == Answer(trouble=trouble)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        (_account(), "no-servers"),
        (_answer("", "urn:other"), "no-servers"),
        (_answer(f"<Account>{_section('IMAP', 993)}</Account>", "urn:other"), "no-servers"),
        (_account(_section("IMAP", 993, host="mail example.jp")), "no-servers"),
        (_account(_section("IMAP", 99999)), "no-servers"),
        (_account(_section("CalDAV", 443)), "no-servers"),
        ("<Autodiscover/>", "no-servers"),
        ("<html><body>ログイン</body></html>", "html"),
        ('{"Protocol": "AutodiscoverV1"}', "not-xml"),
        ("", "empty"),
        ('<!DOCTYPE Autodiscover SYSTEM "http://192.0.2.1/x.dtd"><Autodiscover/>', "dtd"),
    ],
)
def test_answers_that_help_nobody(text: str, trouble: str) -> None:
    assert read_autodiscover(text) == Answer(trouble=trouble)


def test_at_most_twenty_servers() -> None:
    assert len(read_autodiscover(_account(*[_section("IMAP", 993)] * 100)).servers) == 20


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            '{"Protocol": "AutodiscoverV1", "Url": "https://auto.example/autodiscover.xml"}',
            Answer(redirect="https://auto.example/autodiscover.xml"),
        ),
        ('{"ErrorCode": "UserNotFound", "ErrorMessage": "x"}', Answer(trouble="no-such-address")),
        ('{"ErrorCode": "InvalidProtocol", "Url": "https://auto.example/"}', Answer(trouble="no-servers")),
        ('{"Protocol": "AutodiscoverV1", "Url": 7}', Answer(trouble="no-servers")),
        ("{}", Answer(trouble="no-servers")),
        ("[]", Answer(trouble="not-json")),
        ("null", Answer(trouble="not-json")),
        ("<Autodiscover/>", Answer(trouble="not-json")),
        ("<!DOCTYPE html><title>x</title>", Answer(trouble="html")),
        ("\r\n", Answer(trouble="empty")),
        ("[" * 200_000, Answer(trouble="not-json")),
        ('{"a":' * 50_000, Answer(trouble="not-json")),
        ("9" * 200_000, Answer(trouble="not-json")),
    ],
)
def test_json(text: str, answer: Answer) -> None:
    assert read_autodiscover_json(text) == answer
