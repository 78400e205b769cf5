"""Does the server of a direction answer, in the protocol and with the security that the client is set to?"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    HOST,
    Break,
    Case,
    Check,
    Code,
    Contrast,
    Contrasts,
    Direction,
    Endpoint,
    EndpointFact,
    Evidence,
    Field,
    Link,
    Lookup,
    Outcome,
    Probe,
    Said,
    Status,
    Title,
)

from ._side import NAMES, claimed, code, target, text


def check(direction: Direction) -> Check:
    """The check `incoming.server` or `outgoing.server`."""
    f = (
        {name: Field.of(direction, name) for name in ("protocol", "host", "port", "security")}
        if direction is (Direction.INCOMING)
        else {name: Field.of(direction, name) for name in ("host", "port", "security")}
    )
    d = direction

    security = code(
        d, "security-mismatch", f["security"], Link.GREETING,
        ja=("{port} 番につながりますが、{SIDE.security:label}「{security:value}」では話が始まりません。",
            "{port} 番は「{new_security:value}」にだけ答えます。番号と暗号化の組合せが合っていません。",
            "{SIDE.security:label}を「{new_security:value}」に変えてください。"),
        en=("Port {port} is reached, but does not start with {SIDE.security:label} = {security:value}.",
            "Port {port} answers to {new_security:value} only: port and encryption do not go together.",
            "Set {SIDE.security:label} to {new_security:value}."),
    )  # fmt: skip
    security_port = code(
        d, "security-not-offered", f["port"], Link.GREETING,
        ja=("{port} 番では「{security:value}」が使えません。",
            "同じサーバーの {new_port} 番なら「{new_security:value}」で使えます。",
            "{SIDE.port:label}を {new_port} に変えてください。"),
        en=("Port {port} does not offer {security:value}.",
            "Port {new_port} of the same server works with {new_security:value}.",
            "Set {SIDE.port:label} to {new_port}."),
    )  # fmt: skip
    security_both = code(
        d, "security-and-port-mismatch", f["security"], Link.GREETING,
        ja=("{port} 番では、{SIDE.security:label}「{security:value}」が使えません。",
            "同じサーバーの {new_port} 番なら「{new_security:value}」で使えます。",
            "{SIDE.security:label}を「{new_security:value}」、{SIDE.port:label}を {new_port} に変えてください。"),
        en=("Port {port} cannot be used with {SIDE.security:label} = {security:value}.",
            "Port {new_port} of the same server works with {new_security:value}.",
            "Set {SIDE.security:label} to {new_security:value} and {SIDE.port:label} to {new_port}."),
    )  # fmt: skip
    other = code(
        d, "port-speaks-other", f["port"], Link.GREETING,
        ja=("{port} 番は[JA]用ではない番号で、{speaks:value} のサーバーが答えます。",
            "同じサーバーの {new_port} 番が[JA]({new_protocol:value})に答えます。",
            "{SIDE.port:label}を {new_port} に変えてください。"),
        en=("Port {port} is not the one for [EN] mail: the server there speaks {speaks:value}.",
            "Port {new_port} of the same server speaks {new_protocol:value}.",
            "Set {SIDE.port:label} to {new_port}."),
    )  # fmt: skip
    refused = code(
        d, "port-refused", f["port"], Link.CONNECT,
        ja=("{host} の {port} 番は閉じています。",
            "同じサーバーの {new_port} 番が答えます。",
            "{SIDE.port:label}を {new_port}、{SIDE.security:label}を「{new_security:value}」にしてください。"),
        en=("Port {port} of {host} is closed.",
            "Port {new_port} of the same server answers.",
            "Set {SIDE.port:label} to {new_port} and {SIDE.security:label} to {new_security:value}."),
    )  # fmt: skip
    not_mail = code(
        d, "port-not-mail", f["port"], Link.GREETING,
        ja=("{host} の {port} 番で答えるのはメールのサーバーではありません({speaks:value})。",
            "同じサーバーの {new_port} 番がメール用です。",
            "{SIDE.port:label}を {new_port}、{SIDE.security:label}を「{new_security:value}」にしてください。"),
        en=("What answers on port {port} of {host} is no mail server ({speaks:value}).",
            "Port {new_port} of the same server is for mail.",
            "Set {SIDE.port:label} to {new_port} and {SIDE.security:label} to {new_security:value}."),
    )  # fmt: skip
    silent = code(
        d, "port-silent", f["port"], Link.CONNECT,
        ja=("{host} の {port} 番は何も答えません。",
            "メール用の番号ではありません。同じサーバーの {new_port} 番が答えます。",
            "{SIDE.port:label}を {new_port}、{SIDE.security:label}を「{new_security:value}」にしてください。"),
        en=("Port {port} of {host} says nothing.",
            "It is no port for mail; port {new_port} of the same server answers.",
            "Set {SIDE.port:label} to {new_port} and {SIDE.security:label} to {new_security:value}."),
    )  # fmt: skip
    dropped = Code(
        f"{d.value}-port-blocked", Status.FAIL, Field.NETWORK_PORT, Link.CONNECT,
        ja=text(d, "{host} の {port} 番へは、この回線から届きません。",
                "同じサーバーのほかの番号には届くので、途中でこの番号だけが止められています。",
                "使える番号に変えるか、回線やルーターの管理者に {port} 番を開けてもらってください。"),
        en=text(d, "Port {port} of {host} cannot be reached from this line.",
                "Other ports of the same server can be reached, so something on the way stops this one.",
                "Use a port that works, or have whoever runs the line or the router open port {port}."),
    )  # fmt: skip
    port25 = Code(
        f"{d.value}-port25-blocked", Status.FAIL, Field.NETWORK_PORT25, Link.CONNECT,
        ja=text(d, "{host} の 25 番へは、この回線から届きません。",
                "同じサーバーのほかの番号には届きます。多くの回線が、迷惑メール対策で昔からの送信の番号(25)を止めて"
                "います。入力の間違いではありません。",
                "送信を 587 番(STARTTLS、認証あり)か 465 番(SSL/TLS、認証あり)に変えてください。"),
        en=text(d, "Port 25 of {host} cannot be reached from this line.",
                "Other ports of the same server can be reached. Many lines block the old port for sending (25) against "
                "spam.",
                "Send by port 587 (STARTTLS) or 465 (SSL/TLS), with authentication."),
    )  # fmt: skip
    host = code(
        d, "host-wrong", f["host"], Link.CONNECT,
        ja=("{host} は[JA]のサーバーではありません。",
            "{new_host} なら答えます。",
            "{SIDE.host:label}を {new_host} に変えてください。"),
        en=("{host} is not the server for [EN] mail.",
            "{new_host} is.",
            "Set {SIDE.host:label} to {new_host}."),
    )  # fmt: skip
    no_host = code(
        d, "host-unknown", f["host"], Link.ADDRESS,
        ja=("{host} という名前のサーバーはありません。",
            "つづりが違うか、古い名前が残っています。",
            "{SIDE.host:label}を契約の案内にある名前に直してください。"),
        en=("There is no server called {host}.",
            "The name is misspelt, or an old one was left in place.",
            "Set {SIDE.host:label} to the name in the provider's papers."),
    )  # fmt: skip
    spelling = code(
        d, "host-spelling", f["host"], Link.NAME,
        ja=("{SIDE.host:label}の欄に、名前の一部ではない文字が入っています。",
            "全角の文字、空白、「https://」などは、そのままではサーバーの名前になりません。",
            "{repaired} と半角で入れ直してください。"),
        en=("{SIDE.host:label} holds characters that are no part of a name.",
            "Full-width letters, spaces and \"https://\" are no part of a server's name.",
            "Type {repaired} again, in plain letters."),
    )  # fmt: skip
    down = Code(
        f"{d.value}-server-down", Status.FAIL, Field.SERVER_SERVICE, Link.CONNECT,
        ja=text(d, "{host} の[JA]サーバーが答えません。",
                "どの番号でも答えがありません。止まっているか、この回線からの接続を断っています。",
                "別の回線でもだめなら、メール会社に障害が出ていないか確かめてください。"),
        en=text(d, "The [EN] server {host} does not answer.",
                "None of its ports answers: it is down, or it refuses connections from this line.",
                "If another line does not help, ask the mail provider about an outage."),
    )  # fmt: skip
    broken = Code(
        f"{d.value}-server-broken", Status.FAIL, Field.SERVER_SERVICE, Link.GREETING,
        ja=text(d, "{host} の {port} 番はつながりますが、あいさつが正しく返ってきません。",
                "サーバーの中の受付が止まっているか、途中の機器が通信に手を加えています。サーバーの返事: {reply:value}",
                "メール会社に、{port} 番の状態を聞いてください。"),
        en=text(d, "Port {port} of {host} is reached, but no proper greeting comes.",
                "The service behind it hangs, or something on the way changes the traffic. "
                "The server says: {reply:value}",
                "Ask the mail provider about port {port}."),
    )  # fmt: skip
    rejects = Code(
        f"{d.value}-server-refuses", Status.FAIL, Field.SERVER_SERVICE, Link.GREETING,
        ja=text(d, "{host} はつながった直後に断っています。",
                "サーバーの返事: {reply:value}",
                "返事をそのままメール会社に伝えて、理由を聞いてください。"),
        en=text(d, "{host} turns the connection away at once.",
                "The server says: {reply:value}",
                "Give these words to the mail provider and ask why."),
    )  # fmt: skip
    shut_out = Code(
        f"{d.value}-refuses-this-address", Status.FAIL, Field.NETWORK_ADDRESS, Link.GREETING,
        ja=text(d, "{host} は、この回線の住所からの接続を断っている可能性が高いです。",
                "海外からの接続を止める設定や、迷惑メール対策の一覧のことが多くあります。サーバーの返事: {reply}",
                "メール会社の管理画面で「国外からのアクセス制限」などを見てください。別の回線でも試してください。"),
        en=text(d, "{host} probably refuses connections from the address of this line.",
                "Often a setting keeps out addresses from abroad, or a block list does. The server says: {reply}",
                "Look for an access restriction (foreign addresses) in the control panel; try another line, too."),
    )  # fmt: skip
    injected = Code(
        f"{d.value}-starttls-injected", Status.FAIL, Field.SERVER_SERVICE, Link.GREETING,
        ja=text(d, "{host} の {port} 番では、暗号化を始める前に余計な文字が混ぜられています。",
                "途中の誰かが文字を差し込めるということなので、ログインは試していません。",
                "「SSL/TLS」の番号を使い、メール会社に知らせてください。"),
        en=text(d, "On port {port} of {host} something is slipped in before encryption starts.",
                "Somebody on the way can insert text, so no login was tried.",
                "Use the port for SSL/TLS, and tell the mail provider."),
    )  # fmt: skip
    plain_refused = code(
        d, "plaintext-refused", f["security"], Link.CAPABILITIES,
        ja=("{host} の {port} 番は、暗号化しないとログインさせません。",
            "パスワードの問題ではありません。暗号化しない接続ではログインを断るサーバーです。",
            "{SIDE.security:label}を「{new_security:value}」に変えてください。"),
        en=("Port {port} of {host} lets nobody log in without encryption.",
            "It is not the password: this server refuses logins over connections in clear.",
            "Set {SIDE.security:label} to {new_security:value}."),
    )  # fmt: skip
    unencrypted = Code(
        "unencrypted", Status.WARN, f["security"], Link.CAPABILITIES,
        ja=text(d, "[JA]のパスワードが暗号化されずに送られる設定です。",
                "今は使えますが、同じ回線にいる人にパスワードを読まれます。",
                "{SIDE.security:label}を「{new_security:value}」に変えてください。"),
        en=text(d, "The [EN] password is sent without encryption.",
                "It works today, but anybody on the same line can read the password.",
                "Set {SIDE.security:label} to {new_security:value}."),
    )  # fmt: skip
    plain_only = Code(
        "plaintext-only", Status.WARN, Field.SERVER_TLS, Link.CAPABILITIES,
        ja=text(d, "[JA]サーバー {host} は暗号化をまったく用意していません。",
                "パスワードを読まれるおそれがあるので、ログインは試していません。",
                "メール会社に、暗号化した接続の用意があるか聞いてください。"),
        en=text(d, "The [EN] server {host} offers no encryption at all.",
                "The password could be read on the way, so no login was tried.",
                "Ask the mail provider for encrypted connections."),
    )  # fmt: skip
    no_login = code(
        d, "port-without-login", f["port"], Link.CAPABILITIES,
        ja=("{port} 番はログインを受け付けません。",
            "サーバーどうしが使う番号です。同じサーバーの {new_port} 番ならログインできます。",
            "{SIDE.port:label}を {new_port}、{SIDE.security:label}を「{new_security:value}」にしてください。"),
        en=("Port {port} takes no logins.",
            "It is for other servers; port {new_port} of the same server takes them.",
            "Set {SIDE.port:label} to {new_port} and {SIDE.security:label} to {new_security:value}."),
    )  # fmt: skip
    nothing = Code(
        "settings-not-found", Status.FAIL, f["host"], Link.NAME,
        ja=text(d, "{domain} の[JA]サーバーが見つかりません。",
                "案内の出ている名前も、よくある名前も、答えませんでした。",
                "契約の案内にあるサーバーの名前を入れて、もう一度調べてください。"),
        en=text(d, "No [EN] server was found for {domain}.",
                "Neither the names that are announced nor the usual ones answer.",
                "Run the check again with the server's name from the provider's papers."),
    )  # fmt: skip
    good = Code(
        f"{d.value}-server-answers", Status.PASS, None, Link.CAPABILITIES,
        ja=text(d, "{host} の {port} 番は {protocol:value}、{security:value} で答えます。"),
        en=text(d, "{host} answers on port {port} with {protocol:value}, {security:value}."),
    )  # fmt: skip
    ipv6 = Code(
        "ipv6-dead", Status.WARN, Field.DNS_ADDRESS, Link.CONNECT,
        ja=text(d, "{host} の IPv6 の住所({address})が答えません。",
                "IPv4 では使えますが、つながるまで待たされることがあります。",
                "使っていない IPv6 の住所(AAAA)を消してもらってください。"),
        en=text(d, "The IPv6 address of {host} ({address}) does not answer.",
                "IPv4 works, but connecting may take longer.",
                "Have the unused address (AAAA record) removed."),
    )  # fmt: skip
    no_ipv6 = Code(
        "ipv6-not-here", Status.PASS, None, Link.CONNECT,
        ja=text(d, "この PC は IPv6 を使えません({host} へは IPv4 でつながります)。"),
        en=text(d, "This PC has no IPv6 ({host} is reached by IPv4)."),
    )  # fmt: skip
    slow = Code(
        f"{d.value}-greeting-slow", Status.PASS, None, Link.GREETING,
        ja=text(d, "{host} のあいさつが遅めです({seconds} 秒)。"),
        en=text(d, "{host} is slow to greet ({seconds} s)."),
    )  # fmt: skip
    differs = Code(
        f"{d.value}-address-differs", Status.PASS, None, Link.ADDRESS,
        ja=text(d, "この PC で見える {host} の住所({here})は、DNS の答え({dns})と違います。"),
        en=text(d, "This PC sees other addresses for {host} ({here}) than the DNS ({dns})."),
    )  # fmt: skip
    codes = {
        Break.SECURITY: security,
        Break.OTHER_PROTOCOL: other,
        Break.PORT_REFUSED: refused,
        Break.PORT_NOT_MAIL: not_mail,
        Break.PORT_SILENT: silent,
        Break.PORT_DROPPED: dropped,
        Break.NO_SUCH_HOST: no_host,
        Break.HOST_DEAD: host,
        Break.SERVICE_DOWN: down,
        Break.SERVICE_BROKEN: broken,
        Break.SERVICE_REFUSES: rejects,
        Break.STARTTLS_BROKEN: injected,
        Break.PLAIN_REFUSED: plain_refused,
        Break.UNENCRYPTED: unencrypted,
        Break.PLAINTEXT_ONLY: plain_only,
        Break.NOTHING_FOUND: nothing,
    }
    more: tuple[Code, ...] = ()
    if direction is Direction.INCOMING:
        protocol = code(
            d, "protocol-mismatch", f["protocol"], Link.GREETING,
            ja=("{host} は {protocol:value} を提供していません。",
                "{port} 番では {speaks:value} のサーバーが答えます。",
                "{SIDE.protocol:label}を {new_protocol:value}、{SIDE.port:label}を {new_port} にしてください。"),
            en=("{host} does not offer {protocol:value}.",
                "A {speaks:value} server answers on port {port}.",
                "Set {SIDE.protocol:label} to {new_protocol:value} and {SIDE.port:label} to {new_port}."),
        )  # fmt: skip
        codes[Break.PROTOCOL_NOT_OFFERED] = protocol
    more = (shut_out, security_port, security_both, port25, spelling, no_login, good, ipv6, no_ipv6, slow, differs)

    def choose(contrast: Contrast) -> Code | None:
        what, field = contrast.what, contrast.field
        if what is Break.SECURITY and field is f["port"]:
            return security_port
        if what is Break.SECURITY and field is f["security"] and any(e.field is f["port"] for e in contrast.edits):
            return security_both
        if what is Break.PORT_DROPPED and field is Field.NETWORK_PORT25:
            return port25
        if what is Break.SERVICE_REFUSES and field is Field.NETWORK_ADDRESS:
            return shut_out
        if what is Break.NO_SUCH_HOST:
            return no_host
        if what is Break.HOST_DEAD and field is Field.SERVER_SERVICE:
            return down
        if field is Field.SERVER_SERVICE and what in (Break.PORT_REFUSED, Break.PORT_SILENT):
            return down
        if field is Field.SERVER_SERVICE and what in (Break.PORT_NOT_MAIL, Break.OTHER_PROTOCOL, Break.SECURITY):
            return broken
        return None

    claim = claimed(direction, codes, choose)

    def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
        """The endpoints of the account are asked by the search alone."""
        yield from ()

    def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
        yield from claim(contrasts)
        for contrast in contrasts.seen(direction, Break.SPELLING):
            if contrast.field is f["host"]:
                yield spelling.of(contrast)
        for contrast in contrasts.seen(direction, Break.AUTH_NOT_OFFERED):
            if contrast.field is f["port"]:
                yield no_login.of(contrast)
        side = contrasts.sides.get(direction)
        if side is None or not isinstance(side.target, Endpoint):
            return
        fact = evidence.get(side.target)
        if fact is not None and fact.ready:
            yield good(
                side.target,
                host=side.target.host,
                port=side.target.port,
                protocol=side.target.protocol.value,
                security=side.target.security.value,
            )
        if fact is not None and fact.greeted_ms is not None and fact.greeted_ms > 500 * case.options.timeout_s:
            yield slow(side.target, host=side.target.host, seconds=round(fact.greeted_ms / 1000))
        yield from _addresses(side.target, fact, evidence, ipv6, differs)
        if fact is not None and fact.ready and _no_ipv6(fact):
            yield no_ipv6(side.target, host=side.target.host)

    ja, en = NAMES[direction]
    return Check(
        f"{direction.value}.server",
        Title(f"{ja}サーバー", f"{en.capitalize()} server"),
        (Lookup, Endpoint),
        probes,
        judge,
        (*codes.values(), *more),
        target(direction),
    )


def _no_ipv6(fact: EndpointFact) -> bool:
    """True where no IPv6 address could even be tried from here."""
    six = [dial.outcome for dial in fact.dials if ":" in dial.address]
    return bool(six) and all(outcome is Outcome.UNREACHABLE for outcome in six)


def _addresses(
    endpoint: Endpoint, fact: EndpointFact | None, evidence: Evidence, ipv6: Code, differs: Code
) -> Iterator[Said]:
    """What the addresses of the host are worth, one by one, and whether this PC sees the same ones as the DNS."""
    if fact is not None and fact.ready:
        dead = [d.address for d in fact.dials if ":" in d.address and d.outcome in (Outcome.SILENT, Outcome.REFUSED)]
        if dead and not any(":" in d.address and d.outcome is Outcome.ANSWERED for d in fact.dials):
            others = [
                dial
                for other, seen in evidence.endpoints()
                if other.host != endpoint.host
                for dial in seen.dials
                if ":" in dial.address
            ]
            # Where no other host answers by IPv6 either it is the line's, and `network.ipv6` tells it once.
            if not others or any(dial.outcome is Outcome.ANSWERED for dial in others):
                yield ipv6(endpoint, host=endpoint.host, address=dead[0])
    view = evidence.get(Lookup(endpoint.host, HOST))
    records = [evidence.get(Lookup(endpoint.host, kind)) for kind in ("A", "AAAA")]
    if (
        view is None
        or view.server != "getaddrinfo"
        or any(r is None or r.outcome is not Outcome.ANSWERED for r in records)
    ):
        return
    told = tuple(v for r in records if r is not None for v in r.values)
    strange = tuple(v for v in view.values if v not in told)
    if strange and told:
        yield differs(Lookup(endpoint.host, HOST), host=endpoint.host, here=strange, dns=told)
