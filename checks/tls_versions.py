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
OFF_HERE = Code(
    "tls-off-here", Status.FAIL, Field.CLIENT_TLS, Link.GREETING,
    ja=Text(
        "この PC では、新しい暗号化(TLS 1.2 以上)が切られています。",
        why="PC 全体の暗号化の設定で、古い版だけが許されています。{host} へは、まだ何も送っていません。",
        fix="PC の管理者に、TLS 1.2 と 1.3 を使えるように戻してもらってください。メールの設定は変えないでください。",
    ),
    en=Text(
        "Recent encryption (TLS 1.2 and newer) is switched off on this PC.",
        why="Its own settings for encryption allow old versions only; nothing was sent to {host} yet.",
        fix="Have whoever runs the PC allow TLS 1.2 and 1.3 again. Leave the mail settings as they are.",
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
        elif contrast.what is Break.TLS_OFF_HERE:
            yield OFF_HERE.of(contrast)
    told: set[str] = set()
    for side in contrasts.sides.values():
        fact = evidence.get(side.target) if isinstance(side.target, Endpoint) else None
        if fact is not None and fact.tls_version and isinstance(side.target, Endpoint) and side.target.host not in told:
            told.add(side.target.host)
            yield GOOD(side.target, host=side.target.host, version=fact.tls_version)


CHECK = Check(
    "tls.versions",
    Title("暗号化の版", "TLS versions"),
    (Endpoint,),
    probes,
    judge,
    (TOO_OLD, REFUSED, OFF_HERE, GOOD),
)
