"""The lab's web server, to be run at the servers' place: all pages of all worlds in one process.

Started as a file with the path of its settings (see `web`), it imports nothing but the standard library. On 443 it
answers what the pages say; on 80 it has nothing for anybody, and is there only so that who asks is seen.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import email.utils
import http
import json
import ssl
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_LARGEST = 1 << 20


def main() -> None:
    """Serve until killed."""
    settings = json.loads(Path(sys.argv[1]).read_text())
    with Path(settings["log"]).open("a", buffering=1) as log:
        asyncio.run(_serve(settings["sites"], lambda entry: _write(log.write, entry)))


def _write(write: Callable[[str], object], entry: dict[str, Any]) -> None:
    write(json.dumps(entry) + "\n")


async def _serve(sites: list[dict[str, Any]], log: Callable[[dict[str, Any]], None]) -> None:
    for site in sites:
        for port, context in ((443, _context(site["certificates"])), (80, None)):
            visitor = _Visitor(site, log)
            await asyncio.start_server(visitor.speak, site["address"], port, ssl=context, backlog=100, limit=_LARGEST)
    await asyncio.Event().wait()


def _context(certificates: list[dict[str, Any]]) -> ssl.SSLContext:
    """The first certificate, unless the client asks for a name that another one covers."""
    contexts = [_one_context(certificate) for certificate in certificates]

    def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        for certificate, context in zip(certificates, contexts, strict=True):
            if name and _covers(certificate["names"], name):
                connection.context = context
                return

    contexts[0].sni_callback = choose
    return contexts[0]


def _one_context(certificate: dict[str, Any]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")  # a weak key is one of the faults; clients decide for themselves
    context.load_cert_chain(certificate["chain"], certificate["key"])
    context.set_alpn_protocols(["http/1.1"])
    return context


def _covers(names: list[str], host: str) -> bool:
    host = host.lower()
    return any(name == host or (name.startswith("*.") and name[2:] == host.partition(".")[2]) for name in names)


class _Visitor:
    """One client after the other, each with as many requests as it likes."""

    def __init__(self, site: dict[str, Any], log: Callable[[dict[str, Any]], None]) -> None:
        self._site = site
        self._log = log

    async def speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, EOFError, asyncio.LimitOverrunError, ValueError):
            while await self._once(reader, writer):
                pass
        writer.close()

    async def _once(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; False where it was the last one of its connection."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")[:-2]
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(min(int(headers.get("content-length", "0")), _LARGEST))
        tls = writer.get_extra_info("ssl_object") is not None
        self._log({"at": time.time(), "address": self._site["address"], "tls": tls, "head": head,
                   "body": base64.b64encode(body).decode()})  # fmt: skip
        method, target, version = first.split(" ")
        page = self._page(method, target.partition("?")[0], headers.get("host", "")) if tls else _NOTHING
        await asyncio.sleep(page["delay_s"])
        content = base64.b64decode(page["body"])
        named = {name.lower() for name, _ in page["headers"]}
        lasts = version == "HTTP/1.1" and headers.get("connection", "").lower() != "close" and _LENGTH not in named
        extra = [] if _LENGTH in named else [("Content-Length", str(len(content)))]
        fields = [("Date", email.utils.formatdate(usegmt=True)), *page["headers"], *extra]
        if not lasts:
            fields.append(("Connection", "close"))
        status = f"HTTP/1.1 {page['status']} {http.HTTPStatus(page['status']).phrase}"
        text = "\r\n".join((status, *(f"{name}: {value}" for name, value in fields))) + "\r\n\r\n"
        writer.write(text.encode("latin-1") + (b"" if method == "HEAD" else content))
        await writer.drain()
        return lasts

    def _page(self, method: str, path: str, host: str) -> dict[str, Any]:
        there = [page for page in self._site["pages"] if page["path"] == path]
        meant = [page for page in there if page["method"] == ("GET" if method == "HEAD" else method)]
        named = [page for page in meant if _covers(page["names"], host.partition(":")[0])]
        return next(iter((*named, *meant)), _WRONG_METHOD if there else _NOTHING)


_LENGTH = "content-length"
_NOTHING: dict[str, Any] = {"status": 404, "headers": [["Content-Type", "text/plain"]], "delay_s": 0,
                            "body": base64.b64encode(b"Not found.\n").decode()}  # fmt: skip
_WRONG_METHOD = _NOTHING | {"status": 405}

if __name__ == "__main__":
    main()
