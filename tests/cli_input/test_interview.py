"""The interview (`--ask`): asked in the words of the client, Enter leaves out, nothing is presumed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from maildoctor.cli import terminal
from maildoctor.cli.interview import interviewed
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.knowledge.words import CLIENTS, GENERIC
from maildoctor.model.settings import Auth, Protocol, Security, ServerSettings, Settings

JA, EN = Speak("ja"), Speak("en")
Talk = Callable[..., tuple[Settings, list[str]]]


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    """An interview with answers by a part of the question; every other question is answered by Enter alone."""
    monkeypatch.setattr(terminal, "has_terminal", lambda: True)
    said: list[str] = []
    monkeypatch.setattr(terminal, "tell", said.append)

    def run(known: Settings, answers: dict[str, list[str]], speak: Speak = JA) -> tuple[Settings, list[str]]:
        left = {part: list(typed) for part, typed in answers.items()}

        def ask(question: str) -> str | None:
            said.append(question)
            for part, typed in left.items():
                if question.strip().startswith(part) and typed:
                    return typed.pop(0)
            return ""

        found = interviewed(known, speak, ask)
        assert not any(left.values()), f"never asked: {left}"
        return found, said

    return run


@pytest.mark.parametrize("client", [*CLIENTS, GENERIC])
@pytest.mark.parametrize("speak", [JA, EN], ids=["ja", "en"])
def test_enter_alone_leaves_everything_out_and_it_is_short(talk: Talk, client: str, speak: Speak) -> None:
    found, said = talk(Settings(client=client), {}, speak)
    assert found == Settings(client=client)
    assert 5 <= sum(line.endswith(": ") for line in said) <= 14
    "".join(said).encode("cp932")


def test_the_boxes_and_lists_of_outlook(talk: Talk) -> None:
    found, said = talk(
        Settings(client="outlook"),
        {
            "メール アドレス": ["info@aoba.example"],
            "アカウントの種類": ["POP"],
            "受信メール サーバー": ["mail.aoba.example"],
            "受信メールのポート": ["995"],
            "受信メールの暗号化方法": ["1"],
            "受信メールのユーザー名": ["info"],
            "送信メール サーバー": ["mail.aoba.example"],
            "送信メールのポート": ["587"],
            "送信メールの暗号化方法": ["自動"],
            "送信サーバー (SMTP) は認証が必要": ["印あり"],
            "受信メール サーバーと同じ設定を使用する": ["選ぶ"],
            "画面に出た番号か文": ["0x800CCC0E"],
        },
    )
    assert found == Settings(
        "info@aoba.example",
        ServerSettings(Protocol.POP3, "mail.aoba.example", 995, Security.TLS, "info"),
        ServerSettings(None, "mail.aoba.example", 587, Security.AUTO, auth=Auth.PASSWORD, same_as_incoming=True),
        "outlook",
        "0x800CCC0E",
    )
    assert not any("送信メールのユーザー名" in line for line in said)


@pytest.mark.parametrize(
    ("port", "security"), [("993", Security.TLS), ("143", Security.STARTTLS), ("9993", None), ("", None)]
)
def test_one_switch_says_on_and_the_port_says_how(talk: Talk, port: str, security: Security | None) -> None:
    """The customer sees 「オン」. What he cannot see is not made up: at another port it stays unknown."""
    found, said = talk(Settings(client="iphone"), {"受信設定の「サーバポート」": [port], "受信設定の「SSL": ["オン"]})
    assert found.incoming.security is security
    assert any("1 オン  2 オフ" in line for line in said)


def test_a_copier_is_asked_for_sending_alone(talk: Talk) -> None:
    found, said = talk(Settings(client="copier"), {"SMTP認証 (": ["しない"]})
    assert found.outgoing == ServerSettings(auth=Auth.NONE)
    assert not any("ユーザーID" in line or "受信" in line for line in said)


def test_known_values_stand_and_can_be_dropped(talk: Talk) -> None:
    known = Settings("info@aoba.example", saw="送れない")
    assert talk(known, {})[0] == known
    assert talk(known, {"画面に出た": ["-"]})[0] == Settings("info@aoba.example")


def test_what_cannot_be_read_is_asked_again(talk: Talk) -> None:
    found, said = talk(
        Settings(), {"受信のポート番号": ["995x", "0", "70000", "995"], "受信の暗号化方法": ["ssl?", "1"]}
    )
    assert found.incoming == ServerSettings(port=995, security=Security.TLS)
    assert sum("もう一度" in line for line in said) == 4


def test_the_end_of_the_input_means_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "has_terminal", lambda: True)
    assert interviewed(Settings(), JA, lambda question: None) == Settings()


def test_without_a_terminal_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "has_terminal", lambda: False)
    with pytest.raises(ProblemError, match="ask"):
        interviewed(Settings(), EN, lambda question: pytest.fail("nobody is there"))
