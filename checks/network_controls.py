"""Is it the line, or the server? Told by mail servers elsewhere that the user gave with --control.

Nobody agreed to be asked by everybody, so there are no built-in ones. They are asked only where the examination of the
account leaves the line in doubt: a configured port or port 25 of every exchanger is silent, port 25 turns everybody
away (some lines answer in the servers' place), or a certificate comes from an issuer that nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Certainty,
    Check,
    Code,
    Contrasts,
    Endpoint,
    Evidence,
    Field,
    Link,
    Lookup,
    Probe,
    Said,
    Status,
    Text,
    Title,
)

from . import _controls, _place

PORT_25 = Code(
    "line-blocks-port-25", Status.WARN, Field.NETWORK_PORT25, Link.CONNECT,
    ja=Text(
        "この回線は 25 番の通信を止めています。",
        why="宛先のサーバー({hosts})も、無関係のサーバー({controls})も 25 番ではつながらず、無関係のサーバーは"
            "ほかの番号では答えます。多くの回線が迷惑メール対策で 25 番を止めています。宛先のサーバーのせいでは"
            "ありません。",
        fix="送信の番号は 25 ではなく、587 か 465 にしてください。",
    ),
    en=Text(
        "This line blocks port 25.",
        why="Neither the mail servers of the domain ({hosts}) nor unrelated ones ({controls}) can be reached on "
            "port 25, and the unrelated ones answer on other ports. Many lines block it against junk mail. The "
            "domain's servers are not to blame.",
        fix="Send by port 587 or 465 instead of 25.",
    ),
)  # fmt: skip
PORT = Code(
    "line-blocks-port", Status.WARN, Field.NETWORK_PORT, Link.CONNECT,
    ja=Text(
        "この回線は {port} 番の通信を止めています。",
        why="設定のサーバー({hosts})も、無関係のサーバー({controls})も {port} 番では答えず、無関係のサーバーはほかの"
            "番号では答えます。",
        fix="回線やルーターの管理者に、外への {port} 番を通すように頼んでください。急ぐときは、スマートフォンの"
            "回線につないで試してください。",
    ),
    en=Text(
        "This line blocks port {port}.",
        why="Neither the server that is set ({hosts}) nor unrelated ones ({controls}) answer on port {port}, and the "
            "unrelated ones answer on other ports.",
        fix="Ask whoever runs the line or the router to let port {port} out. If it is urgent, try by the line of a "
            "mobile phone.",
    ),
)  # fmt: skip
OPEN_25 = Code(
    "port-25-open-elsewhere", Status.PASS, None, Link.CONNECT,
    ja=Text(
        "この回線は 25 番を通します(無関係のサーバー {controls} は答えます)。答えないのは {hosts} です。",
        why="そのサーバーが止まっているか、この回線からの通信だけを断っているかのどちらかです。",
    ),
    en=Text(
        "This line lets port 25 through: the unrelated server {controls} answers. {hosts} does not.",
        why="That server is down, or it shuts out this line alone.",
    ),
)  # fmt: skip
OPEN = Code(
    "port-open-elsewhere", Status.PASS, None, Link.CONNECT,
    ja=Text(
        "この回線は {port} 番を通します(無関係のサーバー {controls} は答えます)。答えないのは {hosts} です。",
        why="そのサーバーが {port} 番では受け付けていないか、この回線からの通信だけを断っているかのどちらかです。",
    ),
    en=Text(
        "This line lets port {port} through: the unrelated server {controls} answers. {hosts} does not.",
        why="That server does not serve port {port}, or it shuts out this line alone.",
    ),
)  # fmt: skip
INTERCEPTION = Code(
    "controls-show-interception", Status.WARN, Field.NETWORK_INTERCEPTION, Link.CERTIFICATE,
    ja=Text(
        "無関係のサーバー({controls})の証明書も、{hosts} と同じ発行元({issuer})になっています。",
        why="発行元は、ふつうはサーバーごとに違います。途中の機器かウイルス対策ソフトが、暗号化を開けて中を見ている"
            "可能性が高いです(両方が同じ会社のもので、会社専用の発行元ということもあります)。",
        fix="会社の機器なら、その管理者に、メールの通信を検査から外すように頼んでください。ウイルス対策ソフトなら、"
            "「メールの保護」を切ってもう一度調べてください。",
    ),
    en=Text(
        "The certificate of an unrelated server ({controls}) comes from the same issuer ({issuer}) as that of {hosts}.",
        why="Unrelated servers hardly share an issuer that nobody else knows. A device on the way, or a virus scanner, "
            "probably opens the encryption and looks inside (or both belong to one company with an issuer of its own).",
        fix="If it is a company's device, ask whoever runs it to leave mail connections out. If it is a virus "
            "scanner, switch off its mail protection and check again.",
    ),
    certainty=Certainty.LIKELY,
)  # fmt: skip
NOT_GIVEN = Code(
    "controls-not-given", Status.SKIP, None, Link.CONNECT,
    ja=Text(
        "この回線のせいか、サーバー({hosts})のせいかは、無関係のサーバーと比べていないので決まりません。",
        fix="25、587、993 番で答えるよそのメールサーバーを --control に書くと比べられます"
            "(自分の会社の別のサーバーなど、使ってよいもの)。",
    ),
    en=Text(
        "Whether this line or the server ({hosts}) is to blame is open: no unrelated server was compared with.",
        fix="Give one with --control: a mail server elsewhere that answers on ports 25, 587 and 993, and that you may "
            "use for it (such as another one of your company).",
    ),
)  # fmt: skip
UNDECIDED = Code(
    "controls-undecided", Status.SKIP, None, Link.CONNECT,
    ja=Text("無関係のサーバー({controls})と比べましたが、{port} 番が回線で止まっているかどうかは決まりません。"),
    en=Text(
        "Comparing with unrelated servers ({controls}) does not show whether this line blocks port {port}."
    ),
)  # fmt: skip


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The controls, where the line is in doubt."""
    if case.options.controls and case.options.third_party and _worth_comparing(case, evidence):
        yield from _controls.questions(case, evidence)


def _in_doubt(case: Case, evidence: Evidence) -> tuple[Endpoint, ...]:
    """The endpoints of the account that may be innocent."""
    silent = (*_controls.silent_exchangers(case, evidence), *_controls.silent_configured(case, evidence))
    return tuple(dict.fromkeys((*silent, *(endpoint for endpoint, _ in _controls.foreign(case, evidence)))))


def _worth_comparing(case: Case, evidence: Evidence) -> bool:
    """True in doubt, and where port 25 is turned away: that condemns the server, unless strangers do the same."""
    return bool(_in_doubt(case, evidence) or _controls.refused_at_25(case, evidence))


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Without a doubt there is nothing to compare."""
    doubts = _in_doubt(case, evidence)
    refused = _controls.refused_at_25(case, evidence)
    controls = _controls.seen(case, evidence)
    if doubts and not controls:
        yield NOT_GIVEN(*doubts, hosts=_hosts(doubts))
    if not (doubts or refused) or not controls:
        return
    silent: dict[int, list[Endpoint]] = {}
    for endpoint in (*_controls.silent_exchangers(case, evidence), *_controls.silent_configured(case, evidence)):
        silent.setdefault(endpoint.port, []).append(endpoint)
    if refused:
        silent[25] = list(refused)
    for port, mine in silent.items():
        yield from _of_a_port(
            port, list(dict.fromkeys(mine)), controls, contrasts, refused=bool(refused) and port == 25
        )
    yield from _opened(case, evidence, controls, contrasts)


def _of_a_port(
    port: int, mine: list[Endpoint], controls: _controls.Seen, contrasts: Contrasts, *, refused: bool
) -> Iterator[Said]:
    """Blocked only where every control that was asked meets the same fate there, and answers elsewhere."""
    theirs = [(e, fact) for e, fact in controls if e.port == port]
    answering = [e for e, fact in theirs if fact.connected]
    shown: tuple[Endpoint, ...] = (*mine, *(e for e, _ in theirs))
    if answering:
        if port == 25:
            yield OPEN_25(*shown, hosts=_hosts(mine), controls=_hosts(answering))
        else:
            yield OPEN(*shown, port=port, hosts=_hosts(mine), controls=_hosts(answering))
        return
    alive = [e for e, fact in controls if e.port != port and fact.connected]
    mute = [e for e, fact in theirs if (_controls.is_refused if refused else _controls.is_silent)(fact)]
    proved = bool(theirs) and len(mute) == len(theirs) and all(_has(e.host, alive) for e in mute)
    if not proved:
        yield UNDECIDED(*shown, *alive, port=port, controls=_hosts([e for e, _ in controls]))
        return
    # What the search proved for this very port is one root with it: it is told once.
    named = Field.NETWORK_PORT25 if port == 25 else Field.NETWORK_PORT
    status = Status.PASS if any(contrasts.naming(named)) else Status.WARN
    if port == 25:
        yield PORT_25(*shown, *alive, status=status, hosts=_hosts(mine), controls=_hosts(mute))
    else:
        yield PORT(*shown, *alive, status=status, port=port, hosts=_hosts(mine), controls=_hosts(mute))


def _has(host: str, alive: list[Endpoint]) -> bool:
    return any(endpoint.host == host for endpoint in alive)


def _opened(case: Case, evidence: Evidence, controls: _controls.Seen, contrasts: Contrasts) -> Iterator[Said]:
    """One issuer that nobody knows on the account's servers and on strangers: then it is nobody's certificate."""
    by_issuer: dict[str, list[Endpoint]] = {}
    for endpoint, issuer in _controls.foreign(case, evidence):
        by_issuer.setdefault(issuer, []).append(endpoint)
    for issuer, mine in by_issuer.items():
        theirs = [e for e, fact in controls if _controls.foreign_issuer(fact) == issuer]
        if theirs:
            told = any(_told_by_place(case, evidence, e) for e in mine)
            told = told or any(contrasts.naming(Field.NETWORK_INTERCEPTION))
            status = Status.PASS if told else Status.WARN
            yield INTERCEPTION(
                *mine, *theirs, status=status, hosts=_hosts(mine), controls=_hosts(theirs), issuer=issuer
            )


def _told_by_place(case: Case, evidence: Evidence, endpoint: Endpoint) -> bool:
    """True where `network.place` says the same of this endpoint: one root is told once."""
    fact = evidence.get(endpoint)
    chosen = not case.options.only or any(name in ("network", "network.place") for name in case.options.only)
    left_out = any(name in ("network", "network.place") for name in case.options.skip)
    return chosen and not left_out and fact is not None and _place.opened_elsewhere(evidence, fact)


def _hosts(endpoints: list[Endpoint] | tuple[Endpoint, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(endpoint.host for endpoint in endpoints))


def _third_parties(case: Case) -> tuple[str, ...]:
    return tuple(dict.fromkeys(e.target for control in case.options.controls for e in _controls.endpoints(control)))


CHECK = Check(
    "network.controls",
    Title("回線の見くらべ", "Comparison with other servers"),
    (Lookup, Endpoint),
    probes,
    judge,
    (PORT_25, PORT, OPEN_25, OPEN, INTERCEPTION, NOT_GIVEN, UNDECIDED),
    third_parties=_third_parties,
)
