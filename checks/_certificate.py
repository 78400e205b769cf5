"""Is the certificate of a direction's server one that this PC, and everybody else, accepts?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from maildoctor.api import (
    Break,
    Case,
    Check,
    Code,
    Contrast,
    Contrasts,
    Direction,
    Endpoint,
    Evidence,
    Fault,
    Field,
    Link,
    Probe,
    Said,
    Status,
    Title,
)

from . import _place
from ._side import NAMES, claimed, target, text

_SOON_DAYS = 14
_Parts = tuple[str, str, str]
_SERVER = Field.SERVER_CERTIFICATE


def check(direction: Direction) -> Check:
    """The check `certificate.incoming` or `certificate.outgoing`."""
    d = direction

    def code(
        name: str, field: Field | None, ja: tuple[str, str, str], en: tuple[str, str, str], status: Status
    ) -> Code:
        return Code(f"certificate-{name}", status, field, Link.CERTIFICATE, text(d, *ja), text(d, *en))

    fail, warn = Status.FAIL, Status.WARN
    wrong_host = code("name-mismatch", Field.of(d, "host"),
        ("[JA]サーバーの身分証(証明書)に {host} という名前がありません。",
         "同じサーバーの本名は {new_host} で、身分証はその名前になっています。",
         "{SIDE.host:label}を {new_host} に変えてください。暗号化は切らないでください。"),
        ("The certificate of the [EN] server does not carry the name {host}.",
         "The same server is really called {new_host}, and its certificate is for that name.",
         "Set {SIDE.host:label} to {new_host}. Do not switch encryption off."), fail)  # fmt: skip
    wrong_name = code("name-unmatched", _SERVER,
        ("[JA]サーバーの身分証(証明書)に {host} という名前がありません。",
         "身分証の名前は {names} で、同じサーバーへつながる名前はこの中にありませんでした。",
         "メール会社に、正しいサーバー名を聞いてください。暗号化は切らないでください。"),
        ("The certificate of the [EN] server does not carry the name {host}.",
         "It is for {names}; none of these leads to the same server.",
         "Ask the mail provider for the right server name. Do not switch encryption off."), fail)  # fmt: skip
    moved = code("other-company", Field.of(d, "host"),
        ("[JA]サーバーの身分証(証明書)に {host} という名前がありません。",
         "身分証は{client:provider}のものです。このドメインのメールは{mail:provider}に移っていて、"
         "{host} は前の会社のサーバーにつながったままの可能性が高いです。",
         "{SIDE.host:label}を {new_host} に変えてください。パスワードは{mail:provider}のものを使います。"
         "暗号化は切らないでください。"),
        ("The certificate of the [EN] server does not carry the name {host}.",
         "It is a certificate of {client:provider}. Most likely the mail of this domain has moved to {mail:provider}, "
         "and {host} still leads to the server of the company before.",
         "Set {SIDE.host:label} to {new_host}, with the password that is for {mail:provider}. Do not switch "
         "encryption off."), fail)  # fmt: skip
    between = code("between-companies", Field.of(d, "host"),
        ("[JA]サーバーの身分証(証明書)に {host} という名前がありません。",
         "身分証は{client:provider}のもので、このドメインのメールは{mail:provider}に届いています。"
         "会社を移ったあとか、移る途中の可能性が高いです。",
         "今メールを預けている会社を契約の書類で確かめ、その会社の案内にあるサーバー名を"
         "{SIDE.host:label}に入れてください。暗号化は切らないでください。"),
        ("The certificate of the [EN] server does not carry the name {host}.",
         "It is a certificate of {client:provider}, while mail for this domain arrives at {mail:provider}. Most likely "
         "the domain has been moved or is being moved.",
         "See in the contract which company keeps the mail now, and set {SIDE.host:label} to the server name that it "
         "gives. Do not switch encryption off."), fail)  # fmt: skip
    expired = code("expired", _SERVER,
        ("[JA]サーバー {host} の証明書は {not_after} で期限が切れています。",
         "期限の切れた身分証は、どのメールソフトも受け付けません。",
         "メール会社に、証明書の更新を頼んでください。設定は変えないでください。"),
        ("The certificate of the [EN] server {host} expired on {not_after}.",
         "No mail client accepts an expired certificate.",
         "Ask the mail provider to renew it. Leave the settings as they are."), fail)  # fmt: skip
    early = code("not-yet-valid", _SERVER,
        ("[JA]サーバー {host} の証明書は {not_before} からでないと使えません。",
         "サーバーに早すぎる証明書が入っているか、この PC の日付が遅れています。",
         "PC の日付が正しければ、メール会社に知らせてください。"),
        ("The certificate of the [EN] server {host} is valid only from {not_before}.",
         "Either it was installed too early, or the date of this PC is behind.",
         "If the date of the PC is right, tell the mail provider."), fail)  # fmt: skip
    weak = code("weak", _SERVER,
        ("[JA]サーバー {host} の証明書は古い弱い方式({key})で作られています。",
         "今の PC やスマートフォンは、この強さの証明書を受け付けません。",
         "メール会社に、証明書の作り直しを頼んでください。"),
        ("The certificate of the [EN] server {host} uses an old, weak key or signature ({key}).",
         "Present-day systems refuse certificates of this strength.",
         "Ask the mail provider for a new one."), fail)  # fmt: skip
    self_signed = code("self-signed", _SERVER,
        ("[JA]サーバー {host} の証明書は、サーバーが自分で作ったものです。",
         "本物かどうかを確かめる方法がないので、メールソフトは警告します。",
         "メール会社に、正式な証明書の入ったサーバー名を聞いてください。"),
        ("The certificate of the [EN] server {host} was made by the server itself.",
         "Nobody vouches for it, so mail clients warn.",
         "Ask the mail provider for a server name with a proper certificate."), fail)  # fmt: skip
    unknown = code("unknown-root", _SERVER,
        ("[JA]サーバー {host} の証明書は、この PC の知らない発行元({issuer})のものです。",
         "会社専用の発行元か、途中の機器が通信を開けています。",
         "社内のサーバーなら、その発行元を PC に登録してください。そうでなければメール会社に聞いてください。"),
        ("The certificate of the [EN] server {host} was issued by {issuer}, unknown to this PC.",
         "It is a company's own issuer, or something on the way opens the connection.",
         "For a company server, install its issuer on the PC; otherwise ask the mail provider."), fail)  # fmt: skip
    chain = code("issuer-not-sent", _SERVER,
        ("[JA]サーバー {host} は、発行元({issuer})の証明書を送ってきません。",
         "身分証の裏付けが足りないので、メールソフトは本物と確かめられません。",
         "メール会社に、中間証明書を含めて設定し直すように頼んでください。"),
        ("The [EN] server {host} does not send the certificate of its issuer ({issuer}).",
         "The chain is incomplete, so mail clients cannot tell that it is genuine.",
         "Ask the mail provider to install the intermediate certificate."), fail)  # fmt: skip
    purpose = code("wrong-purpose", _SERVER,
        ("[JA]サーバー {host} の証明書は、サーバー用に作られたものではありません。",
         "別の用途の証明書が入っています。",
         "メール会社に、サーバー用の証明書を入れてもらってください。"),
        ("The certificate of the [EN] server {host} is not made for servers.",
         "A certificate for another purpose is installed.",
         "Ask the mail provider for a server certificate."), fail)  # fmt: skip
    store = code("store-outdated", Field.CLIENT_TLS,
        ("この PC の証明書の一覧が古く、{host} の正しい証明書を受け付けません。",
         "世の中で通用する証明書なのに、この PC だけが発行元を知りません。",
         "Windows や macOS を更新してください。メールの設定は変えないでください。"),
        ("This PC's list of issuers is out of date and refuses the good certificate of {host}.",
         "Everybody else accepts the certificate; only this PC does not know its issuer.",
         "Update the operating system. Leave the mail settings as they are."), fail)  # fmt: skip
    clock = code("clock-wrong", Field.CLIENT_CLOCK,
        ("この PC の日付が、少なくとも {days} 日違っている可能性が高いです。",
         "互いに関係のないサーバーの証明書が、どれも同じように期限の外に見えます。",
         "PC の日付と時刻を自動合わせにしてください。"),
        ("The date of this PC is probably wrong by {days} days or more.",
         "Certificates of unrelated servers all look out of date in the same way.",
         "Set date and time of the PC to automatic."), fail)  # fmt: skip
    clock_off = code("clock-off", Field.CLIENT_CLOCK,
        ("この PC の時計が違っています。PC では {here}、サーバーでは {there} です。",
         "証明書は正しいのに、PC の時計で見ると期限の外になるので、暗号化を始められません。",
         "PC の日付と時刻を自動合わせにしてください。"),
        ("The clock of this PC is wrong: it says {here}, servers say {there}.",
         "Their certificates are good, but look out of date by this PC's clock, so encryption cannot start.",
         "Set date and time of the PC to automatic."), fail)  # fmt: skip
    soon = code("ends-soon", _SERVER,
        ("[JA]サーバー {host} の証明書は {not_after} で期限が切れます。",
         "あと {days} 日です。更新されないと使えなくなります。",
         "自動で更新されるはずのものなら待ち、そうでなければメール会社に知らせてください。"),
        ("The certificate of the [EN] server {host} ends on {not_after}.",
         "That is in {days} days. If it is not renewed, mail will stop.",
         "Wait if it renews by itself; otherwise tell the mail provider."), warn)  # fmt: skip
    only_here = code("trusted-here-only", Field.NETWORK_INTERCEPTION,
        ("{host} の証明書の発行元({issuer})は、この PC だけが信用しています。",
         "ウイルス対策ソフトや会社の機器が通信を開けているか、会社専用の発行元です。",
         "心当たりがなければ、ウイルス対策ソフトの「メールの検査」を見てください。"),
        ("The issuer of {host}'s certificate ({issuer}) is trusted by this PC only.",
         "A virus scanner or a company device opens the connection, or it is a company's own issuer.",
         "If that is news, look at the mail scanning of the virus scanner."), warn)  # fmt: skip
    incomplete = code("chain-incomplete", _SERVER,
        ("{host} は発行元の証明書を送ってきません(この PC は持っているので使えます)。",
         "Outlook では使えても、Thunderbird やスマートフォンでは使えないことがあります。",
         "メール会社に、中間証明書を含めて設定し直すように頼んでください。"),
        ("{host} does not send its issuer's certificate (this PC happens to have it).",
         "It may work in one client and fail in another, or on a phone.",
         "Ask the mail provider to install the intermediate certificate."), warn)  # fmt: skip
    good = code("good", None,
        ("[JA]サーバー {host} の証明書は正しいものです({not_after} まで)。", "", ""),
        ("The certificate of the [EN] server {host} is good (until {not_after}).", "", ""), Status.PASS)  # fmt: skip
    codes = {
        Break.CERTIFICATE_NAME: wrong_host,
        Break.CERTIFICATE_STRANGER: between,
        Break.CERTIFICATE_EXPIRED: expired,
        Break.CERTIFICATE_NOT_YET: early,
        Break.CERTIFICATE_WEAK: weak,
        Break.CERTIFICATE_SELF_SIGNED: self_signed,
        Break.CERTIFICATE_UNKNOWN_ROOT: unknown,
        Break.CERTIFICATE_CHAIN: chain,
        Break.CERTIFICATE_PURPOSE: purpose,
        Break.STORE_OUTDATED: store,
        Break.CLOCK: clock,
    }

    def choose(contrast: Contrast) -> Code | None:
        if contrast.what is Break.CLOCK and "there" in dict(contrast.seen):
            return clock_off
        if contrast.what is Break.CERTIFICATE_STRANGER:
            return moved if "new_host" in dict(contrast.seen) else between
        return wrong_name if contrast.what is Break.CERTIFICATE_NAME and contrast.field is _SERVER else None

    claim = claimed(d, codes, choose)

    def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
        """The endpoints of the account are asked by the search alone."""
        yield from ()

    def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
        yield from claim(contrasts)
        side = contrasts.sides.get(direction)
        if side is None or not isinstance(side.target, Endpoint):
            return
        fact = evidence.get(side.target)
        if fact is None or not fact.chain or fact.here or not fact.final:
            return
        leaf, host = fact.chain[0], side.target.host
        left = dt.datetime.fromisoformat(leaf.not_after) - case.now
        if left < dt.timedelta(days=_SOON_DAYS):
            yield soon(side.target, host=host, not_after=leaf.not_after[:10], days=max(0, left.days))
        scanner = _place.opened_by(fact) is not None
        if Fault.ISSUER_NOT_SENT in fact.public and not scanner:
            yield incomplete(side.target, host=host, issuer=leaf.issuer)
        elif fact.public and not _place.opened_elsewhere(evidence, fact):
            yield only_here(side.target, host=host, issuer=leaf.issuer)
        elif left >= dt.timedelta(days=_SOON_DAYS):
            yield good(side.target, host=host, not_after=leaf.not_after[:10])

    ja, en = NAMES[direction]
    return Check(
        f"certificate.{direction.value}",
        Title(f"{ja}サーバーの証明書", f"Certificate of the {en} server"),
        (Endpoint,),
        probes,
        judge,
        (*codes.values(), wrong_name, moved, clock_off, soon, only_here, incomplete, good),
        target(direction),
    )
