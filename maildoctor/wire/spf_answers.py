"""The DNS as the evaluation of SPF sees it: answers that are there, missing or failed (RFC 7208 4.4, 4.6.4)."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable

from maildoctor.model.fact import LookupFact, Outcome
from maildoctor.model.probe import Lookup

Answer = Callable[[Lookup], LookupFact | None]
"""Gives what is known of a question; None, or a fact that is not final: it must be asked first."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MOST_NAMES = 10
"""So many names of one `mx` are allowed and so many of one address are looked at (section 4.6.4)."""


class MissingError(Exception):
    """Questions must be asked before the evaluation can go on."""

    def __init__(self, asks: Iterable[Lookup]) -> None:
        super().__init__()
        self.asks = tuple(dict.fromkeys(asks))


class UnansweredError(Exception):
    """The DNS failed for a moment: a temporary error."""

    def __init__(self, question: Lookup) -> None:
        super().__init__(question.name)
        self.question = question


def plain_address(text: str) -> Address:
    """An address; an IPv4 address in IPv6 clothes is an IPv4 address (section 5).

    Raises:
        ValueError: it is none.
    """
    address = ipaddress.ip_address(text)
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped if isinstance(mapped, ipaddress.IPv4Address) else address


def is_name(name: str) -> bool:
    """True for a name that can be asked for: at least two labels, each of 1 to 63 octets, 253 in all (section 4.3)."""
    labels = name.split(".")
    return (
        len(labels) > 1 and len(name) < 254 and all(0 < len(label.encode("utf-8", "replace")) < 64 for label in labels)
    )


def values(answer: Answer, *questions: Lookup) -> tuple[str, ...]:
    """The values of the answers to `questions`, all together; empty where the DNS says that there are none.

    Raises:
        MissingError: an answer is not there yet; all missing ones are named at once.
        UnansweredError: the DNS failed for one of them.
    """
    facts = [(question, answer(question)) for question in questions]
    missing = [question for question, fact in facts if fact is None or not fact.final]
    if missing:
        raise MissingError(missing)
    found: list[str] = []
    for question, fact in facts:
        assert fact is not None
        if fact.outcome is not Outcome.ANSWERED or fact.error == "alias-loop":
            raise UnansweredError(question)
        found.extend(fact.values)
    return tuple(found)


def addresses(answer: Answer, names: Iterable[str], client: Address) -> tuple[Address, ...]:
    """The addresses of `names`, of the client's family. Raises as `values`."""
    kind = "A" if client.version == 4 else "AAAA"
    return tuple(_readable(values(answer, *(Lookup(name, kind) for name in names))))


def _readable(texts: Iterable[str]) -> Iterable[Address]:
    for text in texts:
        try:
            yield ipaddress.ip_address(text)
        except ValueError:
            continue


def exchangers(found: Iterable[str]) -> tuple[str, ...]:
    """The names of MX records ("10 mail.example.jp"); the null MX names nobody (RFC 7505)."""
    names = (value.partition(" ")[2].lower().removesuffix(".") for value in found)
    return tuple(dict.fromkeys(name for name in names if name))


def names_of(answer: Answer, client: Address, fits: Callable[[str], bool] = bool) -> tuple[str, ...]:
    """The validated names of the client that fit: those of its PTR records that lead back to it (section 5.5).

    A failure of the DNS makes a name, or all names, not validated. Raises `MissingError` as `values`.
    """
    try:
        found = values(answer, Lookup(client.reverse_pointer, "PTR"))
    except UnansweredError:
        return ()
    names = [name.lower().removesuffix(".") for name in found[:MOST_NAMES]]
    good: list[str] = []
    missing: list[Lookup] = []
    for name in dict.fromkeys(name for name in names if is_name(name) and fits(name)):
        try:
            if client in addresses(answer, (name,), client):
                good.append(name)
        except MissingError as more:
            missing.extend(more.asks)
        except UnansweredError:
            continue
    if missing:
        raise MissingError(missing)
    return tuple(good)


def best_name(names: tuple[str, ...], domain: str) -> str:
    """The value of `%{p}`: the domain itself, else a name below it, else any, else "unknown" (section 7.3)."""
    below = (name for name in names if name.endswith(f".{domain}"))
    return domain if domain in names else next(below, names[0] if names else "unknown")
