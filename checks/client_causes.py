"""The account is in order, and the customer's own program still fails: the causes in that program, ranked.

No server shows them; each says how it is told from the others. They are information: the account passes.
"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    CLIENTS,
    Case,
    Certainty,
    Check,
    ClientCause,
    Code,
    Contrasts,
    Evidence,
    Field,
    Link,
    Probe,
    Said,
    Status,
    Text,
    Title,
    client_causes,
)

from ._client_causes import suspected


def _code(cause: ClientCause) -> Code:
    """A cause of a client's file as a code. Without a source it is no more than possible."""
    ja, en = cause.ja, cause.en
    return Code(
        cause.id,
        Status.PASS,
        Field.CLIENT_PROGRAM,
        Link.ACCOUNT,
        Text(ja.says, ja.decides, ja.fix),
        Text(en.says, en.decides, en.fix),
        certainty=Certainty.LIKELY if cause.source else Certainty.POSSIBLE,
    )


CODES = {cause.id: _code(cause) for client in CLIENTS for cause in client_causes(client)}


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """What goes on inside the program is on no wire."""
    yield from ()


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """The most fitting causes first."""
    for cause in suspected(case, contrasts):
        yield CODES[cause.id]()


CHECK = Check(
    "client.causes",
    Title("メールソフトの側の原因", "Causes in the mail program"),
    (),
    probes,
    judge,
    tuple(CODES.values()),
)
