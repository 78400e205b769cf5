"""The user's own file `config.toml`: what he would otherwise type again for every customer.

It is read strictly, by the commands that use it. Only its `lang` is looked for earlier, leniently: the sentence about
what is wrong in the file needs a language.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import click

from maildoctor.cli.speak import LANGUAGES, Speak
from maildoctor.cli.texts import decode_text, read_text
from maildoctor.cli.toml_text import TomlText
from maildoctor.knowledge.words import CLIENTS, GENERIC
from maildoctor.model.company import Company, Logo

KEYS = ("company", "person", "phone", "logo", "lang", "client", "third_party", "resolver")
MOST_LOGO_BYTES = 1024 * 1024
_PICTURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says. `resolvers`: DNS servers to ask; `third_party` False: as --no-third-party."""

    company: Company | None = None
    lang: str | None = None
    client: str | None = None
    third_party: bool = True
    resolvers: tuple[str, ...] = ()


def config_path() -> Path:
    """Where the file is, whether there is one or not."""
    return Path(click.get_app_dir("maildoctor")) / "config.toml"


def config_language() -> str | None:
    """The language that the file asks for; None where it says none, or cannot be read."""
    try:
        asked = tomllib.loads(decode_text(config_path().read_bytes())).get("lang")
    except (OSError, ValueError):
        return None
    return asked if asked in LANGUAGES else None


def read_config(speak: Speak) -> Config:
    """The user's file; an empty one where there is none.

    Raises:
        ProblemError: it holds a wrong key, type or value, or its logo cannot be used.
    """
    path = config_path()
    if not path.is_file():
        return Config()
    file = TomlText(str(path), read_text(str(path), speak), speak)
    raw = file.parsed()
    for key in raw:
        if key not in KEYS:
            raise file.unknown("", key, KEYS)
    logo = file.string(raw, "", "logo")
    company = Company(
        file.string(raw, "", "company"),
        file.string(raw, "", "person"),
        file.string(raw, "", "phone"),
        _logo(path.parent / Path(logo).expanduser(), file) if logo is not None else None,
    )
    third_party = raw.get("third_party", True)
    if not isinstance(third_party, bool):
        raise file.problem("", "third_party", "true か false で書いてください", "must be true or false")
    return Config(
        company if company != Company() else None,
        file.choice(raw, "", "lang", LANGUAGES),
        file.choice(raw, "", "client", (*CLIENTS, GENERIC)),
        third_party,
        _resolvers(raw.get("resolver", []), file),
    )


def _resolvers(value: object, file: TomlText) -> tuple[str, ...]:
    from maildoctor.net.dns import parse_server

    servers = [value] if isinstance(value, str) else value
    try:
        if not isinstance(servers, list) or not all(isinstance(server, str) for server in servers):
            raise ValueError
        for server in servers:
            parse_server(server)
    except ValueError:
        raise file.problem(
            "",
            "resolver",
            '"ADDR" か "ADDR:PORT"、またはその一覧で書いてください',
            'must be "ADDR", "ADDR:PORT" or a list of such',
        ) from None
    return tuple(servers)


def _logo(path: Path, file: TomlText) -> Logo:
    try:
        with path.open("rb") as opened:
            data = opened.read(MOST_LOGO_BYTES + 1)
    except OSError as error:
        raise file.problem(
            "", "logo", f"{path} を読めません ({error.strerror})", f"{path} cannot be read ({error.strerror})"
        ) from None
    kind = next((kind for start, kind in _PICTURES if data.startswith(start)), None)
    if kind is None and b"<svg" in data[:4096]:
        kind = "image/svg+xml"
    if kind is None or len(data) > MOST_LOGO_BYTES:
        raise file.problem(
            "",
            "logo",
            "1 MB までの PNG、JPEG、SVG の絵にしてください",
            "must be a PNG, JPEG or SVG picture of at most 1 MB",
        ) from None
    return Logo(kind, data)
