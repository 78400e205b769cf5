"""SCRAM: a server that never proves that it knows the password has not let anybody in."""

from __future__ import annotations

from maildoctor.model.fact import LoginFact, Outcome, Refusal
from maildoctor.model.secret import Secret
from maildoctor.wire import smtp
from maildoctor.wire.reply import Reply, Standing
from maildoctor.wire.sasl import Mechanism


def test_ok_without_the_signature_is_no_success() -> None:
    talk = smtp.login(Mechanism.SCRAM_SHA_256, "taro", Secret("long-enough-secret"), "mail.test", 587)
    next(talk)
    try:
        talk.send(Reply(Standing.OK, "235", "2.7.0", ("2.7.0 ok",), (b"235 2.7.0 ok",)))
    except StopIteration as stop:
        fact: LoginFact = stop.value
    assert fact.outcome is Outcome.GARBLED
    assert fact.refusal is Refusal.BROKEN
    assert not fact.accepted
    assert fact.trouble == "server-not-proved"
