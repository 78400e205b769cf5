"""The account is in order and the client fails: the causes in the client, ordered by what the customer sees."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from maildoctor.knowledge.words import CLIENTS, client_causes
from maildoctor.model.settings import Protocol
from maildoctor.report.conclusion import conclusion
from maildoctor.report.voice import Voice
from tests.failures.account import DROPPED, INCOMING, OUTGOING, World, examine
from tests.failures.sources import ROOT

WORLD = World()


def _causes(world: World) -> list[str]:
    report = examine(world).report
    return [finding.id for result in report.checks if result.id == "client.causes" for finding in result.findings]


def _last_line(world: World, lang: str = "ja") -> str:
    return conclusion(examine(world).report, Voice(lang, world.client or "generic"))


@pytest.mark.parametrize(
    ("client", "saw", "first"),
    [
        ("outlook", "パスワードを何度も聞かれる", "outlook-stored-credentials"),
        ("outlook", "送信トレイに残る", "outlook-outbox-stuck"),
        ("outlook", "何も起きない", "outlook-works-offline"),
        ("outlook-new", "出張先から送れない", "outlook-new-connects-from-abroad"),
        ("iphone", "パスワードが正しくありません", "iphone-former-password"),
        ("iphone", "送信できない", "iphone-other-outgoing-server"),
        ("copier", "複合機からスキャンを送れない", "copier-former-settings"),
        ("thunderbird", "送れない", "thunderbird-other-outgoing-server"),
    ],
)
def test_what_the_customer_sees_orders_the_causes(client: str, saw: str, first: str) -> None:
    found = _causes(replace(WORLD, client=client, saw=saw))
    assert found[0] == first
    assert len(found) <= 3


def test_the_conclusion_turns_to_the_client() -> None:
    world = replace(WORLD, client="outlook", saw="0x800CCC92")
    assert _last_line(world).endswith("アカウントは正常です。原因は Outlook 側です(まず上の 1)。")
    assert "the cause is in Outlook" in _last_line(world, "en")


@pytest.mark.parametrize("client", ["outlook-new", "iphone"])
def test_a_suspect_is_named_before_anybody_complains_but_not_accused(client: str) -> None:
    assert _causes(replace(WORLD, client=client))
    assert "まだ使えなければ" in _last_line(replace(WORLD, client=client))


@pytest.mark.parametrize("client", [None, "outlook", "thunderbird", "apple-mail", "android", "copier"])
def test_nobody_is_suspected_where_nobody_complains(client: str | None) -> None:
    assert _causes(replace(WORLD, client=client)) == []
    assert "側です" not in _last_line(replace(WORLD, client=client))


@pytest.mark.parametrize(
    "world",
    [
        WORLD.with_ports(p993=DROPPED),
        replace(WORLD, says={"incoming": "NO [AUTHENTICATIONFAILED] Authentication failed."}),
        replace(WORLD, login="none"),
    ],
    ids=["a fault", "a refused password", "no login"],
)
def test_nothing_is_said_of_the_client_where_the_account_was_not_proved(world: World) -> None:
    assert _causes(replace(world, client="outlook", saw="送れない")) == []


@pytest.mark.parametrize("saw", ["メールが戻ってくる", "特定の人に送れない", "届かない", "古いメールが消えた"])
def test_what_happens_elsewhere_is_not_the_clients(saw: str) -> None:
    assert _causes(replace(WORLD, client="outlook", saw=saw)) == []


def test_what_stands_in_the_client_rules_a_cause_out() -> None:
    told = "送信できない"
    empty = replace(WORLD, client="iphone", saw=told, outgoing=replace(OUTGOING, username=None))
    assert _causes(empty)[0] == "iphone-outgoing-login-empty"
    assert "iphone-outgoing-login-empty" not in _causes(replace(WORLD, client="iphone", saw=told))
    pop = replace(WORLD, client="outlook-new", incoming=replace(INCOMING, protocol=Protocol.POP3, port=995))
    assert "outlook-new-pop" in _causes(pop)
    assert "outlook-new-pop" not in _causes(replace(WORLD, client="outlook-new"))


def test_topics_and_questions_of_the_files_exist() -> None:
    codes = (ROOT / "checks" / "_symptom_codes.py").read_text("utf-8")
    topics = {name.lower().replace("_", "-") for name in re.findall(r"^    ([A-Z_]+) = ", codes, re.MULTILINE)}
    assert len(topics) > 10
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "checks").glob("_symptom_*.py"))
    questions = set(re.findall(r"Ask\(\s*\"([a-z0-9-]+)\"", sources))
    for cause in (cause for client in CLIENTS for cause in client_causes(client)):
        assert set(cause.topics) <= topics, cause.id
        assert set(cause.questions) <= questions, cause.id
