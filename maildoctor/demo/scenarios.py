"""The scenarios: what the customer typed, what the world does, and the field that a doctor has to name.

`{domain}` stands for the mail domain and `{hoster}` for the hoster's server name: the domain is a parameter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from maildoctor.demo.ca import CertificateFault
from maildoctor.model.field import Field
from maildoctor.model.settings import Auth, Protocol, Security, ServerSettings, Settings

DOMAIN = "aoba.example"
HOSTER = "sv101.hoster.example"
DEFAULT = "imap-993-as-starttls"

_INCOMING = ServerSettings(
    Protocol.IMAP, "mail.{domain}", 993, Security.TLS, "info@{domain}", Auth.PASSWORD
)  # fmt: skip
_OUTGOING = ServerSettings(
    None, "mail.{domain}", 587, Security.STARTTLS, "info@{domain}", Auth.PASSWORD
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scenario:
    """One world and one set of settings. `field` is what must be named first, None for a healthy account.

    `names` are on the certificate; `mute` ports never greet, `blocked` ones drop, `mx` is where the mail goes.
    """

    name: str
    ja: str
    en: str
    field: Field | None = None
    incoming: ServerSettings = _INCOMING
    outgoing: ServerSettings = _OUTGOING
    certificate: CertificateFault = CertificateFault.NONE
    names: tuple[str, ...] = ("mail.{domain}",)
    mute: tuple[int, ...] = ()
    blocked: tuple[int, ...] = ()
    mx: str = "mail.{domain}"
    wrong_password: bool = False
    login_hosts: tuple[str, ...] = ()
    timeout_s: float = 5

    def settings(self, domain: str) -> Settings:
        """The settings as they stand in the customer's client."""
        return Settings(f"info@{domain}", _filled(self.incoming, domain), _filled(self.outgoing, domain))


def filled(text: str, domain: str) -> str:
    """`text` with the names of this world in it."""
    return text.replace("{domain}", domain).replace("{hoster}", HOSTER)


def _filled(side: ServerSettings, domain: str) -> ServerSettings:
    return replace(side, host=filled(side.host or "", domain), username=filled(side.username or "", domain))


SCENARIOS = (
    Scenario("healthy", "どこも悪くないアカウント", "An account with nothing wrong"),
    Scenario(
        "imap-993-as-starttls",
        "受信の 993 番を STARTTLS にした",
        "Port 993 of the incoming server set to STARTTLS",
        Field.INCOMING_SECURITY,
        incoming=replace(_INCOMING, security=Security.STARTTLS),
    ),
    Scenario(
        "smtp-587-as-tls",
        "送信の 587 番を SSL/TLS にした",
        "Port 587 of the outgoing server set to SSL/TLS",
        Field.OUTGOING_SECURITY,
        outgoing=replace(_OUTGOING, security=Security.TLS),
    ),
    Scenario(
        "username-without-domain",
        "利用者名に @ から後ろがない",
        "A user name without the domain",
        Field.INCOMING_USERNAME,
        incoming=replace(_INCOMING, username="info"),
        outgoing=replace(_OUTGOING, username="info"),
    ),
    Scenario(
        "wrong-password",
        "パスワードが違う",
        "A wrong password",
        Field.INCOMING_PASSWORD,
        wrong_password=True,
    ),
    Scenario(
        "certificate-other-name",
        "証明書はサーバー会社の名前で、その名前なら使える",
        "The certificate names the hoster's server, and that name works",
        Field.INCOMING_HOST,
        names=("{hoster}",),
        login_hosts=("{hoster}",),
    ),
    Scenario(
        "certificate-other-name-alone",
        "証明書が別の名前で、正しい名前がどこにもない",
        "The certificate has another name, and no name fits",
        Field.SERVER_CERTIFICATE,
        names=("server.invalid",),
    ),
    Scenario(
        "certificate-expired",
        "サーバーの証明書の期限が切れている",
        "The server's certificate has expired",
        Field.SERVER_CERTIFICATE,
        certificate=CertificateFault.EXPIRED,
    ),
    Scenario(
        "port25-blocked",
        "送信が 25 番で、回線が 25 番を止めている",
        "Sending by port 25, which this line blocks",
        Field.NETWORK_PORT25,
        outgoing=replace(_OUTGOING, port=25, security=Security.NONE),
        blocked=(25,),
        timeout_s=2,
    ),
    Scenario(
        "mx-cname",
        "MX が別名 (CNAME) を指している",
        "The MX record points at an alias (CNAME)",
        Field.DNS_MX,
        mx="mx.{domain}",
    ),
    Scenario(
        "greeting-never",
        "受信の 993 番はつながるが、あいさつが来ない",
        "Port 993 of the incoming server is reached and never greets",
        Field.SERVER_SERVICE,
        mute=(993,),
        timeout_s=2,
    ),
    Scenario(
        "pop3-at-993",
        "POP3 なのに、IMAP の 993 番にした",
        "POP3 set to port 993, where IMAP is",
        Field.INCOMING_PORT,
        incoming=replace(_INCOMING, protocol=Protocol.POP3),
    ),
    Scenario(
        "no-such-host",
        "受信サーバーの名前を打ち間違えた",
        "The name of the incoming server is misspelt",
        Field.INCOMING_HOST,
        incoming=replace(_INCOMING, host="mial.{domain}"),
    ),
)

BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
