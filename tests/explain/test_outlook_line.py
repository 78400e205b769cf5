"""The settings beside an error of Outlook Express and Windows Live Mail."""

from __future__ import annotations

import pytest

from maildoctor.explain.match import found_errors
from maildoctor.explain.outlook_line import pasted_settings
from maildoctor.explain.ranked import ranked_causes
from maildoctor.model.settings import Direction, Protocol, Security, ServerSettings

_SENDING = (
    "サーバーへの接続は失敗しました。アカウント : 'mail', サーバー : 'smtp.example.jp', プロトコル : SMTP, "
    "ポート : 25, セキュリティ (SSL) : いいえ, ソケット エラー : 10060, エラー番号 : 0x800CCC0E"
)
_RECEIVING = (
    "Account: 'mail', Server: 'pop.example.jp', Protocol: POP3, Server Response: '-ERR Login failed.', Port: 995, "
    "Secure(SSL): Yes, Server Error: 0x800CCC90, Error Number: 0x800CCC92"
)


def test_the_list_is_read_in_both_languages() -> None:
    sending, receiving = pasted_settings(_SENDING), pasted_settings(_RECEIVING)
    assert sending is not None
    assert sending.direction is Direction.OUTGOING
    assert sending.settings == ServerSettings(host="smtp.example.jp", port=25, security=Security.NONE)
    assert receiving is not None
    assert receiving.direction is Direction.INCOMING
    assert receiving.settings == ServerSettings(Protocol.POP3, "pop.example.jp", 995, Security.TLS)


def test_ssl_where_it_may_mean_either_is_left_open() -> None:
    found = pasted_settings(_SENDING.replace("いいえ", "はい").replace(": 25", ": 587"))
    assert found is not None
    assert (found.settings.port, found.settings.security) == (587, None)


@pytest.mark.parametrize(
    "text",
    ["0x800CCC0E", "Protocol: SMTP", "サーバー : 'a b', プロトコル : SMTP", "Server: '-rf', Protocol: POP3", ""],
)
def test_without_protocol_and_a_host_there_are_none(text: str) -> None:
    assert pasted_settings(text) is None


def test_causes_of_the_other_direction_and_of_a_port_not_used_are_left_out() -> None:
    at_25 = {c.id for c in ranked_causes(found_errors(_SENDING), pasted_settings(_SENDING))}
    assert "port25-line" in at_25
    assert "host-wrong-incoming" not in at_25
    at_587 = _SENDING.replace(": 25", ": 587")
    assert "port25-line" not in {c.id for c in ranked_causes(found_errors(at_587), pasted_settings(at_587))}
    alone = [c.id for c in ranked_causes(found_errors("0x800CCC0E"), None)]
    assert alone[0] == "port25-line"
    assert "host-wrong-incoming" in alone


def test_what_happens_on_another_client_alone_is_left_out() -> None:
    text = "relaying denied"
    assert "iphone-outgoing-blank" in {c.id for c in ranked_causes(found_errors(text), None)}
    assert "iphone-outgoing-blank" not in {c.id for c in ranked_causes(found_errors(f"{text} 0x800CCC79"), None)}
