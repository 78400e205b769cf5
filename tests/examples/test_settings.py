"""The example settings files are accepted, and mean what their comments say."""

from __future__ import annotations

from pathlib import Path

import pytest

from maildoctor.cli.settings_file import read_settings
from maildoctor.cli.speak import Speak
from maildoctor.model.settings import Protocol, ServerSettings, Settings
from tests.examples.program import EXAMPLES

FILES = sorted((EXAMPLES / "settings").glob("*.toml"))


def _read(path: Path) -> Settings:
    return read_settings(path.read_text(encoding="utf-8"), path.name, Speak("en"))


def test_there_are_examples() -> None:
    assert {path.stem for path in FILES} >= {"imap", "pop3", "partial"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_is_accepted(path: Path) -> None:
    settings = _read(path)
    assert settings.address is not None
    assert settings.incoming.given


def test_what_is_left_out_stays_unknown() -> None:
    settings = _read(EXAMPLES / "settings" / "partial.toml")
    assert settings.outgoing == ServerSettings()
    assert settings.incoming.security is None


def test_pop3_keeps_for_days() -> None:
    settings = _read(EXAMPLES / "settings" / "pop3.toml")
    assert settings.incoming.protocol is Protocol.POP3
    assert settings.incoming.keep == 14
