"""With what, from where and under which options the run was made."""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.model.report import Report
from maildoctor.report.engineer.blocks import Block, Code, Pairs
from maildoctor.report.voice import Voice


def surroundings(report: Report, voice: Voice) -> tuple[Block, ...]:
    """Everything that there is to say, name by name; --stable has taken out what only this run had."""
    return (Pairs(tuple((name, Code(text)) for name, text in _said(report, voice) if text)),)


def _said(report: Report, voice: Voice) -> Iterator[tuple[str, str]]:
    environment, options, place = report.environment, report.case.options, report.place
    yield "maildoctor", report.version
    if not report.stable:
        yield voice.pick("開始", "Started"), report.case.now.isoformat(timespec="seconds")
        yield voice.pick("所要時間", "Took"), f"{report.elapsed_ms:,} ms"
    yield "Python", environment.python
    yield "OpenSSL", environment.openssl
    yield voice.pick("OS", "Platform"), environment.platform
    yield voice.pick("証明書の一覧", "Trust store"), environment.trust
    yield voice.pick("DNS サーバー", "Resolvers"), ", ".join(environment.resolvers)
    yield voice.pick("追加の検査", "Plug-ins"), ", ".join(f"{p.name} {p.version}" for p in environment.plugins)
    yield voice.pick("場所の名前", "Place"), place.label or ""
    yield voice.pick("お客様の回線", "Customer's line"), voice.pick("いいえ", "no") if place.remote else ""
    yield voice.pick("この PC", "This PC"), " ".join(part for part in (place.host, place.os) if part)
    yield voice.pick("接続元のアドレス", "Source address"), ", ".join(a for a in (place.v4, place.v6) if a)
    yield voice.pick("メールソフト", "Client"), report.case.settings.client or ""
    yield voice.pick("パスワード", "Password"), options.login
    yield "--timeout", f"{options.timeout_s:g} s"
    yield "--deadline", f"{options.deadline_s:g} s"
    for name, values in (
        ("--only", options.only),
        ("--skip", options.skip),
        ("--connect-to", options.connect_to),
        ("--resolver", options.resolvers),
        ("--require", options.require),
    ):
        yield name, ", ".join(values)
    yield voice.pick("パスワードを送ってよい所", "Hosts given the password"), ", ".join(options.login_hosts)
    yield voice.pick("今回だけの例外", "Exceptions of this run"), ", ".join(options.exceptions)
