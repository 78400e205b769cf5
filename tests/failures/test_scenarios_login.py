"""Failures of the login (section D of the catalogue): the server's own words, and what is said and asked after them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from maildoctor.api import Auth, Protocol
from tests.failures.account import DOMAIN, INCOMING, IP, OUTGOING, USER, Port, Told, World, examine

WORLD = World()
NO = "NO [AUTHENTICATIONFAILED] Authentication failed."
NOT_SENT = "535 5.7.8 Error: authentication failed"
PASSWORD = ("incoming-password-refused", "incoming.password")


def saying(says: Mapping[str | tuple[str, str], str], **more: object) -> Told:
    return examine(replace(WORLD, says=says, **more))  # type: ignore[arg-type]


def at(domain: str, exchanger: str, incoming: str, outgoing: str, reply: str = NO) -> Told:
    """An account at a known provider, whose login is refused."""
    user = f"user@{domain}"
    records = {(domain, "MX"): (f"10 {exchanger}",), (domain, "TXT"): ("v=spf1 mx -all",)}
    records |= {(name, "A"): (IP,) for name in (exchanger, incoming, outgoing)}
    return saying(
        {"incoming": reply}, address=user, records=records,
        incoming=replace(INCOMING, host=incoming, username=user),
        outgoing=replace(OUTGOING, host=outgoing, username=user),
    )  # fmt: skip


def hints(told: Told) -> set[object]:
    return {f.arguments["note"] for c in told.report.checks for f in c.findings if f.id == "provider-hint"}


def test_auth_password_wrong() -> None:
    told = saying({"incoming": NO})
    assert told.fails == (PASSWORD,)
    assert told.questions[0] == "webmail-login"


def test_username_local_part_only() -> None:
    told = saying(
        {("incoming", "user"): NO, ("outgoing", "user"): NOT_SENT},
        incoming=replace(INCOMING, username="user"), outgoing=replace(OUTGOING, username="user"),
    )  # fmt: skip
    assert told.fails == (("incoming-username-form", "incoming.username"),)
    assert told.edits() == {"incoming.username": USER, "outgoing.username": USER}


def test_username_full_address_not_accepted() -> None:
    told = saying({("incoming", USER): NO, ("outgoing", USER): NOT_SENT})
    assert told.fails == (("incoming-username-form", "incoming.username"),)
    assert told.edits() == {"incoming.username": "user", "outgoing.username": "user"}


def test_username_of_the_papers() -> None:
    """Neither form of the address is accepted: a name of the provider's own, or one with %, may be needed."""
    told = saying({"incoming": NO})
    assert "user-name-in-contract" in told.questions
    assert told.fails == (PASSWORD,)


def test_username_provider_id() -> None:
    """A provider that gives names of its own: where none was typed no form of the address is tried."""
    exchanger = "dmail.kagoya.net"
    records = {**WORLD.records, (DOMAIN, "MX"): (f"10 {exchanger}",), (exchanger, "A"): (IP,)}
    untyped = saying(
        {}, records=records, incoming=replace(INCOMING, username=None), outgoing=replace(OUTGOING, username=None)
    )
    assert "own-user-name" in untyped.questions
    assert list(untyped.report.evidence.logins()) == []
    typed = saying({"incoming": NO}, records=records)
    assert typed.fails == (PASSWORD,)
    assert "kagoya/own-user-id" in hints(typed)


def test_password_smtp_different() -> None:
    told = saying({"outgoing": NOT_SENT})
    assert told.fails == (("outgoing-password-refused", "outgoing.password"),)
    assert told.edits() == {"outgoing.password": None}


@pytest.mark.parametrize(("says", "code"), [
    ({"incoming": "NO [ALERT] Application-specific password required"}, "incoming-app-password-needed"),
    ({"outgoing": "534 5.7.9 Application-specific password required"}, "outgoing-app-password-needed"),
])  # fmt: skip
def test_auth_gmail_app_password(says: Mapping[str | tuple[str, str], str], code: str) -> None:
    assert saying(says).fails == ((code, "account.access"),)


def test_auth_gmail_web_login() -> None:
    """The account's page wants a word first. The reading is likely only, so it is asked."""
    told = saying({"incoming": "NO [WEBALERT https://accounts.example/x] Web login required"})
    assert told.fails == (("incoming-app-password-needed", "account.access"),)
    assert told.report.diagnoses[0].certainty.value == "likely"
    assert told.questions == ("browser-login",)


@pytest.mark.parametrize(("domain", "exchanger", "incoming", "outgoing", "hint"), [
    ("icloud.com", "mx01.mail.icloud.com", "imap.mail.me.com", "smtp.mail.me.com", "icloud/app-password"),
    ("yahoo.com", "mta5.am0.yahoodns.net", "imap.mail.yahoo.com", "smtp.mail.yahoo.com", "yahoo-com/app-password"),
    ("yahoo.co.jp", "mx1.mail.yahoo.co.jp", "imap.mail.yahoo.co.jp", "smtp.mail.yahoo.co.jp",
     "yahoo-japan/external-clients-off"),
    ("docomo.ne.jp", "mfsmax.docomo.ne.jp", "imap.spmode.ne.jp", "mail.spmode.ne.jp", "docomo/separate-password"),
])  # fmt: skip
def test_the_providers_rule_stands_beside_a_refused_password(
    domain: str, exchanger: str, incoming: str, outgoing: str, hint: str
) -> None:
    told = at(domain, exchanger, incoming, outgoing)
    assert told.fails == (PASSWORD,)
    assert hint in hints(told)


def test_auth_m365_oauth_only() -> None:
    exchanger = "example-jp.mail.protection.outlook.com"
    told = at(DOMAIN, exchanger, "outlook.office365.com", "smtp.office365.com", "NO LOGIN failed.")
    assert told.fails == (("incoming-token-only", "incoming.auth"),)
    assert told.edits() == {"incoming.auth": "xoauth2"}


@pytest.mark.parametrize("reply", [
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
    "550 5.7.30 Basic authentication is not supported for Client Submission.",
])  # fmt: skip
def test_auth_m365_smtp(reply: str) -> None:
    assert saying({"outgoing": reply}).fails == (("outgoing-token-only", "account.access"),)


def test_auth_apop_only() -> None:
    pop = replace(INCOMING, protocol=Protocol.POP3, port=995)
    told = examine(replace(WORLD, incoming=pop).with_ports(p995=Port("pop3", "implicit", offers=("UIDL",), stamp=True)))
    assert told.fails == (("incoming-auth-mismatch", "incoming.auth"),)
    assert told.edits() == {"incoming.auth": "apop"}


@pytest.mark.parametrize(("protocol", "port", "auth"), [
    (Protocol.POP3, 995, Auth.APOP), (Protocol.IMAP, 993, Auth.CRAM_MD5), (Protocol.IMAP, 993, Auth.NTLM),
])  # fmt: skip
def test_a_way_of_logging_in_that_is_not_offered(protocol: Protocol, port: int, auth: Auth) -> None:
    told = examine(replace(WORLD, incoming=replace(INCOMING, protocol=protocol, port=port, auth=auth)))
    assert told.fails == (("incoming-auth-mismatch", "incoming.auth"),)
    assert told.edits() == {"incoming.auth": "password"}


def test_auth_account_locked() -> None:
    """Nothing more is tried after words of a lock, at the outgoing server neither."""
    told = saying({"incoming": "NO [AUTHENTICATIONFAILED] account is locked"})
    assert told.fails == (("incoming-account-locked", "mailbox.locked"),)
    assert told.questions == ("old-device",)
    assert len(list(told.report.evidence.logins())) == 1


@pytest.mark.parametrize("reply", [
    "NO [UNAVAILABLE] Temporary authentication failure.",
    "NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)",
])  # fmt: skip
def test_auth_temporary_failure(reply: str) -> None:
    told = saying({"incoming": reply})
    assert told.fails == (("incoming-login-deferred", "server.service"),)
    assert told.edits() == {}


@pytest.mark.parametrize(("protocol", "port", "reply"), [
    (Protocol.POP3, 995, "-ERR [IN-USE] maildrop is locked by another session"),
    (Protocol.IMAP, 993, "NO [LIMIT] Too many simultaneous connections"),
])  # fmt: skip
def test_mailbox_in_use(protocol: Protocol, port: int, reply: str) -> None:
    told = saying({"incoming": reply}, incoming=replace(INCOMING, protocol=protocol, port=port))
    assert told.fails == (("incoming-account-locked", "mailbox.locked"),)
    assert "old-device" not in told.questions
