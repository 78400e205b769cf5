"""All parts together: a mail client of a few lines, careful and careless, against a script server."""

from __future__ import annotations

import dataclasses
import sys
import textwrap

import pytest

from maildoctor.demo.ca import Authority
from tests.support.dialogues import GOLDEN, Golden, nobody
from tests.support.invariants import check
from tests.support.leaks import Secret, new_secret
from tests.support.process import run_command
from tests.support.sameness import sameness
from tests.support.script_server import ScriptServer

NAME = "mail.example.test"
USER = "user@example.test"
AUTHORITY = Authority("together")
PROGRAM = """
    import json, smtplib, ssl, sys
    port, verify, order = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    user, password = sys.stdin.read().splitlines()
    context = ssl.create_default_context(cafile="root.pem")
    if verify == "careless":
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    class Client(smtplib.SMTP):
        _host = "mail.example.test"
    client = Client("127.0.0.1", port, local_hostname="me", timeout=5)
    try:
        if order == "tls-first":
            client._host = "mail.example.test"
            client.starttls(context=context)
        client.ehlo()
        client.user, client.password = user, password
        client.auth("PLAIN", client.auth_plain)
        print(json.dumps({"verdict": "pass"}))
    except (smtplib.SMTPException, ssl.SSLError) as error:
        print(json.dumps({"verdict": "fail", "why": type(error).__name__}))
    finally:
        client.close()
"""


def judge(golden: Golden, *, verify: str = "careful", order: str = "tls-first") -> tuple[list[str], dict[str, bytes]]:
    password = new_secret().replace("\\", "x")
    with ScriptServer(GOLDEN["smtp-587"](golden)) as server:
        run = run_command(
            [sys.executable, "-I", "-c", textwrap.dedent(PROGRAM), str(server.port), verify, order],
            stdin=f"{USER}\n{password}\n".encode(),
            inputs={"root.pem": AUTHORITY.root_pem},
        )
        server.wait()
        faults = check(run, [Secret(password, USER)], servers=[server], budget=5, login_budget=1, json_on_stdout=True)
    return faults, {name: data for name, data in run.artefacts.items() if name != "argv"}  # the port is in there


GOOD = Golden(AUTHORITY.issue((NAME,)))
WRONG_NAME = Golden(AUTHORITY.issue(("other.example.test",)), trusted=False)


@pytest.mark.parametrize("golden", [GOOD, dataclasses.replace(GOOD, accepts=nobody), WRONG_NAME])
def test_a_careful_program_is_clean_and_the_same_for_every_secret(golden: Golden) -> None:
    (faults, first), (_, second) = judge(golden), judge(golden)
    assert faults == []
    assert sameness(first, second) is None
    assert (b"pass" in first["stdout"]) is (golden is GOOD)


def test_a_program_that_does_not_verify_is_caught() -> None:
    faults, _ = judge(WRONG_NAME, verify="careless")
    assert faults
    assert all(fault.startswith("I2 secret sent over tls-untrusted, connection 1: ") for fault in faults)


def test_a_program_that_does_not_wait_for_tls_is_caught() -> None:
    faults, _ = judge(GOOD, order="clear")
    assert faults
    assert all(fault.startswith("I2 secret sent over clear, connection 1: ") for fault in faults)
