"""The last line: one sentence with a fixed grammar that can be read aloud on the telephone."""

from __future__ import annotations

from maildoctor.model.contrast import Break, Certainty, Proof, Severity, SideResult
from maildoctor.model.field import Field, Owner
from maildoctor.model.report import Diagnosis, Report, Verdict
from maildoctor.model.settings import Direction
from maildoctor.report.client_causes import client_causes
from maildoctor.report.edits import changes_in_words
from maildoctor.report.lines import spaced
from maildoctor.report.voice import Voice

_BY_LOGIN = ("ログインまで確認", "proved by login")
_SIDE = {Direction.INCOMING: ("受信", "incoming"), Direction.OUTGOING: ("送信", "outgoing")}


def conclusion(report: Report, voice: Voice) -> str:
    """The conclusion, with its head ("結論:", "Conclusion:")."""
    head = voice.pick("結論: ", "Conclusion: ")
    return head + _sentence(report, voice)


def _sentence(report: Report, voice: Voice) -> str:
    fails = [d for d in report.diagnoses if d.severity is Severity.FAIL]
    if report.verdict is Verdict.UNKNOWN and fails:
        return voice.pick(
            f"調べられませんでした({_reason(fails[0], voice)})。", f"not examined ({_reason(fails[0], voice)})."
        )
    if len(fails) > 1:
        return _several(fails, voice)
    if fails:
        return _one(report, fails[0], voice)
    if report.interrupted:
        return voice.pick("途中で止めました。分かったことは上のとおりです。", "interrupted; what was learnt is above.")
    waits = _held_until(report)
    if waits is not None:
        return voice.pick(
            f"直すところはありません。{waits} まで待ってください。", f"nothing to change. Wait until {waits}."
        )
    if report.verdict is Verdict.UNKNOWN:
        return _gap(report, voice)
    return _fine(report, voice)


def _reason(diagnosis: Diagnosis, voice: Voice) -> str:
    return voice.says(diagnosis.finding).rstrip("。.")


def _several(fails: list[Diagnosis], voice: Voice) -> str:
    letters = [chr(ord("A") + i) for i in range(len(fails))]
    if len(fails) == 2:
        both_ja, both_en = f"上の {letters[0]} と {letters[1]} の両方", f"both {letters[0]} and {letters[1]} above"
    else:
        both_ja, both_en = f"上の {letters[0]} から {letters[-1]} の全部", f"all of {letters[0]} to {letters[-1]} above"
    if all(d.edits for d in fails):
        return voice.pick(
            f"直す欄は {len(fails)} つです({both_ja})。", f"{len(fails)} things are to be changed ({both_en})."
        )
    return voice.pick(f"原因は {len(fails)} つです({both_ja})。", f"there are {len(fails)} causes ({both_en}).")


def _one(report: Report, fail: Diagnosis, voice: Voice) -> str:
    contrast = fail.finding.contrast
    if contrast is not None and contrast.what is Break.PASSWORD:
        if fail.certainty is Certainty.LIKELY:
            return voice.pick(
                "パスワード違いかアカウント停止です(上の質問で決まります)。",
                "the password is wrong, or the account is stopped (the question above decides).",
            )
        return voice.pick("パスワードの作り直しが要ります。", "a new password is needed.")
    if fail.edits:
        return _change(fail, voice) + _how_far(report, fail, voice)
    if fail.field is Field.NETWORK_PORT25:
        return voice.pick("この回線は 25 番が使えません。", "this line does not let port 25 out.")
    who = _who(fail.owner, voice)
    return voice.pick(f"{_reason(fail, voice)}({who})。", f"{_reason(fail, voice)} ({who}).")


def _change(fail: Diagnosis, voice: Voice) -> str:
    """「送信の「ポート」を 25 から 587 に、… 変えてください」, by direction."""
    said = changes_in_words([(edit.field.value, edit.old, edit.new) for edit in fail.edits], voice)
    name = voice.named()
    if name:
        return voice.pick(f"{spaced(name)}の{said}変えてください".lstrip(), f"in {name}, change {said}")
    return voice.pick(f"{said}変えてください", f"change {said}")


def _how_far(report: Report, fail: Diagnosis, voice: Voice) -> str:
    """Nothing where a login proved it; else how far it was proved."""
    contrast = fail.finding.contrast
    directions = contrast.directions if contrast is not None else ()
    proofs = [report.contrasts.sides[d].proof for d in directions if d in report.contrasts.sides]
    stop = voice.pick("。", ".")
    if proofs and all(proof is Proof.LOGIN for proof in proofs):
        return stop
    if proofs and all(proof in (Proof.LOGIN, Proof.AUTH_OFFERED) for proof in proofs):
        return voice.pick("(ログインの手前まで確認)。", " (seen to work up to the login).")
    return voice.pick("(接続まで確認)。", " (seen to connect).") if proofs else stop


def _who(owner: Owner, voice: Voice) -> str:
    return {
        Owner.CLIENT: voice.pick("この PC で直せます", "can be put right on this PC"),
        Owner.NETWORK: voice.pick("回線の管理者に頼みます", "for whoever runs the line"),
        Owner.PROVIDER: voice.pick("メール会社に頼みます", "for the mail provider"),
        Owner.DNS: voice.pick("ドメインの管理者に頼みます", "for whoever runs the domain's DNS"),
        Owner.ACCOUNT: voice.pick("契約者の画面で直せます", "for the holder of the account"),
        Owner.REGISTRAR: voice.pick("ドメインの登録会社に頼みます", "for the registrar"),
        Owner.RECIPIENT: voice.pick("相手の側の問題です", "on the other side"),
        Owner.NOBODY: voice.pick("待ちます", "wait"),
    }[owner]


def _held_until(report: Report) -> str | None:
    for result in report.checks:
        for finding in result.findings:
            if finding.id == "login-budget-spent":
                return str(finding.arguments.get("until", ""))[-5:]
    return None


def _gap(report: Report, voice: Voice) -> str:
    reasons = {side.unexamined for side in report.contrasts.sides.values()}
    if "login-withheld" in reasons:
        return voice.pick(
            "ログインの手前まで正常です(パスワードは送っていません。上の注意を見てください)。",
            "all is well up to the login (the password was not sent; see above).",
        )
    if "resolver" in reasons:
        return voice.pick("調べられませんでした(名前を調べられません)。", "not examined (names cannot be looked up).")
    if "place" in reasons:
        return voice.pick(
            "最後まで調べられませんでした(この場所の回線や PC では試せない所があります)。",
            "not examined to the end (this place's line or PC does not let it through).",
        )
    if "deadline" in reasons:
        return voice.pick("最後まで調べられませんでした(時間切れ)。", "not examined to the end (time was up).")
    return voice.pick("最後まで調べられませんでした(検査の途中で問題)。", "not examined to the end (a check failed).")


def _proved_at(report: Report, ja: str, en: str, voice: Voice) -> str:
    """How far it was proved, with the time where the report has one."""
    said = voice.pick(ja, en)
    return said if report.stable else report.case.now.strftime("%H:%M") + voice.pick("、", ", ") + said


def _one_side(side: SideResult, proof: str, more_ja: str, more_en: str, voice: Voice) -> str:
    """Where --only left one direction to look at, nothing is said of the other."""
    ja, en = _SIDE[side.direction]
    return voice.pick(f"{ja}は正常です({proof})。{more_ja}", f"{en} mail is in order ({proof}).{more_en}")


def _client_side(report: Report, voice: Voice, more_ja: str, more_en: str) -> str:
    """The account is in order, so it is the client. Where nobody said that it fails, it may well work."""
    name = voice.named()
    unless_ja = "" if report.case.settings.saw else "まだ使えなければ、"
    unless_en = "" if report.case.settings.saw else "if it still does not work, "
    return voice.pick(
        f"アカウントは正常です。{unless_ja}原因は{spaced(name)}側です(まず上の 1)。{more_ja}",
        f"the account is in order; {unless_en}the cause is in {name} (first 1 above).{more_en}",
    )


def _fine(report: Report, voice: Voice) -> str:
    sides = report.contrasts.sides.values()
    warns = [d for d in report.diagnoses if d.severity is Severity.WARN]
    edited = next((d for d in warns if d.edits), None)
    if edited is not None:
        return voice.pick("今は使えますが、", "it works today, but ") + _change(edited, voice) + voice.pick("。", ".")
    more_ja = f"注意が {len(warns)} つあります(上の注意)。" if warns else ""
    more_en = f" {len(warns)} warning(s), see above." if warns else ""
    if client_causes(report):
        return _client_side(report, voice, more_ja, more_en)
    if not sides:
        return voice.pick(f"ドメインの案内は正常です。{more_ja}", f"the domain is in order.{more_en}")
    if len(sides) == 1:
        side = next(iter(sides))
        proof_ja, proof_en = {
            Proof.LOGIN: _BY_LOGIN,
            Proof.AUTH_OFFERED: ("ログインの手前まで確認", "seen up to the login"),
        }.get(side.proof, ("試したところまで", "as far as it was tried"))
        return _one_side(side, _proved_at(report, proof_ja, proof_en, voice), more_ja, more_en, voice)
    if all(side.proof is Proof.LOGIN for side in sides):
        proof = _proved_at(report, *_BY_LOGIN, voice)
        return voice.pick(
            f"受信も送信も正常です({proof})。{more_ja}",
            f"incoming and outgoing mail both work ({proof}).{more_en}",
        )
    if any(side.proof is Proof.LOGIN for side in sides):
        proved = next(side.direction for side in sides if side.proof is Proof.LOGIN)
        ja, en = _SIDE[proved]
        return voice.pick(
            f"{ja}はログインまで、もう一方はその手前まで正常です。{more_ja}",
            f"{en} mail works up to the login, the other direction up to just before it.{more_en}",
        )
    if all(side.proof is Proof.AUTH_OFFERED for side in sides):
        return voice.pick(
            f"ログインの手前まで正常です(パスワードは試していません)。{more_ja}",
            f"all is well up to the login (no password was tried).{more_en}",
        )
    return voice.pick(f"試したところまでは正常です。{more_ja}", f"all is well as far as it was tried.{more_en}")
