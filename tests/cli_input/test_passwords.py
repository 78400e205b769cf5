"""Where the password comes from, and which are refused."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from maildoctor.cli import terminal
from maildoctor.cli.passwords import Sources, gather
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak

EN = Speak("en")
USER = "user@example.jp"


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "has_terminal", lambda: False)
    for name in ("MAILDOCTOR_PASSWORD", "MAILDOCTOR_OUTGOING_PASSWORD", "MAILDOCTOR_OAUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def revealed(sources: Sources) -> dict[str, str]:
    return {name: secret.reveal() for name, secret in gather(sources, USER, EN).items()}


def private(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    path.chmod(0o600)
    return str(path)


@pytest.mark.parametrize(
    ("data", "password"),
    [(b"pw", "pw"), (b"pw\n", "pw"), (b"pw\r\n", "pw"), (b" pw \n", " pw "), ("密\n".encode(), "密")],
)
def test_one_line_end_is_stripped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, password: str) -> None:
    stdin(monkeypatch, data)
    assert revealed(Sources(password_stdin=True)) == {"password": password}
    assert revealed(Sources(password_file=private(tmp_path / "pw", data))) == {"password": password}
    stdin(monkeypatch, data)
    assert revealed(Sources(oauth_token_stdin=True)) == {"token": password}


@pytest.mark.parametrize("data", [b"", b"\n", b"\r\n", b"a\nb", b"a\n\n", b"a\rb", b"hunter2\0b", b"\xff\xfe"])
def test_impossible_passwords(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    stdin(monkeypatch, data)
    with pytest.raises(ProblemError) as caught:
        revealed(Sources(password_stdin=True))
    assert caught.value.exit_code == 2
    assert "hunter2" not in caught.value.message
    with pytest.raises(ProblemError, match="--password-file"):
        revealed(Sources(password_file=private(tmp_path / "pw", data)))


@pytest.mark.parametrize("name", ["MAILDOCTOR_PASSWORD", "MAILDOCTOR_OAUTH_TOKEN", "MAILDOCTOR_OUTGOING_PASSWORD"])
def test_an_empty_variable_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "")
    with pytest.raises(ProblemError, match=f"{name}: is empty"):
        revealed(Sources())


@pytest.mark.parametrize(
    "sources",
    [
        Sources(password_stdin=True, password_file="x"),
        Sources(password_stdin=True, oauth_token_stdin=True),
        Sources(password_file="x", oauth_token_stdin=True),
    ],
)
def test_two_sources(sources: Sources) -> None:
    with pytest.raises(ProblemError, match="one source"):
        gather(sources, USER, EN)


def test_two_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILDOCTOR_PASSWORD", "a")
    monkeypatch.setenv("MAILDOCTOR_OAUTH_TOKEN", "b")
    with pytest.raises(ProblemError, match="one of the two"):
        gather(Sources(), USER, EN)


def test_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILDOCTOR_PASSWORD", "from-env")
    monkeypatch.setenv("MAILDOCTOR_OUTGOING_PASSWORD", "out")
    assert revealed(Sources()) == {"password": "from-env", "outgoing-password": "out"}
    assert "MAILDOCTOR_PASSWORD" not in os.environ  # no child inherits it
    monkeypatch.setenv("MAILDOCTOR_PASSWORD", "from-env")
    stdin(monkeypatch, b"explicit")
    assert revealed(Sources(password_stdin=True)) == {"password": "explicit"}
    assert revealed(Sources(no_login=True)) == {}


@pytest.mark.skipif(os.name != "posix", reason="modes are a matter of POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_a_file_that_others_can_read(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "pw"
    path.write_text("hunter2")
    path.chmod(mode)
    for sources in (Sources(password_file=str(path)), Sources(password_stdin=False, outgoing_password_file=str(path))):
        with pytest.raises(ProblemError, match="chmod 600"):
            gather(sources, USER, EN)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="cannot be read"):
        gather(Sources(password_file=str(tmp_path / "none")), USER, EN)


def test_no_login_together_with_a_source() -> None:
    for sources in (
        Sources(no_login=True, password_stdin=True),
        Sources(no_login=True, outgoing_password_file="x"),
    ):
        with pytest.raises(ProblemError, match="--no-login"):
            gather(sources, USER, EN)


def test_one_secret_has_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, b"same\n")
    path = private(tmp_path / "pw", b"same")
    assert revealed(Sources(password_stdin=True, outgoing_password_file=path)) == {"password": "same"}


def test_the_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    assert gather(Sources(), USER, EN) == {}
    monkeypatch.setattr(terminal, "has_terminal", lambda: True)
    answers = iter(["typed", None])
    monkeypatch.setattr(terminal, "ask_password", lambda speak, account: next(answers))
    assert revealed(Sources()) == {"password": "typed"}
    assert revealed(Sources()) == {}
    assert gather(Sources(), None, EN) == {}


def test_shape_and_oddities() -> None:
    assert terminal.shape("aB3!あ", EN) == "5 characters: lower case, upper case, digits, signs, non-ASCII"
    assert terminal.oddities("aB3!", EN) == ""
    for odd in ("ａb", " a", "a ", "a\tb", "a\u200bb", "a\u00a0b"):
        assert terminal.oddities(odd, EN)
