"""`maildoctor demo`: a mail domain of our own with one planted fault, and the check that finds it."""

from __future__ import annotations

import shlex
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak

if TYPE_CHECKING:
    from maildoctor.cli.request import Request
    from maildoctor.demo.scenarios import Scenario
    from maildoctor.demo.world import DemoWorld

_USUAL_TIMEOUT_S = 5


def command(speak: Speak) -> click.Command:
    """The command in one language."""
    from maildoctor.cli.options import client_option, place_options, report_options, saw_option

    return click.Command(
        "demo",
        params=[
            click.Argument(["name"], required=False, metavar="[SCENARIO]"),
            click.Option(
                ["--list", "listed"], is_flag=True, help=speak("場面の一覧を出す", "List the scenarios and stop.")
            ),
            client_option(speak),
            saw_option(speak),
            *place_options(speak),
            *report_options(speak),
        ],
        callback=lambda **given: _demo(speak, **given),
        help=speak(
            "障害を 1 つ仕込んだメールのドメインをこの PC の中に立ち上げ、check で調べます。"
            "ネットワークもアカウントも要りません。終了コードは check と同じです。",
            "Bring up a mail domain with one planted fault inside this PC and check it. "
            "Needs no network and no account. Exit status as check.",
        ),
        short_help=speak("見本の障害を調べる", "Examine a planted fault."),
    )


def _demo(speak: Speak, **given: Any) -> int:
    from maildoctor.demo.scenarios import DEFAULT, SCENARIOS

    if given["listed"]:
        width = max(len(s.name) for s in SCENARIOS)
        for scenario in SCENARIOS:
            mark = "*" if scenario.name == DEFAULT else " "
            click.echo(f"{mark} {scenario.name:{width}}  {speak(scenario.ja, scenario.en)}")
        return 0
    return _run(_chosen(given["name"] or DEFAULT, speak), speak, given)


def _chosen(name: str, speak: Speak) -> Scenario:
    from maildoctor.demo.scenarios import BY_NAME

    if name in BY_NAME:
        return BY_NAME[name]
    import difflib

    close = difflib.get_close_matches(name, BY_NAME, 1)
    hint = speak(f"「{close[0]}」ではありませんか。", f"did you mean {close[0]}? ") if close else ""
    raise ProblemError(
        name,
        speak("そのような場面はありません。", "there is no such scenario; ")
        + hint
        + speak("一覧: maildoctor demo --list", "see: maildoctor demo --list"),
    )


def _run(scenario: Scenario, speak: Speak, given: dict[str, Any]) -> int:
    from maildoctor.cli.asked import place_of, told_to
    from maildoctor.cli.examine import examine
    from maildoctor.cli.output import deliver, wanted
    from maildoctor.demo.world import DemoWorld

    asked, place = wanted(given, speak), place_of(given, speak)
    with DemoWorld(scenario) as world, tempfile.TemporaryDirectory(prefix="maildoctor-demo-") as folder:
        request = request_of(world, Path(folder), speak)
        request = replace(
            request,
            settings=told_to(request.settings, given),
            place=place,
            stable=given["stable"],
            remote=given["remote"],
        )
        click.echo(f"{speak(scenario.ja, scenario.en)} ({scenario.name})", err=True)
        click.echo(f"$ {command_line(request, Path(folder))}\n", err=True)
        report = examine(request, speak, given["verbose"], given["quiet"])
    return deliver(report, speak, asked)


def request_of(world: DemoWorld, folder: Path, speak: Speak) -> Request:
    """What `check` would be asked. The files of the command line are written to `folder` and read back from it."""
    from maildoctor.cli.passwords import Sources, gather
    from maildoctor.cli.request import Request
    from maildoctor.cli.settings_file import read_settings
    from maildoctor.cli.settings_text import settings_text
    from maildoctor.cli.texts import read_text

    settings, ca_file, password = folder / "settings.toml", folder / "ca.pem", folder / "password"
    settings.write_text(settings_text(world.settings), encoding="utf-8")
    ca_file.write_bytes(world.ca_pem)
    password.touch(mode=0o600)
    password.write_text(f"{world.password}\n", encoding="utf-8")
    address = world.account.username
    return Request(
        address,
        read_settings(read_text(str(settings), speak), str(settings), speak),
        "file",
        gather(Sources(password_file=str(password)), address, speak),
        resolvers=(world.resolver,),
        ca_file=str(ca_file),
        timeout_s=world.scenario.timeout_s,
        connect_to=world.connect_to,
        login_hosts=world.login_hosts,
        state_folder=folder / "state",
    )


def command_line(request: Request, folder: Path) -> str:
    """The `check` command that the demo stands for, with the long connect map cut short."""
    first, *others = request.connect_to
    more = f" (--connect-to … {len(others)} more)" if others else ""
    words = [
        "maildoctor", "check", request.subject,
        "--settings", str(folder / "settings.toml"),
        "--password-file", str(folder / "password"),
        "--resolver", *request.resolvers,
        "--ca-file", str(folder / "ca.pem"),
    ]  # fmt: skip
    if request.timeout_s != _USUAL_TIMEOUT_S:
        words += ["--timeout", f"{request.timeout_s:g}"]
    for host in request.login_hosts:
        words += ["--login-host", host]
    if request.place is not None:
        words += ["--place", request.place]
    if request.remote:
        words.append("--remote")
    return shlex.join([*words, "--connect-to", first]) + more
