"""Where the password comes from: at most one source, never the command line."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass

from maildoctor.cli import terminal
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.model.secret import Secret


@dataclass(frozen=True, slots=True)
class Sources:
    """The options about secrets, as given."""

    password_stdin: bool = False
    password_file: str | None = None
    outgoing_password_file: str | None = None
    oauth_token_stdin: bool = False
    no_login: bool = False


def gather(sources: Sources, account: str | None, speak: Speak) -> dict[str, Secret]:
    """The secrets at hand by name. An explicit source beats the environment, both beat the prompt.

    Raises:
        ProblemError: two sources, an unreadable or open file, or an impossible secret.
    """
    explicit = [
        name
        for name, given in (
            ("--password-stdin", sources.password_stdin),
            ("--password-file", sources.password_file is not None),
            ("--oauth-token-stdin", sources.oauth_token_stdin),
        )
        if given
    ]
    if len(explicit) > 1:
        raise ProblemError(
            " ".join(explicit),
            speak("パスワードの出所は 1 つだけ指定してください", "give one source of the password only"),
        )
    # Whatever is used in the end, the environment is emptied first: no child may inherit a secret.
    environment = {name: os.environ.pop(name, None) for name in _VARIABLES}
    if sources.no_login:
        if explicit or sources.outgoing_password_file is not None:
            raise ProblemError(
                "--no-login", speak("パスワードの指定とは一緒に使えません", "not together with a source of a password")
            )
        return {}
    found: dict[str, str] = {}
    if sources.password_stdin:
        found["password"] = _from_stdin("--password-stdin", speak)
    elif sources.password_file is not None:
        found["password"] = _from_file("--password-file", sources.password_file, speak)
    elif sources.oauth_token_stdin:
        found["token"] = _from_stdin("--oauth-token-stdin", speak)
    else:
        found |= _from_environment(environment, speak)
    if sources.outgoing_password_file is not None:
        found["outgoing-password"] = _from_file("--outgoing-password-file", sources.outgoing_password_file, speak)
    elif (value := environment["MAILDOCTOR_OUTGOING_PASSWORD"]) is not None:
        found["outgoing-password"] = _checked("MAILDOCTOR_OUTGOING_PASSWORD", value, speak)
    if not found and account is not None and terminal.has_terminal():
        typed = terminal.ask_password(speak, account)
        if typed is not None:
            found["password"] = _checked(speak("パスワード", "password"), typed, speak)
    if "password" in found and found.get("outgoing-password") == found["password"]:
        # One and the same secret has one name: then a refused attempt is not made twice.
        del found["outgoing-password"]
    return {name: Secret(value) for name, value in found.items()}


_VARIABLES = ("MAILDOCTOR_PASSWORD", "MAILDOCTOR_OUTGOING_PASSWORD", "MAILDOCTOR_OAUTH_TOKEN")


def _from_environment(environment: dict[str, str | None], speak: Speak) -> dict[str, str]:
    password, token = environment["MAILDOCTOR_PASSWORD"], environment["MAILDOCTOR_OAUTH_TOKEN"]
    if password is not None and token is not None:
        raise ProblemError(
            "MAILDOCTOR_PASSWORD, MAILDOCTOR_OAUTH_TOKEN",
            speak("どちらか 1 つだけにしてください", "set one of the two only"),
        )
    if password is not None:
        return {"password": _checked("MAILDOCTOR_PASSWORD", password, speak)}
    return {} if token is None else {"token": _checked("MAILDOCTOR_OAUTH_TOKEN", token, speak)}


def _from_stdin(option: str, speak: Speak) -> str:
    data = sys.stdin.buffer.read(64 * 1024) if sys.stdin is not None else b""
    return _checked(option, _decoded(option, data, speak), speak)


def _from_file(option: str, path: str, speak: Speak) -> str:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and stat.S_ISREG(mode) and mode & 0o077:
                raise ProblemError(
                    f"{option} {path}",
                    speak(
                        "ほかの人も読めるファイルです。chmod 600 で自分だけにしてください",
                        "others can read this file; make it yours alone with chmod 600",
                    ),
                )
            data = file.read(64 * 1024)
    except OSError as error:
        raise ProblemError(f"{option} {path}", speak("読めません", "cannot be read") + f" ({error.strerror})") from None
    return _checked(option, _decoded(option, data, speak), speak)


def _decoded(option: str, data: bytes, speak: Speak) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise ProblemError(option, speak("UTF-8 ではありません", "not UTF-8")) from None


def _checked(source: str, text: str, speak: Speak) -> str:
    """`text` without one trailing line end.

    Raises:
        ProblemError: it is empty, or holds CR, LF or NUL.
    """
    value = text.removesuffix("\n").removesuffix("\r")
    if not value:
        raise ProblemError(source, speak("空です", "is empty"))
    if any(c in value for c in "\r\n\0"):
        raise ProblemError(source, speak("途中に改行や NUL があります", "has a line end or NUL inside"))
    return value
