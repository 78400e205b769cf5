"""Documents in which a provider tells a client its servers: Mozilla's clientConfig and Microsoft's Autodiscover.

Forms: Mozilla's page "Autoconfiguration in Thunderbird" (clientConfig 1.1), and [MS-OXDSCLI] section 2.2.4.
"""

from __future__ import annotations

from tests.lab.world import Incoming, Outgoing

XML = (("Content-Type", "text/xml; charset=utf-8"),)
"""Headers of such a document."""

_SOCKETS = {"tls": "SSL", "starttls": "STARTTLS", "none": "plain"}
_AUTHS = {"password": "password-cleartext", "cram-md5": "password-encrypted", "xoauth2": "OAuth2"}


def autoconfig(
    domain: str,
    *servers: Incoming | Outgoing,
    username: str = "%EMAILADDRESS%",
    name: str = "Mail",
    encoding: str = "UTF-8",
    head: str = "",
) -> str:
    """A clientConfig that names `servers` in this order, all with the same `username`.

    `encoding` is what the document calls itself, `head` what stands before its root.
    """
    parts = [
        f'<?xml version="1.0" encoding="{encoding}"?>',
        *([head] if head else []),
        '<clientConfig version="1.1">',
        f'  <emailProvider id="{domain}">',
        f"    <domain>{domain}</domain>",
        f"    <displayName>{name}</displayName>",
        f"    <displayShortName>{name}</displayShortName>",
        *(_server(server, username) for server in servers),
        "  </emailProvider>",
        "</clientConfig>",
    ]
    return "\n".join(parts) + "\n"


def autodiscover(*servers: Incoming | Outgoing) -> str:
    """An Autodiscover answer with a protocol section for each server."""
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">',
        '  <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">',
        "    <Account>",
        "      <AccountType>email</AccountType>",
        "      <Action>settings</Action>",
        *(_section(server) for server in servers),
        "    </Account>",
        "  </Response>",
        "</Autodiscover>",
    ]
    return "\n".join(parts) + "\n"


def _server(server: Incoming | Outgoing, username: str) -> str:
    tag, kind = ("incomingServer", server.protocol) if isinstance(server, Incoming) else ("outgoingServer", "smtp")
    return "\n".join(
        (
            f'    <{tag} type="{kind}">',
            f"      <hostname>{server.host}</hostname>",
            f"      <port>{server.port}</port>",
            f"      <socketType>{_SOCKETS[server.security]}</socketType>",
            f"      <authentication>{_AUTHS[server.auth]}</authentication>",
            f"      <username>{username}</username>",
            f"    </{tag}>",
        )
    )


def _section(server: Incoming | Outgoing) -> str:
    kind = server.protocol.upper() if isinstance(server, Incoming) else "SMTP"
    encryption = {"tls": "SSL", "starttls": "TLS", "none": "None"}[server.security]
    return "\n".join(
        (
            "      <Protocol>",
            f"        <Type>{kind}</Type>",
            f"        <Server>{server.host}</Server>",
            f"        <Port>{server.port}</Port>",
            f"        <LoginName>{server.username}</LoginName>",
            "        <DomainRequired>off</DomainRequired>",
            "        <SPA>off</SPA>",
            f"        <SSL>{'on' if server.security == 'tls' else 'off'}</SSL>",
            f"        <Encryption>{encryption}</Encryption>",
            "        <AuthRequired>on</AuthRequired>",
            "      </Protocol>",
        )
    )
