"""Running one examination: from what was asked for to the report. `check` and `demo` both come through here."""

from __future__ import annotations

import asyncio
import datetime as dt
import platform
import ssl
from collections.abc import Callable
from dataclasses import replace

import click

import maildoctor
from maildoctor.cli import terminal
from maildoctor.cli.last_resort import say_stopped, watched
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.progress import Progress
from maildoctor.cli.request import Request, case_of, registry_of
from maildoctor.cli.speak import Speak
from maildoctor.diagnosis.attempts import CHECK_RECIPIENT, RELAY_SENDER
from maildoctor.diagnosis.places import dialable, is_private, mapping_of
from maildoctor.discovery import documents
from maildoctor.discovery.questions import ISPDB
from maildoctor.exam.conclude import Frame, conclude
from maildoctor.exam.gate import Gate
from maildoctor.exam.ledger import Ledger
from maildoctor.exam.plan import plan
from maildoctor.exam.platform import keep_memory_private, state_folder, watch_from_outside
from maildoctor.exam.registry import Registry
from maildoctor.exam.run import Run, Tools
from maildoctor.exam.secrets import secrets_seen
from maildoctor.exam.steady import in_fixed_order, steadied, without_the_unused
from maildoctor.model.case import Case
from maildoctor.model.evidence import Evidence
from maildoctor.model.fact import EndpointFact
from maildoctor.model.report import Environment, Place, Report
from maildoctor.net.dns import Server, parse_server, system_servers
from maildoctor.net.limits import Limits
from maildoctor.net.network import Network
from maildoctor.net.platform import describe
from maildoctor.net.trust import Trust

_GRACE_S = 5
_AT_A_TERMINAL_S = 900


def examine(request: Request, speak: Speak, verbose: bool = False, quiet: bool = False, once: bool = True) -> Report:
    """Examine the account and judge what was seen. Interrupted, it judges what was seen so far.

    `once`: the process ends with this run, so another one may end it when its time is over.

    Raises:
        ProblemError: the request is wrong; nothing was sent.
    """
    registry = registry_of(request, speak)
    servers = _servers(request, speak)
    trust = _trust(request, speak)
    ledger = _ledger(request, speak)
    case, notes = case_of(request, speak, ledger)
    keep_memory_private()
    if once and any(not entry.bundled for entry in registry.loaded):
        # The process outside cannot see a prompt waiting: where somebody may be asked, it is more patient.
        patience = _AT_A_TERMINAL_S if terminal.has_terminal() else _GRACE_S
        watch_from_outside(request.deadline_s + patience, lambda: say_stopped(speak))
    limits = Limits(step_s=request.timeout_s)
    network = Network(
        servers,
        not request.resolvers,
        limits,
        trust,
        case.now,
        documents.request,
        lambda address: dialable(address) and not is_private(address),
        lambda host, port: _mapped(case, host, port),
    )
    consent = _consent(speak) if terminal.has_terminal() else None
    progress = Progress(speak, verbose, quiet)
    tools = Tools(network, request.secrets, ledger, Gate(case, consent), progress.told)
    run = Run(case, registry.chosen(request.only, request.skip), tools, notes)
    try:
        with watched(run.stopwatch, request.deadline_s + _GRACE_S, speak):
            return asyncio.run(_examine(request, run, case, registry, servers, trust, speak, progress))
    finally:
        progress.wipe()


async def _examine(
    request: Request,
    run: Run,
    case: Case,
    registry: Registry,
    servers: tuple[Server, ...],
    trust: Trust,
    speak: Speak,
    progress: Progress,
) -> Report:
    interrupted = False
    try:
        async with progress.moving():
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
        _place(run.evidence, host, shown, request),
        speak.lang,
        maildoctor.__version__,
        run.elapsed_ms,
        interrupted,
        crashed=run.crashed,
    )
    seen = replace(case, secrets=secrets_seen(run.evidence, case.options))
    checks = registry.chosen(request.only, request.skip)
    if request.stable:
        evidence, _ = in_fixed_order(run.evidence)
        return steadied(without_the_unused(await conclude(seen, evidence, checks, registry.broken, frame)))
    return await conclude(seen, run.evidence, checks, registry.broken, frame)


def _mapped(case: Case, host: str, port: int) -> tuple[str, int] | None:
    """The --connect-to for a host of HTTPS."""
    mapped = mapping_of(case, host, port)
    return (mapped.address, mapped.port or port) if mapped is not None else None


def _servers(request: Request, speak: Speak) -> tuple[Server, ...]:
    if not request.resolvers:
        return system_servers()
    try:
        return tuple(parse_server(text) for text in request.resolvers)
    except ValueError as error:
        raise ProblemError(
            f"--resolver {error}", speak("ADDR または ADDR:PORT の形で書いてください", "must be ADDR or ADDR:PORT")
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


def _place(evidence: Evidence, host: str, system: str, request: Request) -> Place:
    """Where we looked from, with our addresses as mail servers echo them."""
    found = [o.fact.source for o in evidence if isinstance(o.fact, EndpointFact) and o.fact.source]
    four = next((a for a in found if ":" not in a), None)
    six = next((a for a in found if ":" in a), None)
    return Place(request.place, request.remote, host, system, four, six)


def _third_parties(case: Case, registry: Registry, request: Request, speak: Speak) -> list[str]:
    """Who outside the domain may be asked, by name, and what they learn."""
    if not case.options.third_party:
        return [speak("  第三者に聞くこと: なし", "  third parties asked: none")]
    lines = [
        speak(
            f"  第三者に聞くこと(サーバーが分からないときだけ): {ISPDB} にドメイン名",
            f"  third parties asked (only where the servers are not known): {ISPDB}, about the domain's name",
        )
    ]
    for entry in registry.chosen(request.only, request.skip):
        lines += [
            speak(
                f"  第三者に聞くこと({entry.check.title.ja}。要るときだけ): {host}(知らせるのはドメイン名か住所だけ)",
                f"  third parties asked ({entry.check.title.en}; only where needed): {host}, about names or addresses",
            )
            for host in entry.check.third_parties(case)
        ]
    return lines


def _relay_test(case: Case, speak: Speak) -> list[str]:
    if not case.options.relay_test:
        return []
    return [
        speak(
            f"  中継の試し: 使えるサーバーに MAIL {RELAY_SENDER}、RCPT {CHECK_RECIPIENT}(送らずに取り消す)",
            f"  relay test: MAIL {RELAY_SENDER}, RCPT {CHECK_RECIPIENT} at servers that are ready; taken back",
        )
    ]


def describe_plan(request: Request, speak: Speak) -> str:
    """What --plan prints: the first questions exactly, what may follow, and logins at most. Nothing is sent."""
    registry = registry_of(request, speak)
    case, _ = case_of(request, speak, _ledger(request, speak))
    empty = Evidence()
    bundled = (p for e in registry.chosen(request.only, request.skip) if e.bundled for p in e.check.probes(case, empty))
    from maildoctor.report.questions import target_of

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
        speak(
            "  宛先のサーバーの 25 番: このアドレスを受け付けるか(MAIL <>、RCPT。送らずに取り消す)",
            "  port 25 of an exchanger: does it take this address (MAIL <>, RCPT; taken back, nothing is sent)",
        ),
        speak(
            "  HTTPS: 見つかったサーバーの会社の自動設定の案内",
            "  HTTPS: the published settings of the exchangers' company",
        ),
        *_relay_test(case, speak),
        *_third_parties(case, registry, request, speak),
        speak(f"  ログイン: 多くて {logins} 回", f"  logins: {logins} at most"),
    ]
    return "\n".join(lines) + "\n"
