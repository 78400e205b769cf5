"""Golden sessions: what healthy servers say, with the login accepted or refused. The ground every fault is planted on.

golden = Golden(authority.issue(("mail.example.test",)), accepts=only("user@example.test", password))
with ScriptServer(smtp_587(golden)) as server: ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.support.dialogues_imap import imap_143, imap_993
from tests.support.dialogues_pop3 import pop3_110, pop3_995
from tests.support.dialogues_smtp import smtp_25, smtp_465, smtp_587
from tests.support.golden import Golden, anyone, nobody, only
from tests.support.steps import Script

__all__ = [
    "GOLDEN",
    "Golden",
    "anyone",
    "imap_143",
    "imap_993",
    "nobody",
    "only",
    "pop3_110",
    "pop3_995",
    "smtp_25",
    "smtp_465",
    "smtp_587",
]

GOLDEN: Mapping[str, Callable[[Golden], Script]] = {
    "smtp-25": smtp_25,
    "smtp-587": smtp_587,
    "smtp-465": smtp_465,
    "imap-143": imap_143,
    "imap-993": imap_993,
    "pop3-110": pop3_110,
    "pop3-995": pop3_995,
}
