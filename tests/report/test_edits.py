"""Changes of boxes in one phrase: short enough for the telephone, and never of the wrong box."""

from __future__ import annotations

from maildoctor.report.edits import Change, changes_in_words
from maildoctor.report.voice import Voice

HOST = ("mial.example.jp", "mail.example.jp")


def test_the_same_change_in_both_directions_is_said_once() -> None:
    said = changes_in_words([("incoming.host", *HOST), ("outgoing.host", *HOST)], Voice("ja", "outlook"))
    assert said == "受信と送信の「サーバー」を mial.example.jp から mail.example.jp に"
    said = changes_in_words([("incoming.host", *HOST), ("outgoing.host", *HOST)], Voice("en", "outlook"))
    assert said == 'incoming and outgoing "server" from mial.example.jp to mail.example.jp'


def test_different_changes_are_said_by_direction() -> None:
    changes: list[Change] = [("incoming.host", *HOST), ("outgoing.host", *HOST), ("outgoing.port", 25, 587)]
    said = changes_in_words(changes, Voice("ja", "outlook"))
    assert said.startswith("受信の「サーバー」を ")
    assert "、送信の「サーバー」を " in said
    assert "受信と送信" not in said


def test_a_box_that_has_the_direction_in_its_name_is_not_given_it_twice() -> None:
    assert changes_in_words([("incoming.host", *HOST)], Voice("ja", "windows-live-mail")).startswith("「受信メール」を")


def test_the_address_stands_first() -> None:
    said = changes_in_words([("incoming.host", *HOST), ("address", "a@example.jp", "b@example.jp")], Voice("ja"))
    assert said.index("a@example.jp") < said.index("mial.example.jp")
