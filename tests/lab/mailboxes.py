"""What lies in the mailbox of a world: a few letters and folders, as a customer would have them."""

from __future__ import annotations

import os
from pathlib import Path

UID = GID = 65534  # nobody: the mailboxes belong to no user of this machine
FULL_QUOTA = "10K"
ROOMY_QUOTA = "1G"

_FOLDERS = ("Sent", "Trash", "&kAFP4W4IMH8wojCkMMYw4A-")  # the last one is 送信済みアイテム in IMAP's UTF-7
_LETTERS = 3
_LETTER_SIZE = 4096


def fill(home: Path, address: str) -> None:
    """A Maildir++ below `home` with three read letters; together they are more than `FULL_QUOTA`."""
    box = home / "Maildir"
    folders = [box, *(box / f".{name}" for name in _FOLDERS)]
    for folder in folders:
        for part in ("cur", "new", "tmp"):
            (folder / part).mkdir(parents=True)
    for number in range(1, _LETTERS + 1):
        (box / "cur" / f"17000000{number:02}.M{number}P1.lab:2,S").write_bytes(_letter(address, number))
    (box / "subscriptions").write_text("".join(f"{name}\n" for name in _FOLDERS))
    for path in (home, *home.rglob("*")):
        os.chown(path, UID, GID)


def _letter(address: str, number: int) -> bytes:
    head = (
        f"Return-Path: <sender@elsewhere.example>\r\nFrom: Sender <sender@elsewhere.example>\r\nTo: <{address}>\r\n"
        f"Subject: Letter {number}\r\nDate: Mon, 0{number} Jun 2026 09:00:00 +0900\r\n"
        f"Message-ID: <letter-{number}@elsewhere.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n"
    )
    line = "Nothing of importance.\r\n"
    return (head + line * ((_LETTER_SIZE - len(head)) // len(line))).encode()
