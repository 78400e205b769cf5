"""The browser that is installed: it prints a page to PDF, and shows what was written. It is kept off the network.

The places on Windows and macOS are those of the makers' installers; these branches were never run there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from maildoctor.cli.problem import ProblemError
from maildoctor.cli.speak import Speak

_COMMANDS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "microsoft-edge-stable", "msedge",
)  # fmt: skip
_WINDOWS = (r"Microsoft\Edge\Application\msedge.exe", r"Google\Chrome\Application\chrome.exe")
_WINDOWS_ROOTS = ("PROGRAMFILES(X86)", "PROGRAMFILES", "LOCALAPPDATA")
_MACOS = ("Google Chrome", "Microsoft Edge", "Chromium")
_QUIET = (
    "--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
    "--disable-sync", "--disable-background-networking", "--disable-component-update", "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer", "--print-to-pdf-no-header",
)  # fmt: skip
_LONGEST_S = 60


class PrintError(Exception):
    """The browser made no PDF. The text says which browser, and what became of it."""


def find_browser(environment: Mapping[str, str] = os.environ, system: str = sys.platform) -> str | None:
    """Edge, Chrome or Chromium, as a command that can be run; None where none is installed."""
    for command in _COMMANDS:
        found = shutil.which(command, path=environment.get("PATH"))
        if found is not None:
            return found
    return next((str(path) for path in _installed(environment, system) if path.is_file()), None)


def _installed(environment: Mapping[str, str], system: str) -> list[Path]:
    if system == "win32":
        roots = [environment[name] for name in _WINDOWS_ROOTS if environment.get(name)]
        return [Path(root, *end.split("\\")) for end in _WINDOWS for root in roots]
    if system == "darwin":
        folders = (Path("/Applications"), Path(environment.get("HOME", "/")) / "Applications")
        return [folder / f"{name}.app/Contents/MacOS/{name}" for name in _MACOS for folder in folders]
    return []


def print_page(html: str, browser: str) -> bytes:
    """The page as PDF. It passes through a folder that is the user's alone and is gone afterwards.

    Raises:
        PrintError: the browser could not be run, was too slow, or made no PDF.
    """
    with tempfile.TemporaryDirectory(prefix="maildoctor-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        page, made = folder / "page.html", folder / "page.pdf"
        page.write_text(html, "utf-8", errors="backslashreplace")
        command = [browser, *_QUIET, *_as_root(), f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={made}"]
        try:
            done = subprocess.run([*command, page.as_uri()], capture_output=True, timeout=_LONGEST_S, check=False)
            data = made.read_bytes() if made.is_file() else b""
        except subprocess.TimeoutExpired:
            raise PrintError(f"{browser}: {_LONGEST_S} s") from None
        except OSError as error:
            raise PrintError(f"{browser}: {error.strerror}") from None
    if not data.startswith(b"%PDF"):
        raise PrintError(f"{browser}: {done.returncode}")
    return data


def _as_root() -> tuple[str, ...]:
    """Chromium's own sandbox refuses to work for root; the page has no script to be kept in."""
    return ("--no-sandbox",) if sys.platform != "win32" and os.geteuid() == 0 else ()


def need_browser(speak: Speak) -> None:
    """Make sure that a PDF can be made.

    Raises:
        ProblemError: no browser is installed that could.
    """
    if find_browser() is None:
        raise ProblemError(
            "PDF",
            speak(
                "作るには Microsoft Edge、Google Chrome、Chromium のどれかが要りますが、この PC には見つかりません。"
                "--output FILE.html で作り、ブラウザーで開いて印刷してください",
                "needs Microsoft Edge, Google Chrome or Chromium, and none is installed here. "
                "Use --output FILE.html, open it in a browser and print it",
            ),
        )


def printed(page: str, path: str, speak: Speak) -> bytes | None:
    """The page as PDF; where the browser makes none, that is said of `path`."""
    try:
        return print_page(page, find_browser() or "")
    except PrintError as error:
        said = speak(
            f"{path}: ブラウザーが PDF を作れませんでした ({error})。.html で作り、ブラウザーで印刷してください",
            f"{path}: the browser made no PDF ({error}). Write .html and print it in a browser",
        )
        click.echo(said, err=True)
        return None


def show(path: Path, speak: Speak) -> None:
    """Open a file in the program that the system has for it; where there is none, that is said."""
    if click.launch(str(path)) != 0:
        said = speak(
            f"{path}: 開けるプログラムが見つかりません。自分で開いてください",
            f"{path}: no program was found to open it; please open it yourself",
        )
        click.echo(said, err=True)
