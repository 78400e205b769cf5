"""The part of a login that is the same in all three protocols: answer challenges, read the verdict."""

from __future__ import annotations

from collections.abc import Generator

from maildoctor.model.fact import LoginFact, Outcome, Refusal
from maildoctor.model.secret import PLACEHOLDER
from maildoctor.wire.dialogue import Say, Step
from maildoctor.wire.refusal import read_refusal
from maildoctor.wire.reply import Reply, Standing
from maildoctor.wire.sasl import Exchange, Mechanism, UnacceptableError, challenge, encode, proves_server


def told(reply: Reply) -> str:
    """A reply as one line of text with its code."""
    return f"{reply.code} {reply.text}".strip()


def answer_challenges(
    mechanism: Mechanism, talk: Exchange, reply: Reply, sent: bool, name: str, tag: str
) -> Generator[Step, Reply, LoginFact]:
    """Answer challenges until the server has decided. `name` and `tag` are those of the command around it."""
    told_name = mechanism is not Mechanism.LOGIN
    answers = 0
    while reply.standing is Standing.MORE:
        answer: bytes | None
        try:
            asked = reply.lines[0].strip() if reply.lines else ""
            answer = talk.send(challenge(asked))
            answers += 1
        except StopIteration:
            answer = None
        except UnacceptableError as refused:
            reply = yield Say(b"*\r\n", "*", name, tag)
            return LoginFact(
                Outcome.GARBLED, Refusal.BROKEN, mechanism.value, reply.text, sent, trouble=str(refused.args[0])
            )
        if answer is None:
            yield Say(b"*\r\n", "*", name, tag)
            return LoginFact(Outcome.GARBLED, Refusal.BROKEN, mechanism.value, "", sent, trouble="asks-again")
        shown = PLACEHOLDER if told_name else encode(answer).decode("ascii")
        sent = sent or told_name
        reply = yield Say(encode(answer) + b"\r\n", shown, name, tag, secret=told_name)
        told_name = True
    if reply.standing is Standing.OK and proves_server(mechanism) and answers < _PROVED_AFTER:
        return LoginFact(
            Outcome.GARBLED, Refusal.BROKEN, mechanism.value, told(reply), sent, trouble="server-not-proved"
        )
    return verdict(mechanism, reply, sent)


_PROVED_AFTER = 2
"""SCRAM has two challenges; the second one carries the server's signature, and the exchange checks it."""


def verdict(mechanism: Mechanism, reply: Reply, sent: bool) -> LoginFact:
    """The fact behind the last reply of a login."""
    if reply.standing is Standing.OK:
        words = tuple(reply.detail.split()[1:]) if reply.detail.startswith("CAPABILITY ") else ()
        return LoginFact(Outcome.ACCEPTED, None, mechanism.value, told(reply), sent, words)
    refusal = read_refusal(reply)
    if refusal in (Refusal.LOCKED, Refusal.IN_USE):
        outcome = Outcome.LOCKED
    elif refusal in (Refusal.TEMPORARY, Refusal.THROTTLED) or reply.standing is Standing.LATER:
        outcome = Outcome.DEFERRED
    else:
        outcome = Outcome.REJECTED
    return LoginFact(outcome, refusal, mechanism.value, told(reply), sent)
