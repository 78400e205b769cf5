"""Dovecot: one instance for each set of settings of a world.

Dovecot 2.3 refuses authentication settings inside `local` blocks, and TLS settings are per process anyway, so services
that differ in them go to different instances; an instance is up in some ten milliseconds. The submission services of
Postfix ask the same instances for logins.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.lab import mailboxes, oauth
from tests.lab.certificates import Cabinet
from tests.lab.world import Certificate, Service, World


@dataclass(frozen=True, slots=True)
class Instance:
    """One Dovecot to run, possibly with no port of its own."""

    world: World
    number: int
    mechanisms: tuple[str, ...]
    plain_login: bool
    certificate: Certificate | None
    tls_max: str | None
    has_account: bool
    services: tuple[Service, ...]

    @property
    def name(self) -> str:
        """Unique among all instances of the lab."""
        return f"{self.world.name}-{self.number}"

    def directory(self, root: Path) -> Path:
        """Where it lives."""
        return root / self.name

    def log(self, root: Path) -> Path:
        """Its own log."""
        return self.directory(root) / "log"

    def login_socket(self, root: Path) -> Path:
        """The socket at which Postfix asks for logins."""
        return self.directory(root) / "run" / "sasl"

    def lookup_socket(self, root: Path) -> Path:
        """The socket at which a user can be looked up; see `logins`."""
        return self.directory(root) / "run" / "auth-userdb"


def plan(world: World) -> tuple[Instance, ...]:
    """The instances of a world."""
    groups: dict[tuple[tuple[str, ...], bool, Certificate | None, str | None, bool], list[Service]] = {}
    for service in world.services:
        if service.protocol in ("imap", "pop3"):
            key = (service.mechanisms, service.plain_login, service.certificate, service.tls_max, service.has_account)
            groups.setdefault(key, []).append(service)
    for service in world.services:
        mechanisms, plain_login, has_account = _needed(service)
        if service.protocol == "smtp" and not any((*key[:2], key[4]) == _needed(service) for key in groups):
            groups[mechanisms, plain_login, None, None, has_account] = []
    return tuple(Instance(world, number, *key, tuple(found)) for number, (key, found) in enumerate(groups.items()))


def instance_for(service: Service, instances: Sequence[Instance]) -> Instance:
    """The instance that a submission service of the same world asks."""
    return next(one for one in instances if (one.mechanisms, one.plain_login, one.has_account) == _needed(service))


def _needed(service: Service) -> tuple[tuple[str, ...], bool, bool]:
    """What an instance must be like for a submission service to ask it."""
    return service.mechanisms, service.plain_login, service.has_account


def prepare(world: World, root: Path) -> None:
    """Mailbox and list of users, shared by all instances of the world."""
    account, home = world.account, _home(world, root)
    home.mkdir(parents=True)
    mailboxes.fill(home, account.address)
    quota = mailboxes.FULL_QUOTA if account.quota_full else mailboxes.ROOMY_QUOTA
    fields = f"{mailboxes.UID}:{mailboxes.GID}::{home}::userdb_quota_rule=*:storage={quota}"
    _users(world, root).write_text(f"{account.login}:{{PLAIN}}{account.password}:{fields}\n")
    _nobody(world, root).write_text("")
    _denied(world, root).write_text(f"{account.login}\n" if account.disabled else "")
    for secret in (_users(world, root), _nobody(world, root), _denied(world, root)):
        secret.chmod(0o600)
        shutil.chown(secret, "dovecot")


def start(prefix: Sequence[str], instance: Instance, root: Path, cabinet: Cabinet) -> subprocess.Popen[bytes]:
    """Write the settings and run the instance in the foreground."""
    directory = instance.directory(root)
    directory.mkdir()
    config = directory / "dovecot.conf"
    config.write_text(_settings(instance, root, cabinet))
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "LAB_DISABLED": "This account is disabled."}
    if instance.tls_max:
        openssl = directory / "openssl.cnf"
        openssl.write_text(_OLD_OPENSSL.format(newest=instance.tls_max))
        environment["OPENSSL_CONF"] = str(openssl)
    with (directory / "output").open("wb") as output:
        return subprocess.Popen(
            [*prefix, "/usr/sbin/dovecot", "-F", "-c", str(config)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment,
        )


def _home(world: World, root: Path) -> Path:
    return root / f"{world.name}.mail"


def _users(world: World, root: Path) -> Path:
    return root / f"{world.name}.users"


def _nobody(world: World, root: Path) -> Path:
    """The list of users of a server that does not have the account."""
    return root / f"{world.name}.nobody"


def _known(instance: Instance, root: Path) -> Path:
    return (_users if instance.has_account else _nobody)(instance.world, root)


def _denied(world: World, root: Path) -> Path:
    return root / f"{world.name}.denied"


# Dovecot 2.3 has no setting for the newest TLS version; OpenSSL itself has one.
_OLD_OPENSSL = """openssl_conf = lab
[lab]
ssl_conf = ssl
[ssl]
system_default = old
[old]
MinProtocol = TLSv1
MaxProtocol = {newest}
CipherString = ALL:@SECLEVEL=0
"""

_COMMON = """
log_timestamp = "%Y-%m-%d %H:%M:%S "
login_greeting = Ready.
auth_verbose = yes
auth_verbose_passwords = no
auth_debug = no
auth_username_format = %u
default_internal_user = dovecot
default_internal_group = dovecot
default_login_user = dovenull
default_client_limit = 1000
default_process_limit = 50
mail_location = maildir:~/Maildir
mail_max_userip_connections = 200
first_valid_uid = 1
first_valid_gid = 1
import_environment = OPENSSL_CONF LAB_DISABLED
mail_plugins = quota
userdb {
  driver = passwd-file
  args = username_format=%u {users}
}
plugin {
  quota = count:User quota
  quota_vsizes = yes
}
protocol imap {
  mail_plugins = quota imap_quota
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  unix_listener sasl {
    mode = 0666
  }
}
# One line of JSON for every login that was decided, with user, mechanism and service, and without any secret.
event_exporter log {
  format = json
  format_args = time-unix
  transport = log
}
metric logins {
  exporter = log
  filter = event=auth_request_finished OR event=auth_userdb_request_finished
  fields = user mechanism service success session transport local_ip local_port remote_ip
}
"""


def _settings(instance: Instance, root: Path, cabinet: Cabinet) -> str:
    world, run = instance.world, instance.directory(root) / "run"
    protocols = sorted({service.protocol for service in instance.services})
    mechanisms = [name.lower() for name in instance.mechanisms]
    lines = [
        f"base_dir = {run}",
        f"state_dir = {run}",
        f"instance_name = {instance.name}",
        f"log_path = {instance.log(root)}",
        f"protocols = {' '.join(protocols) or 'none'}",
        f"auth_mechanisms = {' '.join(mechanisms)}",
        f"auth_failure_delay = {world.auth_delay_s} secs",
        f"disable_plaintext_auth = {'no' if instance.plain_login else 'yes'}",
        *_tls(instance, cabinet),
        *(["auth_username_chars ="] if set("%/") & set(world.account.login) else []),
        *_COMMON.replace("{users}", str(_known(instance, root))).splitlines(),
        *_namespace(world),
        *_passdbs(instance, root),
        *_listeners(instance),
    ]
    return "\n".join(lines) + "\n"


def _tls(instance: Instance, cabinet: Cabinet) -> list[str]:
    if instance.certificate is None:
        return ["ssl = no"]
    files = cabinet.files(instance.certificate)
    # Level 0 lets a weak key be shown, which is one of the faults; clients decide for themselves.
    lines = ["ssl = yes", f"ssl_cert = <{files.chain}", f"ssl_key = <{files.key}", "ssl_cipher_list = ALL:@SECLEVEL=0"]
    return [*lines, "ssl_min_protocol = TLSv1"] if instance.tls_max else lines


def _namespace(world: World) -> list[str]:
    return ["namespace inbox {", "  inbox = yes", "  separator = .", f"  prefix = {world.folder_prefix}", "}"]


def _passdbs(instance: Instance, root: Path) -> list[str]:
    world, tokens = instance.world, [name.lower() for name in instance.mechanisms if name in oauth.MECHANISMS]
    lines: list[str] = []
    if world.account.disabled:
        lines += ["passdb {", "  driver = passwd-file", "  deny = yes", f"  args = {_denied(world, root)}"]
        lines += ["  override_fields = reason=%{env:LAB_DISABLED}", "}"]  # a field cannot have spaces, a variable can
    if tokens:
        settings, keys = instance.directory(root) / "oauth2.conf", instance.directory(root) / "keys"
        oauth.write_keys(keys)
        settings.write_text(f"introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix={keys}/\n")
        lines += ["passdb {", "  driver = oauth2", f"  mechanisms = {' '.join(tokens)}", f"  args = {settings}", "}"]
    others = [name.lower() for name in instance.mechanisms if name not in oauth.MECHANISMS]
    if others:
        lines += ["passdb {", "  driver = passwd-file", f"  mechanisms = {' '.join(others)}"]
        lines += [f"  args = username_format=%u {_known(instance, root)}", "}"]
    return lines


def _listeners(instance: Instance) -> list[str]:
    lines: list[str] = []
    for protocol in ("imap", "pop3"):
        lines += [f"service {protocol}-login {{", "  service_count = 0"]
        # The standard listeners exist unless they are put out.
        for standard in (protocol, f"{protocol}s"):
            lines += [f"  inet_listener {standard} {{", "    port = 0", "  }"]
        for number, service in enumerate(instance.services):
            if service.protocol == protocol:
                lines += [f"  inet_listener lab{number} {{", f"    address = {service.address}"]
                lines += [
                    f"    port = {service.port}",
                    f"    ssl = {'yes' if service.security == 'tls' else 'no'}",
                    "  }",
                ]
        lines += ["}"]
    return lines
