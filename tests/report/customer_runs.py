"""Runs for the customer's page: those of every form, and what makes a page long or takes other words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from maildoctor.api import Fault, Security
from maildoctor.model.company import Company, Logo
from maildoctor.model.report import Report
from tests.failures.account import CLOSED, DOMAIN, DROPPED, INCOMING, OUTGOING, USER, World, examine
from tests.failures.world import PORTS
from tests.report.runs import RUNS, run

_LONG = "mail-" + "very-" * 9 + "long.customer-with-a-very-long-name-of-his-own.example.jp"
_SAW = "0x800CCC1A 接続しているサーバーは、確認できないセキュリティ証明書を使用しています " * 2

MORE: Mapping[str, World] = {
    "expired": World().with_ports(
        **{f"p{n}": replace(p, here=(Fault.EXPIRED,), public=(Fault.EXPIRED,)) for n, p in PORTS.items()}
    ),
    "port-25": World(outgoing=replace(OUTGOING, port=25, security=Security.NONE)).with_ports(p25=DROPPED),
    "user-name": World(
        incoming=replace(INCOMING, username="user"), outgoing=replace(OUTGOING, username="user"),
        says={"incoming": "NO [AUTHENTICATIONFAILED]", "outgoing": "535 5.7.8"}, accepts=USER,
    ),
    "misspelt": World(incoming=replace(INCOMING, host="mial.example.jp")),
    "server-down": World().with_ports(**{f"p{number}": CLOSED for number in PORTS}),
    "client-itself": World(saw="0x800CCC0E", client="outlook"),
    "crowded": World(
        incoming=replace(INCOMING, host=_LONG, port=25, security=Security.NONE, username=f"{USER}.{'x' * 60}"),
        outgoing=replace(OUTGOING, host=_LONG, port=465, username="someone.else.entirely@another-domain.example"),
        saw=_SAW,
    ).with_records((DOMAIN, "TXT", ("v=spf1 +all", "v=spf1 -all")), (DOMAIN, "MX", ("0 .", "10 mail.example.jp"))),
}  # fmt: skip
NAMES = (*RUNS, *MORE)
COMPANY = Company("青葉サポート", "一郎", "06-0000-0000", Logo("image/png", b"\x89PNG\r\n\x1a\n"))


@lru_cache
def customer_run(name: str) -> Report:
    """The report of one of them."""
    return run(name) if name in RUNS else examine(MORE[name]).report
