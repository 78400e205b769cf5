"""The leak scanner: looks for every form of every secret in every artefact of a run.

    assert scan({"stdout": run.stdout, "stderr": run.stderr}, [Secret(password, "user@example.test")]) == []

For secrets of high entropy, `new_secret()`. For short and nasty ones see `sameness`.
"""

from __future__ import annotations

import secrets as randomness
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.leak_forms import Secret, digests, forms, scram_digests
from tests.support.leak_views import squeeze, views

__all__ = [
    "Leak",
    "Scanner",
    "Secret",
    "digests",
    "forms",
    "new_secret",
    "read_tree",
    "scan",
    "scan_tree",
    "scram_digests",
]


@dataclass(frozen=True, slots=True)
class Leak:
    """A secret was found: in which artefact, in which form, where. It does not repeat the secret."""

    artefact: str
    form: str
    offset: int


def new_secret(length: int = 24) -> str:
    """A random secret that makes encodings differ from each other: letters, digits, and what needs escaping."""
    special = "\"\\ '&<%=+/{"
    letters = [randomness.choice(string.ascii_letters + string.digits) for _ in range(length - len(special))]
    mixed = letters + list(special)
    randomness.SystemRandom().shuffle(mixed)
    return "Q" + "".join(mixed) + "z"  # no space at either end: that would be a finding of its own


class Scanner:
    """A scanner for given secrets, to be used on many artefacts."""

    def __init__(self, secrets: Iterable[Secret | str | bytes]) -> None:
        everything: dict[str, bytes] = {}
        given = [each if isinstance(each, Secret) else Secret(each) for each in secrets]
        for number, secret in enumerate(given, 1):
            prefix = f"secret {number}: " if len(given) > 1 else ""
            everything.update({prefix + name: pattern for name, pattern in secret.patterns().items()})
        self._plain = {name: pattern.lower() for name, pattern in everything.items()}
        self._squeezed = {name: squeeze(pattern) for name, pattern in self._plain.items()}

    def scan(self, artefacts: Mapping[str, bytes]) -> list[Leak]:
        """Every form that is in an artefact, at its first place."""
        return [leak for name, data in artefacts.items() for leak in self._scan(name, data.lower())]

    def _scan(self, name: str, data: bytes) -> Iterable[Leak]:
        found: set[str] = set()
        for view in views(data):
            for form, pattern in (self._squeezed if view.squeezed else self._plain).items():
                offset = view.data.find(pattern) if form not in found else -1
                if offset >= 0:
                    found.add(form)
                    yield Leak(name, f"{form}{view.label}", view.origin(offset))


def scan(artefacts: Mapping[str, bytes], secrets: Iterable[Secret | str | bytes]) -> list[Leak]:
    """Look for secrets in artefacts (name to content)."""
    return Scanner(secrets).scan(artefacts)


def scan_tree(folder: Path, secrets: Iterable[Secret | str | bytes]) -> list[Leak]:
    """Look for secrets in all files below a folder, and in their names."""
    return scan(read_tree(folder), secrets)


def read_tree(folder: Path) -> dict[str, bytes]:
    """All regular files below a folder, and one artefact more that holds all their names."""
    paths = sorted(path for path in folder.rglob("*"))
    names = "\n".join(str(path.relative_to(folder)) for path in paths)
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in paths
        if path.is_file() and not path.is_symlink()
    }
    return {"(file names)": names.encode("utf-8", "surrogateescape"), **files}
