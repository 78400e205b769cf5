"""The providers: who they are by the names that a domain shows, and what they say about their servers.

The entries are package data, `providers/<id>.toml`, and never change while the program runs. Nothing here asks the
network: every name comes from the caller. A run asks once, so `recognise` reads all texts and parses only those that
mention a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from maildoctor.knowledge.provider import By, Provider, ServerRule
from maildoctor.knowledge.provider_file import load
from maildoctor.model.settings import Auth, Direction, Protocol, Security

_SUREST = (By.DOMAIN, By.HOST, By.MX, By.CERTIFICATE, By.NS)
__all__ = ["Recognised", "Rule", "all_providers", "by_id", "load", "recognise", "refuse_double_claims", "server_rules"]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A provider that one of the names shows. `sourced`: somebody who should know says that the name is theirs."""

    provider: Provider
    by: By
    name: str
    sourced: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in or out, ready for the customer. `sourced` is False where the provider was only guessed at, too.

    `username` is None where the provider hands out a name of its own (`username_form` "id"), and where no local part
    is known.
    """

    direction: Direction
    protocol: Protocol
    host: str
    port: int
    security: Security
    username: str | None
    username_form: str
    auths: tuple[Auth, ...]
    sourced: bool


def recognise(
    domain: str,
    mx: Iterable[str] = (),
    ns: Iterable[str] = (),
    certificate: Iterable[str] = (),
    hosts: Iterable[str] = (),
) -> tuple[Recognised, ...]:
    """Every provider that a name shows, the surest first, each once.

    Those with mailboxes come before filters, forwarders and parking, so that a filter in the MX hides no hoster; within
    that the mail domain itself, a configured server (`hosts`), the MX (best preference first), the certificate's names
    and the name servers. The longest suffix has a name for itself. Where several names show one provider, a sourced
    one speaks for it.
    """
    given = zip(_SUREST, ((domain,), hosts, mx, certificate, ns), strict=True)
    names = [(by, _plain(name)) for by, some in given for name in some]
    candidates = _mentioning({name for _, name in names})
    matches = [one for by, name in names for one in _owners(candidates, by, name)]
    matches.sort(key=lambda one: not one.sourced)
    best: dict[str, Recognised] = {}
    for one in matches:
        best.setdefault(one.provider.id, one)
    return tuple(sorted(best.values(), key=lambda one: (not one.provider.kind.has_mailboxes, _SUREST.index(one.by))))


def server_rules(
    found: Recognised, domain: str, mx: Iterable[str], certificate_names: Iterable[str], local: str | None
) -> tuple[Rule, ...]:
    """What the provider says about its servers, for the address `local`@`domain`; `mx` best preference first.

    `{mx}` and `{certificate}` are filled with names of this provider alone: the MX of a filter in front is no mailbox.
    A rule whose placeholder has no value is left out, a second rule for the same endpoint too.
    """
    values = {
        "{domain}": _plain(domain),
        "{mx}": _own(found.provider, By.MX, mx),
        "{certificate}": _own(found.provider, By.CERTIFICATE, (n for n in certificate_names if "*" not in n)),
    }
    rules: dict[tuple[object, ...], Rule] = {}
    for server in found.provider.servers:
        host = _filled(server.host, values)
        if host is not None:
            rule = _rule(server, host, found.sourced, domain, local)
            rules.setdefault((rule.direction, rule.protocol, rule.host, rule.port, rule.security), rule)
    return tuple(rules.values())


@cache
def all_providers() -> tuple[Provider, ...]:
    """All entries, by id. Parses every file: for lists and tests, not for a run."""
    providers = tuple(map(by_id, _files()))
    refuse_double_claims(providers)
    return providers


@cache
def by_id(id: str) -> Provider:  # noqa: A002 - the word of the schema
    """The entry with this id. KeyError where there is none, ValueError where it is broken."""
    return load(_files()[id].decode(), id)


def refuse_double_claims(providers: Iterable[Provider]) -> None:
    """ValueError where two entries claim the same suffix by the same sort of name: nobody could say which one it is."""
    owners: dict[tuple[By, str], str] = {}
    for provider in providers:
        for rule in provider.recognise:
            for suffix in rule.suffixes:
                other = owners.setdefault((rule.by, suffix), provider.id)
                if other != provider.id:
                    raise ValueError(
                        f"{provider.id}.toml: recognise.suffixes: {suffix!r} by {rule.by.value} (allowed: names that "
                        f"{other}.toml does not claim)"
                    )


@cache
def _files() -> Mapping[str, bytes]:
    """What stands in each file. Undecoded: that halves the time of a run whose domain nobody here knows."""
    folder = files("maildoctor.knowledge") / "providers"
    entries = {
        name.removesuffix(".toml"): entry for entry in folder.iterdir() if (name := entry.name).endswith(".toml")
    }
    return MappingProxyType({name: entries[name].read_bytes() for name in sorted(entries)})


def _plain(name: str) -> str:
    return name.strip().rstrip(".").lower().removeprefix("*.")


def _mentioning(names: Iterable[str]) -> tuple[Provider, ...]:
    quoted = {re.escape(f'"{parent}"'.encode("utf-8", "surrogatepass")) for name in names for parent in _parents(name)}
    if not quoted:
        return ()
    mention = re.compile(b"|".join(sorted(quoted)))
    return tuple(by_id(entry) for entry, content in _files().items() if mention.search(content))


def _parents(name: str) -> Iterator[str]:
    """The name and what it lies below, down to two labels: no suffix is shorter."""
    labels = name.split(".")
    return (".".join(labels[start:]) for start in range(len(labels) - 1))


def _owners(providers: Iterable[Provider], by: By, name: str) -> list[Recognised]:
    matches = [
        (suffix, Recognised(provider, by, name, rule.verified))
        for provider in providers
        for rule in provider.recognise
        if rule.by is by and (suffix := rule.longest(name)) is not None
    ]
    longest = max((len(suffix) for suffix, _ in matches), default=0)
    return [one for suffix, one in matches if len(suffix) == longest]


def _own(provider: Provider, by: By, names: Iterable[str]) -> str | None:
    rules = [rule for rule in provider.recognise if rule.by is by]
    return next((name for name in map(_plain, names) if any(rule.longest(name) for rule in rules)), None)


def _filled(host: str, values: Mapping[str, str | None]) -> str | None:
    for placeholder, value in values.items():
        if placeholder in host:
            if not value:
                return None
            host = host.replace(placeholder, value)
    return host


def _rule(server: ServerRule, host: str, sourced: bool, domain: str, local: str | None) -> Rule:
    form = {"full": "{local}@{domain}", "local": "{local}"}.get(server.username, server.username)
    username = None
    if form != "id" and (local or "{local}" not in form):
        username = form.replace("{domain}", _plain(domain)).replace("{local}", local or "")
    return Rule(
        direction=server.direction,
        protocol=server.protocol,
        host=host,
        port=server.port,
        security=server.security,
        username=username,
        username_form=server.username,
        auths=server.auths,
        sourced=server.verified and sourced,
    )
