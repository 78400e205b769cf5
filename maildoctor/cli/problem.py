"""What is wrong with a command line or an input file: exit status 2, and nothing is sent."""

from __future__ import annotations

import click


class ProblemError(click.ClickException):
    """Wrong input. `where` is a file, line and key, or an option; `what` says what is wrong and what is allowed."""

    exit_code = 2

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}" if where else what)
