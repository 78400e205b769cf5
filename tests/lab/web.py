"""Web servers of the lab: starts `web_server` with the pages of all worlds, and reads what it was asked."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.lab.certificates import Cabinet
from tests.lab.world import Certificate, Page, World

PORTS = (443, 80)
"""Where it listens at each address with pages. There is nothing on 80, but who asks there is seen."""
MARK = "web"
"""Under this name a `logins.Mark` has the position in the log."""

_PROGRAM = Path(__file__).with_name("web_server.py")


@dataclass(frozen=True, slots=True)
class WebRequest:
    """One request as it came. `head` is the request line and all header lines, undecoded but for Latin-1."""

    at: float
    address: str
    tls: bool
    head: str
    body: bytes

    @property
    def method(self) -> str:
        """The method."""
        return self.head.split(" ")[0]

    @property
    def target(self) -> str:
        """Path and query."""
        return self.head.split(" ")[1]

    @property
    def path(self) -> str:
        """The path without the query."""
        return self.target.partition("?")[0]

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """All header lines in their order, names in lower case."""
        lines = (line.partition(":") for line in self.head.split("\r\n")[1:] if line)
        return tuple((name.strip().lower(), value.strip()) for name, _, value in lines)

    def header(self, name: str) -> str | None:
        """The first header of this name (in lower case), or None."""
        return next((value for key, value in self.headers if key == name), None)

    @property
    def host(self) -> str:
        """The Host header."""
        return self.header("host") or ""

    def contains(self, secret: str) -> bool:
        """Is `secret` anywhere in it, as it stands or in Base64, alone or at any place among other bytes?"""
        everything = self.head.encode("latin-1") + self.body
        return any(form in everything for form in _forms(secret.encode()))


def _forms(secret: bytes) -> Iterator[bytes]:
    """The secret, and what Base64 makes of it behind 0, 1 or 2 other bytes, without what depends on its neighbours."""
    yield secret
    for before in range(3):
        length = (before + len(secret)) // 3 * 3
        encoded = base64.b64encode((b"\0" * before + secret)[:length])
        yield encoded[(0, 2, 3)[before] :]


def start(prefix: Sequence[str], directory: Path, worlds: Iterable[World], cabinet: Cabinet) -> subprocess.Popen[bytes]:
    """Write the settings and run the server; there has to be a page."""
    directory.mkdir()
    settings = directory / "settings.json"
    by_address: dict[str, list[Page]] = {}
    for page in _pages(worlds):
        by_address.setdefault(page.host_address, []).append(page)
    sites = [_site(address, pages, cabinet) for address, pages in by_address.items()]
    settings.write_text(json.dumps({"log": str(_log(directory)), "sites": sites}))
    _log(directory).touch()
    with (directory / "output").open("wb") as output:
        return subprocess.Popen(
            [*prefix, sys.executable, str(_PROGRAM), str(settings)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )


def position(directory: Path) -> int:
    """Bytes in the log now; every request already answered is before it."""
    return _log(directory).stat().st_size if _log(directory).exists() else 0


def requests(directory: Path, since: Mapping[str, int]) -> list[WebRequest]:
    """All requests since the mark's positions, in their order."""
    if not _log(directory).exists():
        return []
    with _log(directory).open("rb") as log:
        log.seek(since.get(MARK, 0))
        entries = [json.loads(line) for line in log.read().splitlines()]
    return [WebRequest(**entry | {"body": base64.b64decode(entry["body"])}) for entry in entries]


def addresses(worlds: Iterable[World]) -> set[str]:
    """Where pages are."""
    return {page.host_address for page in _pages(worlds)}


def check(worlds: Iterable[World]) -> None:
    """Raise ValueError where two pages would be the same."""
    seen: dict[tuple[str, str, str, Certificate], Page] = {}
    for page in _pages(worlds):
        key = (page.host_address, page.method, page.path, page.certificate)
        if seen.setdefault(key, page) != page:
            raise ValueError(f"two pages at {key[:3]}")


def _pages(worlds: Iterable[World]) -> Iterator[Page]:
    for world in worlds:
        yield from world.pages


def _log(directory: Path) -> Path:
    return directory / "requests"


def _site(address: str, pages: Sequence[Page], cabinet: Cabinet) -> dict[str, object]:
    shown = {page.certificate: cabinet.files(page.certificate) for page in pages}
    return {
        "address": address,
        "certificates": [
            {"names": list(certificate.names), "chain": str(files.chain), "key": str(files.key)}
            for certificate, files in shown.items()
        ],
        "pages": [_as_json(page) for page in dict.fromkeys(pages)],
    }


def _as_json(page: Page) -> dict[str, object]:
    body = page.body.encode() if isinstance(page.body, str) else page.body
    return {
        "names": list(page.certificate.names),
        "path": page.path,
        "method": page.method,
        "status": page.status,
        "headers": [list(header) for header in page.headers],
        "delay_s": page.delay_s,
        "body": base64.b64encode(body).decode(),
    }
