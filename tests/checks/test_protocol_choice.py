"""POP or IMAP: one more port at most, information only, and nothing where nothing is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from maildoctor.api import Endpoint, EndpointFact, Link, MailboxFact, Outcome, Probe, Protocol, Security
from maildoctor.model.case import Options
from maildoctor.model.evidence import Evidence, Observation
from maildoctor.model.fact import Fact
from maildoctor.model.finding import Finding, Question, Said
from maildoctor.model.settings import Settings
from maildoctor.testing import case_of, run_check, speak
from tests.checks.dns_answers import bundled, codes
from tests.checks.incoming_evidence import IMAP, MAIL, POP, Answers, ready, settings, working

CHECK = bundled("incoming.protocol_choice")
STARTTLS = Endpoint(MAIL, 143, Protocol.IMAP, Security.STARTTLS)
CLOSED = EndpointFact(Outcome.REFUSED)
BOX = MailboxFact(Outcome.ANSWERED, messages=12, octets=1_000, quota_used=100, quota_limit=1000)
BOTH: Answers = {IMAP: ready(IMAP), POP: ready(POP)}


def run(
    mine: Endpoint, more: dict[Probe, Fact], box: MailboxFact | None = None, keep: bool | int | None = None
) -> tuple[list[Said], list[Probe]]:
    answers: Answers = {**working(mine, box), **more}
    found, unanswered = run_check(CHECK, answers, settings=settings(mine, keep), options=Options(login="given"))
    assert all(item.status.value == "pass" and item.contrast is None for item in found if isinstance(item, Finding))
    return found, unanswered


def said(
    mine: Endpoint, more: dict[Probe, Fact], box: MailboxFact | None = None, keep: bool | int | None = None
) -> set[str]:
    return set(codes(run(mine, more, box, keep)[0]))


# -- what is asked ----------------------------------------------------------------------------------------------------


def asked(evidence: dict[Probe, Fact], account: Settings) -> list[Probe]:
    """What is asked when all of `evidence` is there already."""
    known = Evidence(Observation(f"o{n}", probe, fact) for n, (probe, fact) in enumerate(evidence.items(), 1))
    return list(CHECK.probes(case_of(settings=account), known))


@pytest.mark.parametrize("mine", [IMAP, STARTTLS])
def test_one_port_of_the_other_protocol_is_asked_once_mine_is_ready(mine: Endpoint) -> None:
    account = settings(mine)
    assert asked({}, account) == []
    assert asked({mine: CLOSED}, account) == []
    assert asked({mine: replace(ready(mine), final=False)}, account) == []
    assert asked({mine: ready(mine)}, account) == [POP]
    assert asked({mine: ready(mine), **BOTH}, account) == [POP]
    assert asked({Endpoint("other.example.jp", 993, Protocol.IMAP, Security.TLS): ready(IMAP)}, account) == []
    assert asked({POP: ready(POP)}, account) == []


def test_from_pop_the_port_of_imap_is_asked() -> None:
    assert asked({POP: ready(POP)}, settings(POP)) == [IMAP]
    assert asked(dict(BOTH), settings(POP)) == [IMAP]


def test_nothing_is_asked_without_a_host() -> None:
    assert asked(dict(BOTH), Settings()) == []
    nameless = Settings(incoming=replace(settings(IMAP).incoming, protocol=None))
    assert asked({POP: ready(POP)}, nameless) == []
    assert asked(dict(BOTH), nameless) == [POP]


# -- what is said -----------------------------------------------------------------------------------------------------


def test_both() -> None:
    assert said(IMAP, {POP: ready(POP)}) == {"pop-and-imap-both"}
    assert said(POP, {IMAP: ready(IMAP)}) == {"pop-and-imap-both", "how-many-devices"}
    assert said(POP, {STARTTLS: ready(STARTTLS), IMAP: CLOSED}) == {"pop-and-imap-both", "how-many-devices"}


def test_only_one() -> None:
    assert said(IMAP, {POP: CLOSED}) == {"imap-only"}
    assert said(POP, {IMAP: CLOSED}) == {"pop-only"}


@pytest.mark.parametrize(
    "fact",
    [
        EndpointFact(Outcome.SILENT), EndpointFact(Outcome.CUT_OFF), EndpointFact(Outcome.UNREACHABLE),
        EndpointFact(Outcome.REFUSED, final=False), EndpointFact(Outcome.UNTRUSTED, Link.GREETING),
        EndpointFact(Outcome.BLOCKED),
    ],
)  # fmt: skip
def test_a_port_that_tells_nothing_is_not_spoken_of(fact: EndpointFact) -> None:
    assert said(IMAP, {POP: fact}) == set()
    assert said(POP, {IMAP: fact}) == set()


def test_nothing_is_said_where_the_account_does_not_work() -> None:
    assert said(IMAP, {IMAP: CLOSED, POP: ready(POP)}) == set()


def test_the_question_is_not_asked_beside_a_fault() -> None:
    account = settings(POP)
    wrong = Settings("user@example.jp", replace(account.incoming, security=Security.STARTTLS))
    found, _ = run_check(CHECK, {**working(POP), **BOTH}, settings=wrong, options=Options(login="given"))
    assert "how-many-devices" not in codes(found)


def test_mail_on_this_pc_only() -> None:
    assert "pop-mail-on-this-pc-only" in said(POP, {IMAP: CLOSED}, keep=False)
    for keep in (True, 14, None):
        assert "pop-mail-on-this-pc-only" not in said(POP, {IMAP: CLOSED}, keep=keep)
    assert "pop-mail-on-this-pc-only" not in said(IMAP, {POP: CLOSED}, keep=False)


def test_room_for_imap() -> None:
    assert "imap-room-short" in said(IMAP, {}, replace(BOX, quota_used=900))
    assert "imap-room-short" not in said(IMAP, {}, replace(BOX, quota_used=899))
    assert "imap-room-short" not in said(POP, {IMAP: ready(IMAP)}, replace(BOX, quota_used=900))


@pytest.mark.parametrize(
    ("box", "minutes"),
    [
        (replace(BOX, quota_used=2_000_000), 28),  # KiB
        (replace(BOX, quota_used=None, all_octets=750_000_001), 11),
        (replace(BOX, quota_used=None, octets=75_000_000), 1),
        (replace(BOX, quota_used=None, octets=None), None),
        (replace(BOX, quota_used=0), None),
    ],
)
def test_the_time_of_a_first_synchronisation(box: MailboxFact, minutes: int | None) -> None:
    found = [f for f in run(IMAP, {}, box)[0] if isinstance(f, Finding) and f.id == "imap-first-sync"]
    assert [f.arguments["minutes"] for f in found] == ([] if minutes is None else [minutes])


def test_pop_alone_tells_nothing_of_imap() -> None:
    assert said(POP, {IMAP: CLOSED}, BOX) == {"pop-only"}
    assert "imap-first-sync" in said(POP, {IMAP: ready(IMAP)}, BOX)


def test_every_code_speaks() -> None:
    arguments: dict[str, Any] = {"host": MAIL, "port": 995, "percent": 92, "megabytes": 750, "minutes": 10}
    for code in CHECK.codes:
        assert code.status.value == "pass"
        assert code.field is None
        for lang in ("ja", "en"):
            whole = "".join(speak(code(**arguments), lang, part) for part in ("says", "why", "fix"))
            assert "incoming.keep" not in whole
            whole.encode("cp932")
    (question,) = [item for item in run(POP, BOTH)[0] if isinstance(item, Question)]
    assert all("IMAP" in speak(question, lang) for lang in ("ja", "en"))
