"""The recommended settings as text that machines read: the settings file, and URLs."""

from __future__ import annotations

import json
from enum import Enum
from urllib.parse import quote

from maildoctor.model.contrast import Proof
from maildoctor.model.report import Report
from maildoctor.model.settings import Direction, Recommended, Security

_SCHEMES = {Security.TLS: "s", Security.STARTTLS: "+starttls", Security.AUTO: "+starttls", Security.NONE: ""}


def to_toml(report: Report) -> str:
    """A settings file that `--settings` reads; each table says how far its values were proved."""
    lines = [f"address = {toml_value(str(report.case.address))}"]
    for direction, side in report.contrasts.sides.items():
        found = side.recommended
        if found is None:
            lines += ["", f"# {direction.value}: nothing found"]
            continue
        source = source_of(report, direction)
        lines += [
            "",
            f"# proof: {side.proof.value}" + (f", source: {source}" if source else ""),
            f"[{direction.value}]",
        ]
        if direction is Direction.INCOMING:
            lines.append(f"protocol = {toml_value(found.protocol)}")
        lines += [
            f"host = {toml_value(found.host)}",
            f"port = {found.port}",
            f"security = {toml_value(found.security)}",
            f"username = {toml_value(found.username)}",
            f"auth = {toml_value(found.auth)}",
        ]
    return "\n".join(lines) + "\n"


def to_urls(report: Report) -> str:
    """One URL a line, incoming first, in the form of `--incoming` and `--outgoing`."""
    found = (side.recommended for side in report.contrasts.sides.values())
    return "".join(f"{_url(one)}\n" for one in found if one is not None)


def source_of(report: Report, direction: Direction) -> str:
    """Where the recommended host came from: the most trusted source that names it, "" where none does."""
    side = report.contrasts.sides.get(direction)
    if side is None or side.recommended is None:
        return ""
    for source in report.discovery:
        offered = source.incoming if direction is Direction.INCOMING else source.outgoing
        agrees = source.live != "contradicts" or side.proof is Proof.DOCUMENTED
        if offered is not None and offered.get("host") == side.recommended.host and agrees:
            return source.source
    return ""


def _url(found: Recommended) -> str:
    host = f"[{found.host}]" if ":" in found.host else found.host
    scheme = found.protocol.value + _SCHEMES[found.security]
    return f"{scheme}://{quote(found.username, safe='')}@{host}:{found.port}"


def toml_value(value: object) -> str:
    """A TOML value: JSON's strings, numbers and booleans are a part of TOML's, but for DEL (TOML 1.0, "String")."""
    plain = value.value if isinstance(value, Enum) else value
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")
