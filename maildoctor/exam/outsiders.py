"""Checks that are not ours run apart: in a thread, with two seconds and two hundred questions.

One that crashes, or loops, or asks what it did not declare, costs only itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

from maildoctor.exam.registry import PROBE_KINDS, Loaded
from maildoctor.model.case import Case
from maildoctor.model.evidence import Evidence
from maildoctor.model.probe import Login, Probe
from maildoctor.net.background import in_daemon_thread

PATIENCE_S = 2.0
MOST_PROBES = 200


class Outsiders:
    """Asks somebody else's checks what they want to know, without ever waiting for them."""

    def __init__(self, case: Case, checks: tuple[Loaded, ...], wake: Callable[[], None]) -> None:
        self.crashed: dict[str, str] = {}
        self._case = case
        self._checks = checks
        self._wake = wake
        self._wanted: dict[str, tuple[Probe, ...]] = {}
        self._seen: dict[str, Evidence] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}

    @property
    def busy(self) -> bool:
        """True while one of them is still thinking."""
        return bool(self._asking)

    def probes(self, evidence: Evidence) -> Iterator[Probe]:
        """What they wanted when they were last asked; each is asked again where there is new evidence."""
        for entry in self._checks:
            identifier = entry.check.id
            if identifier in self.crashed:
                continue
            if identifier not in self._asking and self._seen.get(identifier) is not evidence:
                self._seen[identifier] = evidence
                task = asyncio.ensure_future(self._ask(entry, evidence))
                self._asking[identifier] = task
            yield from self._wanted.get(identifier, ())

    async def _ask(self, entry: Loaded, evidence: Evidence) -> None:
        check = entry.check
        try:
            async with asyncio.timeout(PATIENCE_S):
                wanted = await in_daemon_thread(lambda: list(check.probes(self._case, evidence)))
            self._wanted[check.id] = _declared(wanted, check.asks)
        except TimeoutError:
            self.crashed[check.id] = "took longer than 2 s"
        except Exception as error:  # somebody else's code: whatever it raises is its own failure
            self.crashed[check.id] = type(error).__name__
        finally:
            del self._asking[check.id]
            self._wake()


def _declared(wanted: list[Probe], asks: tuple[type[Probe], ...]) -> tuple[Probe, ...]:
    """The questions of one check, if they are of the kinds it declared.

    Raises:
        PermissionError: one is of another kind, or there are too many.
    """
    if len(wanted) > MOST_PROBES:
        raise PermissionError(f"more than {MOST_PROBES} probes")
    for probe in wanted:
        if type(probe) not in PROBE_KINDS or type(probe) not in asks or isinstance(probe, Login):
            raise PermissionError(f"{type(probe).__name__} is not declared")
    return tuple(wanted)
