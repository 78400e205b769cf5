"""However the bytes are cut, the verdict is the same; and what is slipped in before TLS is named and never believed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from maildoctor.demo.ca import Authority
from tests.program.desk import ADDRESS, Desk, report_of
from tests.support import hostile
from tests.support.dialogues import GOLDEN
from tests.support.golden import Golden, only
from tests.support.script_dns import ScriptDns
from tests.support.script_server import ScriptServer

SECRET = "a-Long-and-rare-secret-2026"
SCHEMES = {"imap": ("imap+starttls", 143), "pop3": ("pop3+starttls", 110), "smtp": ("smtp+starttls", 587)}


def _golden(authority: Authority) -> Golden:
    return Golden(authority.issue(("mail.aoba.example",)), accepts=only(ADDRESS, SECRET))


@contextlib.contextmanager
def _desk(protocol: str, server: ScriptServer, authority: Authority) -> Iterator[Desk]:
    scheme, port = SCHEMES[protocol]
    side = "--outgoing" if protocol == "smtp" else "--incoming"
    zone = {
        ("aoba.example", "MX"): ["10 mail.aoba.example."],
        ("mail.aoba.example", "A"): ["192.0.2.25"],
        ("25.2.0.192.in-addr.arpa", "PTR"): ["mail.aoba.example."],
    }
    with ScriptDns(zone) as names:
        options = (
            side, f"{scheme}://{ADDRESS}@mail.aoba.example", "--ca-file", "ca.pem", "--skip", "mx",
            "--skip", "domain",
            "--resolver", f"127.0.0.1:{names.port}", "--connect-to", f":{port}:127.0.0.1:{server.port}",
            "--connect-to", "::127.0.0.1:9",
        )  # fmt: skip
        yield Desk(options, {"ca.pem": authority.root_pem}, SECRET)


def _of_side(report: dict[str, Any], protocol: str) -> tuple[str, list[str]]:
    side = "outgoing" if protocol == "smtp" else "incoming"
    codes = [d["code"] for d in report["diagnoses"] if d["code"] != "settings-not-found"]
    return report["settings"]["proof"][side], codes


@pytest.mark.parametrize("segment", ["as-is", "one-byte", "all-in-one"])
@pytest.mark.parametrize("protocol", sorted(SCHEMES))
def test_segments_change_nothing(protocol: str, segment: str) -> None:
    authority = Authority()
    script = GOLDEN[f"{protocol}-{SCHEMES[protocol][1]}"](_golden(authority))
    with ScriptServer(script, segment=segment) as server, _desk(protocol, server, authority) as desk:
        report = report_of(desk.check("--format", "json"))
    assert _of_side(report, protocol) == ("login", [])


@pytest.mark.parametrize("kind", ["line", "fragment"])
@pytest.mark.parametrize("protocol", sorted(SCHEMES))
def test_injection_is_named_and_no_password_sent(protocol: str, kind: str) -> None:
    authority = Authority()
    script = hostile.injection(protocol, _golden(authority), kind)
    with ScriptServer(script) as server, _desk(protocol, server, authority) as desk:
        report = report_of(desk.check("--format", "json"))
        connections = server.connections
    side = "outgoing" if protocol == "smtp" else "incoming"
    proof, codes = _of_side(report, protocol)
    assert codes == [f"{side}-starttls-injected"]
    assert proof == "none"
    assert not any(connection.logins for connection in connections)
    assert not any(SECRET.encode() in said for connection in connections for said in connection.exposed.values())
