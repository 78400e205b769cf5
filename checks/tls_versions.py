"""Is the encryption of the servers recent enough?"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Break,
    Case,
    Check,
    Code,
    Contrasts,
    Endpoint,
    Evidence,
    Field,
    Link,
    Probe,
    Said,
    Status,
    Text,
    Title,
)

TOO_OLD = Code(
    "tls-too-old", Status.FAIL, Field.SERVER_TLS, Link.GREETING,
    ja=Text(
        "{host} の {port} 番は、古い暗号化(TLS 1.1 以前)しか使えません。",
        why="今の PC やスマートフォンは、古い暗号化では接続しません。",
        fix="メール会社に、TLS 1.2 以上を使えるサーバーの名前を聞いてください。",
    ),
    en=Text(
        "Port {port} of {host} speaks only old encryption (below TLS 1.2).",
        why="Present-day systems do not connect with it.",
        fix="Ask the mail provider for a server with TLS 1.2 or newer.",
    ),
)  # fmt: skip
REFUSED = Code(
    "tls-refused", Status.FAIL, Field.SERVER_TLS, Link.GREETING,
    ja=Text(
        "{host} の {port} 番は、暗号化の打ち合わせを断りました。",
        why="サーバーとこの PC の使える暗号化が合いません。サーバーの返事: {reply:value}",
        fix="メール会社に、使える暗号化の版を聞いてください。",
    ),
    en=Text(
        "Port {port} of {host} broke off the start of encryption.",
        why="Server and PC found no encryption that both can use. The server says: {reply:value}",
        fix="Ask the mail provider which versions it supports.",
    ),
)  # fmt: skip
GOOD = Code(
    "tls-recent", Status.PASS, None, Link.GREETING,
    ja=Text("{host} は {version} で暗号化しています。"),
    en=Text("{host} encrypts with {version}."),
)  # fmt: skip


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """Nothing of its own: the handshakes of the account tell."""
    yield from ()


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Only TLS below 1.2 is a failure (contract, "Severity")."""
    for contrast in contrasts:
        if contrast.what is Break.TLS_TOO_OLD:
            yield TOO_OLD.of(contrast)
        elif contrast.what is Break.TLS_REFUSED:
            yield REFUSED.of(contrast)
    told: set[str] = set()
    for side in contrasts.sides.values():
        fact = evidence.get(side.target) if isinstance(side.target, Endpoint) else None
        if fact is not None and fact.tls_version and isinstance(side.target, Endpoint) and side.target.host not in told:
            told.add(side.target.host)
            yield GOOD(side.target, host=side.target.host, version=fact.tls_version)


CHECK = Check("tls.versions", Title("暗号化の版", "TLS versions"), (Endpoint,), probes, judge, (TOO_OLD, REFUSED, GOOD))
