"""Reading the words of a client: labels of its boxes and names of its values, by language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ClientWords:
    """The words of one client in one language. `short` are the labels without the direction."""

    labels: Mapping[str, str]
    short: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]


@cache
def client_words(client: str, lang: str) -> ClientWords:
    """The words of `client` ("generic") in `lang` ("ja", "en")."""
    text = (files("maildoctor.knowledge") / "clients" / f"{client}.toml").read_text("utf-8")
    part = tomllib.loads(text)[lang]
    return ClientWords(part["labels"], part["short"], part["values"])
