"""The DNS records that name mail servers, read: MX (RFC 5321 section 5.1) and SRV (RFC 2782)."""

from __future__ import annotations


def mx_hosts(values: tuple[str, ...]) -> tuple[str, ...]:
    """The hosts of MX records ("10 mail.example.jp"), best preference first; the null MX gives none."""
    pairs = []
    for value in values:
        preference, _, host = value.partition(" ")
        if preference.isdigit() and host not in ("", "."):
            pairs.append((int(preference), host.lower()))
    return tuple(dict.fromkeys(host for _, host in sorted(pairs)))


def srv_targets(values: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """(target, port) of SRV records, best priority first; "." says that the service is not offered (RFC 2782)."""
    found = []
    for value in values:
        parts = value.split(" ")
        if len(parts) == 4 and all(part.isdigit() for part in parts[:3]) and parts[3] not in ("", "."):
            priority, weight, port = (int(part) for part in parts[:3])
            if 0 < port < 65536 and port != 25:
                found.append((priority, -weight, parts[3].lower(), port))
    return tuple((host, port) for _, _, host, port in sorted(found))
