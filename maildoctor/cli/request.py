"""What was asked for, and the case that is made of it. Wrong input is refused here, before anything is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak
from maildoctor.diagnosis.places import parse_mapping
from maildoctor.exam.ledger import Ledger
from maildoctor.exam.registry import Registry, load
from maildoctor.model.case import Address, Case, Options
from maildoctor.model.secret import Secret
from maildoctor.model.settings import Settings
from maildoctor.wire.address import AddressError, parse_address, parse_subject


@dataclass(frozen=True, slots=True)
class Request:
    """All that was asked for. `secrets` by name: "password", "outgoing-password", "token"."""

    subject: str
    settings: Settings = field(default_factory=Settings)
    source: str = "none"
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    login_forbidden: bool = False
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    resolvers: tuple[str, ...] = ()
    ca_file: str | None = None
    pin: str | None = None
    timeout_s: float = 5
    deadline_s: float = 60
    connect_to: tuple[str, ...] = ()
    login_hosts: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    login_budget: int = 2
    state_folder: Path | None = None
    third_party: bool = True
    dkim_selectors: tuple[str, ...] = ()
    blocklists: bool = False
    relay_test: bool = False
    controls: tuple[str, ...] = ()
    place: str | None = None
    remote: bool = False
    stable: bool = False


def registry_of(request: Request, speak: Speak) -> Registry:
    """All checks, with --only and --skip looked at.

    Raises:
        ProblemError: an id that no check has.
    """
    registry = load(Path(click.get_app_dir("maildoctor")) / "checks")
    known = [entry.check.id for entry in registry.loaded]
    for option, ids in (("--only", request.only), ("--skip", request.skip)):
        for identifier in ids:
            if not any(k == identifier or k.startswith(f"{identifier}.") for k in known):
                import difflib

                close = difflib.get_close_matches(identifier, known, 1)
                hint = speak(f"「{close[0]}」ではありませんか。", f"did you mean {close[0]}? ") if close else ""
                raise ProblemError(
                    f"{option} {identifier}",
                    speak("そのような検査はありません。", "there is no such check; ")
                    + hint
                    + speak("一覧: maildoctor checks", "see: maildoctor checks"),
                )
    return registry


def case_of(request: Request, speak: Speak, ledger: Ledger) -> tuple[Case, tuple[str, ...]]:
    """The case on the desk, and what had to be put right in the address as typed.

    Raises:
        ProblemError: the address is none.
    """
    address, domain, _, notes = subject_of(request.subject, speak)
    if address is None and request.settings.address is not None:
        address = _account(request.settings.address, speak)
        if address.domain != domain:
            raise ProblemError(
                request.subject,
                speak(
                    f"設定ファイルのアドレス {address} とドメインが違います",
                    f"the address in the settings file, {address}, is in another domain",
                ),
            )
    login = "forbidden" if request.login_forbidden else "given" if request.secrets else "none"
    budget = ledger.budget_left(str(address)) if address is not None else request.login_budget
    options = Options(
        login,
        request.timeout_s,
        request.deadline_s,
        request.only,
        request.skip,
        request.connect_to,
        request.resolvers,
        budget,
        request.login_hosts,
        request.exceptions,
        request.require,
        request.third_party,
        request.dkim_selectors,
        request.blocklists,
        request.relay_test,
        request.controls,
    )
    now = dt.datetime.now().astimezone().replace(microsecond=0)
    secrets = frozenset(request.secrets)
    return Case(domain, address, request.settings, options, now, secrets), notes


def subject_of(typed: str, speak: Speak) -> tuple[Address | None, str, str, tuple[str, ...]]:
    """What ADDRESS means.

    Raises:
        ProblemError: it is neither an address nor a domain.
    """
    try:
        return parse_subject(typed)
    except AddressError as error:
        raise _address_problem(typed, error, speak) from None


def _account(typed: str, speak: Speak) -> Address:
    try:
        return parse_address(typed)[0]
    except AddressError as error:
        raise _address_problem(typed, error, speak) from None


def _address_problem(typed: str, error: AddressError, speak: Speak) -> ProblemError:
    from maildoctor.wire.readable import clean

    kind = str(error.args[0])
    said = {
        "no-at": ("@ がなく、ドメインの形でもありません", "has no @ and is no domain"),
        "no-local-part": ("@ の左がありません", "has nothing in front of the @"),
        "two-ats": ("@ が 2 つあります", "has two @"),
        "local-part": ("@ の左に使えない文字があります", "has characters in front of the @ that no address has"),
        "domain": ("@ の右がドメインの形ではありません", "has no domain behind the @"),
        "space-inside": ("途中に空白か制御文字があります", "has a space or control character inside"),
    }[kind]
    return ProblemError(
        clean(typed, 80), speak(f"{said[0]}(例: user@example.co.jp)", f"{said[1]} (as in user@example.com)")
    )


def check_mappings(mappings: tuple[str, ...], speak: Speak) -> None:
    """Refuse a --connect-to that cannot be read.

    Raises:
        ProblemError: it has another form.
    """
    for text in mappings:
        try:
            parse_mapping(text)
        except ValueError:
            raise ProblemError(
                f"--connect-to {text}",
                speak("HOST:PORT:ADDR:PORT の形で書いてください", "must be HOST:PORT:ADDR:PORT"),
            ) from None
