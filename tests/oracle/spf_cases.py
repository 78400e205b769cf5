"""Record sets for SPF, made by a seeded die: whole ones and broken ones, and a client that asks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.oracle.spf_zone import Records

TOP = "t.example"
DOMAINS = (TOP, "u.example", "v.example", "mail.t.example", "gone.example")
CLIENTS = ("192.0.2.1", "192.0.2.77", "198.51.100.9", "2001:db8::1", "::ffff:192.0.2.1")
SENDERS = (f"user@{TOP}", f"a.b-c+d@{TOP}", f"@{TOP}", TOP)
HELO = "helo.example.net"

WHOLE = (
    *("a", "mx", "ptr", "A", "-MX", "a/24", "a/24//64", "mx//64", "~a", "?mx", "a:{}", "mx:{}/28", "ptr:{}", "-ptr:{}"),
    *("ip4:192.0.2.0/24", "ip4:192.0.2.1", "-ip4:192.0.2.77", "ip4:198.51.100.0/0", "IP4:198.51.100.9/32"),
    *("ip6:2001:db8::/32", "ip6:2001:db8::1", "ip6:::ffff:192.0.2.1", "ip6:::/0", "ip6:2001:DB8:0:0::192.0.2.1/64"),
    *("include:{}", "include:{}", "-include:{}", "?include:%{{d}}", "include:{}."),
    *("exists:{}", "exists:%{{i}}.u.example", "exists:%{{l1r-}}.%{{d}}", "exists:%{{ir}}.%{{v}}.{}", "a:%{{p}}"),
    *("exists:%{{s}}.{}", "exists:%{{h}}", "a:%{{o}}", "exists:%{{L}}.{}", "mx:%{{d1r}}.example", "exists:%{{d2}}"),
    *("-all", "~all", "?all", "all", "+all", "-ALL", "redirect={}", "redirect=%{{o}}", "exp={}", "exp=why.%{{d}}"),
    *("later=%{{d}}", "x-y.z_1=", "ra=postmaster", "a:%%%_.{}", "exists:%-.{}", "a:a..b.example", "mx:.example"),
    *("exists:%{{d}}.%{{d3-}}.example", "exists:%{{i2r}}.example", "a:a.very-long-name", "mx/32//128", "a/0"),
)
BROKEN = (
    *("moo", "ip4", "ip4:", "ip4:192.0.2.256", "ip4:192.0.2", "ip4:192.0.2.0/33", "ip4:192.0.2.0/", "ip4:{}"),
    *(
        "ip4:192.0.02.1",
        "ip4:192.0.2.0/024",
        "ip4:2001:db8::1",
        "ip6:192.0.2.1",
        "ip6",
        "ip6:2001:db8::/129",
        "ip6:g::",
    ),
    *(
        "a/33",
        "a//129",
        "mx/",
        "a/24/64",
        "a:",
        "mx:/24",
        "ptr:",
        "ptr/24",
        "include",
        "include:",
        "include/24",
        "exists",
    ),
    *(
        "a:museum",
        "a:museum.",
        "a:192.0.2.1",
        "include:{},",
        "a:example.-x",
        "a:{}:25",
        "all:",
        "-all/8",
        "all.",
        "--all",
    ),
    *("a:%{{x}}.{}", "a:%{{d", "a:%", "a:%{{d0}}.{}", "exists:%{{c}}.{}", "exists:%{{i}}.%(d)", "redirect=", "exp="),
    *(
        "redirect=museum",
        "+redirect={}",
        "=a",
        "192.0.2.1",
        "\u00e9",
        "a:\u00e9.example",
        "ipv4:192.0.2.1",
        "include={}",
    ),
    *("later=%{{", "exists:%{{dr2}}.{}", "ip6:fe80::1%eth0", "a:%{{d}}com", "mx:{}//", "exists:{}/24", "a\tmx"),
)


@dataclass(frozen=True, slots=True)
class Message:
    """One client that sends for `TOP`, and all that the DNS knows. `number` tells the die's seed."""

    number: int
    records: Records
    broken: frozenset[str]
    client: str
    sender: str

    @property
    def texts(self) -> tuple[str, ...]:
        """Every SPF text there is."""
        return tuple(value for (_, kind), values in self.records.items() if kind == "TXT" for value in values)


def messages(count: int) -> Iterator[Message]:
    """`count` of them, the same each time."""
    for number in range(count):
        die = random.Random(number)
        yield Message(number, _records(die), _silent(die), die.choice(CLIENTS), die.choice(SENDERS))


def _silent(die: random.Random) -> frozenset[str]:
    return frozenset((die.choice(DOMAINS[1:]),)) if die.random() < 0.06 else frozenset()


def _records(die: random.Random) -> Records:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    crooked = die.random() < 0.35
    for name in DOMAINS[:-1]:
        copies = die.choices((1, 2, 0), (30, 1, 3))[0] if name != TOP else 1
        texts = tuple(_text(die, crooked) for _ in range(copies))
        if texts:
            found[name, "TXT"] = texts
        if die.random() < 0.7:
            found[name, "A"] = tuple(die.sample(("192.0.2.1", "192.0.2.5", "198.51.100.9"), die.randint(1, 2)))
        if die.random() < 0.4:
            found[name, "AAAA"] = (die.choice(("2001:db8::1", "2001:db8:0:1::2")),)
        if die.random() < 0.6:
            hosts = die.sample(DOMAINS, die.randint(1, 3))
            found[name, "MX"] = tuple(f"{10 * n} {host}" for n, host in enumerate(hosts))
    if die.random() < 0.1:
        found[TOP, "MX"] = tuple(f"{n} m{n}.u.example" for n in range(die.randint(9, 13)))
    for name in ("192.0.2.1.u.example", "user.t.example", "user.u.example", "1.2.0.192.in-addr.u.example"):
        if die.random() < 0.5:
            found[name, "A"] = ("127.0.0.2",)
    found[f"why.{TOP}", "TXT"] = ("%{i} is not one of %{d}'s: %{S} %{l1r-} %{c} %{v} %{h} %{r}%_%%%-",)
    for reverse in ("1.2.0.192.in-addr.arpa", "77.2.0.192.in-addr.arpa", f"1{'.0' * 23}.8.b.d.0.1.0.0.2.ip6.arpa"):
        if die.random() < 0.7:
            found[reverse, "PTR"] = tuple(die.sample((*DOMAINS, "x.u.example"), die.randint(1, 4)))
    return found


def _text(die: random.Random, crooked: bool) -> str:
    terms = [die.choice(WHOLE) for _ in range(die.choices((0, 1, 2, 3, 5, 12), (1, 3, 6, 6, 4, 1))[0])]
    if crooked and die.random() < 0.4:
        terms.insert(die.randint(0, len(terms)), die.choice(BROKEN))
    filled = [term.format(die.choice(DOMAINS)) if "{" in term else term for term in terms]
    version = die.choices(("v=spf1", "V=Spf1", "v=spf10", "v=spf1,"), (40, 2, 1, 1))[0]
    return die.choices((" ", "  "), (9, 1))[0].join([version, *filled]) + die.choice(("", "", "", " "))
