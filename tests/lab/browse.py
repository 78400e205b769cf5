"""Ask web servers with the standard library's own HTTP client, at the client's place of a lab."""

from __future__ import annotations

import base64
import dataclasses
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tests.lab.lab import Lab

_SCRIPT = """
import base64, concurrent.futures, http.client, json, ssl, sys
def ask(asked):
    context = ssl.create_default_context(cafile=asked["ca_file"])
    connection = http.client.HTTPSConnection(asked["host"], timeout=asked["timeout_s"], context=context)
    try:
        connection.request(asked["method"], asked["target"], base64.b64decode(asked["body"]), dict(asked["headers"]))
        answer = connection.getresponse()
        return [answer.status, answer.getheaders(), base64.b64encode(answer.read()).decode(), ""]
    except OSError as error:
        return [0, [], "", "silent" if isinstance(error, TimeoutError) else str(error)]
    finally:
        connection.close()
with concurrent.futures.ThreadPoolExecutor(8) as pool:
    print(json.dumps(list(pool.map(ask, json.load(sys.stdin)))))
"""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request over HTTPS; the certificate has to be good for the host."""

    host: str
    target: str
    method: str = "GET"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    timeout_s: float = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What came. Without an answer `status` is 0, and `trouble` has the system's words, or "silent"."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    trouble: str


def browse(lab: Lab, asks: Sequence[Ask]) -> list[Answer]:
    """The answers, in the order of the questions, which are asked side by side. Redirects are not followed."""
    given = [
        dataclasses.asdict(ask) | {"ca_file": str(lab.ca_file), "body": base64.b64encode(ask.body).decode()}
        for ask in asks
    ]
    done = lab.run([sys.executable, "-c", _SCRIPT], stdin=json.dumps(given))
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return [
        Answer(status, tuple((name, value) for name, value in headers), base64.b64decode(body), trouble)
        for status, headers, body, trouble in json.loads(done.stdout)
    ]
