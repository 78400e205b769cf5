"""WHOIS answers of JPRS: of both kinds of names, in both languages, and everything that is none."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maildoctor.wire import jprs
from maildoctor.wire.readable import decode
from maildoctor.wire.registration import Registration

HEAD = """[ JPRS database provides information on network administration. ]
[ restricted to network administration purposes.                 ]

"""
GENERAL = f"""{HEAD}Domain Information:
[Domain Name]                   EXAMPLE.JP

[Registrant]                    Yamada Shoten

[Name Server]                   ns1.example.test
[Name Server]                   ns2.example.test
[Signing Key]

[Created on]                    2001/03/04
[Expires on]                    2027/03/31
[Status]                        Active
[Lock Status]                   AgentChangeLocked
[Last Updated]                  2026/04/01 01:05:04 (JST)

Contact Information:
[Name]                          Yamada Shoten
[Phone]                         03-0000-0000
"""
ORGANISATION = f"""{HEAD}Domain Information:
a. [Domain Name]                EXAMPLE.CO.JP
g. [Organization]               Yamada Shoten
m. [Administrative Contact]     AB0000JP
p. [Name Server]                ns1.example.test
s. [Signing Key]
[State]                         Connected (2027/03/31)
[Registered Date]               2001/03/22
"""
JAPANESE = """Domain Information: [ドメイン情報]
a. [ドメイン名]                 EXAMPLE.CO.JP
f. [組織名]                     山田商店
p. [ネームサーバ]               ns1.example.test
[状態]                          Connected (2027/03/31)
[登録年月日]                    2001/03/22
"""
UNTIL = dt.datetime(2027, 3, 31, 14, 59, 59, tzinfo=dt.UTC)


def test_a_name_directly_below_jp() -> None:
    assert jprs.read_whois(GENERAL) == Registration(
        "example.jp", ("active",), UNTIL, "", ("ns1.example.test", "ns2.example.test")
    )


@pytest.mark.parametrize("text", [ORGANISATION, JAPANESE])
def test_a_name_below_co_jp_has_its_date_in_brackets(text: str) -> None:
    assert jprs.read_whois(text) == Registration("example.co.jp", ("connected",), UNTIL, "", ("ns1.example.test",))


@pytest.mark.parametrize("encoding", ["utf-8", "iso2022_jp", "cp932", "euc_jp"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_encoding_that_a_registry_may_use(encoding: str, end: str) -> None:
    assert jprs.read_whois(jprs.kept(decode(JAPANESE.replace("\n", end).encode(encoding)))) == jprs.read_whois(JAPANESE)


@pytest.mark.parametrize("text", [GENERAL, ORGANISATION, JAPANESE])
def test_nothing_about_people_is_kept(text: str) -> None:
    kept = jprs.kept(text)
    assert jprs.read_whois(kept) == jprs.read_whois(text)
    for word in ("Yamada", "山田", "AB0000JP", "03-0000"):
        assert word not in kept


@pytest.mark.parametrize(
    ("state", "status", "leaving", "ending"),
    [
        ("Suspended", "suspended", True, False),
        ("To be suspended", "to be suspended", False, True),
        ("Deleted (2027/03/31)", "deleted", True, False),
        ("To be deleted (2027/03/31)", "to be deleted", False, True),
        ("Advance-Registered (2027/03/31)", "advance-registered", False, False),
        ("Reserved", "reserved", False, False),
    ],
)
def test_states(state: str, status: str, leaving: bool, ending: bool) -> None:
    found = jprs.read_whois(GENERAL.replace("Active", state))
    assert found is not None
    assert found.statuses == (status,)
    assert (bool(found.leaving), bool(found.ending)) == (leaving, ending)
    assert found.expires == UNTIL


def test_a_deleted_name_can_be_had_back_for_twenty_days() -> None:
    found = jprs.read_whois(GENERAL.replace("Active", "Suspended"))
    assert found is not None
    assert found.revival == dt.date(2027, 3, 20)
    active = jprs.read_whois(GENERAL)
    assert active is not None
    assert active.revival is None


def test_a_name_that_nobody_holds() -> None:
    kept = jprs.kept(f"{HEAD}No match!!\r\n\r\nWith JPRS WHOIS, you can query ...\r\n")
    assert jprs.is_free(kept)
    assert jprs.read_whois(kept) is None
    assert not jprs.is_free(jprs.kept(GENERAL))


@pytest.mark.parametrize(
    "text", ["", "<html>", HEAD, "[Domain Name]  EXAMPLE.JP", "[Status]  Active", "[Domain Name] A.JP\n[Status] (1)"]
)
def test_what_is_no_answer(text: str) -> None:
    assert jprs.read_whois(text) is None


@pytest.mark.parametrize("date", ["2027/13/01", "0000/01/01", "2027-03-31", "9999/12/31", "", "2027/02/30"])
def test_dates_that_are_none(date: str) -> None:
    found = jprs.read_whois(GENERAL.replace("2027/03/31", date))
    assert found is not None
    assert found.expires is None or found.expires.year == 9999


def test_what_would_steer_a_terminal_is_shown_as_text() -> None:
    hostile = GENERAL.replace("Active", "Active\x1b[31m\u202e").replace("ns1.", "\x07ns1.")
    assert not set(jprs.kept(hostile)) & {"\x1b", "\x07", "\u202e"}


@given(st.text(max_size=400))
def test_nothing_raises(text: str) -> None:
    jprs.read_whois(text)
    jprs.read_whois(jprs.kept(f"[Domain Name] {text}\n[Status] {text}\n[Expires on] {text}\n[Name Server] {text}"))


def test_an_endless_answer_is_cut() -> None:
    assert len(jprs.kept("[Name Server]  ns.example.test\n" * 100_000)) < 4000
