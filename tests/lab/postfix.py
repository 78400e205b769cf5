"""Postfix: one master for all worlds, with one smtpd service for each address and port.

Everything that is accepted is thrown away by the discard transport; nothing ever leaves the lab.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.lab.certificates import Cabinet
from tests.lab.world import Service, World

_PROGRAMS = "/usr/lib/postfix/sbin"

_MAIN = {
    "compatibility_level": "3.6",
    "mail_owner": "postfix",
    "setgid_group": "postdrop",
    "daemon_directory": _PROGRAMS,
    "command_directory": "/usr/sbin",
    "shlib_directory": "/usr/lib/postfix",
    "maillog_file_prefixes": "/",
    "inet_interfaces": "all",
    "inet_protocols": "all",
    "myhostname": "postfix.lab.example",
    "mydestination": "",
    "mynetworks": "127.0.0.1/32",
    "alias_maps": "",
    "alias_database": "",
    "local_recipient_maps": "",
    "local_transport": "discard:",
    "default_transport": "discard:",
    "relay_transport": "discard:",
    "virtual_transport": "discard:",
    "biff": "no",
    "smtputf8_enable": "yes",
    "smtpd_peername_lookup": "no",
    "smtpd_error_sleep_time": "0",
    "smtpd_soft_error_limit": "1000",
    "smtpd_hard_error_limit": "1000",
    "smtpd_client_connection_count_limit": "0",
    "smtpd_client_connection_rate_limit": "0",
    "smtpd_client_auth_rate_limit": "0",
    "smtpd_sasl_type": "dovecot",
    "smtpd_tls_loglevel": "0",
    "smtpd_tls_ask_ccert": "no",
    "tls_random_source": "dev:/dev/urandom",
    "max_idle": "60s",
    "in_flow_delay": "0",
}

_DAEMONS = """
postlog    unix-dgram n - n -     1 postlogd
rewrite    unix  -    - n -     - trivial-rewrite
cleanup    unix  n    - n -     0 cleanup
qmgr       unix  n    - n 300   1 qmgr
tlsmgr     unix  -    - n 1000? 1 tlsmgr
bounce     unix  -    - n -     0 bounce
defer      unix  -    - n -     0 bounce
trace      unix  -    - n -     0 bounce
verify     unix  -    - n -     1 verify
flush      unix  n    - n 1000? 0 flush
proxymap   unix  -    - n -     - proxymap
error      unix  -    - n -     - error
retry      unix  -    - n -     - error
discard    unix  -    - n -     - discard
anvil      unix  -    - n -     1 anvil
scache     unix  -    - n -     1 scache
"""


def start(
    prefix: Sequence[str],
    directory: Path,
    worlds: Sequence[World],
    login_sockets: Mapping[tuple[str, int], Path],
    cabinet: Cabinet,
) -> subprocess.Popen[bytes]:
    """Write settings, tables and an empty queue, and run the master in the foreground."""
    config = directory / "config"
    config.mkdir(parents=True)
    _make_queue(directory)
    _write_tables(config, worlds)
    (config / "main.cf").write_text("".join(f"{key} = {value}\n" for key, value in _main(directory).items()))
    services = [
        _service(world, service, config, login_sockets.get((service.address, service.port)), cabinet)
        for world in worlds
        for service in world.services
        if service.protocol in ("smtp", "mx")
    ]
    (config / "master.cf").write_text(_DAEMONS + "\n".join(services) + "\n")
    with (directory / "output").open("wb") as output:
        return subprocess.Popen(
            [*prefix, f"{_PROGRAMS}/master", "-c", str(config)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={"PATH": os.environ["PATH"], "MAIL_CONFIG": str(config)},
        )


def log(directory: Path) -> Path:
    """Postfix's own log."""
    return directory / "log"


def _main(directory: Path) -> dict[str, str]:
    config = directory / "config"
    return _MAIN | {
        "queue_directory": f"{directory}/queue",
        "data_directory": f"{directory}/data",
        "meta_directory": str(config),
        "maillog_file": str(log(directory)),
        "virtual_mailbox_domains": f"texthash:{config}/domains",
        "virtual_mailbox_maps": f"texthash:{config}/mailboxes",
    }


def _make_queue(directory: Path) -> None:
    (directory / "data").mkdir()
    shutil.chown(directory / "data", "postfix", "postfix")
    queue = directory / "queue"
    queue.mkdir()
    for name in ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved",
                 "trace"):  # fmt: skip
        (queue / name).mkdir(mode=0o700)
        shutil.chown(queue / name, "postfix")
    (queue / "pid").mkdir(mode=0o755)
    for name, mode in (("public", 0o2710), ("maildrop", 0o1730)):
        (queue / name).mkdir()
        shutil.chown(queue / name, "postfix", "postdrop")
        (queue / name).chmod(mode)


def _write_tables(config: Path, worlds: Sequence[World]) -> None:
    domains = sorted({world.domain for world in worlds})
    (config / "domains").write_text("".join(f"{domain} -\n" for domain in domains))
    (config / "foreign").write_text("".join(f"{domain} 554 5.7.1 Relay access denied\n" for domain in domains))
    for table, value in (("mailboxes", "-"), ("owners", None)):
        lines = [
            f"{address} {value or world.account.login}\n"
            for world in worlds
            for address in (world.account.address, *world.account.aliases)
        ]
        (config / table).write_text("".join(lines))
    full = [f"{world.account.address} 452 4.2.2 Mailbox full\n" for world in worlds if world.account.quota_full]
    (config / "full").write_text("".join(full))


def _service(world: World, service: Service, config: Path, login_socket: Path | None, cabinet: Cabinet) -> str:
    host = f"[{service.address}]" if ":" in service.address else service.address
    settings = _access(world, service, config) | _tls(service, cabinet) | _logins(service, login_socket)
    settings["syslog_name"] = f"postfix/{world.name}/{service.port}"
    if service.certificate:
        settings["myhostname"] = service.certificate.names[0].removeprefix("*.")
    if service.own_name:
        settings["myhostname"] = service.own_name
    options = "".join(f"\n  -o {{ {key} = {value} }}" for key, value in settings.items())
    return f"{host}:{service.port} inet n - n - - smtpd{options}"


def _access(world: World, service: Service, config: Path) -> dict[str, str]:
    """Own domain for everybody, elsewhere for who is logged in. Other worlds are elsewhere, though Postfix has them."""
    own = f"check_recipient_access inline:{{{world.domain}=OK}}"
    foreign = f"check_recipient_access texthash:{config}/foreign"
    own_first = (own,) if service.has_account else ()
    relay = ("permit_sasl_authenticated", *own_first, foreign, "reject_unauth_destination")
    recipients = f"check_recipient_access texthash:{config}/full"
    if service.recipient_reply:
        answer = f"{world.account.address}={service.recipient_reply}"
        recipients = f"check_recipient_access inline:{{{{{answer}}}}}, {recipients}"
    settings = {
        "smtpd_relay_restrictions": "check_recipient_access static:OK, reject"
        if service.anonymous_relay
        else ", ".join(relay),
        "smtpd_recipient_restrictions": recipients,
    }
    if service.refuses_from:
        rules = ", ".join(f"{{{network} REJECT Access denied}}" for network in service.refuses_from)
        settings["smtpd_client_restrictions"] = f"check_client_access cidr:{{{rules}}}"
        settings["smtpd_delay_reject"] = "no" if service.refuses_at_once else "yes"
    if service.lookup_fails:
        settings["smtpd_client_restrictions"] = f"check_client_access texthash:{config}/gone"
        settings["smtpd_delay_reject"] = "no"
    if service.sender_login_only:
        settings |= {
            "smtpd_delay_reject": "no",
            "smtpd_sender_login_maps": f"texthash:{config}/owners",
            "smtpd_sender_restrictions": "reject_sender_login_mismatch",
        }
    return settings


def _tls(service: Service, cabinet: Cabinet) -> dict[str, str]:
    if service.certificate is None or service.security == "plain":
        return {"smtpd_tls_security_level": "none"}
    settings = {
        "smtpd_tls_chain_files": str(cabinet.files(service.certificate).both),
        "smtpd_tls_security_level": "encrypt" if service.demand_tls else "may",
        "smtpd_tls_auth_only": "no" if service.plain_login else "yes",
        "smtpd_tls_wrappermode": "yes" if service.security == "tls" else "no",
    }
    if service.tls_max:
        for kind in ("", "mandatory_"):
            settings[f"smtpd_tls_{kind}protocols"] = f">=TLSv1, <={service.tls_max}"
        settings["tls_medium_cipherlist"] = "ALL:@SECLEVEL=0"
    return settings


def _logins(service: Service, login_socket: Path | None) -> dict[str, str]:
    # A server without TLS that wants TLS before a login cannot offer logins.
    if login_socket is None or (service.security == "plain" and not service.plain_login):
        return {"smtpd_sasl_auth_enable": "no"}
    return {"smtpd_sasl_auth_enable": "yes", "smtpd_sasl_path": str(login_socket)}
