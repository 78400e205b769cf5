"""Finding the checks: the bundled ones, installed packages, and the user's own folder. Nobody names one.

The bundled checks come through the same door as other people's: the entry-point group `maildoctor.checks`. A file that
does not load is listed as broken and costs nothing else.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

from maildoctor.model.check import Check
from maildoctor.model.probe import Endpoint, Envelope, Fetch, Login, Lookup, Mailbox, Probe, Typed
from maildoctor.model.report import Plugin

GROUP = "maildoctor.checks"
BUNDLED = "maildoctor.checks"
_ID = re.compile(r"[a-z0-9_-]+\.[a-z0-9_-]+(\.[a-z0-9_-]+)*")

RISK = {
    Typed: "nothing",
    Lookup: "asks the DNS",
    Endpoint: "connects",
    Fetch: "reads documents",
    Mailbox: "reads counts",
    Envelope: "MAIL, RCPT",
}
"""What each kind of probe does to the outside world, for `maildoctor checks`. A login is never a check's own."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """One check and where it comes from. `bundled` False: it is somebody else's and runs apart."""

    check: Check
    origin: str
    bundled: bool


@dataclass(frozen=True, slots=True)
class BrokenCheck:
    """Something that should have been a check, and why it is none. `why` is one line."""

    origin: str
    why: str
    bundled: bool = False


@dataclass(frozen=True, slots=True)
class Registry:
    """All checks of a run, in the order of the report, and what did not load."""

    loaded: tuple[Loaded, ...]
    broken: tuple[BrokenCheck, ...] = ()
    plugins: tuple[Plugin, ...] = ()

    def chosen(self, only: tuple[str, ...], skip: tuple[str, ...]) -> tuple[Loaded, ...]:
        """The checks that --only and --skip leave. An id chooses itself and everything below it."""
        return tuple(
            entry
            for entry in self.loaded
            if (not only or any(_matches(entry.check.id, wanted) for wanted in only))
            and not any(_matches(entry.check.id, unwanted) for unwanted in skip)
        )


def _matches(identifier: str, wanted: str) -> bool:
    return identifier == wanted or identifier.startswith(f"{wanted}.")


def load(user_folder: Path | None = None) -> Registry:
    """Load every check. `user_folder` is the user's own checks folder; the current directory is never looked at."""
    loaded: list[Loaded] = []
    broken: list[BrokenCheck] = []
    plugins: list[Plugin] = []
    taken: dict[str, str] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda p: (p.value != BUNDLED, p.name)):
        bundled = point.value == BUNDLED
        if not bundled and point.dist is not None:
            plugins.append(Plugin(point.dist.name, point.dist.version))
        for origin, module, why in _modules_of(point):
            _take(origin, module, why, bundled, loaded, broken, taken)
    for path in _files_of(user_folder):
        if not path.name.startswith("_"):
            module, why = _module_of_file(path)
            _take(str(path), module, why, False, loaded, broken, taken)
    return Registry(tuple(loaded), tuple(broken), tuple(plugins))


def _files_of(folder: Path | None) -> list[Path]:
    """The Python files of the user's folder; none where it cannot be read.

    A monitoring daemon often runs with a HOME that belongs to somebody else: there is no folder of its own then.
    """
    try:
        return sorted(folder.glob("*.py")) if folder is not None and folder.is_dir() else []
    except OSError:
        return []


def _take(
    origin: str,
    module: ModuleType | None,
    why: str,
    bundled: bool,
    loaded: list[Loaded],
    broken: list[BrokenCheck],
    taken: dict[str, str],
) -> None:
    if module is None:
        broken.append(BrokenCheck(origin, why, bundled))
        return
    check = getattr(module, "CHECK", None)
    if check is None:
        if not bundled:
            broken.append(BrokenCheck(origin, "it has no CHECK"))
        return
    if not isinstance(check, Check) or not _ID.fullmatch(check.id):
        why = "CHECK is no maildoctor.api.Check with an id like place.what"
        broken.append(BrokenCheck(origin, why, bundled))
    elif check.id in taken:
        broken.append(BrokenCheck(origin, f"the id {check.id} is taken by {taken[check.id]}"))
    else:
        taken[check.id] = origin
        loaded.append(Loaded(check, origin, bundled))


def _modules_of(point: EntryPoint) -> Iterator[tuple[str, ModuleType | None, str]]:
    """The modules behind an entry point: itself, or for a package each of its modules that is not `_private`."""
    try:
        module = point.load()
    except Exception as error:  # somebody else's code: whatever it raises is its own failure
        yield point.value, None, _line(error)
        return
    if not isinstance(module, ModuleType):
        yield point.value, None, "the entry point is no module"
        return
    if not hasattr(module, "__path__"):
        yield point.value, module, ""
        return
    for entry in sorted(pkgutil.iter_modules(module.__path__), key=lambda e: e.name):
        if entry.name.startswith("_"):
            continue
        name = f"{module.__name__}.{entry.name}"
        try:
            yield name, importlib.import_module(name), ""
        except Exception as error:
            yield name, None, _line(error)


def _module_of_file(path: Path) -> tuple[ModuleType | None, str]:
    name = f"maildoctor_user_check_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        return None, "it cannot be read"
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        return None, _line(error)
    return module, ""


def _line(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0] if text else ''}".rstrip(": ")


PROBE_KINDS: tuple[type[Probe], ...] = (Lookup, Endpoint, Login, Envelope, Mailbox, Fetch)
"""The closed list of probe kinds a check may compose."""
