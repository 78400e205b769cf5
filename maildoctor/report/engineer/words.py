"""Single words of the engineer's report: what was asked, how it ended, how far it came."""

from __future__ import annotations

from maildoctor.model.evidence import Observation
from maildoctor.model.fact import FetchFact, LookupFact, Outcome
from maildoctor.model.field import Link, Owner
from maildoctor.model.finding import Status
from maildoctor.model.report import FieldVerdict, Verdict
from maildoctor.model.settings import Security
from maildoctor.report.engineer.blocks import State, Tone
from maildoctor.report.questions import kind_of
from maildoctor.report.voice import Voice

_KIND = {
    "maildoctor.typed": ("入力", "typed"),
    "dns": ("DNS", "DNS"),
    "endpoint": ("接続", "connection"),
    "login": ("ログイン", "login"),
    "envelope": ("宛先の受付", "MAIL/RCPT"),
    "mailbox": ("メールボックス", "mailbox"),
    "https": ("HTTPS", "HTTPS"),
    "maildoctor.whois": ("WHOIS", "WHOIS"),
}
_OUTCOME = {
    Outcome.ANSWERED: ("応答あり", "answered"),
    Outcome.ACCEPTED: ("受け入れ", "accepted"),
    Outcome.REFUSED: ("接続を拒否", "connection refused"),
    Outcome.REJECTED: ("断られた", "rejected"),
    Outcome.DEFERRED: ("後でと言われた", "deferred"),
    Outcome.RESET: ("切断 (RST)", "reset"),
    Outcome.CLOSED: ("途中で切断", "closed"),
    Outcome.SILENT: ("返事なし", "silent"),
    Outcome.UNREACHABLE: ("届かない", "unreachable"),
    Outcome.BLOCKED: ("遮断", "blocked"),
    Outcome.OTHER_PROTOCOL: ("別のプロトコル", "other protocol"),
    Outcome.GARBLED: ("読めない返事", "garbled"),
    Outcome.TLS_REFUSED: ("TLS を拒否", "TLS refused"),
    Outcome.NOT_TLS: ("TLS ではない", "not TLS"),
    Outcome.UNTRUSTED: ("証明書を信頼できない", "certificate not trusted"),
    Outcome.LOCKED: ("使用中", "locked"),
    Outcome.NOT_GRANTED: ("許可なし", "not granted"),
    Outcome.CUT_OFF: ("時間切れ", "cut off"),
}
_LINK = {
    Link.NAME: ("名前", "name"),
    Link.ADDRESS: ("アドレス", "address"),
    Link.CONNECT: ("TCP 接続", "TCP"),
    Link.GREETING: ("あいさつ", "greeting"),
    Link.CERTIFICATE: ("証明書", "certificate"),
    Link.CAPABILITIES: ("機能の一覧", "capabilities"),
    Link.LOGIN: ("ログイン", "login"),
    Link.ACCOUNT: ("アカウント", "account"),
}
_SECURITY = {
    Security.TLS: ("SSL/TLS", "SSL/TLS"),
    Security.STARTTLS: ("STARTTLS", "STARTTLS"),
    Security.AUTO: ("自動", "auto"),
    Security.NONE: ("暗号化なし", "not encrypted"),
}
_VERDICT = {
    Verdict.PASS: ("正常", "pass", Tone.GOOD),
    Verdict.WARN: ("注意", "warn", Tone.NOTE),
    Verdict.FAIL: ("異常", "fail", Tone.BAD),
    Verdict.UNKNOWN: ("不明", "unknown", Tone.QUIET),
}
_STATUS = {
    Status.PASS: ("正常", "pass", Tone.GOOD),
    Status.WARN: ("注意", "warn", Tone.NOTE),
    Status.FAIL: ("異常", "fail", Tone.BAD),
    Status.SKIP: ("未試験", "skip", Tone.QUIET),
    Status.ERROR: ("検査の失敗", "error", Tone.BAD),
}
_FIELD = {
    FieldVerdict.CORRECT: ("正しい", "right", Tone.GOOD),
    FieldVerdict.WRONG: ("違う", "wrong", Tone.BAD),
    FieldVerdict.SUSPECT: ("疑い", "suspect", Tone.NOTE),
    FieldVerdict.NOT_REACHED: ("そこまで届いていない", "not reached", Tone.QUIET),
    FieldVerdict.NOT_TESTED: ("試していない", "not tested", Tone.QUIET),
}
_OWNER = {
    Owner.CLIENT: ("この端末", "this client"),
    Owner.NETWORK: ("回線の管理者", "whoever runs the line"),
    Owner.PROVIDER: ("メール会社", "mail provider"),
    Owner.DNS: ("ドメインの管理者", "whoever runs the DNS"),
    Owner.ACCOUNT: ("契約者", "holder of the account"),
    Owner.REGISTRAR: ("ドメインの登録会社", "registrar"),
    Owner.RECIPIENT: ("相手の側", "recipient"),
    Owner.NOBODY: ("なし(待つ)", "nobody (wait)"),
}


def security_word(security: Security, voice: Voice) -> str:
    """How a connection is encrypted, in the words of the wire: the client's own stand in the table of boxes."""
    return voice.pick(*_SECURITY[security])


def kind_word(observation: Observation, voice: Voice) -> str:
    """What kind of question was put."""
    return voice.pick(*_KIND[kind_of(observation.probe)])


def outcome_state(observation: Observation, voice: Voice) -> State:
    """How it ended. A record that does not exist is an answer, and nothing bad by itself."""
    fact = observation.fact
    if isinstance(fact, LookupFact) and fact.absent:
        return State(fact.rcode if fact.no_such_name else voice.pick("なし", "none"), Tone.QUIET)
    if isinstance(fact, FetchFact) and fact.trouble == "no-such-name":
        return State(voice.pick("名前がない", "no such name"), Tone.QUIET)
    fine = fact.outcome in (Outcome.ANSWERED, Outcome.ACCEPTED)
    return State(voice.pick(*_OUTCOME[fact.outcome]), Tone.GOOD if fine else Tone.BAD)


def link_word(link: Link | None, voice: Voice) -> str:
    """How far something came."""
    return voice.pick("なし", "nothing") if link is None else voice.pick(*_LINK[link])


def verdict_state(verdict: Verdict, voice: Voice) -> State:
    """The whole run in one word."""
    ja, en, tone = _VERDICT[verdict]
    return State(voice.pick(ja, en), tone)


def status_state(status: Status, voice: Voice) -> State:
    """The state of a check or a finding."""
    ja, en, tone = _STATUS[status]
    return State(voice.pick(ja, en), tone)


def tone_of(status: Status) -> Tone:
    """How a status is shown."""
    return _STATUS[status][2]


def field_state(verdict: FieldVerdict, voice: Voice) -> State:
    """What is known of one box."""
    ja, en, tone = _FIELD[verdict]
    return State(voice.pick(ja, en), tone)


def owner_word(owner: Owner, voice: Voice) -> str:
    """Who has to act."""
    return voice.pick(*_OWNER[owner])
