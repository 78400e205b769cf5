"""Questions asked at the client's place of a lab: names, and whether a port answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from tests.lab.lab import Lab

_ASK = """
import dns.exception, dns.resolver, json, sys
def ask(name, kind):
    try:
        return sorted(record.to_text() for record in dns.resolver.resolve(name, kind, lifetime=8))
    except dns.exception.DNSException as error:
        return [type(error).__name__]
print(json.dumps([ask(*question) for question in json.load(sys.stdin)]))
"""

_REACH = """
import concurrent.futures, json, socket, sys
def reach(target):
    try:
        socket.create_connection(target, 1).close()
    except OSError as error:
        return "silent" if isinstance(error, TimeoutError) else error.strerror
    return "open"
with concurrent.futures.ThreadPoolExecutor(8) as pool:
    print(json.dumps(list(pool.map(reach, json.load(sys.stdin)))))
"""


def ask(lab: Lab, *questions: tuple[str, str]) -> list[list[str]]:
    """The sorted records for each (name, type), or the one name of dnspython's exception (NXDOMAIN, NoAnswer …)."""
    return [[str(word) for word in answer] for answer in _answers(lab, _ASK, questions)]


def reach(lab: Lab, *targets: tuple[str, int]) -> list[str]:
    """For each (host, port) "open", "silent" (for a second), or the words of the system's error."""
    return [str(word) for word in _answers(lab, _REACH, targets)]


def _answers(lab: Lab, script: str, given: Sequence[tuple[str, str | int]]) -> list[list[str]]:
    done = lab.run([sys.executable, "-c", script], stdin=json.dumps(given))
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    answers: list[list[str]] = json.loads(done.stdout)
    return answers
