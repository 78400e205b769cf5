"""`python -m maildoctor`."""

from maildoctor.cli.main import run

run()
