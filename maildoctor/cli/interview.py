"""`--ask`: the interview at the terminal, in the words of the customer's client. Enter alone leaves a box out.

A box that is left out is discovered, and nothing can blame it. A minute is all that a customer on the telephone has:
only what decides is asked, and only of boxes that his screen shows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from maildoctor.cli import terminal
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.knowledge.words import GENERIC, client, known_client
from maildoctor.model.settings import Auth, Direction, Protocol, Security, ServerSettings, Settings
from maildoctor.report.lines import spaced
from maildoctor.report.voice import Voice

_NO_LOGIN = (Auth.NONE, Auth.POP_BEFORE_SMTP)
_FROM_THE_START, _AFTER_CONNECTING = (993, 995, 465), (143, 110, 587, 25)
_USUAL_AUTH = (Auth.PASSWORD.value, Auth.NONE.value)
_FORGET = "-"
_Value = TypeVar("_Value")


def interviewed(known: Settings, speak: Speak, ask: Callable[[str], str | None] = terminal.ask_line) -> Settings:
    """`known` with what was answered; known values are what Enter means, "-" forgets them.

    Raises:
        ProblemError: there is no terminal to ask on.
        KeyboardInterrupt: the user gave up.
    """
    if not terminal.has_terminal():
        raise ProblemError(
            "--ask",
            speak(
                "画面のない所では聞けません。--settings か --incoming、--outgoing を使ってください",
                "needs a terminal; use --settings, or --incoming and --outgoing",
            ),
        )
    desk = _Desk(known_client(known.client), speak, ask)
    name = desk.voice.named() or speak("メールソフト", "the mail program")
    desk.say(
        speak(
            f"{spaced(name).lstrip()}の欄のとおりに入れてください。分からなければ Enter だけ。[ ] を消すのは - です。",
            f"Enter what stands in {name}. Enter alone: not known, or the value in [ ]; - drops that.",
        )
    )
    address = desk.text("address", known.address)
    incoming = _incoming(desk, known.incoming)
    outgoing = _outgoing(desk, known.outgoing)
    saw = desk.put(speak("画面に出た番号か文", "Number or sentence that is shown"), known.saw, known.saw, _a_line)
    return replace(known, address=address, incoming=incoming, outgoing=outgoing, saw=saw)


def _incoming(desk: _Desk, known: ServerSettings) -> ServerSettings:
    at = Direction.INCOMING
    if not desk.opens(at):
        return known
    protocol = desk.choice(f"{at}.protocol", known.protocol, (Protocol.IMAP.value, Protocol.POP3.value))
    host, port = desk.text(f"{at}.host", known.host), desk.port(f"{at}.port", known.port)
    security = desk.security(at, port, known.security)
    username = desk.text(f"{at}.username", known.username)
    return replace(
        known,
        protocol=Protocol(protocol) if protocol else None,
        host=host,
        port=port,
        security=security,
        username=username,
    )


def _outgoing(desk: _Desk, known: ServerSettings) -> ServerSettings:
    at = Direction.OUTGOING
    if not desk.opens(at):
        return known
    host, port = desk.text(f"{at}.host", known.host), desk.port(f"{at}.port", known.port)
    security = desk.security(at, port, known.security)
    chosen = desk.choice(f"{at}.auth", known.auth, _USUAL_AUTH)
    auth = Auth(chosen) if chosen else None
    same, username = None, None
    if auth not in _NO_LOGIN:
        answer = desk.choice(f"{at}.same_as_incoming", known.same_as_incoming, ("true", "false"))
        same = None if answer is None else answer == "true"
        username = None if same else desk.text(f"{at}.username", known.username)
    return replace(known, host=host, port=port, security=security, auth=auth, same_as_incoming=same, username=username)


class _Desk:
    """One interview: who asks, in whose words."""

    __slots__ = ("ask", "client", "speak", "voice")

    def __init__(self, name: str, speak: Speak, ask: Callable[[str], str | None]) -> None:
        self.client, self.speak, self.ask = client(name), speak, ask
        self.voice = Voice(speak.lang, name)

    def say(self, text: str) -> None:
        """One line that wants no answer."""
        terminal.tell(text)

    def opens(self, direction: Direction) -> bool:
        """Say where the boxes of a direction are; False where the client has none."""
        if self.voice.lacks(f"{direction}.host"):
            return False
        where = self.voice.where(direction.value)
        if where:
            self.say(self.speak(f"場所: {where}", f"Where: {where}"))
        return True

    def text(self, box: str, known: str | None) -> str | None:
        """A box that holds anything."""
        return self._box(box, known, known, _a_line)

    def port(self, box: str, known: int | None) -> int | None:
        """A box that holds a port."""
        return self._box(box, known, known, _a_port)

    def security(self, direction: Direction, port: int | None, known: Security | None) -> Security | None:
        """How it is protected. Where the client has one switch for it, the port says how encryption begins."""
        if not self.client.one_switch:
            chosen = self.choice(f"{direction}.security", known, tuple(Security))
            return Security(chosen) if chosen else None
        on = (Security.AUTO.value, Security.NONE.value)
        chosen = self.choice(f"{direction}.security", known, on)
        if chosen != Security.AUTO.value:
            return Security(chosen) if chosen else None
        if port in _FROM_THE_START:
            return Security.TLS
        return Security.STARTTLS if port in _AFTER_CONNECTING else None

    def choice(self, box: str, known: str | bool | None, allowed: tuple[str, ...]) -> str | None:
        """A box with a list: by its number, by the word on the screen, or by the word of the settings file."""
        words = self._words(box, allowed)
        default = str(known).lower() if known is not None else None

        def read(typed: str) -> str | None:
            plain = _plain(typed)
            by_number = {str(number): value for number, value in enumerate(words, 1)}
            by_word = {_plain(word): value for value, word in words.items()}
            return by_number.get(plain) or by_word.get(plain) or (plain if plain in words else None)

        offered = "  ".join(f"{number} {word}" for number, word in enumerate(words.values(), 1))
        shown = words.get(default, self.voice.shown(box, default)) if default is not None else None
        return self._box(box, default, shown, read, f" ({offered})")

    def _words(self, box: str, allowed: tuple[str, ...]) -> dict[str, str]:
        """The values that this client's list has, each word once."""
        kind = box.rpartition(".")[2]
        own = self.client.words[self.speak.lang].values
        listed = {} if self.client.id == GENERIC else own.get(box) or own.get(kind) or {}
        if kind == "auth" and listed:
            allowed = tuple(auth.value for auth in Auth)
        words: dict[str, str] = {}
        for value in allowed:
            word = self.voice.shown(box, value)
            if (not listed or value in listed) and word not in words.values():
                words[value] = word
        return words

    def _box(
        self, box: str, known: _Value | None, shown: object, read: Callable[[str], _Value | None], more: str = ""
    ) -> _Value | None:
        if self.voice.lacks(box):
            return known
        return self.put(f"{self.voice.label(box)}{more}", known, shown, read)

    def put(
        self, question: str, known: _Value | None, shown: object, read: Callable[[str], _Value | None]
    ) -> _Value | None:
        """Ask until the answer can be read. Enter, and the end of the input, mean what is known."""
        while True:
            typed = self.ask(f"  {question}" + (f" [{shown}]" if known is not None else "") + ": ")
            if typed is None or not typed.strip():
                return known
            if typed.strip() == _FORGET:
                return None
            found = read(typed.strip())
            if found is not None:
                return found
            self.say(
                self.speak(
                    "  読み取れません。もう一度入れてください。", "  That cannot be read. Please enter it again."
                )
            )


def _plain(text: str) -> str:
    """Full-width digits and letters as the plain ones: an input method is easily left on."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def _a_line(typed: str) -> str | None:
    return typed if typed.isprintable() else None


def _a_port(typed: str) -> int | None:
    plain = _plain(typed)
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 5):
        return None
    return int(plain) if 1 <= int(plain) <= 65535 else None
