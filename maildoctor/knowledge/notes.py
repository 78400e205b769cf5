"""The names and notes of provider entries, by the keys that findings carry."""

from __future__ import annotations

from maildoctor.knowledge.providers import by_id


def said_of_provider(kind: str, key: str, lang: str) -> str:
    """The name of the provider `key` (kind "provider"), or its note "ID/KIND" (kind "note"); the key where unknown.

    A saved report may name an entry that this version does not have: it is then said as it stands.
    """
    identifier, _, what = key.partition("/")
    try:
        provider = by_id(identifier)
    except KeyError:
        return key
    if kind == "provider":
        return provider.name(lang)
    notes = {g.kind.value: g.text(lang) for g in reversed(provider.gotchas)} | {
        n.id: n.text(lang) for n in provider.notices
    }
    return notes.get(what, key)
