"""Domains whose registration is in some state (`.jp`, `.com`), and that are in the DNS only where it lets them be."""

from __future__ import annotations

import datetime as dt
import json

from tests.lab.draft import Draft

_TODAY = dt.datetime.now(dt.timezone(dt.timedelta(hours=9))).date()
_HEAD = "Domain Information:\n"
_SERVERS = "[Name Server]                   ns.lab.example\n"


def in_days(days: int) -> str:
    """A date as JPRS writes it."""
    return f"{_TODAY + dt.timedelta(days=days):%Y/%m/%d}"


def _end_of_next_month() -> str:
    first = (_TODAY.replace(day=1) + dt.timedelta(days=70)).replace(day=1)
    return f"{first - dt.timedelta(days=1):%Y/%m/%d}"


def below_jp(status: str, until: str, servers: str = _SERVERS) -> str:
    """The answer about a name directly below `.jp`."""
    dates = f"[Created on]                    2001/03/04\n[Expires on]                    {until}\n"
    people = (
        "Contact Information:\n[Name]                          YAMADA SHOTEN\n[Phone]                         0000\n"
    )
    return (
        f"{_HEAD}[Domain Name]                   {{d}}\n\n[Registrant]                    YAMADA SHOTEN\n\n"
        f"{servers}[Signing Key]                   \n\n{dates}[Status]                        {status}\n\n{people}"
    )


def below_co_jp(state: str, servers: str = _SERVERS) -> str:
    """The answer about a name below `co.jp`."""
    named = servers.replace("[Name", "p. [Name")
    return (
        f"{_HEAD}a. [Domain Name]                {{d}}\ng. [Organization]               YAMADA SHOTEN\n"
        f"l. [Organization Type]          corporation\n{named}s. [Signing Key]                \n"
        f"[State]                         {state}\n[Registered Date]               2001/03/22\n"
    )


def below_com(name: str, *statuses: str) -> str:
    """The RDAP answer about a name that has 200 days left."""
    until = (dt.datetime.now(dt.UTC) + dt.timedelta(days=200)).isoformat(timespec="seconds")
    card = ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Registrar Example"]]]
    answer = {
        "objectClassName": "domain",
        "ldhName": name.upper(),
        "status": list(statuses),
        "events": [{"eventAction": "expiration", "eventDate": until}],
        "entities": [{"objectClassName": "entity", "roles": ["registrar"], "vcardArray": card}],
    }
    return json.dumps(answer)


REGISTRY = (
    Draft("registry-well", domain="registry-well.jp", whois=below_jp("Active", in_days(9))),
    Draft("registry-suspended", domain="registry-suspended.jp", delegated=False,
          whois=below_jp("Suspended", _end_of_next_month(), "")),
    Draft("registry-suspended-late", domain="registry-suspended-late.jp", delegated=False,
          whois=below_jp("Suspended", in_days(-40), "")),
    Draft("registry-deletion-asked", domain="registry-deletion-asked.jp", mx=("@ MX 10 mail.sedoparking.com.",),
          spf=("v=spf1 a:mail.{d} -all",), addresses=("{b}",), whois=below_jp("To be suspended", in_days(20))),
    Draft("registry-deleted", domain="registry-deleted.co.jp", delegated=False,
          whois=below_co_jp(f"Deleted ({in_days(20)})", "")),
    Draft("registry-without-servers", domain="registry-without-servers.co.jp", delegated=False,
          whois=below_co_jp(f"Registered ({in_days(200)})", "")),
    Draft("registry-not-in-dns", domain="registry-not-in-dns.co.jp", delegated=False,
          whois=below_co_jp(f"Connected ({in_days(200)})")),
    Draft("registry-free", domain="registry-free.jp", delegated=False),
    Draft("registry-parked", domain="registry-parked.jp", mx=("@ MX 10 mail.sedoparking.com.",),
          spf=("v=spf1 a:mail.{d} -all",), addresses=("{b}",), whois=below_jp("Active", in_days(25))),
    Draft("registry-parked-long", domain="registry-parked-long.jp", mx=("@ MX 10 mail.sedoparking.com.",),
          spf=("v=spf1 a:mail.{d} -all",), addresses=("{b}",), whois=below_jp("Active", in_days(300))),
    Draft("registry-hold", domain="registry-hold.com", delegated=False,
          rdap=below_com("registry-hold.com", "client hold", "client transfer prohibited")),
    Draft("registry-lock", domain="registry-lock.com", delegated=False,
          rdap=below_com("registry-lock.com", "client transfer prohibited")),
    Draft("registry-lock-well", domain="registry-lock-well.com",
          rdap=below_com("registry-lock-well.com", "client transfer prohibited")),
)  # fmt: skip
"""The first is healthy; its nine last days must not be told, because nobody has a reason to ask."""
