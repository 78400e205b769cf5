"""Does the domain say where failures of encrypted delivery are to be reported, and say it readably?"""

from __future__ import annotations

from collections.abc import Iterator

from maildoctor.api import (
    Case,
    Check,
    Code,
    Contrasts,
    Evidence,
    Field,
    Link,
    Lookup,
    Probe,
    Said,
    Status,
    Text,
    Title,
    tls_rpt,
)

from . import _records

GOOD = Code(
    "tls-rpt-good", Status.PASS, Field.DNS_TLS_RPT, Link.NAME,
    ja=Text("{domain} には、暗号化の失敗を知らせてもらう宛先の記録(TLS-RPT)があります: {addresses}"),
    en=Text("{domain} says where failures of encrypted delivery are reported (TLS-RPT): {addresses}"),
)  # fmt: skip
MISSING = Code(
    "tls-rpt-missing", Status.PASS, Field.DNS_TLS_RPT, Link.NAME,
    ja=Text("{domain} には、暗号化の失敗を知らせてもらう宛先の記録(TLS-RPT)はありません。なくてもメールは届きます。"),
    en=Text("{domain} does not ask for reports about encrypted delivery (TLS-RPT). Mail arrives without it."),
)  # fmt: skip
SYNTAX = Code(
    "tls-rpt-syntax", Status.WARN, Field.DNS_TLS_RPT, Link.NAME,
    ja=Text(
        "{name} の TLS-RPT(暗号化の失敗を知らせてもらう宛先の記録)が読めません({at} 文字目のあたり): {part}",
        why="記録は 1 つだけで、先頭が v=TLSRPTv1、次が rua= と mailto: か https: で始まる宛先です。"
        "メールは届きますが、報告が来ません。",
        fix="{name} の TXT レコードを、この 1 行だけに置きかえてください: {record}",
    ),
    en=Text(
        "The TLS-RPT record at {name} (where failures of encrypted delivery are reported) cannot be read, "
        "near character {at}: {part}",
        why="There must be one record only, with v=TLSRPTv1 in front, then rua= and an address that begins with "
        "mailto: or https:. Mail arrives, but no reports come.",
        fix="Replace the TXT records at {name} by this one line: {record}",
    ),
)  # fmt: skip


def _question(case: Case) -> Lookup:
    return _records.txt(f"_smtp._tls.{case.domain}")


def probes(case: Case, evidence: Evidence) -> Iterator[Probe]:
    """The record, and whether there is such a domain."""
    yield Lookup(case.domain, "MX")
    yield _question(case)


def judge(case: Case, evidence: Evidence, contrasts: Contrasts) -> Iterator[Said]:
    """Absence is information; a record that nobody can read was meant to be read."""
    asked = _question(case)
    texts = _records.texts(evidence, asked)
    if texts is None or not _records.domain_is_there(evidence, case.domain):
        return
    meant = [text for text in texts if tls_rpt.is_meant_as_tls_rpt(text)]
    records = [text for text in meant if tls_rpt.is_tls_rpt(text)]
    if not meant:
        yield MISSING(asked, domain=case.domain)
        return
    read = tls_rpt.read_tls_rpt((records or meant)[0])
    if len(records) == 1 and not read.faults:
        yield GOOD(asked, domain=case.domain, addresses=tuple(uri.text for uri in read.rua))
        return
    if len(records) > 1:
        at, part = 0, " / ".join(_records.piece(text) for text in records)
    else:
        at, part = read.faults[0].at, _records.piece(read.faults[0].part or read.text)
    record = tls_rpt.repaired_tls_rpt(records or meant) or f"v=TLSRPTv1; rua=mailto:postmaster@{case.domain}"
    yield SYNTAX(asked, domain=case.domain, name=asked.name, at=at + 1, part=part, record=record)


CHECK = Check(
    "domain.tls_rpt",
    Title("暗号化の失敗の報告 (TLS-RPT)", "TLS-RPT"),
    (Lookup,),
    probes,
    judge,
    (GOOD, MISSING, SYNTAX),
    lambda case, evidence, contrasts: case.domain,
)
