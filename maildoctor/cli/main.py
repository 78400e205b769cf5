"""The command line: commands are loaded when they are called, so that --help costs nothing but click."""

from __future__ import annotations

import gc
import importlib
import sys

import click

import maildoctor
from maildoctor.cli.speak import Speak, system_speak

_GARBAGE_AFTER = 20_000
"""Objects between two looks for garbage. What is loaded stays; looking through it as often as Python usually does takes
7 % of a short run."""

_COMMANDS = ("check", "discover", "report", "diff", "explain", "checks", "demo")


class _Lazy(click.Group):
    """A group whose commands are modules of this package, each with `command(speak)`."""

    def __init__(self, speak: Speak, **attributes: object) -> None:
        super().__init__(**attributes)  # type: ignore[arg-type]
        self._speak = speak

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        made: click.Command = importlib.import_module(f"maildoctor.cli.{cmd_name}").command(self._speak)
        return made

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            import difflib

            close = difflib.get_close_matches(args[0], _COMMANDS, 1)
            if not close:
                raise
            raise click.UsageError(
                self._speak(
                    f"{args[0]} というコマンドはありません。「{close[0]}」ではありませんか。",
                    f"there is no command {args[0]}; did you mean {close[0]}?",
                )
            ) from None


def group(speak: Speak) -> click.Group:
    """The program in one language."""
    made = _Lazy(
        speak,
        name="maildoctor",
        help=speak(
            "メールのアカウントを調べ、設定のどの欄が違うか、正しい値は何か、誰が直すかを言います。",
            "Examine a mail account: which box is wrong, what it should be, and who has to act.",
        ),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    )
    return click.version_option(maildoctor.__version__, prog_name="maildoctor")(made)


def run() -> None:
    """The entry point."""
    from maildoctor.cli.streams import prepare_streams

    gc.set_threshold(_GARBAGE_AFTER)
    prepare_streams()
    speak = system_speak(sys.argv[1:])
    try:
        status = group(speak).main(prog_name="maildoctor", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        _leave(2, error.format_message())
    except (KeyboardInterrupt, click.exceptions.Abort):
        _leave(130, speak("中断しました", "interrupted"))
    except Exception as error:
        # Kind and place only: a traceback could show values, and values can be secrets.
        frame = error.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        where = f"{frame.tb_frame.f_code.co_filename.rpartition('/')[2]}:{frame.tb_lineno}" if frame else "?"
        said = speak("maildoctor: 内部の誤りです", "maildoctor: internal error") + f" ({type(error).__name__}, {where})"
        click.echo(said, err=True)
        _leave(3, said)
    sys.exit(status if isinstance(status, int) else 0)


def _leave(status: int, why: str) -> None:
    """End without a report. A monitoring system, which reads stdout alone, is told in its own form."""
    if for_monitoring(sys.argv[1:]):
        from maildoctor.report.nagios import State, usage_error

        click.echo(usage_error(why), nl=False)
        status = State.UNKNOWN.value
    sys.exit(status)


def for_monitoring(arguments: list[str]) -> bool:
    """True where the command line, right or wrong, asks for the output of a monitoring plugin."""
    asked = ""
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--format="):
            asked = argument.partition("=")[2]
        elif argument == "--format" and index + 1 < len(arguments):
            asked = arguments[index + 1]
    return asked == "nagios"
