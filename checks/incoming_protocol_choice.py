"""POP or IMAP: where the server offers both, which suits this account, and why. Information only."""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Check,
    Code,
    Contrasts,
    Direction,
    Endpoint,
    Evidence,
    Field,
    Link,
    Mailbox,
    MailboxFact,
    Outcome,
    Probe,
    Proof,
    Protocol,
    Question,
    Said,
    Security,
    Status,
    Text,
    Title,
    side_of,
)

from ._side import target

_PORTS = {Protocol.IMAP: 993, Protocol.POP3: 995}
_OTHER = {Protocol.IMAP: Protocol.POP3, Protocol.POP3: Protocol.IMAP}
_OCTETS_A_MINUTE = 10_000_000 // 8 * 60
"""What a line of 10 Mbit/s carries in a minute."""
_NEARLY_PERCENT = 90

BOTH = Code(
    "pop-and-imap-both", Status.PASS, None, Link.CAPABILITIES,
    ja=Text(
        "{host} は IMAP と POP のどちらでも受信できます。",
        why="PC とスマートフォンなど 2 台以上で使うなら IMAP が向いています"
        "(メールをサーバーに置いたまま見るので、どの機器でも同じ受信箱や送信済みになります)。"
        "1 台だけで使い、サーバーの容量が小さいなら POP でも困りません(メールをその 1 台に取り込みます)。",
    ),
    en=Text(
        "{host} lets mail be received by IMAP and by POP.",
        why="For two devices or more, such as a PC and a phone, IMAP suits better: mail stays on the server, and every"
        " device shows the same inbox and sent mail. For one device alone and little room on the server, POP will do:"
        " it takes the mail onto that device.",
    ),
)  # fmt: skip
IMAP_ONLY = Code(
    "imap-only", Status.PASS, None, Link.CONNECT,
    ja=Text("{host} は IMAP で受信できます。POP の {port} 番は閉じています。"),
    en=Text("{host} lets mail be received by IMAP; its POP port {port} is closed."),
)  # fmt: skip
POP_ONLY = Code(
    "pop-only", Status.PASS, None, Link.CONNECT,
    ja=Text("{host} は POP で受信できます。IMAP の {port} 番は閉じています。"),
    en=Text("{host} lets mail be received by POP; its IMAP port {port} is closed."),
)  # fmt: skip
HERE_ONLY = Code(
    "pop-mail-on-this-pc-only", Status.PASS, None, Link.ACCOUNT,
    ja=Text(
        "受信したメールは、この PC の中だけにあります。",
        why="POP で「{incoming.keep:label}」を入れていないので、受信するとサーバーからは消えます。"
        "ほかの PC やスマートフォンには届かず、この PC が壊れるとメールも失われます。",
        fix="1 台だけで使うなら、この PC のメールの控え(バックアップ)を取ってください。ほかの機器でも見るなら、"
        "「{incoming.keep:label}」を入れてください。",
    ),
    en=Text(
        "Received mail exists on this PC only.",
        why="With POP and {incoming.keep:label} switched off, mail leaves the server once it is fetched:"
        " it reaches no other PC or phone, and is lost if this PC breaks.",
        fix="With one device alone, back up the mail of this PC. To see it on other devices too,"
        " switch {incoming.keep:label} on.",
    ),
)  # fmt: skip
ROOM_SHORT = Code(
    "imap-room-short", Status.PASS, None, Link.ACCOUNT,
    ja=Text(
        "IMAP で使うには、サーバーの置き場所が残り少なくなっています({percent}% まで使用)。",
        why="IMAP ではメールがサーバーに置かれたままなので、使うほど埋まっていきます。",
        fix="古いメールを整理するか、容量の大きい契約に変えてください。1 台だけで使っているなら、"
        "POP にして、サーバーに残す日数を決める方法もあります。",
    ),
    en=Text(
        "The room on the server is getting short for IMAP ({percent}% used).",
        why="With IMAP mail stays on the server, so it fills up as it is used.",
        fix="Clear out old mail, or take a contract with more room. With one device alone, POP that leaves copies"
        " on the server for some days is another way.",
    ),
)  # fmt: skip
FIRST_SYNC = Code(
    "imap-first-sync", Status.PASS, None, Link.ACCOUNT,
    ja=Text("機器に IMAP で初めて登録すると、今あるメール(約 {megabytes} MB)がそろうまで約 {minutes} 分かかります。",
            why="10 Mbps(光回線や携帯電話の普通の速さの下のほう)で計算した目安です。"),
    en=Text("When a device is first set up with IMAP, it takes about {minutes} minutes to fetch the present mail"
            " (about {megabytes} MB).",
            why="An estimate for a line of 10 Mbit/s, which is slow for fibre or a mobile phone."),
)  # fmt: skip


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """Where the client's own server answers in the client's own protocol: the other protocol there, one port only."""
    if Direction.INCOMING not in case.sides:
        return
    side = side_of(case, Direction.INCOMING)
    # Without a protocol in the settings IMAP is preferred, and POP is the other one: never both, which is a port more.
    mine = side.protocol or Protocol.IMAP
    if mine not in _OTHER or side.host is None:
        return
    if any(e.host == side.host and e.protocol is mine and fact.ready for e, fact in evidence.endpoints()):
        other = _OTHER[mine]
        yield Endpoint(side.host, _PORTS[other], other, Security.TLS)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Never a warning and never an edit: whether a customer should change is for him to decide."""
    side = contrasts.sides.get(Direction.INCOMING)
    chosen = side.recommended if side is not None else None
    if side is None or chosen is None or side.proof not in (Proof.LOGIN, Proof.AUTH_OFFERED):
        return
    typed = case.configured(Direction.INCOMING)
    by_pop = typed.protocol is Protocol.POP3 and chosen.protocol is Protocol.POP3
    other = _OTHER[chosen.protocol]
    offered = next(
        (e for e, f in evidence.endpoints() if e.host == chosen.host and e.protocol is other and f.ready), None
    )
    standard = Endpoint(chosen.host, _PORTS[other], other, Security.TLS)
    fact = evidence.get(standard)
    if offered is not None:
        yield BOTH(offered, host=chosen.host)
        if by_pop and not contrasts.found:
            yield _how_many_devices(offered)
    elif fact is not None and fact.final and fact.outcome is Outcome.REFUSED:
        only = IMAP_ONLY if chosen.protocol is Protocol.IMAP else POP_ONLY
        yield only(standard, host=chosen.host, port=standard.port)
    if by_pop and typed.keep is False and isinstance(side.target, Endpoint):
        yield HERE_ONLY(side.target)
    if chosen.protocol is Protocol.IMAP or offered is not None:
        yield from _for_imap(evidence, chosen.host, chosen.protocol)


def _for_imap(evidence: Evidence, host: str, protocol: Protocol) -> Iterator[Said]:
    """What the sizes seen in the mailbox mean for IMAP."""
    for observation in evidence:
        probe, fact = observation.probe, observation.fact
        if not isinstance(probe, Mailbox) or not isinstance(fact, MailboxFact) or probe.login.endpoint.host != host:
            continue
        octets = _octets(fact)
        if octets:
            yield FIRST_SYNC(
                probe, megabytes=-(-octets // 1_000_000), minutes=-(-octets // _OCTETS_A_MINUTE)
            )  # fmt: skip
        if protocol is Protocol.IMAP and fact.quota_used is not None and fact.quota_limit:
            percent = fact.quota_used * 100 // fact.quota_limit
            if percent >= _NEARLY_PERCENT:
                yield ROOM_SHORT(probe, percent=percent)


def _octets(fact: MailboxFact) -> int | None:
    """What a first synchronisation has to carry, as far as it is known."""
    if fact.quota_used is not None:
        return fact.quota_used * 1024
    return fact.all_octets if fact.all_octets is not None else fact.octets


def _how_many_devices(probe: Probe) -> Question:
    return Question(
        "how-many-devices",
        ja="このアドレスのメールを、何台の PC やスマートフォンで見たいですか"
        "(2 台以上: IMAP が向いています。1 台だけ: 今の POP のままで困りません)",
        en="On how many PCs and phones is the mail of this address to be seen"
        " (two or more: IMAP suits better; one: POP is fine as it is)?",
        settles=(Field.INCOMING_PROTOCOL,),
        probes=(probe,),
    )


CHECK = Check(
    "incoming.protocol_choice",
    Title("POP と IMAP", "POP and IMAP"),
    (Endpoint,),
    probes,
    judge,
    (BOTH, IMAP_ONLY, POP_ONLY, HERE_ONLY, ROOM_SHORT, FIRST_SYNC),
    target(Direction.INCOMING),
)
