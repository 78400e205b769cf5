"""The clients that are known, and the words of each: labels of its boxes and names of its values, by language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the help text needs the names of the clients, and must cost nothing
    from maildoctor.knowledge.client import Client, ClientCause, ClientWords

CLIENTS = ("outlook", "outlook-new", "thunderbird", "iphone", "android", "apple-mail", "windows-live-mail", "copier")
"""The clients whose words are known (contract, "--client")."""

GENERIC = "generic"


def known_client(name: str | None) -> str:
    """The client to speak of: `name` where its words are known, else the one of no client in particular."""
    return name if name in CLIENTS else GENERIC


@cache
def client(name: str) -> Client:
    """All that is known of one client, or of none in particular (`GENERIC`)."""
    from importlib.resources import files

    from maildoctor.knowledge.client_file import load

    return load((files("maildoctor.knowledge") / "clients" / f"{name}.toml").read_text("utf-8"), name)


@cache
def client_words(name: str, lang: str) -> ClientWords:
    """The words of a client in `lang` ("ja", "en"); what its screen does not show has the generic words."""
    from maildoctor.knowledge.client import ClientWords

    own = client(name).words[lang]
    if name == GENERIC:
        return own
    rest = client_words(GENERIC, lang)
    kinds = {*rest.values, *own.values}
    return ClientWords(
        own.name,
        {**rest.labels, **own.labels},
        {**rest.short, **own.short},
        {kind: {**rest.values.get(kind, {}), **own.values.get(kind, {})} for kind in kinds},
        own.where,
        own.notes,
        own.missing,
    )


def client_causes(name: str | None) -> tuple[ClientCause, ...]:
    """Why this client may fail with an account that is in order, the most frequent first; () for an unknown one."""
    return client(name).causes if name in CLIENTS else ()


def is_suspicious(name: str | None) -> bool:
    """True where this client is the first suspect as soon as the account is in order."""
    return name in CLIENTS and client(name).suspicious
