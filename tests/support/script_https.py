"""A scripted HTTPS server: each request target has a script of raw bytes, and every request is recorded.

with ScriptHttps(AUTHORITY.issue(("www.example.test",))) as server:
    server.pages["/old"] = redirect("/new")
    server.pages["/new"] = answer(200, b"hello")
    ...  # ask for server.url("www.example.test", "/old")
assert [each.target for each in server.requests] == ["/old", "/new"]
"""

from __future__ import annotations

from dataclasses import dataclass

from maildoctor.demo.ca import Issued
from tests.support.channel import Segment
from tests.support.script_server import Connection, Expect, Script, ScriptServer, Send, StartTls, Then
from tests.support.steps import Memory

__all__ = ["Request", "ScriptHttps", "answer", "head", "redirect"]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in; the names of `fields` are in lower case."""

    method: str
    target: str
    fields: dict[str, str]
    body: bytes


def head(status: int, *fields: str) -> bytes:
    """Status line and header fields, as bytes."""
    return "\r\n".join((f"HTTP/1.1 {status} Said", *fields, "", "")).encode()


def answer(status: int, body: bytes = b"", *fields: str) -> Script:
    """A whole answer with its length."""
    return (Send(head(status, f"Content-Length: {len(body)}", *fields) + body),)


def redirect(to: str, status: int = 302) -> Script:
    """An answer that leads elsewhere; its body is no document."""
    return answer(status, b"moved", f"Location: {to}")


class ScriptHttps(ScriptServer):
    """An HTTPS server on a loopback address. Targets that have no page do not exist (404).

    `trusted=False` marks a certificate that an honest client must refuse.
    """

    def __init__(
        self,
        certificate: Issued,
        *,
        trusted: bool = True,
        host: str = "127.0.0.1",
        segment: Segment | str = Segment.AS_IS,
    ) -> None:
        super().__init__(choose=lambda number: (tls, Then(self._read)), host=host, segment=segment)
        tls = StartTls(certificate, trusted=trusted)
        self.pages: dict[str, Script] = {}

    def url(self, host: str, target: str = "/") -> str:
        """The URL of a target, under a name that the test makes lead here."""
        return f"https://{host}:{self.port}{target}"

    @property
    def requests(self) -> tuple[Request, ...]:
        """Every request so far, in the order of the connections."""
        return tuple(_request(each) for each in self.connections if b"\r\n\r\n" in each.tls)

    def _read(self, memory: Memory) -> Script:
        if memory.lines[-1:] != (b"",):
            return (Expect(b".*"), Then(self._read))
        target = memory.lines[0].split(b" ")[1].decode()
        return self.pages.get(target, answer(404, b"nothing here"))


def _request(connection: Connection) -> Request:
    text, _, body = connection.tls.partition(b"\r\n\r\n")
    first, *rest = text.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    return Request(method, target, fields, body)
