"""The ledger of logins: how often an account was refused lately, so that nobody is locked out by this program.

The rules are the contract's ("Logins", the budget). Kept in `logins.json`, mode 0600, under a lock: salted hashes of
the account and of the form that was tried, times, and of a refused attempt 16 bits of an HMAC of the password under a
random key of this machine; nothing else of a password, and nothing older than 30 minutes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from maildoctor.exam.platform import locked
from maildoctor.model.secret import Secret

WINDOW = dt.timedelta(minutes=30)
ASKS_FROM = 2
"""With so many refusals in the window the next one, the third, needs a yes from the terminal."""
END = 5
"""So many refusals in the window are the end."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One login about to be made. `variant`: the program's own idea, not what is configured."""

    account: str
    host: str
    username: str
    family: str
    secret: Secret
    variant: bool


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A login that may not be made, and the time from which it may be tried.

    `why`: "same" (this password was refused in this form), "budget", "third" (no yes from a terminal), "end".
    """

    why: str
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class _Asks:
    """Only a yes from a terminal permits this login. `times`: of the refusals before it."""

    times: tuple[dt.datetime, ...]
    until: dt.datetime


@dataclass
class _Entry:
    at: float
    form: str
    mark: str
    variant: bool


@dataclass
class _Book:
    salt: str = field(default_factory=lambda: secrets.token_hex(16))
    key: str = field(default_factory=lambda: secrets.token_hex(32))
    accounts: dict[str, list[_Entry]] = field(default_factory=dict)


class Ledger:
    """Counts refused logins. `folder` None: this run counts alone. `ask` answers for the terminal; None: a script.

    `budget` is how many refused variants are allowed in the window.
    """

    def __init__(
        self,
        folder: Path | None,
        budget: int,
        now: Callable[[], dt.datetime],
        ask: Callable[[tuple[dt.datetime, ...]], bool] | None = None,
        warn: Callable[[OSError], None] = lambda error: None,
    ) -> None:
        self._path = folder / "logins.json" if folder is not None else None
        self._budget = budget
        self._now = now
        self._ask = ask
        self._warn = warn
        self._own = _Book()
        self._pending: dict[int, tuple[str, _Entry]] = {}

    def budget_left(self, account: str) -> int:
        """How many refused variants may still be spent for `account`."""
        with self._book(write=False) as book:
            spent = sum(1 for entry in self._recent(book, account) if entry.variant)
        return max(0, self._budget - spent)

    def enter(self, attempt: Attempt) -> int | HeldBack:
        """Enter `attempt` before its first byte: a ticket for `accepted` or `returned`, or why it may not be made."""
        with self._book(write=False) as book:
            refused = self._judge(book, attempt)
        if isinstance(refused, _Asks):
            # Without the lock: nobody else waits for the terminal.
            if self._ask is None or not self._ask(refused.times):
                return HeldBack("third", refused.until)
        elif refused is not None:
            return refused
        with self._book(write=True) as book:
            refused = self._judge(book, attempt)
            if isinstance(refused, HeldBack):
                return refused  # another process was faster
            entry = _Entry(
                self._now().timestamp(), self._form(book, attempt), self._mark(book, attempt), attempt.variant
            )
            account = self._hash(book, attempt.account.casefold())
            book.accounts.setdefault(account, []).append(entry)
        ticket = len(self._pending)
        self._pending[ticket] = (attempt.account, entry)
        return ticket

    def accepted(self, ticket: int) -> None:
        """The login was accepted: the count of the account starts anew."""
        account, _ = self._pending[ticket]
        with self._book(write=True) as book:
            book.accounts.pop(self._hash(book, account.casefold()), None)

    def returned(self, ticket: int) -> None:
        """Nothing computed from the secret left after all: the attempt did not happen."""
        account, entry = self._pending[ticket]
        with self._book(write=True) as book:
            key = self._hash(book, account.casefold())
            book.accounts[key] = [e for e in book.accounts.get(key, ()) if e != entry]

    def _judge(self, book: _Book, attempt: Attempt) -> HeldBack | _Asks | None:
        entries = self._recent(book, attempt.account)
        form, mark = self._form(book, attempt), self._mark(book, attempt)
        same = next((entry for entry in entries if entry.form == form and entry.mark == mark), None)
        if same is not None:
            return HeldBack("same", self._free(same))
        if len(entries) >= END:
            return HeldBack("end", self._free(entries[0]))
        variants = [entry for entry in entries if entry.variant]
        if attempt.variant and len(variants) >= self._budget:
            return HeldBack("budget", self._free(variants[0]) if variants else self._now() + WINDOW)
        known = any(entry.mark == mark for entry in entries)
        if not known and not attempt.variant:
            return None  # a password not tried before always gets one try: a freshly reset one must not wait
        if len(entries) >= ASKS_FROM:
            times = tuple(dt.datetime.fromtimestamp(e.at).astimezone() for e in entries)
            return _Asks(times, self._free(entries[0]))
        return None

    def _free(self, entry: _Entry) -> dt.datetime:
        return dt.datetime.fromtimestamp(entry.at).astimezone() + WINDOW

    def _recent(self, book: _Book, account: str) -> list[_Entry]:
        return [e for e in book.accounts.get(self._hash(book, account.casefold()), ()) if self._counts(e)]

    def _counts(self, entry: _Entry) -> bool:
        """Within the window. What lies far ahead was written by a clock that was wrong, and would hold for ever."""
        now = self._now()
        return (now - WINDOW).timestamp() < entry.at < (now + WINDOW).timestamp()

    @staticmethod
    def _hash(book: _Book, text: str) -> str:
        return hashlib.sha256(f"{book.salt}|{text}".encode()).hexdigest()[:32]

    def _form(self, book: _Book, attempt: Attempt) -> str:
        return self._hash(book, f"{attempt.host}|{attempt.username}|{attempt.family}")

    @staticmethod
    def _mark(book: _Book, attempt: Attempt) -> str:
        digest = hmac.new(bytes.fromhex(book.key), attempt.secret.reveal().encode(), hashlib.sha256)
        return digest.hexdigest()[:4]

    @contextlib.contextmanager
    def _book(self, write: bool) -> Iterator[_Book]:
        """The book under its lock; what was changed is written back. Where the file fails, this run counts alone."""
        if self._path is None:
            yield self._own
            return
        with contextlib.ExitStack() as held:
            try:
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                handle = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
                held.enter_context(locked(held.enter_context(os.fdopen(handle, "r+b"))))
                # Kept: where the file fails from now on, this run goes on with what it knows.
                self._own = self._read()
            except OSError as error:
                self._alone(error)
                write = False
            yield self._own
            if write:
                try:
                    self._write(self._own)
                except OSError as error:
                    self._alone(error)

    def _alone(self, error: OSError) -> None:
        self._path = None
        self._warn(error)

    def _read(self) -> _Book:
        assert self._path is not None
        try:
            raw: Any = json.loads(self._path.read_text("utf-8"))
            accounts = {
                str(key): [
                    _Entry(float(at), str(form), str(mark), bool(variant)) for at, form, mark, variant in entries
                ]
                for key, entries in raw["accounts"].items()
            }
            return _Book(str(raw["salt"]), bytes.fromhex(raw["key"]).hex(), accounts)
        except FileNotFoundError:
            return _Book()
        except (ValueError, KeyError, TypeError, AttributeError):
            # A damaged book must not stop the examination, and must not be taken for an empty one silently: it is
            # started anew, and this run's refusals count from here.
            return _Book()

    def _write(self, book: _Book) -> None:
        assert self._path is not None
        accounts = {
            key: [[e.at, e.form, e.mark, e.variant] for e in entries if self._counts(e)]
            for key, entries in book.accounts.items()
        }
        content = {"salt": book.salt, "key": book.key, "accounts": {k: v for k, v in accounts.items() if v}}
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix="logins-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(content, file)
            os.replace(name, self._path)  # noqa: PTH105
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)  # noqa: PTH108
            raise
