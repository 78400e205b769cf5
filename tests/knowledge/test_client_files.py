"""The files of the clients: whole, in two languages, with their source; and what the loader refuses."""

from __future__ import annotations

from importlib.resources import files

import pytest

from maildoctor.knowledge.client import LANGUAGES
from maildoctor.knowledge.client_file import load
from maildoctor.knowledge.words import CLIENTS, GENERIC, client, client_causes, client_words, is_suspicious
from maildoctor.model.field import Field
from maildoctor.report.voice import Voice


def _text(name: str) -> str:
    return (files("maildoctor.knowledge") / "clients" / f"{name}.toml").read_text("utf-8")


@pytest.mark.parametrize("name", [*CLIENTS, GENERIC])
def test_every_client_has_a_file_that_says_where_its_words_were_read(name: str) -> None:
    known = client(name)
    assert known.version
    assert known.source
    assert known.date.startswith("20")
    for lang in LANGUAGES:
        spoken = client_words(name, lang)
        assert {field.value for field in Field} <= spoken.labels.keys()
        "".join((*spoken.labels.values(), *spoken.where.values(), *spoken.notes.values())).encode("cp932")


def test_there_is_no_file_that_nobody_can_choose() -> None:
    found = {path.name.removesuffix(".toml") for path in (files("maildoctor.knowledge") / "clients").iterdir()}
    assert {name for name in found if not name.startswith("__")} == {*CLIENTS, GENERIC}


@pytest.mark.parametrize("name", CLIENTS)
def test_no_two_boxes_of_one_client_have_one_name(name: str) -> None:
    """「パスワード」 alone would leave the reader to guess which of the two."""
    for lang in LANGUAGES:
        labels = list(client(name).words[lang].labels.values())
        assert len(labels) == len(set(labels)), (name, lang)


@pytest.mark.parametrize("name", CLIENTS)
def test_every_client_can_be_told_why_it_alone_fails(name: str) -> None:
    causes = client_causes(name)
    assert len(causes) >= 2
    for cause in causes:
        for told in (cause.ja, cause.en):
            assert told.says != told.decides != told.fix
        (cause.ja.says + cause.ja.decides + cause.ja.fix).encode("cp932")
        assert "!" not in cause.ja.fix + cause.en.fix


def test_only_those_are_suspects_that_do_not_connect_or_do_not_forget() -> None:
    assert {name for name in CLIENTS if is_suspicious(name)} == {"outlook-new", "iphone"}
    assert not is_suspicious(None)
    assert client_causes("pigeon") == ()


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('name = "iPhone"', 'nmae = "iPhone"', "nmae"),
        ('address = "メール"', 'addres = "メール"', "addres"),
        ('"incoming.host" = "受信メールサーバの「ホスト名」"\n', "", "incoming.host"),
        ('ntlm = "NTLM"', 'ntml = "NTLM"', "ntml"),
        ("forgets = false", 'forgets = "no"', "forgets"),
        ("one_switch = true", "one_switch = 1", "one_switch"),
        ('date = "2026-11-24"', 'date = "November"', "date"),
        ('missing = ["outgoing.same_as_incoming", ', 'missing = ["outgoing.same", ', "missing"),
        ('empty = ["outgoing.username"]', 'empty = ["outgoing.user"]', "empty"),
        ('"ja.values.auth", "en.values.auth"', '"ja.values.oath", "en.values.auth"', "unverified"),
        ('id = "iphone-former-password"', 'id = "iphone-outgoing-login-empty"', "cause.id"),
        ('says = "The iPhone keeps a former password.', 'says = "The {host} keeps a former password.', "says"),
    ],
)
def test_a_mistake_in_a_file_is_refused_by_name(old: str, new: str, named: str) -> None:
    text = _text("iphone")
    assert load(text, "iphone").id == "iphone"
    assert old in text
    with pytest.raises(ValueError, match=named) as refused:
        load(text.replace(old, new, 1), "iphone")
    assert str(refused.value).startswith("iphone.toml")


@pytest.mark.parametrize(
    ("name", "box", "value", "ja", "en"),
    [
        ("outlook", "outgoing.security", "auto", "自動", "Auto"),
        ("outlook", "outgoing.auth", "none", "印なし", "not ticked"),
        ("copier", "outgoing.security", "starttls", "Start TLS", "Start TLS"),
        ("copier", "incoming.security", "tls", "SSL/TLS", "SSL/TLS"),
        ("iphone", "incoming.security", "none", "オフ", "off"),
        (GENERIC, "incoming.keep", "true", "true", "true"),
    ],
)
def test_a_value_is_said_as_the_screen_says_it(name: str, box: str, value: str, ja: str, en: str) -> None:
    assert Voice("ja", name).shown(box, value) == ja
    assert Voice("en", name).shown(box, value) == en
