"""Settings as the text of a settings file: what `settings_file` reads back as it was. It never holds a password."""

from __future__ import annotations

from dataclasses import fields

from maildoctor.model.settings import ServerSettings, Settings
from maildoctor.report.settings_text import toml_value


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
    return [f"{key} = {toml_value(value)}" for key, value in values.items() if value is not None]
