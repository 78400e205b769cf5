"""From the options as given to the request: everything wrong in them is refused here, before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak

if TYPE_CHECKING:
    from maildoctor.cli.case_folder import CaseFolder
    from maildoctor.cli.request import Request
    from maildoctor.model.settings import Settings


LONGEST_LABEL = 60
"""Characters of a --place: it stands in a line with the name of the PC."""


def requested(speak: Speak, given: dict[str, Any], prompt: bool = True) -> Request:
    """The request behind the options. `prompt`: the terminal may be asked for the password.

    Raises:
        ProblemError: something in it is wrong; nothing was sent.
    """
    from maildoctor.cli import passwords
    from maildoctor.cli.config import read_config
    from maildoctor.cli.request import Request, check_mappings, subject_of
    from maildoctor.cli.road import controls_of, selectors_of

    config = read_config(speak)
    settings, source = settings_of(speak, given)
    settings = told_to(settings, given, config.client)
    check_mappings(given["connect_to"], speak)
    selectors = selectors_of(given.get("dkim_selectors", ()), speak)
    controls = controls_of(given.get("controls", ()), speak)
    exceptions, pin = _exceptions(speak, given)
    if given.get("ask"):
        settings = _interviewed(settings, given["subject"], speak)
    subject = _subject(speak, given, settings)
    address, *_ = subject_of(subject, speak)
    account = str(address) if address is not None else settings.address
    secrets = {}
    if not given["plan"]:
        secrets = passwords.gather(
            passwords.Sources(
                given["password_stdin"],
                given["password_file"],
                given["outgoing_password_file"],
                given["oauth_token_stdin"],
                given["no_login"],
            ),
            account if prompt else None,
            speak,
        )
    return Request(
        subject,
        settings,
        source,
        secrets,
        given["no_login"],
        given["only"],
        given["skip"],
        given["resolvers"] or config.resolvers,
        given["ca_file"],
        pin,
        given["timeout"],
        given["deadline"],
        given["connect_to"],
        tuple(host.lower() for host in given["login_hosts"]),
        exceptions,
        given["require"],
        given["login_budget"],
        third_party=config.third_party and not given["no_third_party"],
        dkim_selectors=selectors,
        blocklists=given.get("blocklists", False),
        relay_test=given.get("relay_test", False),
        controls=controls,
        place=place_of(given, speak),
        remote=given.get("remote", False),
        stable=given.get("stable", False),
    )


def place_of(given: dict[str, Any], speak: Speak) -> str | None:
    """The label of the place (--place).

    Raises:
        ProblemError: it is empty, or longer than a line.
    """
    from maildoctor.wire.readable import clean

    label = given.get("place")
    if label is None:
        return None
    shown = clean(str(label).strip(), LONGEST_LABEL + 1)
    if not shown or len(shown) > LONGEST_LABEL:
        raise ProblemError(
            "--place",
            speak(
                f"{LONGEST_LABEL} 文字までで書いてください(例: 客先 有線LAN)",
                f"must be a label of at most {LONGEST_LABEL} characters (as in: shop, cable)",
            ),
        )
    return shown


def settings_of(speak: Speak, given: Mapping[str, Any]) -> tuple[Settings, str]:
    """The customer's settings, and where they came from ("file", "options", "none").

    Raises:
        ProblemError: two sources, or one that cannot be read.
    """
    from maildoctor.cli.settings_file import read_settings
    from maildoctor.cli.texts import read_text
    from maildoctor.cli.urls import parse_url
    from maildoctor.model.settings import Direction, ServerSettings, Settings

    by_url = given.get("incoming") is not None or given.get("outgoing") is not None
    if given.get("ask") and (given.get("settings") is not None or by_url):
        raise ProblemError(
            "--ask",
            speak(
                "--settings、--incoming、--outgoing とは一緒に使えません",
                "not together with --settings, --incoming or --outgoing",
            ),
        )
    if given.get("settings") is not None and by_url:
        raise ProblemError(
            "--settings",
            speak("--incoming、--outgoing とは一緒に使えません", "not together with --incoming or --outgoing"),
        )
    folder: CaseFolder | None = given.get("case")
    if folder is not None and folder.begun:
        if given.get("settings") is not None or by_url or given.get("ask"):
            path = folder.settings_path
            raise ProblemError(
                f"--case {folder.given}",
                speak(
                    f"この案件にはもう設定があります。{path} の欄を直すか、--settings、--ask、--incoming、"
                    "--outgoing なしで実行してください",
                    f"this case has settings; correct the box in {path}, or leave out --settings, --ask, "
                    "--incoming and --outgoing",
                ),
            )
        kept = folder.settings()
        told = kept.address is not None or kept.incoming.given or kept.outgoing.given
        return kept, "file" if told else "none"
    if given.get("settings") is not None:
        return read_settings(read_text(given["settings"], speak), given["settings"], speak), "file"
    if not by_url:
        return Settings(), "options" if given.get("ask") else "none"
    sides = {
        d: parse_url(given[d.value], d, speak) if given[d.value] is not None else ServerSettings() for d in Direction
    }
    return Settings(None, sides[Direction.INCOMING], sides[Direction.OUTGOING]), "options"


def _subject(speak: Speak, given: Mapping[str, Any], settings: Settings) -> str:
    """What to examine: ADDRESS, else what the case is about, else what stands in the client.

    Raises:
        ProblemError: nothing says it, or ADDRESS is not what the case is about.
    """
    folder: CaseFolder | None = given.get("case")
    about = folder.subject() if folder is not None else None
    typed: str | None = given["subject"]
    if folder is not None and about is not None and typed is not None and folder.runs():
        from maildoctor.cli.request import subject_of

        address, domain, *_ = subject_of(typed, speak)
        if about.casefold() != (str(address) if address is not None else domain).casefold():
            raise ProblemError(
                f"--case {folder.given}",
                speak(
                    f"この案件は {about} のものです。{typed} には別のフォルダーを使ってください",
                    f"this case is about {about}; use another folder for {typed}",
                ),
            )
    subject = typed or about or settings.address
    if subject is None:
        raise ProblemError(
            "ADDRESS",
            speak(
                "調べるアドレスを書いてください(例: maildoctor check user@example.co.jp)",
                "give the address to examine (as in: maildoctor check user@example.com)",
            ),
        )
    return subject


def _interviewed(known: Settings, subject: str | None, speak: Speak) -> Settings:
    """What the customer says of his settings, beginning with the address to be examined."""
    from maildoctor.cli.interview import interviewed
    from maildoctor.cli.request import subject_of

    address = subject_of(subject, speak)[0] if subject is not None else None
    return interviewed(replace(known, address=str(address)) if address is not None else known, speak)


def told_to(settings: Settings, given: Mapping[str, Any], usual_client: str | None = None) -> Settings:
    """`settings` with the customer's client and what he sees, as the options say; they beat what the file says.

    `usual_client`: the client where neither says one.
    """
    client = given.get("client") or settings.client or usual_client
    saw = given.get("saw")
    return replace(settings, client=client, saw=settings.saw if saw is None else saw)


def _exceptions(speak: Speak, given: dict[str, Any]) -> tuple[tuple[str, ...], str | None]:
    from maildoctor.cli import terminal

    found, pin = [], None
    if given["login_over_plaintext"]:
        found.append("login-over-plaintext")
    if given["accept_certificate"] is not None:
        kind, _, digest = given["accept_certificate"].partition(":")
        pin = digest.lower().replace(":", "")
        if kind != "sha256" or len(pin) != 64 or any(c not in "0123456789abcdef" for c in pin):
            raise ProblemError(
                "--accept-certificate",
                speak("sha256: と 64 桁の 16 進数です", "must be sha256: and 64 hexadecimal digits"),
            )
        found.append(f"accept-certificate sha256:{pin}")
    if found and not given["yes_i_understand"] and not terminal.has_terminal():
        raise ProblemError(
            " ".join(f"--{name.split()[0]}" for name in found),
            speak(
                "画面のない所では --yes-i-understand を付けないと使えません",
                "without a terminal this needs --yes-i-understand",
            ),
        )
    return tuple(found), pin
