"""Reading the words of a client: labels of its boxes and names of its values, by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class ClientWords:
    """The words of one client in one language. `short` are the labels without the direction."""

    labels: Mapping[str, str]
    short: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]


CLIENTS = ("outlook", "outlook-new", "thunderbird", "iphone", "android", "apple-mail", "windows-live-mail", "copier")
"""The clients whose words are known (contract, "--client")."""

GENERIC = "generic"


def known_client(name: str | None) -> str:
    """The client to speak of: `name` where its words are known, else the one of no client in particular."""
    return name if name in CLIENTS else GENERIC


@cache
def client_words(client: str, lang: str) -> ClientWords:
    """The words of `client` in `lang` ("ja", "en"); what its screen does not show has the generic words."""
    own = _read(client, lang)
    if client == GENERIC:
        return own
    rest = client_words(GENERIC, lang)
    kinds = {*rest.values, *own.values}
    return ClientWords(
        {**rest.labels, **own.labels},
        {**rest.short, **own.short},
        {kind: {**rest.values.get(kind, {}), **own.values.get(kind, {})} for kind in kinds},
    )


def _read(client: str, lang: str) -> ClientWords:
    import tomllib  # the help text needs the names of the clients, and must cost nothing
    from importlib.resources import files

    file = files("maildoctor.knowledge") / "clients" / f"{client}.toml"
    if not file.is_file():
        return ClientWords({}, {}, {})
    part = tomllib.loads(file.read_text("utf-8"))[lang]
    return ClientWords(part["labels"], part["short"], part["values"])
