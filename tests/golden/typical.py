"""The typical runs: what was planted, whose client it is, and what the customer sees."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from maildoctor.cli.output import exit_status
from maildoctor.exam.record import read_report
from maildoctor.exam.replay import replayed
from maildoctor.model.company import Company
from maildoctor.model.report import Report
from maildoctor.report.formats import FORMATS, Reader, Shown
from maildoctor.report.voice import Voice

HERE = Path(__file__).parent
COMPANY = Company("町のパソコン相談所", None, "06-0000-0000")


@dataclass(frozen=True, slots=True)
class Typical:
    """One run: `scenario` of the demo, `client` and `saw` as in the options; `login` False: without a password."""

    name: str
    scenario: str
    client: str
    saw: str | None = None
    login: bool = True


RUNS = (
    Typical("healthy", "healthy", "outlook"),
    Typical("client-side", "healthy", "outlook-new", "送信できません"),
    Typical("up-to-the-login", "healthy", "apple-mail", login=False),
    Typical("incoming-encryption", "imap-993-as-starttls", "thunderbird"),
    Typical("outgoing-encryption", "smtp-587-as-tls", "outlook", "0x800CCC1A"),
    Typical("user-name", "username-without-domain", "iphone"),
    Typical("password", "wrong-password", "iphone"),
    Typical("certificate-name", "certificate-other-name", "outlook"),
    Typical("certificate-expired", "certificate-expired", "android"),
    Typical("port-25", "port25-blocked", "copier"),
    Typical("alias-as-exchanger", "mx-cname", "generic"),
    Typical("misspelt-host", "no-such-host", "windows-live-mail", "0x800CCC0D"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """One way to read one run."""

    run: Typical
    form: str
    reader: Reader | None
    lang: str

    @property
    def path(self) -> Path:
        """Its golden file."""
        ending = next(iter(FORMATS[self.form].endings), f".{self.form}")
        who = self.reader.value if self.reader is not None else "everybody"
        return HERE / self.run.name / f"{who}.{self.lang}{ending}"

    def text(self) -> str:
        """What the program makes of the saved run today."""
        report = saved(self.run, self.lang)
        shown = Shown(self.reader, company=COMPANY, status=exit_status(report, warnings_fail=False))
        return FORMATS[self.form].render(report, self._voice, shown)

    @property
    def _voice(self) -> Voice:
        return Voice(self.lang, self.run.client)


def pages() -> Iterator[Page]:
    """Every run in every form, for everybody it can speak to, in both languages."""
    for run in RUNS:
        for name, form in FORMATS.items():
            if not form.printed:
                for reader in (None, *sorted(form.readers, key=list(Reader).index)):
                    yield Page(run, name, reader, "ja")
                    yield Page(run, name, reader, "en")


def run_path(run: Typical) -> Path:
    """Where the saved run is."""
    return HERE / "runs" / f"{run.name}.json"


@cache
def saved(run: Typical, lang: str) -> Report:
    """The saved run, judged anew."""
    return asyncio.run(replayed(read_report(run_path(run).read_text("utf-8")), lang))
