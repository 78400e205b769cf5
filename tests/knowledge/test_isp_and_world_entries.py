"""The entries of internet providers, carriers and mail services: who is recognised, and what must never be claimed."""

from __future__ import annotations

from datetime import date

import pytest

from maildoctor.knowledge import providers
from maildoctor.knowledge.provider import Gotcha, GotchaKind, Notice, Provider, Retired
from maildoctor.knowledge.providers import by_id, recognise, server_rules
from maildoctor.model.settings import Auth, Direction

NO_SURE_SERVERS = (
    "au",
    "au-one-net",
    "au-one-net-dion",
    "nifty",
    "odn",
    "rakuten-mobile",
    "softbank-mms",
    "ymobile",
    "zaq",
)
OF_2010 = ("aikis", "gunma-internet", "iij4u", "iijmio-safety-mail", "mopera", "tiki", "hal", "yahoo-bb")


def first(domain: str, **names: tuple[str, ...]) -> str:
    return recognise(domain, **names)[0].provider.id


@pytest.mark.parametrize(
    ("domain", "mx", "expected"),
    [
        ("abc.ocn.ne.jp", (), "ocn"),
        ("ab.auone-net.jp", (), "au-one-net"),
        ("k1.dion.ne.jp", (), "au-one-net-dion"),
        ("jcom.zaq.ne.jp", (), "jcom"),
        ("kyoto.zaq.ne.jp", (), "zaq"),
        ("yahoo.co.jp", ("mx1.mail.yahoo.co.jp",), "yahoo-japan"),
        ("yahoo.com", ("mta5.am0.yahoodns.net",), "yahoo-com"),
        ("gmail.com", ("gmail-smtp-in.l.google.com",), "gmail"),
        ("example.co.jp", ("alt1.aspmx.l.google.com",), "google-workspace"),
        ("example.co.jp", ("example-co-jp.mail.protection.outlook.com",), "microsoft-365"),
        ("example.co.jp", ("example-co-jp.a-v1.mx.microsoft",), "microsoft-365"),
        ("outlook.jp", ("outlook-jp.olc.protection.outlook.com",), "outlook-com"),
        ("icloud.com", ("mx01.mail.icloud.com",), "icloud"),
        ("example.jp", ("mx01.mail.icloud.com",), "icloud-custom-domain"),
        ("example.jp", ("mx.zoho.com.au",), "zoho-au"),
        ("example.jp", ("mx.zoho.jp",), "zoho-jp"),
    ],
)
def test_the_name_shows_the_provider(domain: str, mx: tuple[str, ...], expected: str) -> None:
    assert first(domain, mx=mx) == expected


@pytest.mark.parametrize("domain", ["notocn.ne.jp", "yahoo.com.example.jp", "ji.jet.ne.jp", "example.jp"])
def test_somebody_elses_name_shows_nobody(domain: str) -> None:
    assert recognise(domain) == ()


@pytest.mark.parametrize("entry", NO_SURE_SERVERS)
def test_contradictory_tables_give_no_server_and_say_so(entry: str) -> None:
    provider = by_id(entry)
    assert not provider.servers
    assert provider.gotchas


@pytest.mark.parametrize("entry", OF_2010)
def test_values_of_2010_are_never_sourced(entry: str) -> None:
    provider = by_id(entry)
    assert not any(server.verified for server in provider.servers)
    assert any("2010" in gotcha.ja for gotcha in provider.gotchas)


@pytest.mark.parametrize(
    ("entry", "incoming", "outgoing"),
    [
        ("docomo", "id", "id"),
        ("asahi-net", "id", "id"),
        ("yahoo-japan", "local", "local"),
        ("icloud", "local", "full"),
        ("biglobe", "full", "full"),
        ("iij4u", "{local}.{domain}", "{local}.{domain}"),
    ],
)
def test_the_form_of_the_user_name(entry: str, incoming: str, outgoing: str) -> None:
    forms = {(server.direction, server.username) for server in by_id(entry).servers}
    assert forms == {(Direction.INCOMING, incoming), (Direction.OUTGOING, outgoing)}


@pytest.mark.parametrize("entry", ["microsoft-365", "outlook-com"])
def test_microsoft_receives_with_a_token_alone(entry: str) -> None:
    provider = by_id(entry)
    incoming = [server for server in provider.servers if server.direction is Direction.INCOMING]
    assert incoming
    assert all(server.auths == (Auth.XOAUTH2,) for server in incoming)
    assert kinds(provider) >= {GotchaKind.TOKEN_ONLY}


def test_the_end_of_password_sending_is_announced_in_time() -> None:
    (notice,) = by_id("microsoft-365").notices
    assert (notice.id, notice.show_from, notice.from_) == (
        "microsoft-365-password-smtp-off",
        date(2026, 6, 1),
        date(2026, 12, 31),
    )
    assert "複合機" in notice.ja
    assert "2027" in notice.ja
    assert "second half of 2027" in notice.en


@pytest.mark.parametrize("entry", ["outlook-com", "gmx-net", "yandex", "infomaniak", "naver"])
def test_divided_tables_never_make_a_sourced_outgoing_server(entry: str) -> None:
    outgoing = [server for server in by_id(entry).servers if server.direction is Direction.OUTGOING]
    assert outgoing
    assert not any(server.verified for server in outgoing)
    assert GotchaKind.NAME_VARIES in kinds(by_id(entry))


@pytest.mark.parametrize("entry", ["proton", "tuta"])
def test_no_server_where_no_mail_program_is_let_in(entry: str) -> None:
    assert not by_id(entry).servers
    assert GotchaKind.NO_EXTERNAL_CLIENT in kinds(by_id(entry))


@pytest.mark.parametrize(("entry", "other"), [("yahoo-japan", "yahoo-com"), ("yahoo-com", "yahoo-japan")])
def test_the_two_yahoos_know_each_others_servers_as_a_mistake(entry: str, other: str) -> None:
    wrong = {mistake.host for mistake in by_id(entry).mistakes}
    assert wrong == {server.host for server in by_id(other).servers}


def test_an_mx_that_two_services_share_never_makes_a_sourced_rule() -> None:
    (found,) = recognise("example.jp", mx=("inbound-smtp.eu-west-1.amazonaws.com",))
    assert found.provider.id == "amazon-workmail-eu-west-1"
    rules = server_rules(found, "example.jp", (), (), "user")
    assert rules
    assert not any(rule.sourced for rule in rules)


def test_asahi_net_is_never_offered_starttls() -> None:
    assert {server.security.value for server in by_id("asahi-net").servers} == {"tls"}


@pytest.mark.parametrize("entry", ["plala", "biglobe"])
def test_a_name_known_as_wrong_is_no_server(entry: str) -> None:
    provider = by_id(entry)
    wrong = {mistake.host for mistake in provider.mistakes} | {old.host for old in provider.retired}
    assert wrong
    assert not wrong & {server.host for server in provider.servers}


def test_every_text_can_be_printed_by_a_japanese_windows() -> None:
    for provider in providers.all_providers():
        texts: list[Gotcha | Retired | Notice] = [*provider.gotchas, *provider.retired, *provider.notices]
        for said in texts:
            said.ja.encode("cp932")


def kinds(provider: Provider) -> set[GotchaKind]:
    return {gotcha.kind for gotcha in provider.gotchas}
