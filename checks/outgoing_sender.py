"""Does the outgoing server accept the sender, and a recipient elsewhere? Nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    CHECK_RECIPIENT,
    Break,
    Case,
    Check,
    Code,
    Contrasts,
    Direction,
    Envelop,
    Envelope,
    EnvelopeFact,
    Evidence,
    Field,
    Link,
    Probe,
    Said,
    Status,
    Text,
    Title,
    tells_of_the_account,
)

from ._side import target

REFUSED = Code(
    "outgoing-sender-refused", Status.FAIL, Field.OUTGOING_SENDER, Link.ACCOUNT,
    ja=Text(
        "ログインはできますが、差出人 {sender} では送らせてもらえません。",
        why="ログインしたアドレスと差出人が違うと断る会社が多くあります。サーバーの返事: {reply:value}",
        fix="差出人をログインと同じアドレスにするか、管理画面でこの差出人を許可してください。",
    ),
    en=Text(
        "The login works, but the sender {sender} is not allowed.",
        why="Many providers refuse a sender that is not the login's own address. The server says: {reply:value}",
        fix="Send from the address of the login, or allow this sender in the admin panel.",
    ),
)  # fmt: skip
REFUSED_HERE = Code(
    "outgoing-sending-refused", Status.FAIL, Field.NETWORK_ADDRESS, Link.ACCOUNT,
    ja=Text(
        "ログインはできますが、送信だけ断られます。",
        why="海外や、この回線の住所からの送信を止める設定のことが多くあります。サーバーの返事: {reply:value}",
        fix="メール会社の管理画面で「国外からのアクセス制限」などを見てください。別の回線でも試してください。",
    ),
    en=Text(
        "The login works, but sending is refused all the same.",
        why="Often a setting keeps out senders from abroad, or from this line's address. "
            "The server says: {reply:value}",
        fix="Look for an access restriction (foreign addresses) in the control panel; try another line, too.",
    ),
)  # fmt: skip
DEFERRED = Code(
    "outgoing-deferred", Status.FAIL, Field.SERVER_SERVICE, Link.ACCOUNT,
    ja=Text(
        "送信サーバーの都合で、今は送れません。",
        why="設定やパスワードの間違いではありません。サーバーの返事: {reply:value}",
        fix="しばらく待って試し、続くならメール会社に返事をそのまま伝えてください。設定は変えないでください。",
    ),
    en=Text(
        "The outgoing server takes no mail at the moment, for a reason of its own.",
        why="Neither settings nor password are to blame. The server says: {reply:value}",
        fix="Wait and try again; if it goes on, give these words to the mail provider. Leave the settings alone.",
    ),
)  # fmt: skip
ACCEPTED = Code(
    "outgoing-sender-accepted", Status.PASS, None, Link.ACCOUNT,
    ja=Text("差出人 {sender} で送れます(実際には送っていません)。"),
    en=Text("Mail from {sender} is accepted (nothing was sent)."),
)  # fmt: skip
UNDETERMINED = Code(
    "outgoing-recipient-undetermined", Status.PASS, None, Link.ACCOUNT,
    ja=Text("宛先については、このサーバーの返事からは分かりません: {reply:value}"),
    en=Text("What the server says of the recipient decides nothing: {reply:value}"),
)  # fmt: skip


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The envelope continues a login, so the search asks for it."""
    yield from ()


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Only a refused sender condemns; everything else about a recipient is not determined."""
    for contrast in contrasts.seen(Direction.OUTGOING, Break.SENDER_REFUSED):
        yield REFUSED.of(contrast)
    for contrast in contrasts.seen(Direction.OUTGOING, Break.SENDING_REFUSED, Break.SENDING_DEFERRED):
        yield (REFUSED_HERE if contrast.what is Break.SENDING_REFUSED else DEFERRED).of(contrast)
    for observation in evidence:
        probe, fact = observation.probe, observation.fact
        if not isinstance(probe, Envelope) or not isinstance(fact, EnvelopeFact) or fact.sender is not Envelop.ACCEPTED:
            continue
        if not tells_of_the_account(probe):
            continue
        elsewhere = next((r for r in fact.recipients if r.recipient == CHECK_RECIPIENT), None)
        if elsewhere is not None and elsewhere.reading is Envelop.ACCEPTED:
            yield ACCEPTED(probe, sender=probe.sender)
        elif elsewhere is not None and elsewhere.reading is Envelop.UNDETERMINED:
            yield UNDETERMINED(probe, reply=elsewhere.reply)


CHECK = Check(
    "outgoing.sender",
    Title("差出人", "Sender"),
    (Envelope,),
    probes,
    judge,
    (REFUSED, REFUSED_HERE, DEFERRED, ACCEPTED, UNDETERMINED),
    target(Direction.OUTGOING),
)
