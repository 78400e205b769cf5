"""Settings as the text of a settings file: what `settings_file` reads back as it was. It never holds a password."""

from __future__ import annotations

import json
from dataclasses import fields
from enum import Enum

from maildoctor.model.settings import ServerSettings, Settings


def settings_text(settings: Settings) -> str:
    """The settings file (TOML): the keys that are given, and no others."""
    lines = _keys({"address": settings.address})
    for name, side in (("incoming", settings.incoming), ("outgoing", settings.outgoing)):
        lines += _table(name, {field.name: getattr(side, field.name) for field in fields(ServerSettings)})
    lines += _table("client", {"kind": settings.client})
    lines += _table("symptom", {"saw": settings.saw})
    return "\n".join(lines).lstrip("\n") + "\n"


def _table(name: str, values: dict[str, object]) -> list[str]:
    keys = _keys(values)
    return ["", f"[{name}]", *keys] if keys else []


def _keys(values: dict[str, object]) -> list[str]:
    return [f"{key} = {_toml(value)}" for key, value in values.items() if value is not None]


def _toml(value: object) -> str:
    """A TOML value: JSON's strings, numbers and booleans are a part of TOML's, but for DEL (TOML 1.0, "String")."""
    plain = value.value if isinstance(value, Enum) else value
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")
