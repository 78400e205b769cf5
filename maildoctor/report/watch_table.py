"""What many runs say together, for the terminal: n of m, what was wrong, and how each address of a server answered."""

from __future__ import annotations

from maildoctor.model.report import Report, Verdict
from maildoctor.model.watched import Watched
from maildoctor.report.conclusion import conclusion
from maildoctor.report.lines import cells, wrapped
from maildoctor.report.voice import Voice
from maildoctor.report.words import STATE

_WIDTH = 80
_STATE_CELLS = 10


def run_line(report: Report, voice: Voice) -> str:
    """One run on one line, to be printed as it ends."""
    said = conclusion(report, voice).partition(": ")[2]
    state = voice.pick(*STATE[report.verdict])
    return f"{report.case.now:%H:%M:%S}  {state}{' ' * (_STATE_CELLS - cells(state))}{said}\n"


def watch_lines(watched: Watched, voice: Voice) -> list[str]:
    """The block in front of the conclusion."""
    first, last = watched.looks[0].at, watched.looks[-1].at
    runs = len(watched.looks)
    head = voice.pick(
        f"{first:%H:%M:%S} から {last:%H:%M:%S} までに {runs} 回調べました",
        f"Examined {runs} times from {first:%H:%M:%S} to {last:%H:%M:%S}",
    )
    lines = ["", head]
    for verdict, (ja, en) in STATE.items():
        times = watched.verdicts(verdict)
        if times:
            lines.append(f"  {voice.pick(f'{ja}: {times} 回', f'{en}: {times}')}")
    for finding, times in watched.faults:
        said = voice.says(finding)
        lines += wrapped("  " + voice.pick(f"{runs} 回のうち {times} 回: {said}", f"{times} of {runs}: {said}"),
                         _WIDTH, "    ")  # fmt: skip
    uneven = [(target, address, n, m) for target, address, n, m in watched.addresses if 0 < n < m or n == 0]
    for target, address, answered, called in uneven:
        said = voice.pick(
            f"  {target} の {address}: {called} 回のうち {answered} 回答えました",
            f"  {target} at {address}: answered {answered} of {called} times",
        )
        lines += wrapped(said, _WIDTH, "    ")
    return lines


def watched_conclusion(watched: Watched, report: Report, voice: Voice) -> str:
    """The last line: that of the last run, unless the runs together say more."""
    runs, bad = len(watched.looks), watched.verdicts(Verdict.FAIL)
    since = watched.changed_at
    said = conclusion(report, voice)
    if watched.turns > 1:
        head, _, rest = said.partition(": ")
        now = voice.pick("最後の回: ", "the last time: ")
        return head + ": " + voice.pick(
            f"ときどき起きる異常です({runs} 回のうち {bad} 回)。{now}{rest}",
            f"the fault comes and goes ({bad} of {runs} times); {now}{rest}",
        )  # fmt: skip
    if since is not None and report.verdict is not Verdict.FAIL:
        return said + voice.pick(f"{since:%H:%M:%S} からです。", f" So it is since {since:%H:%M:%S}.")
    return said
