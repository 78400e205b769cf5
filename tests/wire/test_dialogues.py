"""The dialogues of the three protocols, driven by hand."""

from __future__ import annotations

import base64

import pytest

from maildoctor.model.fact import Envelop, LoginFact, Outcome, Refusal
from maildoctor.model.field import Link
from maildoctor.model.secret import PLACEHOLDER, Secret
from maildoctor.model.settings import Protocol, Security
from maildoctor.wire import imap, pop3, smtp
from maildoctor.wire.sasl import Mechanism
from tests.wire.driver import Played, play

ME = "[192.0.2.9]"
HI = b"220 mail.example.test ESMTP\r\n"
CLEAR = b"250-mail.example.test hello [198.51.100.7]\r\n250-SIZE 1\r\n250 STARTTLS\r\n"
INSIDE = b"250-mail.example.test\r\n250-auth plain login\r\n250-AUTH=LOGIN NTLM\r\n250 8BITMIME\r\n"
USER, PASSWORD = "user@example.test", "pAss-word1"
SECRET = Secret(PASSWORD)


def open_smtp(security: Security, *answers: bytes) -> Played[None]:
    return play(smtp.opening(security, ME), Protocol.SMTP, answers)


def open_imap(security: Security, *answers: bytes) -> Played[None]:
    return play(imap.opening(security, imap.Tags()), Protocol.IMAP, answers)


def open_pop3(security: Security, *answers: bytes) -> Played[None]:
    return play(pop3.opening(security), Protocol.POP3, answers)


# -- SMTP -------------------------------------------------------------------------------------------------------------


def test_smtp_starttls() -> None:
    played = open_smtp(Security.STARTTLS, HI, CLEAR, b"220 go\r\n", INSIDE)
    assert played.sent == [b"EHLO [192.0.2.9]\r\n", b"STARTTLS\r\n", b"EHLO [192.0.2.9]\r\n"]
    assert played.upgrades == 1
    assert played.learnt["capabilities"] == ("AUTH=PLAIN", "AUTH=LOGIN", "AUTH=NTLM", "8BITMIME")
    assert played.learnt["clear_capabilities"] == ("SIZE 1", "STARTTLS")
    assert played.learnt["source"] == "198.51.100.7"
    assert played.learnt["reached"] is Link.CAPABILITIES


@pytest.mark.parametrize("security", [Security.TLS, Security.NONE])
def test_smtp_without_upgrade(security: Security) -> None:
    played = open_smtp(security, HI, INSIDE)
    assert played.learnt["reached"] is Link.CAPABILITIES
    assert played.upgrades == 0


def test_smtp_auto() -> None:
    assert open_smtp(Security.AUTO, HI, CLEAR, b"220 go\r\n", INSIDE).upgrades == 1
    plain = open_smtp(Security.AUTO, HI, INSIDE)
    assert plain.upgrades == 0
    assert plain.learnt["starttls"] is False
    assert plain.learnt["reached"] is Link.CAPABILITIES


def test_starttls_missing() -> None:
    for played in (
        open_smtp(Security.STARTTLS, HI, INSIDE),
        open_imap(Security.STARTTLS, b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n"),
        open_pop3(Security.STARTTLS, b"+OK hi\r\n", b"+OK\r\nUSER\r\n.\r\n"),
    ):
        assert (played.learnt["trouble"], played.learnt["outcome"]) == ("starttls-missing", Outcome.REJECTED)
        assert played.learnt["starttls"] is False
        assert "reached" not in played.learnt
        assert played.upgrades == 0


@pytest.mark.parametrize(
    "answer", [b"454 4.7.0 no", b"502 no", b"530 no", b"550 no", b"221 x", b"250 ok", b"354 x", b"334 x"]
)
def test_smtp_starttls_refused(answer: bytes) -> None:
    played = open_smtp(Security.STARTTLS, HI, CLEAR, answer + b"\r\n")
    assert played.learnt["trouble"] == "starttls-refused"
    assert played.upgrades == 0
    assert "reached" not in played.learnt


@pytest.mark.parametrize("answer", [b"TAG NO no", b"TAG BAD no", b"+ go on"])
def test_imap_starttls_refused(answer: bytes) -> None:
    played = open_imap(Security.STARTTLS, b"* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n", answer + b"\r\n")
    assert played.learnt["trouble"] == "starttls-refused"
    assert played.upgrades == 0


def test_pop3_stls_refused() -> None:
    played = open_pop3(Security.STARTTLS, b"+OK hi\r\n", b"+OK\r\nSTLS\r\n.\r\n", b"-ERR no\r\n")
    assert played.learnt["trouble"] == "starttls-refused"
    assert played.upgrades == 0


@pytest.mark.parametrize(
    ("greeting", "outcome"),
    [(b"421 4.7.0 later", Outcome.DEFERRED), (b"554 no", Outcome.REJECTED), (b"250 odd", Outcome.REJECTED)],
)
def test_smtp_greeting_refuses(greeting: bytes, outcome: Outcome) -> None:
    played = open_smtp(Security.TLS, greeting + b"\r\n")
    assert (played.learnt["outcome"], played.learnt["trouble"]) == (outcome, "greeting-refuses")
    assert played.sent == []


def test_an_ftp_server() -> None:
    played = open_smtp(Security.NONE, b"220 ProFTPD FTP server ready\r\n")
    assert (played.learnt["speaks"], played.learnt["outcome"]) == ("ftp", Outcome.OTHER_PROTOCOL)
    assert played.sent == []


def test_helo_where_ehlo_is_unknown() -> None:
    played = open_smtp(Security.NONE, HI, b"502 what\r\n", b"250 hi\r\n")
    assert played.sent[-1] == b"HELO [192.0.2.9]\r\n"
    assert (played.learnt["trouble"], played.learnt["capabilities"]) == ("no-esmtp", ())
    assert open_smtp(Security.STARTTLS, HI, b"502 what\r\n", b"250 hi\r\n").learnt["trouble"] == "starttls-missing"
    refused = open_smtp(Security.NONE, HI, b"550 no\r\n", b"550 no\r\n")
    assert refused.learnt["trouble"] == "hello-refused"
    at_once = open_smtp(Security.NONE, HI, b"554 blocked\r\n")
    assert at_once.learnt["trouble"] == "hello-refused"


def test_capabilities_are_forgotten_where_none_come_after_tls() -> None:
    played = open_smtp(Security.STARTTLS, HI, CLEAR, b"220 go\r\n", b"421 no\r\n")
    assert "capabilities" not in played.learnt
    assert played.learnt["trouble"] == "hello-refused"


@pytest.mark.parametrize(
    ("answers", "sender", "recipient"),
    [
        ([b"250 ok", b"250 ok", b"250 ok"], Envelop.ACCEPTED, Envelop.ACCEPTED),
        ([b"250 ok", b"554 5.7.1 Relay access denied", b"250 ok"], Envelop.ACCEPTED, Envelop.NEEDS_LOGIN),
        ([b"250 ok", b"530 5.7.0 Must issue a STARTTLS command first", b"250 ok"], Envelop.ACCEPTED, Envelop.NEEDS_TLS),
        ([b"250 ok", b"553 5.7.1 Sender address rejected: not owned", b"250 ok"], None, Envelop.SENDER_REFUSED),
        ([b"250 ok", b"550 5.1.1 no such user", b"250 ok"], Envelop.ACCEPTED, Envelop.UNDETERMINED),
        ([b"250 ok", b"450 4.7.1 greylisted", b"250 ok"], Envelop.ACCEPTED, Envelop.UNDETERMINED),
        ([b"530 5.7.0 Authentication required"], Envelop.NEEDS_LOGIN, None),
        ([b"530 5.7.0 Must issue a STARTTLS command first"], Envelop.NEEDS_TLS, None),
        ([b"550 5.7.1 not you"], Envelop.SENDER_REFUSED, None),
        ([b"451 later"], Envelop.UNDETERMINED, None),
    ],
)
def test_envelope(answers: list[bytes], sender: Envelop | None, recipient: Envelop | None) -> None:
    said = [answer + b"\r\n" for answer in answers]
    fact = play(smtp.envelope(USER, ("postmaster@example.com",)), Protocol.SMTP, said).result
    assert fact is not None
    assert sender in (None, fact.sender)
    assert [r.reading for r in fact.recipients] == ([] if recipient is None else [recipient])


# -- IMAP -------------------------------------------------------------------------------------------------------------


def test_imap_starttls() -> None:
    caps = b"* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\nTAG OK\r\n"
    inside = b"* CAPABILITY imap4rev1 AUTH=PLAIN AUTH=PLAIN\r\nTAG OK\r\n"
    played = open_imap(Security.STARTTLS, b"* OK hi\r\n", caps, b"* ALERT x\r\nTAG OK go\r\n", inside)
    assert played.sent == [b"a1 CAPABILITY\r\n", b"a2 STARTTLS\r\n", b"a3 CAPABILITY\r\n"]
    assert played.learnt["capabilities"] == ("IMAP4REV1", "AUTH=PLAIN")
    assert played.upgrades == 1


@pytest.mark.parametrize("security", list(Security))
def test_imap_preauth(security: Security) -> None:
    played = open_imap(security, b"* PREAUTH ready\r\n")
    assert (played.learnt["trouble"], played.learnt["outcome"]) == ("preauth", Outcome.GARBLED)
    assert played.sent == []
    assert played.upgrades == 0


def test_imap_bye() -> None:
    played = open_imap(Security.TLS, b"* BYE busy\r\n")
    assert played.learnt["trouble"] == "greeting-refuses"


def test_imap_capabilities() -> None:
    many = b"* CAPABILITY " + b" ".join(b"X%d" % i for i in range(1000)) + b"\r\nTAG OK\r\n"
    words = open_imap(Security.TLS, b"* OK hi\r\n", many).learnt["capabilities"]
    assert isinstance(words, tuple)
    assert len(words) == 500
    assert open_imap(Security.TLS, b"* OK hi\r\n", b"TAG BAD what\r\n").learnt["capabilities"] == ()
    assert imap.mechanisms(("IMAP4REV1", "AUTH=PLAIN")) == {"PLAIN", "USER"}
    assert imap.mechanisms(("LOGINDISABLED",)) == frozenset()


def imap_login(
    mechanism: Mechanism, answers: list[bytes], secret: Secret = SECRET, ir: bool = True, user: str = USER
) -> Played[LoginFact]:
    dialogue = imap.login(mechanism, user, secret, "mail.example.test", 993, imap.Tags(), ir)
    return play(dialogue, Protocol.IMAP, answers)


def test_imap_login_command() -> None:
    played = imap_login(Mechanism.USER, [b"TAG OK [CAPABILITY IMAP4rev1 QUOTA] in\r\n"])
    assert played.sent == [b'a1 LOGIN "user@example.test" "pAss-word1"\r\n']
    assert played.shown == [f'a1 LOGIN "user@example.test" {PLACEHOLDER}']
    assert played.result is not None
    assert played.result.accepted
    assert played.result.capabilities == ("IMAP4REV1", "QUOTA")


@pytest.mark.parametrize("password", ['quo"te', "back\\slash", "日本語"])
def test_imap_login_with_literals(password: str) -> None:
    played = imap_login(Mechanism.USER, [b"+ go\r\n", b"+ go\r\n", b"TAG OK\r\n"], Secret(password))
    raw = password.encode()
    assert played.sent == [b"a1 LOGIN {17}\r\n", USER.encode() + b" {%d}\r\n" % len(raw), raw + b"\r\n"]
    assert not any(password in line or str(len(raw)) in line for line in played.shown[1:])
    refused = imap_login(Mechanism.USER, [b"TAG BAD no literals\r\n"], Secret(password)).result
    assert refused is not None
    assert (refused.sent, refused.refusal) == (False, Refusal.MECHANISM)


def test_imap_plain() -> None:
    blob = base64.b64encode(b"\0" + USER.encode() + b"\0" + PASSWORD.encode())
    at_once = imap_login(Mechanism.PLAIN, [b"TAG OK\r\n"])
    assert at_once.sent == [b"a1 AUTHENTICATE PLAIN " + blob + b"\r\n"]
    later = imap_login(Mechanism.PLAIN, [b"+ \r\n", b"TAG NO [AUTHENTICATIONFAILED] no\r\n"], ir=False)
    assert later.sent == [b"a1 AUTHENTICATE PLAIN\r\n", blob + b"\r\n"]
    assert later.result is not None
    assert (later.result.refusal, later.result.sent) == (Refusal.CREDENTIALS, True)
    before = imap_login(Mechanism.PLAIN, [b"TAG NO [PRIVACYREQUIRED] no\r\n"], ir=False).result
    assert before is not None
    assert (before.refusal, before.sent) == (Refusal.PRIVACY, False)
    for played in (at_once, later):
        assert not any(PASSWORD in line or blob.decode() in line for line in played.shown)


def test_imap_mailbox_takes_the_capabilities_and_goes_on_counting_tags() -> None:
    tags = imap.Tags()
    tags.say("NOOP")
    played = play(imap.mailbox((), tags), Protocol.IMAP, [b"TAG OK\r\n", b"TAG NO missing\r\n"])
    assert played.sent == [b'a2 LIST "" "*"\r\n', b"a3 EXAMINE INBOX\r\n"]
    assert played.result is not None
    assert (played.result.outcome, played.result.messages, played.result.reply) == (
        Outcome.REJECTED, None, "NO missing",
    )  # fmt: skip


# -- POP3 -------------------------------------------------------------------------------------------------------------


def test_pop3_stls() -> None:
    played = open_pop3(
        Security.STARTTLS,
        b"+OK hi <1.2@example.test>\r\n",
        b"+OK\r\nSTLS\r\n.\r\n",
        b"+OK go\r\n",
        b"+OK\r\nuser\r\nsasl plain login\r\n.\r\n",
    )
    assert played.sent == [b"CAPA\r\n", b"STLS\r\n", b"CAPA\r\n"]
    assert played.learnt["capabilities"] == ("USER", "SASL=PLAIN", "SASL=LOGIN")
    assert played.learnt["stamp"] is True


def test_pop3_capa_refused() -> None:
    played = open_pop3(Security.TLS, b"+OK hi\r\n", b"-ERR what\r\n")
    assert played.learnt["capabilities"] == (pop3.NO_CAPA,)
    assert played.learnt["stamp"] is False
    assert pop3.mechanisms((pop3.NO_CAPA,), False) == {"USER"}
    assert pop3.mechanisms(("SASL=PLAIN",), True) == {"PLAIN", "APOP"}


@pytest.mark.parametrize(
    ("greeting", "outcome"),
    [
        (b"-ERR [SYS/TEMP] later", Outcome.DEFERRED),
        (b"-ERR [IN-USE] x", Outcome.DEFERRED),
        (b"-ERR no", Outcome.REJECTED),
    ],
)
def test_pop3_greeting_refuses(greeting: bytes, outcome: Outcome) -> None:
    played = open_pop3(Security.TLS, greeting + b"\r\n")
    assert (played.learnt["outcome"], played.learnt["trouble"]) == (outcome, "greeting-refuses")


@pytest.mark.parametrize("greeting", ["<>", "<1.2>", "<a@b c>", "hello", "<@>"])
def test_no_stamp(greeting: str) -> None:
    assert pop3.stamp_of(greeting) is None


def pop3_login(mechanism: Mechanism, answers: list[bytes], greeting: str = "") -> Played[LoginFact]:
    dialogue = pop3.login(mechanism, "mrose", Secret("tanstaaf"), "mail.example.test", 995, greeting)
    return play(dialogue, Protocol.POP3, answers)


def test_pop3_user_pass() -> None:
    played = pop3_login(Mechanism.USER, [b"+OK\r\n", b"-ERR [AUTH] no\r\n"])
    assert played.sent == [b"USER mrose\r\n", b"PASS tanstaaf\r\n"]
    assert played.shown == ["USER mrose", f"PASS {PLACEHOLDER}"]
    assert played.result is not None
    assert (played.result.refusal, played.result.sent) == (Refusal.CREDENTIALS, True)
    early = pop3_login(Mechanism.USER, [b"-ERR Plaintext authentication disallowed\r\n"]).result
    assert early is not None
    assert (early.refusal, early.sent) == (Refusal.PRIVACY, False)


def test_pop3_apop() -> None:
    played = pop3_login(Mechanism.APOP, [b"+OK\r\n"], "POP3 server ready <1896.697170952@dbc.mtview.ca.us>")
    assert played.sent == [b"APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n"]  # RFC 1939 section 7
    assert played.shown == [f"APOP mrose {PLACEHOLDER}"]


def test_pop3_auth() -> None:
    played = pop3_login(Mechanism.PLAIN, [b"+OK\r\n"])
    assert played.sent == [b"AUTH PLAIN " + base64.b64encode(b"\0mrose\0tanstaaf") + b"\r\n"]
    assert played.shown == [f"AUTH PLAIN {PLACEHOLDER}"]


def test_pop3_mailbox() -> None:
    answers = [b"+OK 1 4500 octets\r\n", b"+OK\r\n1 4500\r\n.\r\n", b"+OK 1 a1\r\n"]
    fact = play(pop3.mailbox(), Protocol.POP3, answers).result
    assert fact is not None
    assert (fact.messages, fact.octets) == (1, 4500)
    bad = play(pop3.mailbox(), Protocol.POP3, [b"+OK many\r\n"]).result
    assert bad is not None
    assert bad.outcome is Outcome.REJECTED
