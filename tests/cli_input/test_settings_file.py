"""The settings file: what is read, and what is refused with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.settings_file import read_settings
from maildoctor.cli.speak import Speak
from maildoctor.cli.texts import read_text
from maildoctor.model.settings import Auth, Protocol, Security

EN, JA = Speak("en"), Speak("ja")
WHOLE = """\
address = "user@example.co.jp"

[incoming]
protocol = "pop3"
host     = "mail.example.co.jp"
port     = 995
security = "tls"
username = "user"
auth     = "apop"
keep     = 14

[outgoing]
host     = "smtp.example.co.jp"
port     = 587
security = "auto"
auth     = "pop-before-smtp"
same_as_incoming = true
sender   = "other@example.co.jp"

[client]
kind = "outlook"
[symptom]
saw = "0x800CCC0E 送信できません"
"""


def test_a_whole_file() -> None:
    settings = read_settings(WHOLE, "s.toml", EN)
    assert settings.address == "user@example.co.jp"
    incoming, outgoing = settings.incoming, settings.outgoing
    assert (incoming.protocol, incoming.auth, incoming.keep) == (Protocol.POP3, Auth.APOP, 14)
    assert (outgoing.security, outgoing.auth, outgoing.same_as_incoming) == (
        Security.AUTO,
        Auth.POP_BEFORE_SMTP,
        True,
    )
    assert (settings.client, settings.saw) == ("outlook", "0x800CCC0E 送信できません")


def test_what_is_left_out() -> None:
    settings = read_settings("", "s.toml", EN)
    assert settings.address is None
    assert not settings.incoming.given
    assert read_settings("[incoming]\nkeep = false\n", "s", EN).incoming.keep is False


WRONG = [
    ('address = "a@b.jp"\nadress = "x"\n', 2, "adress", "did you mean address?"),
    ('[incoming]\nhots = "x"\n', 2, "incoming.hots", "did you mean host?"),
    ('[incomming]\nhost = "x"\n', 1, "incomming", "did you mean incoming?"),
    ('[outgoing]\nprotocol = "smtp"\n', 2, "outgoing.protocol", "unknown key"),
    ("[incoming]\nsame_as_incoming = true\n", 2, "incoming.same_as_incoming", "unknown key"),
    ('[incoming]\n\nprotocol = "impa"\n', 3, "incoming.protocol", "did you mean imap? allowed: imap, pop3"),
    ('[incoming]\nprotocol = "smtp"\n', 2, "incoming.protocol", "allowed: imap, pop3"),
    ('[incoming]\nsecurity = "SSL"\n', 2, "incoming.security", "allowed: tls, starttls, auto, none"),
    ('[incoming]\nsecurity = "StartTLS"\n', 2, "incoming.security", "did you mean starttls?"),
    ('[incoming]\nauth = "none"\n', 2, "incoming.auth", "allowed: password"),
    ('[incoming]\nauth = "pop-before-smtp"\n', 2, "incoming.auth", "allowed: password"),
    ('[outgoing]\nauth = "apop"\n', 2, "outgoing.auth", "apop is for incoming POP3 only"),
    ('[incoming]\nprotocol = "imap"\nauth = "apop"\n', 3, "incoming.auth", "apop is for incoming POP3 only"),
    ('[incoming]\nprotocol = "imap"\nkeep = true\n', 3, "incoming.keep", "pop3 only"),
    ('[outgoing]\nsame_as_incoming = true\nusername = "x"\n', 3, "outgoing.username", "not together"),
    ("[incoming]\nport = 0\n", 2, "incoming.port", "1 to 65535"),
    ("[incoming]\nport = 65536\n", 2, "incoming.port", "1 to 65535"),
    ('[incoming]\nport = "993"\n', 2, "incoming.port", "1 to 65535"),
    ("[incoming]\nport = true\n", 2, "incoming.port", "1 to 65535"),
    ("[incoming]\nport = 993.0\n", 2, "incoming.port", "1 to 65535"),
    ('[incoming]\nkeep = "yes"\n', 2, "incoming.keep", "true, false, or days"),
    ("[incoming]\nkeep = -1\n", 2, "incoming.keep", "true, false, or days"),
    ('[outgoing]\nsame_as_incoming = "yes"\n', 2, "outgoing.same_as_incoming", "true or false"),
    ("address = 5\n", 1, "address", "must be a string"),
    ('address = ""\n', 1, "address", "is empty"),
    ('[incoming]\nhost = "a\\nb"\n', 2, "incoming.host", "control characters"),
    ('incoming = "x"\n', 1, "incoming", "must be a table"),
    ('"address" = 5\n', 1, "address", "must be a string"),
]


@pytest.mark.parametrize(("text", "line", "key", "said"), WRONG)
def test_what_is_wrong(text: str, line: int, key: str, said: str) -> None:
    with pytest.raises(ProblemError) as caught:
        read_settings(text, "s.toml", EN)
    assert caught.value.exit_code == 2
    assert caught.value.message.startswith(f"s.toml, line {line}, {key}: ")
    assert said in caught.value.message
    with pytest.raises(ProblemError) as japanese:
        read_settings(text, "s.toml", JA)
    assert japanese.value.message.startswith(f"s.toml, {line} 行目、{key}: ")


def test_no_toml() -> None:
    with pytest.raises(ProblemError, match=r"s\.toml: not TOML .*line 1"):
        read_settings("address = \n", "s.toml", EN)


@pytest.mark.parametrize("key", ["password", "Password", "pass", "passwd", "secret", "token", '"パスワード"'])
@pytest.mark.parametrize("table", ["", "[incoming]\n", "[outgoing]\n"])
def test_a_password_is_refused_and_not_repeated(key: str, table: str) -> None:
    with pytest.raises(ProblemError) as caught:
        read_settings(f'{table}{key} = "hunter2-Secret"\n', "s.toml", EN)
    assert "holds no password" in caught.value.message
    assert f"line {2 if table else 1}" in caught.value.message
    assert "hunter2" not in caught.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_encodings(tmp_path: Path, encoding: str, ends: str) -> None:
    path = tmp_path / "s.toml"
    path.write_bytes(WHOLE.replace("\n", ends).encode(encoding))
    assert read_settings(read_text(str(path), EN), "s.toml", EN) == read_settings(WHOLE, "s.toml", EN)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    with pytest.raises(ProblemError, match="cannot be read"):
        read_text(str(path), EN)
    path.write_bytes(b"\x81\xff\xff")
    with pytest.raises(ProblemError, match="unknown encoding"):
        read_text(str(path), EN)
    path.write_bytes(b"\xff\xfea")
    with pytest.raises(ProblemError, match="unknown encoding"):
        read_text(str(path), EN)
    with pytest.raises(ProblemError, match="cannot be read"):
        read_text(str(tmp_path), EN)
