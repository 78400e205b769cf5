"""What is asked of the company that keeps the DNS and of the registrar, and the records to publish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from maildoctor.model.evidence import Evidence
from maildoctor.model.field import Field
from maildoctor.model.finding import Finding
from maildoctor.model.probe import Lookup
from maildoctor.report.ticket_request import Request, request


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it is to stand, ready to paste: `value` in presentation form, in one line."""

    name: str
    type: str
    value: str


def record_to_publish(finding: Finding, domain: str, evidence: Evidence) -> Record | None:
    """The record that puts this right, None where only somebody else knows its value."""
    told = finding.arguments
    value, name = told.get("record"), told.get("name")
    if finding.field is Field.DNS_SPF:
        return Record(domain, "TXT", str(value)) if value else None
    if finding.field is Field.DNS_TLSA:
        return Record(str(name), "TLSA", str(value)) if value and name else None
    if value and name:
        return Record(str(name), "TXT", str(value))
    if finding.id in ("mx-missing-final-dot", "mx-points-to-cname"):
        target = told.get("meant") or told.get("target")
        return Record(domain, "MX", f"{_preference(evidence, domain, str(told.get('host')))} {target}.")
    return None


def _preference(evidence: Evidence, domain: str, host: str) -> str:
    """The preference of the exchanger's present record, so that it stays."""
    answer = evidence.get(Lookup(domain, "MX"))
    pairs = (value.partition(" ") for value in (answer.values if answer is not None else ()))
    return next((preference for preference, _, target in pairs if target.lower() == host.lower()), "10")


DNS_BY_CODE: Mapping[str, Request] = {
    "dns-lame-delegation": request(
        "{zone} のネームサーバーが答えない件", "Name servers of {zone} do not answer for it",
        (("{hosts} に、{zone} が登録されているか確かめてください。", "Please see whether {zone} is set up on {hosts}."),
         ("登録されていなければ、正しいネームサーバーの名前を教えてください。",
          "If not, please tell us the right names of the name servers.")),
    ),
    "dns-delegation-differs": request(
        "{zone} のネームサーバーの一覧の確認", "The list of name servers of {zone}",
        (("登録会社に届けるべきネームサーバーの一覧を教えてください(今の届け出: {parent})。",
          "Please tell us the name servers to be registered (registered now: {parent})."),),
    ),
    "dns-dnssec-bogus": request(
        "{domain} の署名(DNSSEC)が合わない件", "The signatures of {domain} (DNSSEC) do not verify",
        (("{domain} の署名を新しくするか、今の鍵に合う DS の値を教えてください。",
          "Please renew the signatures of {domain}, or tell us the DS record of the present key."),),
    ),
    "dns-servers-disagree": request(
        "ネームサーバーの間で {domain} の答えが違う件", "The name servers of {domain} give different answers",
        (("{host} と {other} の内容が同じになるように、写しの設定を確かめてください。",
          "Please see that {host} and {other} hold the same zone."),),
    ),
    "domain-not-answering": request(
        "{domain} のネームサーバーの状態の確認", "The name servers of {domain} fail",
        (("ネームサーバーの返事が {rcode} です。状態を確かめてください。",
          "The name servers answer {rcode}. Please look at them."),),
    ),
    "dkim-key-revoked": request(
        "{domain} の DKIM の鍵の確認", "The DKIM key of {domain}",
        (("{selectors} は今も使っている名札ですか。使っていれば、登録すべき今の鍵の値を教えてください。",
          "Is {selectors} still used for signing? If so, please tell us the key to publish."),),
    ),
    "mx-missing": request(
        "{domain} の MX の登録のお願い", "Please publish the MX records of {domain}",
        (("{domain} の MX に、契約しているメール会社の名前(____________)を登録してください。",
          "Please publish the exchanger of our mail provider (____________) as the MX of {domain}."),),
    ),
    "mx-null": request(
        "{domain} の MX の変更のお願い(今は「受け取らない」)", "Please replace the null MX of {domain}",
        (("「.」だけの MX を消し、契約しているメール会社の名前(____________)を登録してください。",
          "Please remove the MX \".\" and publish the exchanger of our mail provider (____________)."),),
    ),
    "mx-null-with-others": request(
        "{domain} の MX の「.」の行の削除のお願い", "Please remove the null MX of {domain}",
        (("{domain} の MX のうち、「.」の行だけを消してください。", "Please remove only the MX \".\" of {domain}."),),
    ),
    "mx-missing-final-dot": request(
        "{domain} の MX の値の修正のお願い", "Please correct the MX of {domain}",
        (("MX の {host} を {meant} に直してください(最後の「.」が抜けています)。",
          "Please correct the MX {host} to {meant} (the final \".\" is missing)."),),
    ),
    "mx-points-to-cname": request(
        "{domain} の MX の値の修正のお願い(別名)", "Please correct the MX of {domain} (it is an alias)",
        (("MX の {host} を、本名の {target} に直してください。", "Please change the MX {host} to {target}."),),
    ),
    "mx-mixed-providers": request(
        "{domain} の古い MX の削除のお願い", "Please remove the old MX of {domain}",
        (("{host} と {other} のうち、使っていない会社の行を消してください(使っている会社: ____________)。",
          "Of {host} and {other}, please remove the one no longer used (in use: ____________)."),),
    ),
    "mx-one-down": request(
        "{domain} の MX の {host} の確認", "The MX {host} of {domain} is down",
        (("使っていないサーバーなら、MX の {host} の行を消してください。",
          "If the server is retired, please remove the MX {host}."),),
    ),
    "srv-dead-host": request(
        "{name} の SRV の修正のお願い", "Please correct the SRV record of {name}",
        (("{host} の {port} 番は答えません。今のサーバーに直すか、{name} の SRV を消してください。",
          "Port {port} of {host} does not answer. Please correct the SRV record of {name}, or remove it."),),
    ),
    "srv-other-host": request(
        "{name} の SRV の確認", "The SRV record of {name}",
        (("ログインできたのは {proved} です。{host} が古ければ、{name} の SRV を直すか消してください。",
          "The server that works is {proved}. If {host} is an old one, please correct or remove the SRV of {name}."),),
    ),
    "dane-without-starttls": request(
        "{name} の TLSA の削除のお願い", "Please remove the TLSA of {name}",
        (("{host} が暗号化できるようになるまで、{name} の TLSA を消してください。",
          "Please remove the TLSA of {name} until {host} offers encryption."),),
    ),
}  # fmt: skip

_REPLACE = (
    "下の「登録してほしい値」のとおりに変えてください(値がない項目は、正しい値を教えてください)。",
    'Please change it as under "To be published" (where no value is given, please tell us the right one).',
)


def _of_records(ja: str, en: str) -> Request:
    return request(f"{{domain}} の {ja}の修正のお願い", f"Please correct the {en} of {{domain}}", (_REPLACE,))


DNS_BY_FIELD: Mapping[Field, Request] = {
    Field.DNS_SPF: _of_records("SPF(TXT)", "SPF record (TXT)"),
    Field.DNS_DMARC: _of_records("DMARC(TXT)", "DMARC record (TXT)"),
    Field.DNS_DKIM: _of_records("DKIM の鍵", "DKIM key"),
    Field.DNS_MTA_STS: _of_records("MTA-STS(TXT と案内のファイル)", "MTA-STS record or policy"),
    Field.DNS_TLS_RPT: _of_records("TLS-RPT(TXT)", "TLS-RPT record (TXT)"),
    Field.DNS_TLSA: _of_records("TLSA", "TLSA record"),
    Field.DNS_MX: _of_records("MX", "MX record"),
    Field.DNS_ADDRESS: _of_records("サーバーの住所(A、AAAA)", "server address (A, AAAA)"),
    Field.DNS_SRV: _of_records("SRV", "SRV record"),
    Field.DNS_DELEGATION: _of_records("ネームサーバー", "name servers"),
    Field.DNS_DNSSEC: _of_records("署名(DNSSEC)", "signatures (DNSSEC)"),
}

REGISTRAR_BY_CODE: Mapping[str, Request] = {
    "domain-missing": request(
        "{domain} の登録の状態の確認", "The registration of {domain}",
        (("{domain} は登録されていますか。期限切れなら、復活できる期日と手続きを教えてください。",
          "Is {domain} registered? If it has expired, until when and how can it be restored?"),),
    ),
    "domain-expired": request(
        "{domain} の復活の手続き(期限切れ)", "How can {domain} be restored (expired)?",
        (("{domain} を復活できる期日、手続き、費用を教えてください。",
          "Please tell us until when, how and at what price {domain} can be restored."),),
    ),
    "domain-expires-soon": request(
        "{domain} の更新の確認({until} まで)", "The renewal of {domain} (ends {until})",
        (("{until} までに自動で更新されますか。されなければ、手続きを教えてください。",
          "Will it be renewed by itself before {until}? If not, please tell us how."),),
    ),
    "domain-hold": request(
        "{domain} が止められている件", "{domain} is on hold",
        (("止められている理由(状態: {statuses})と、解除の手続きを教えてください。",
          "Please tell us why it is on hold (status: {statuses}), and what lifts it."),),
    ),
    "domain-not-in-dns": request(
        "{domain} のネームサーバーの登録のお願い", "Please register name servers for {domain}",
        (("{domain} のネームサーバーの登録と、止められていないかを確かめてください。",
          "Please see whether name servers are registered for {domain}, and whether it is on hold."),
         ("登録がなければ、いま DNS を預けている会社の名前(____________)を登録してください。",
          "If none are, please register those of the company that runs the DNS now (____________).")),
    ),
    "domain-without-nameservers": request(
        "{domain} のネームサーバーの登録のお願い", "Please register name servers for {domain}",
        (("いま DNS を預けている会社のネームサーバー(____________)を登録してください。",
          "Please register the name servers of the company that runs the DNS now (____________)."),),
    ),
    "domain-parked": request(
        "{domain} の契約の状態の確認", "The contract for {domain}",
        (("{domain} の契約は続いていますか。切れていれば、復活の手続きを教えてください。",
          "Is the contract for {domain} still running? If not, please tell us how it can be restored."),),
    ),
    "dns-dnssec-bogus": request(
        "{domain} の DS の変更のお願い", "Please change the DS records of {domain}",
        (("{domain} の DS を、今の DNS に合わせるか、古いものなら消してください(DS {ds} 件、鍵 {keys} 件)。",
          "Please make the DS records of {domain} match the present DNS, or remove old ones ({ds} DS, {keys} keys)."),),
    ),
}  # fmt: skip

REGISTRAR_BY_FIELD: Mapping[Field, Request] = {
    Field.DNS_REGISTRATION: request(
        "{domain} の登録の状態の確認", "The registration of {domain}",
        (("{domain} の登録の状態を教えてください。", "Please tell us the state of the registration of {domain}."),),
    ),
    Field.DNS_DELEGATION: request(
        "{zone} のネームサーバーの変更のお願い", "Please change the name servers of {zone}",
        (("ネームサーバーを、いま DNS を預けている会社の名前(____________)にそろえてください。",
          "Please set the name servers to those of the company that runs the DNS now (____________)."),
         ("今の届け出のうち、直したいもの: {hosts}", "Of those registered now, to be corrected: {hosts}")),
    ),
}  # fmt: skip
