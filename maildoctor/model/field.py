"""What a diagnosis can blame, and who must act. The groups and owners are the public contract's."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from maildoctor.model.settings import Direction


class Owner(StrEnum):
    """Who has to act."""

    CLIENT = "client"
    NETWORK = "network"
    PROVIDER = "provider"
    DNS = "dns"
    ACCOUNT = "account"
    REGISTRAR = "registrar"
    RECIPIENT = "recipient"
    NOBODY = "nobody"


class Field(StrEnum):
    """One thing that can be wrong."""

    ADDRESS = "address"
    INCOMING_PROTOCOL = "incoming.protocol"
    INCOMING_HOST = "incoming.host"
    INCOMING_PORT = "incoming.port"
    INCOMING_SECURITY = "incoming.security"
    INCOMING_USERNAME = "incoming.username"
    INCOMING_AUTH = "incoming.auth"
    INCOMING_PASSWORD = "incoming.password"
    INCOMING_KEEP = "incoming.keep"
    OUTGOING_HOST = "outgoing.host"
    OUTGOING_PORT = "outgoing.port"
    OUTGOING_SECURITY = "outgoing.security"
    OUTGOING_USERNAME = "outgoing.username"
    OUTGOING_AUTH = "outgoing.auth"
    OUTGOING_PASSWORD = "outgoing.password"
    OUTGOING_SAME_AS_INCOMING = "outgoing.same_as_incoming"
    OUTGOING_SENDER = "outgoing.sender"
    CLIENT_CLOCK = "client.clock"
    CLIENT_TLS = "client.tls"
    CLIENT_HOSTS = "client.hosts"
    CLIENT_PROGRAM = "client.program"
    DNS_REGISTRATION = "dns.registration"
    DNS_DELEGATION = "dns.delegation"
    DNS_DNSSEC = "dns.dnssec"
    DNS_MX = "dns.mx"
    DNS_ADDRESS = "dns.address"
    DNS_SPF = "dns.spf"
    DNS_DKIM = "dns.dkim"
    DNS_DMARC = "dns.dmarc"
    DNS_MTA_STS = "dns.mta_sts"
    DNS_TLS_RPT = "dns.tls_rpt"
    DNS_TLSA = "dns.tlsa"
    DNS_SRV = "dns.srv"
    DNS_PTR = "dns.ptr"
    SERVER_CERTIFICATE = "server.certificate"
    SERVER_TLS = "server.tls"
    SERVER_SERVICE = "server.service"
    SERVER_RELAY = "server.relay"
    SERVER_AUTOCONFIG = "server.autoconfig"
    MAILBOX_QUOTA = "mailbox.quota"
    MAILBOX_DISABLED = "mailbox.disabled"
    MAILBOX_MISSING = "mailbox.missing"
    MAILBOX_DELIVERY = "mailbox.delivery"
    MAILBOX_LOCKED = "mailbox.locked"
    ACCOUNT_ACCESS = "account.access"
    NETWORK_OFFLINE = "network.offline"
    NETWORK_RESOLVER = "network.resolver"
    NETWORK_PORT25 = "network.port25"
    NETWORK_PORT = "network.port"
    NETWORK_IPV6 = "network.ipv6"
    NETWORK_INTERCEPTION = "network.interception"
    NETWORK_ADDRESS = "network.address"

    @property
    def place(self) -> str:
        """The part before the dot: the place that must act."""
        return self.value.partition(".")[0]

    @property
    def name_in_side(self) -> str:
        """The part behind the dot: `host` of `incoming.host`."""
        return self.value.partition(".")[2]

    @property
    def direction(self) -> Direction | None:
        """The direction a client field belongs to, None for everything else."""
        return Direction(self.place) if self.place in (Direction.INCOMING, Direction.OUTGOING) else None

    @property
    def owner(self) -> Owner:
        """Who must act by default (contract, "Fields")."""
        return _OWNER_OF_FIELD.get(self) or _OWNER_OF_PLACE[self.place]

    @classmethod
    def of(cls, direction: Direction, name: str) -> Field:
        """The client field `name` of one direction."""
        return cls(f"{direction.value}.{name}")


_OWNER_OF_FIELD = {
    Field.DNS_REGISTRATION: Owner.REGISTRAR,
    Field.DNS_PTR: Owner.PROVIDER,
    Field.MAILBOX_LOCKED: Owner.PROVIDER,
}
_OWNER_OF_PLACE = {
    "address": Owner.CLIENT,
    "incoming": Owner.CLIENT,
    "outgoing": Owner.CLIENT,
    "client": Owner.CLIENT,
    "dns": Owner.DNS,
    "server": Owner.PROVIDER,
    "mailbox": Owner.ACCOUNT,
    "account": Owner.ACCOUNT,
    "network": Owner.NETWORK,
}


class Link(IntEnum):
    """The links of a direction, in the order in which they are walked. The first broken one is the cause."""

    NAME = 1
    ADDRESS = 2
    CONNECT = 3
    GREETING = 4
    CERTIFICATE = 5
    CAPABILITIES = 6
    LOGIN = 7
    ACCOUNT = 8
