"""A saved run made safe to pass on (`report --pseudonymise`): people, addresses and host names get other names.

One thing has one new name throughout, so that everything is judged as before; `leaks` says which old names are left.
Certificates and dialogues are dropped. Names of mail companies that the program knows stay: they are nobody's own.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from maildoctor.diagnosis.places import distance
from maildoctor.discovery.domains import registrable_domain

_HOST = re.compile(
    r"(?<![\w.%-])(?<!(?<!/)/)(?:_?[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9](?![\w-])"
)
_MAIL = re.compile(r"([A-Za-z0-9.!#$*+^_`~'-]+)(@|%40)(?=[A-Za-z0-9])")
_V4 = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(/\d{1,2})?(?![\w.]*\d)(?!\.[A-Za-z])")
_V6 = re.compile(r"(?<![\w:.])([0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(/\d{1,3})?(?![\w:])")
_REVERSED = re.compile(r"(?<![\w.])(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?=\.[A-Za-z])")
_HEX = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{64,128}(?![0-9A-Za-z])")
_USUAL = frozenset(
    (
        "mail", "smtp", "imap", "pop", "pop3", "mx", "mx1", "mx2", "mx3", "ns", "ns1", "ns2", "ns3", "dns", "www",
        "autoconfig", "autodiscover", "mta-sts", "relay", "server", "sv",
    )
)  # fmt: skip
_PUBLIC = frozenset(("thunderbird.net", "example.com", "example.org", "example.net", "jprs.jp", "localhost"))
_LOCAL = re.compile(r"[A-Za-z0-9.!#$*+^_`~'-]+")
_EVERYBODYS = frozenset(("postmaster", "abuse", "hostmaster", "anonymous"))
_DOCUMENTATION = tuple(
    ipaddress.ip_network(n) for n in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)


class Pseudonyms:
    """The new names of one report. They come from a key that is thrown away with this object."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._users: dict[str, str] = {}
        self._domains: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        self._hosts: dict[str, str] = {}
        self._addresses: dict[str, str] = {}
        self._words: set[str] = set()

    def masked(self, raw: dict[str, Any]) -> dict[str, Any]:
        """A copy of a saved report under new names.

        Raises:
            ValueError: the account has signs in its name that are not told from the text around them.
        """
        local = (raw["subject"]["address"] or "x").rpartition("@")[0] or "x"
        if not _LOCAL.fullmatch(local):
            raise ValueError("local part")
        self._words |= {word.lower() for key in ("host", "label") if len(word := raw["place"][key] or "") > 3}
        configured = raw["settings"]["configured"]
        for side in (configured["incoming"], configured["outgoing"]):
            self._user(side.get("username"))
        for o in raw["observations"]:
            self._user(o["asks"].get("username") if isinstance(o.get("asks"), dict) else None)
        seen = [{key: o[key] for key in ("asks", "target", "address", "data")} for o in raw["observations"]]
        for text in _texts([raw["subject"], raw["settings"], raw["options"], raw["symptom"], seen]):
            self._learn(text)
        made: dict[str, Any] = {**raw, "pseudonymised": True}
        for part in (
            "subject",
            "settings",
            "options",
            "environment",
            "symptom",
            "discovery",
            "checks",
            "diagnoses",
            "fields",
            "questions",
        ):
            made[part] = _mapped(raw[part], self.text)
        made["place"] = {
            **_mapped(raw["place"], self.text), "host": "PC", "label": "place" if raw["place"]["label"] else None,
        }  # fmt: skip
        made["observations"] = [self._observation(o) for o in raw["observations"]]
        made["subject"]["provider"] = raw["subject"]["provider"]
        return made

    def leaks(self, text: str) -> list[str]:
        """The old names that are still in `text`."""
        low = text.lower()
        new_names = set(self._addresses.values())  # an old address may be the new one of another: then it tells nothing
        changed = [old for old, new in self._hosts.items() if old != new]
        changed += [old for old, new in self._addresses.items() if old != new and old not in new_names]
        found = [old for old in changed if re.search(rf"(?<![a-z0-9.-]){re.escape(old)}(?![a-z0-9-])", low)]
        found += [old for old in changed if "xn--" in old and _shown(old) in low]
        found += [word for word in self._words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", low)]
        return found + [user for user in self._users if re.search(rf"(?<![a-z0-9.-]){re.escape(user)}(?:@|%40)", low)]

    def text(self, text: str) -> str:
        """One text under the new names."""
        if text.lower() in self._users:
            return self._users[text.lower()]
        text = _MAIL.sub(lambda m: (self._user(m[1]) or m[1]) + m[2], text)
        for old in sorted(self._hosts, key=len, reverse=True):
            if old in text.lower():
                whole = rf"(?:(?<![A-Za-z0-9.-])|(?<=%40)){re.escape(old)}(?![A-Za-z0-9-])"
                text = re.sub(whole, self._hosts[old], text, flags=re.IGNORECASE)
        text = _REVERSED.sub(lambda m: _turned(self._address(_turned(m[1]), "")), text)
        text = _V4.sub(lambda m: self._address(m[1], m[2] or ""), text)
        text = _V6.sub(lambda m: self._address(m[1], m[2] or ""), text)
        return _HEX.sub(lambda m: self._hex(m[0]), text)

    def _observation(self, raw: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {**_mapped(raw, self.text), "id": raw["id"], "kind": raw["kind"], "transcript": []}
        if isinstance(made["data"], dict) and "der" in made["data"]:
            made["data"]["der"] = []
        return made

    def _learn(self, text: str) -> None:
        for match in _MAIL.finditer(text):
            self._user(match[1])
        for match in _HOST.finditer(text):
            name = match[0].lower()
            if name not in self._hosts and not name.endswith(".arpa"):
                self._hosts[name] = self._host(name)

    def _user(self, name: str | None) -> str | None:
        if name is None:
            return None
        local = name.partition("@")[0].lower()
        if not local or local in _EVERYBODYS:
            return name
        return self._users.setdefault(local, f"user{len(self._users) + 1}")

    def _host(self, name: str) -> str:
        marks = re.match(r"(?:_[^.]*\.|[^.]+\.(?=(?:[^.]+\.)*_))*", name)
        lead = marks[0] if marks else ""  # _25._tcp, selector1._domainkey, default._bimi: questions, and nobody's names
        name = name[len(lead) :]
        domain = registrable_domain(name)
        if domain is None or domain.endswith(".invalid"):
            return (
                lead + name
            )  # a public suffix, or a name that nobody has (RFC 6761 6.4): asked to see who invents answers
        front = name.removesuffix(domain).rstrip(".")
        if domain in _PUBLIC or domain in _companies():
            new = domain
        else:
            head, _, suffix = domain.partition(".")
            new = self._domains.setdefault(domain, f"masked{len(self._domains) + 1}.{suffix}" if suffix else head)
        labels = front.split(".") if front else []
        return lead + ".".join([*(self._label(label) for label in labels), new])

    def _label(self, label: str) -> str:
        # A name of a server that is mistyped by a letter or two is what a diagnosis may be about.
        usual = label in _USUAL or any(distance(label, each) <= 2 < len(label) for each in ("mail", "smtp", "imap"))
        if usual or label == "*":
            return label
        return self._labels.setdefault(label, f"h{len(self._labels) + 1}")

    def _address(self, text: str, length: str) -> str:
        try:
            ip = ipaddress.ip_address(text)
        except ValueError:
            return text + length
        documented = next((n for n in _DOCUMENTATION if n.version == ip.version and ip in n), None)
        if not ip.is_global and documented is None:
            return text + length
        keep = documented.prefixlen if documented is not None else 8 if ip.version == 4 else 16
        bits = format(int(ip), f"0{ip.max_prefixlen}b")
        new = bits[:keep] + "".join(
            bit if self._digest(bits[:at].encode())[0] & 1 else "10"[int(bit)]
            for at, bit in enumerate(bits[keep:], keep)
        )
        size = int(length[1:]) if length else ip.max_prefixlen
        value = int(new, 2) >> (ip.max_prefixlen - size) << (ip.max_prefixlen - size)
        made = str(type(ip)(value))
        self._addresses[text.lower()] = made
        return made + length

    def _hex(self, text: str) -> str:
        return (self._digest(text.lower().encode()) * 2).hex()[: len(text)]

    def _digest(self, data: bytes) -> bytes:
        return hmac.digest(self._key, data, hashlib.sha256)


def _turned(address: str) -> str:
    """The octets of an address the other way round, as in the name of its PTR."""
    return ".".join(reversed(address.split(".")))


@cache
def _companies() -> frozenset[str]:
    """Every domain that the provider files name."""
    folder = files("maildoctor.knowledge") / "providers"
    texts = (entry.read_text("utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return frozenset(registrable_domain(m[0].lower()) or m[0].lower() for text in texts for m in _HOST.finditer(text))


def _shown(name: str) -> str:
    """An internationalised name as people write it."""
    try:
        return name.encode("ascii").decode("idna")
    except UnicodeError:
        return name


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _mapped(each, change) for key, each in value.items()}
    return [_mapped(each, change) for each in value] if isinstance(value, list) else value
