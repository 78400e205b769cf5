"""Which questions a run asks, and that a healthy run of a customer who sees nothing asks none."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from maildoctor.api import Auth, Fault, MailboxFact, Outcome, Question, Security
from maildoctor.model.fact import Envelop, EnvelopeFact, RecipientAnswer
from tests.failures.account import (
    DOMAIN,
    DROPPED,
    INCOMING,
    MAIL,
    OUTGOING,
    PORTS,
    USER,
    Port,
    World,
    examine,
)
from tests.failures.sources import ROOT

WORLD = World()
NO = "NO [AUTHENTICATIONFAILED] Authentication failed."
XSERVER = {
    **WORLD.records,
    (DOMAIN, "MX"): ("10 sv123.xserver.jp",),
    ("sv123.xserver.jp", "A"): ("192.0.2.10",),
    ("sv132.xserver.jp", "A"): ("192.0.2.11",),
}


def _mine() -> frozenset[str]:
    sources = (path.read_text("utf-8") for path in (ROOT / "checks").glob("_symptom_*.py"))
    return frozenset(name for source in sources for name in re.findall(r"Ask\(\s*\"([a-z0-9-]+)\"", source))


MINE = _mine()
HERE: dict[str, World] = {}
"""Question → a world in which it is asked. Nothing failed where the first lines say so, and the customer sees it."""


def _well(question: str, saw: str, **more: Any) -> None:
    HERE[question] = replace(WORLD, saw=saw, **more)


def _fault(question: str, **more: Any) -> None:
    HERE[question] = replace(WORLD, **more)


_well("new-outlook-only", "新しい Outlook で送れない")
_well("phone-outlook-only", "スマホの Outlook だけ送れない")
_well("new-profile", "0x800CCC0E")
_well("saved-credentials", "パスワードを何度も聞かれる")
_well("works-offline", "何も起きない")
_well("data-file-size", "受信が途中で止まる")
_well("outbox-stuck", "送信トレイに残る")
_well("old-program", "証明書の警告が出る")
_well("message-size", "添付が大きいと送れない")
_well("many-at-once", "一斉送信の途中で 450")
_well("one-recipient-only", "特定の人に送れない")
_well("mobile-recipients-only", "ドコモの携帯にだけ届かない")
_well("returned-message", "メールが戻ってくる")
_well("arrives-by-forwarding", "転送したメールが迷惑メールに入る")
_well("web-form-only", "問い合わせフォームのメール")
_well("copier-only", "複合機からスキャンを送れない")
_well("which-outgoing-server", "送信できない")
_well("computer-name", "504 5.5.2 Helo command rejected: need fully-qualified hostname")
_well("stops-at-same-message", "0x8004210A")
_well("old-mail-gone", "古いメールが消えた")
_well("receiving-stopped", "新着が来ない")
_well("old-contract-still-there", "サーバーを移行したら、特定の会社からだけ届かない")
_well("mail-still-at-old-provider", "移行したら前のメールがない")
_well("sends-by-port-25", "送信できない", outgoing=replace(OUTGOING, port=25), hosts={
    "192.0.2.10": {**PORTS, 25: Port("smtp")}
})  # fmt: skip
_well("sends-from-abroad", "出張先から送れない")
HERE["mx-order"] = replace(
    WORLD.with_records((DOMAIN, "MX", (f"10 spare.{DOMAIN}", f"20 {MAIL}")), (f"spare.{DOMAIN}", "A", ("192.0.2.10",))),
    saw="届かない",
)
_fault("password-typed-by-hand", says={"incoming": NO})
_fault("panel-or-mailbox-password", says={"incoming": NO}, saw="管理画面には入れるのにメールは断られる")
_fault("all-addresses-refused", says={"incoming": NO}, saw="全員のアドレスで入れない")
_fault("alias-login", says={"incoming": NO}, saw="エイリアスで入れない")
_fault("user-name-in-contract", says={"incoming": NO})
_fault("address-created", says={"incoming": NO}, saw="新しいサーバーに移行した")
_fault(
    "server-number", says={"incoming": NO}, records=XSERVER, incoming=replace(INCOMING, host="sv132.xserver.jp"),
    hosts={"192.0.2.10": PORTS, "192.0.2.11": PORTS},
)  # fmt: skip
_fault("browser-login", says={"incoming": "NO [WEBALERT https://example.com/x] Web login required"})
_fault("old-device", says={"incoming": "NO [ALERT] Your account is locked"})
HERE["another-line"] = WORLD.with_ports(p993=DROPPED, p143=DROPPED, p995=DROPPED, p110=DROPPED, p587=DROPPED,
                                        p465=DROPPED, p25=DROPPED)  # fmt: skip
_fault(
    "outgoing-of-former-line", outgoing=replace(OUTGOING, host="smtp.line.example"),
    records={**WORLD.records, ("smtp.line.example", "A"): ("192.0.2.30",)},
    hosts={**WORLD.hosts, "192.0.2.30": {587: Port("smtp", refuses="554 5.7.1 Access denied")}},
)  # fmt: skip
_fault("iphone-outgoing-login", outgoing=replace(OUTGOING, auth=Auth.NONE, username=None), client="iphone")


def test_every_question_has_a_world_here() -> None:
    assert set(HERE) == MINE


@pytest.mark.parametrize("question", sorted(MINE))
def test_it_is_asked_where_it_fits(question: str) -> None:
    told = examine(HERE[question])
    assert question in told.questions
    assert len(told.questions) <= 3


@pytest.mark.parametrize("question", sorted(MINE))
def test_it_can_be_read_aloud(question: str) -> None:
    """Both languages say what the answers mean, and a Japanese Windows can print them."""
    asked = next(q for q in examine(HERE[question]).report.questions if q.id == question)
    assert isinstance(asked, Question)
    asked.ja.encode("cp932")
    assert asked.ja.count("(") == asked.ja.count(")") >= 1
    assert "(" in asked.en
    assert not re.search("[!！{}]", asked.ja + asked.en)
    assert asked.settles


@pytest.mark.parametrize(
    "world",
    [
        WORLD,
        replace(WORLD, login="none"),
        replace(WORLD, client="outlook-new"),
        replace(WORLD, incoming=replace(INCOMING, security=Security.NONE, port=143)),
        replace(WORLD, incoming=replace(INCOMING, port=995)),
        WORLD.with_ports(p993=Port("imap", "implicit", here=(Fault.EXPIRED,))),
        replace(WORLD, outgoing=replace(OUTGOING, auth=Auth.NONE, username=None)),
        replace(WORLD, mailbox=MailboxFact(Outcome.ANSWERED, messages=3, quota_used=100, quota_limit=100)),
    ],
)
def test_nothing_is_asked_where_the_run_knows_or_nobody_complains(world: World) -> None:
    assert MINE.isdisjoint(examine(world).questions)


def test_nothing_is_asked_where_the_domain_takes_no_mail() -> None:
    world = WORLD.with_records((DOMAIN, "MX", ("0 .",)))
    assert MINE.isdisjoint(examine(replace(world, saw="届かない")).questions)


@pytest.mark.parametrize("reply", ["NO [INUSE] Mailbox is in use", "NO [LIMIT] Too many simultaneous connections", NO])
def test_an_old_device_is_suspected_only_where_something_was_locked(reply: str) -> None:
    assert "old-device" not in examine(replace(WORLD, says={"incoming": reply})).questions


def test_a_blocked_port_25_has_its_answer_already() -> None:
    world = replace(WORLD.with_ports(p25=DROPPED), outgoing=replace(OUTGOING, port=25, security=Security.NONE))
    assert MINE.isdisjoint(examine(world).questions)


def test_a_program_that_the_customer_does_not_have_is_not_asked_about() -> None:
    for client in ("thunderbird", "apple-mail"):
        told = examine(replace(WORLD, saw="送れない", client=client))
        asked = told.questions
        assert asked or any(r.findings for r in told.report.checks if r.id == "client.causes")
        assert not {"new-outlook-only", "works-offline", "copier-only"}.intersection(asked)


def test_a_sender_of_ones_own_house_is_no_former_line() -> None:
    refuses = EnvelopeFact(Outcome.REJECTED, Envelop.SENDER_REFUSED, "553 5.7.1 not owned by user")
    assert examine(replace(WORLD, envelope=refuses)).questions == ()


def test_a_client_host_that_is_turned_away_may_be_abroad() -> None:
    refuses = EnvelopeFact(Outcome.REJECTED, Envelop.SENDER_REFUSED, "554 5.7.1 Client host rejected: Access denied")
    assert examine(replace(WORLD, envelope=refuses)).questions == ("sends-from-abroad",)


def test_refused_after_a_login_that_was_accepted() -> None:
    """The recipient elsewhere is refused with 5.7.1 although the login stands: nothing else in the run tells why."""
    answers = tuple(
        RecipientAnswer(r, Envelop.NEEDS_LOGIN, "550 5.7.1 Command rejected") for r in (USER, "postmaster@example.com")
    )
    turned_away = EnvelopeFact(Outcome.REJECTED, Envelop.ACCEPTED, "250 ok", answers)
    assert examine(replace(WORLD, envelope=turned_away)).questions == ("sends-from-abroad",)


def test_what_points_nowhere_gets_two_questions_at_most() -> None:
    assert examine(replace(WORLD, saw="0x800CCC0E")).questions == ("new-profile", "new-outlook-only")
    foreign = replace(WORLD, saw="0x800CCC0E", records=XSERVER)
    assert examine(foreign).questions == ("new-outlook-only", "phone-outlook-only")
