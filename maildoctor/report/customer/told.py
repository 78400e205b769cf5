"""A diagnosis in the words of a shop owner: what was happening, why, and what is done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from maildoctor.knowledge import plain
from maildoctor.model.contrast import Break, Edit, EditValue, Proof, Severity
from maildoctor.model.field import Link, Owner
from maildoctor.model.finding import Argument
from maildoctor.model.report import Diagnosis, Report
from maildoctor.model.settings import Direction
from maildoctor.report.voice import Voice

_STOPPED = {
    Link.NAME: "reach",
    Link.ADDRESS: "reach",
    Link.CONNECT: "reach",
    Link.GREETING: "talk",
    Link.CERTIFICATE: "trust",
    Link.CAPABILITIES: "talk",
    Link.LOGIN: "login",
    Link.ACCOUNT: "account",
}


@dataclass(frozen=True, slots=True)
class ToldCause:
    """One diagnosis, told. `ask` is what whoever must act is asked for, "" where nobody is asked."""

    diagnosis: Diagnosis
    says: str
    seen: str
    why: str
    ask: str
    dont: tuple[str, ...]


def tell(report: Report, diagnosis: Diagnosis, voice: Voice) -> ToldCause:
    """Put one diagnosis into plain words. A code without sentences of its own gets those of its field's place."""
    own = plain.told(diagnosis.finding.id)
    arguments = _arguments(report, diagnosis, voice)
    place = diagnosis.field.value

    def say(pair: plain.Pair | None, part: str) -> str:
        said = _spoken(pair, arguments, voice) if pair is not None else None
        return said or _spoken(plain.of_place(place, part), arguments, voice) or ""

    asks = diagnosis.owner in _ASKED and not (diagnosis.edits and diagnosis.owner is not Owner.PROVIDER)
    return ToldCause(
        diagnosis,
        say(own.says if own else None, "says"),
        _spoken(_seen(own, diagnosis), {**arguments, "side": _side(_stopped(diagnosis), voice)}, voice) or "",
        say(own.why if own else None, "why"),
        say(own.ask if own else None, "ask") if asks else "",
        tuple(voice.pick(*plain.dont(name)) for name in own.dont) if own else (),
    )


_ASKED = frozenset((Owner.PROVIDER, Owner.DNS, Owner.REGISTRAR, Owner.NETWORK))


def directions_of(diagnosis: Diagnosis) -> tuple[Direction, ...]:
    """The directions that a diagnosis is about: both where it names none."""
    if diagnosis.finding.contrast is not None:
        return diagnosis.finding.contrast.directions
    named = diagnosis.field.direction
    return (named,) if named is not None else tuple(Direction)


def _stopped(diagnosis: Diagnosis) -> tuple[Direction, ...]:
    """Where it was seen: a user name or password refused on one side is not tried on the other."""
    directions, contrast = directions_of(diagnosis), diagnosis.finding.contrast
    return directions[:1] if contrast is not None and contrast.what in (Break.PASSWORD, Break.USERNAME) else directions


def _seen(own: plain.Told | None, diagnosis: Diagnosis) -> plain.Pair:
    if own is not None and own.seen is not None:
        return own.seen
    fail = diagnosis.severity is Severity.FAIL
    if diagnosis.finding.contrast is not None and fail:
        return plain.stopped(_STOPPED[diagnosis.finding.contrast.link])
    return plain.of_place(diagnosis.field.value, "fail" if fail else "warn")


def _spoken(pair: plain.Pair, arguments: Mapping[str, Argument], voice: Voice) -> str | None:
    """The sentence, None where the run does not give all that it speaks of: then it must not be said."""
    text = plain.in_language(pair, voice.lang)
    if any(arguments.get(name) in (None, "", ()) for name in text.placeholders()):
        return None
    return text.say("says", arguments, voice)


def _arguments(report: Report, diagnosis: Diagnosis, voice: Voice) -> Mapping[str, Argument]:
    return {
        "host": _host(diagnosis),
        **diagnosis.finding.arguments,
        "domain": report.case.address.shown if report.case.address else report.case.domain,
        "side": _side(directions_of(diagnosis), voice),
        "box": voice.label(diagnosis.field.value),
        "change": change(diagnosis.edits, voice),
        "usable": _usable(report, diagnosis, voice),
    }


def _host(diagnosis: Diagnosis) -> Argument:
    contrast = diagnosis.finding.contrast
    return dict(contrast.seen).get("host") if contrast is not None else None


def _side(directions: tuple[Direction, ...], voice: Voice) -> str:
    if len(directions) > 1:
        return voice.pick("受信と送信", "incoming and outgoing")
    return voice.pick(*{"incoming": ("受信", "incoming"), "outgoing": ("送信", "outgoing")}[directions[0].value])


def change(edits: tuple[Edit, ...], voice: Voice) -> str:
    """The changes in one phrase: 「ポート」を「587」に変えれば / Set "Port" to "587"."""
    typed = [edit for edit in edits if edit.new is not None]
    if len(typed) == 1:
        label, new = voice.label(typed[0].field.value), value(typed[0].field.value, typed[0].new, voice)
        return voice.pick(f"「{label}」を「{new}」に変えれば", f'Set "{label}" to "{new}"')
    if typed:
        return voice.pick(
            f"下の表の {len(typed)} か所を直せば", f"Change the {len(typed)} boxes marked in the table below"
        )
    if edits:
        return voice.pick("パスワードを入れ直せば", "Enter the password again")
    return voice.pick("契約の案内どおりに直せば", "Set it as the papers of the contract say")


def _usable(report: Report, diagnosis: Diagnosis, voice: Voice) -> str:
    proved = all(
        direction in report.contrasts.sides and report.contrasts.sides[direction].proof is Proof.LOGIN
        for direction in directions_of(diagnosis)
    )
    if diagnosis.verified and proved:
        return voice.pick("できるようになります", "works again")
    return voice.pick("できるようになる見込みです", "should work again")


def value(name: str, given: EditValue, voice: Voice) -> str:
    """A value as it stands in the client's box `name` ("outgoing.port")."""
    return voice.shown(name, given)
