"""Running one examination: from what was asked for to the report. `check` and `demo` both come through here."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import platform
import ssl
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

import maildoctor
from maildoctor.cli import terminal
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.progress import Progress
from maildoctor.cli.speak import Speak
from maildoctor.diagnosis.places import parse_mapping
from maildoctor.exam.conclude import Frame, conclude
from maildoctor.exam.gate import Gate
from maildoctor.exam.ledger import Ledger
from maildoctor.exam.plan import plan
from maildoctor.exam.platform import keep_memory_private, state_folder, watch_from_outside
from maildoctor.exam.record import secrets_seen
from maildoctor.exam.registry import Registry, load
from maildoctor.exam.run import Run, Tools
from maildoctor.model.case import Address, Case, Options
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import EndpointFact
from maildoctor.model.report import Environment, Place, Report
from maildoctor.model.secret import Secret
from maildoctor.model.settings import Settings
from maildoctor.net.dns import Server, parse_server, system_servers
from maildoctor.net.limits import Limits
from maildoctor.net.network import Network
from maildoctor.net.platform import describe
from maildoctor.net.trust import Trust
from maildoctor.wire.address import AddressError, parse_address, parse_subject

_GRACE_S = 5


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


def examine(request: Request, speak: Speak, verbose: bool = False, quiet: bool = False) -> Report:
    """Examine the account and judge what was seen. Interrupted, it judges what was seen so far.

    Raises:
        ProblemError: the request is wrong; nothing was sent.
    """
    registry = registry_of(request, speak)
    servers = _servers(request, speak)
    trust = _trust(request, speak)
    ledger = _ledger(request, speak)
    case, notes = case_of(request, speak, ledger)
    keep_memory_private()
    if any(not entry.bundled for entry in registry.loaded):
        watch_from_outside(request.deadline_s + _GRACE_S, lambda: _say_stopped(speak))
    limits = Limits(step_s=request.timeout_s)
    network = Network(servers, not request.resolvers, limits, trust, case.now)
    consent = _consent(speak) if terminal.has_terminal() else None
    progress = Progress(speak, verbose, quiet)
    tools = Tools(network, request.secrets, ledger, Gate(case, consent), progress.told)
    watchdog = _watchdog(request.deadline_s + _GRACE_S, speak)
    try:
        return asyncio.run(_examine(request, case, notes, registry, tools, servers, trust, speak))
    finally:
        watchdog.cancel()
        progress.wipe()


async def _examine(
    request: Request,
    case: Case,
    notes: tuple[str, ...],
    registry: Registry,
    tools: Tools,
    servers: tuple[Server, ...],
    trust: Trust,
    speak: Speak,
) -> Report:
    checks = registry.chosen(request.only, request.skip)
    run = Run(case, checks, tools, notes)
    interrupted = False
    try:
        await run.until_done()
    except asyncio.CancelledError:
        interrupted = True
    for kind, where in run.crashed.items():
        click.echo(f"maildoctor: {kind}: {where}", err=True)
    system, shown, host = describe()
    frame = Frame(
        request.source,
        Environment(
            platform.python_version(),
            ssl.OPENSSL_VERSION.split()[1],
            system,
            tuple(str(server) for server in servers),
            trust.label(),
            registry.plugins,
        ),
        _place(run.evidence, host, shown),
        speak.lang,
        maildoctor.__version__,
        run.elapsed_ms,
        interrupted,
        crashed=run.crashed,
    )
    seen = replace(case, secrets=secrets_seen(run.evidence, case.options))
    return await conclude(seen, run.evidence, checks, registry.broken, frame)


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
    address, domain, shown, notes = subject_of(request.subject, speak)
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
    )
    now = dt.datetime.now().astimezone().replace(microsecond=0)
    secrets = frozenset(request.secrets)
    return Case(domain, shown, address, request.settings, options, now, secrets), notes


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


def _servers(request: Request, speak: Speak) -> tuple[Server, ...]:
    if not request.resolvers:
        return system_servers()
    try:
        return tuple(parse_server(text) for text in request.resolvers)
    except ValueError as error:
        raise ProblemError(
            f"--resolver {error}", speak("ADDR または ADDR:PORT の形で書いてください", "must be ADDR or ADDR:PORT")
        ) from None


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


def _trust(request: Request, speak: Speak) -> Trust:
    trust = Trust(request.ca_file, request.pin)
    if request.ca_file is not None:
        try:
            trust.context  # noqa: B018 (loading it is the test)
        except (OSError, ssl.SSLError) as error:
            raise ProblemError(
                f"--ca-file {request.ca_file}",
                speak("証明書を読めません", "no certificates can be read") + f" ({error})",
            ) from None
    return trust


def _ledger(request: Request, speak: Speak) -> Ledger:
    def warn(error: OSError) -> None:
        click.echo(
            speak(
                f"maildoctor: ログインの記録が使えないので、今回だけで数えます ({error.strerror})",
                f"maildoctor: the record of logins cannot be used, this run counts alone ({error.strerror})",
            ),
            err=True,
        )

    def ask(times: tuple[dt.datetime, ...]) -> bool:
        shown = ", ".join(t.strftime("%H:%M:%S") for t in times)
        return terminal.ask_yes(
            speak(
                f"この 30 分に {len(times)} 回断られています({shown})。もう 1 回試しますか [y/N]: ",
                f"Refused {len(times)} times in the last 30 minutes ({shown}). Try once more [y/N]: ",
            )
        )

    folder = request.state_folder or state_folder()
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now().astimezone()  # noqa: E731
    return Ledger(folder, request.login_budget, now, ask if terminal.has_terminal() else None, warn)


def _consent(speak: Speak) -> Callable[[str], bool]:
    return lambda host: terminal.ask_yes(
        speak(f"パスワードを {host} へ送ってよいですか [y/N]: ", f"May {host} be given the password [y/N]: ")
    )


def _place(evidence: Evidence, host: str, system: str) -> Place:
    """Where we looked from, with our addresses as mail servers echo them."""
    found = [o.fact.source for o in evidence if isinstance(o.fact, EndpointFact) and o.fact.source]
    four = next((a for a in found if ":" not in a), None)
    six = next((a for a in found if ":" in a), None)
    return Place(None, False, host, system, four, six)


def _say_stopped(speak: Speak) -> None:
    text = speak("maildoctor: 時間切れで止めました", "maildoctor: stopped at the deadline")
    os.write(2, (text + "\n").encode(sys.stderr.encoding or "utf-8", "replace"))


def _watchdog(seconds: float, speak: Speak) -> threading.Timer:
    """The deadline of last resort, for a run that has lost its own clock."""

    def bite() -> None:
        _say_stopped(speak)
        os._exit(3)

    timer = threading.Timer(seconds, bite)
    timer.daemon = True
    timer.start()
    return timer


def describe_plan(request: Request, speak: Speak) -> str:
    """What --plan prints: the first questions exactly, what may follow, and logins at most. Nothing is sent."""
    registry = registry_of(request, speak)
    case, _ = case_of(request, speak, _ledger(request, speak))
    empty = Evidence()
    bundled = (p for e in registry.chosen(request.only, request.skip) if e.bundled for p in e.check.probes(case, empty))
    from maildoctor.report.write_json import target_of

    first = [f"  {type(p).__name__:9} {target_of(p)}" for p in plan(case, empty, bundled).wanted]
    logins = 0 if not case.may_log_in else 3
    lines = [
        speak("最初の質問(そのまま):", "First questions, exactly:"),
        *first,
        speak("その答えによって続くもの:", "Depending on the answers:"),
        speak(
            "  DNS: MX、SRV、mail. imap. pop. smtp. の名前と、そこで見つかった名前の住所",
            "  DNS: MX, SRV, the names mail. imap. pop. smtp., and the addresses of names found there",
        ),
        speak(
            "  接続: 設定のサーバー、宛先のサーバーの 25 番、見つかったサーバーの 993 143 995 110 465 587 2525 番",
            "  connections: the servers set, port 25 of the exchangers, 993 143 995 110 465 587 2525 of those found",
        ),
        speak("  第三者に聞くこと: なし", "  third parties asked: none"),
        speak(f"  ログイン: 多くて {logins} 回", f"  logins: {logins} at most"),
    ]
    return "\n".join(lines) + "\n"
