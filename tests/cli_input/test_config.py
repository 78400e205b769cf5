"""The user's own file `config.toml`: what it sets, what beats it, and what is refused with file, line and key."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from maildoctor.cli import config
from maildoctor.cli.asked import requested, told_to
from maildoctor.cli.config import Config, config_language, read_config
from maildoctor.cli.output import wanted
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.model.company import Company, Logo
from maildoctor.model.settings import Settings

EN, JA = Speak("en"), Speak("ja")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
WHOLE = """\
company = "青葉サポート"
person = "担当 一郎"
phone = "06-0000-0000"
logo = "logo.png"
lang = "ja"
client = "outlook"
third_party = false
resolver = ["192.0.2.53", "[2001:db8::53]:5353"]
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user's file would be; the folder is there, the file is not."""
    monkeypatch.setattr(click, "get_app_dir", lambda name: str(tmp_path / name))
    (tmp_path / "maildoctor").mkdir()
    (tmp_path / "maildoctor" / "logo.png").write_bytes(PNG)
    return tmp_path / "maildoctor" / "config.toml"


def given(**changes: object) -> dict[str, object]:
    """Options of `check` as click gives them."""
    empty = {
        "subject": "user@example.co.jp", "settings": None, "incoming": None, "outgoing": None, "client": None,
        "saw": None,
        "password_stdin": False, "password_file": None, "outgoing_password_file": None, "oauth_token_stdin": False,
        "no_login": True, "login_hosts": (), "login_over_plaintext": False, "accept_certificate": None,
        "yes_i_understand": False, "login_budget": 2, "resolvers": (), "ca_file": None, "timeout": 5.0,
        "deadline": 60.0,
        "connect_to": (), "no_third_party": False, "plan": False, "only": (), "skip": (), "require": (), "format": None,
        "outputs": (), "reader": None, "verbose": False, "quiet": False, "transcript": False, "fail_on": "fail",
    }  # fmt: skip
    return {**empty, **changes}


def test_no_file_sets_nothing(file: Path) -> None:
    assert read_config(EN) == Config()
    assert config_language() is None
    assert wanted(given(), EN).shown.company is None


def test_a_whole_file(file: Path) -> None:
    file.write_text(WHOLE, "utf-8")
    company = Company("青葉サポート", "担当 一郎", "06-0000-0000", Logo("image/png", PNG))
    assert read_config(EN) == Config(company, "ja", "outlook", False, ("192.0.2.53", "[2001:db8::53]:5353"))
    assert config_language() == "ja"
    assert wanted(given(), EN).shown.company == company


def test_it_is_the_default_of_a_check(file: Path) -> None:
    file.write_text(WHOLE, "utf-8")
    request = requested(EN, given())
    assert (request.settings.client, request.third_party) == ("outlook", False)
    assert request.resolvers == ("192.0.2.53", "[2001:db8::53]:5353")


def test_the_command_line_beats_it(file: Path) -> None:
    file.write_text(WHOLE, "utf-8")
    request = requested(EN, given(client="iphone", resolvers=("192.0.2.1",)))
    assert (request.settings.client, request.resolvers) == ("iphone", ("192.0.2.1",))


def test_the_settings_of_this_customer_beat_it() -> None:
    settings = Settings(client="thunderbird", saw="0x800CCC0E")
    assert told_to(settings, {}, "outlook").client == "thunderbird"
    assert told_to(settings, {"client": "copier", "saw": "送れない"}, "outlook") == Settings(
        client="copier", saw="送れない"
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp932"])
def test_as_windows_programs_save_it(file: Path, encoding: str) -> None:
    file.write_bytes('company = "青葉サポート"\nlang = "ja"\n'.encode(encoding))
    assert read_config(EN).company == Company("青葉サポート")
    assert config_language() == "ja"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('lang = "ja"\nfone = "1"\n', "line 2, fone: unknown key; did you mean phone? allowed: company, person"),
        ('lang = "fr"\n', "line 1, lang: allowed: ja, en"),
        ('\nclient = "outlok"\n', "line 2, client: did you mean outlook? allowed: outlook, outlook-new"),
        ("company = 3\n", "line 1, company: must be a string"),
        ('person = ""\n', "line 1, person: is empty"),
        ('phone = "1\\n2"\n', "line 1, phone: must not hold control characters"),
        ('third_party = "no"\n', "line 1, third_party: must be true or false"),
        ("resolver = 53\n", "line 1, resolver: must be"),
        ('resolver = ["dns.example"]\n', "line 1, resolver: must be"),
        ("resolver = [53]\n", "line 1, resolver: must be"),
        ('logo = "nowhere.png"\n', "line 1, logo: "),
        ('logo = "config.toml"\n', "line 1, logo: must be a PNG, JPEG or SVG picture"),
        ("company: x\n", "not TOML"),
    ],
)
def test_what_is_refused(file: Path, text: str, said: str) -> None:
    file.write_text(text, "utf-8")
    with pytest.raises(ProblemError) as caught:
        read_config(EN)
    assert said in caught.value.message
    assert str(file) in caught.value.message
    assert caught.value.exit_code == 2
    with pytest.raises(ProblemError):
        wanted(given(), JA)


def test_a_logo_is_small_and_a_picture(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('logo = "logo.svg"\n', "utf-8")
    file.with_name("logo.svg").write_text('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    company = read_config(EN).company
    assert company is not None
    assert company.logo is not None
    assert company.logo.media_type == "image/svg+xml"
    monkeypatch.setattr(config, "MOST_LOGO_BYTES", 10)
    with pytest.raises(ProblemError):
        read_config(EN)


def test_a_broken_file_does_not_keep_anybody_from_the_help(file: Path) -> None:
    file.write_text("lang = [", "utf-8")
    assert config_language() is None
