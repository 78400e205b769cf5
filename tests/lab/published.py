"""What a domain publishes: TXT records as they stand in a zone file, keys of any length, and a world put right."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

from tests.lab.world import World

POLICY_PATH = "/.well-known/mta-sts.txt"
"""Where an MTA-STS policy is (RFC 8461 section 3.3)."""
_ODD = 1
_TLSA = re.compile(r"[0-3] [01] [012] [0-9a-f]+")


def text_record(owner: str, text: str) -> str:
    """The zone line of a TXT record; long texts are split into strings of 255 characters (RFC 1035 section 3.3.14)."""
    pieces = [text[start : start + 255] for start in range(0, len(text), 255)]
    return f"{owner} TXT {' '.join(_quoted(piece) for piece in pieces)}"


def _quoted(piece: str) -> str:
    escaped = piece.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def with_record(world: World, name: str, record: str) -> World:
    """The world after the record was published at `name`, in the place of those of its kind.

    At the domain itself only other SPF records give way; elsewhere whatever stands there, a CNAME too. A name in a zone
    of somebody else's, such as the receiver of reports, is published there beside the rest.
    """
    owner = "@" if name == world.domain else name.removesuffix(f".{world.domain}")
    zone = next((each for each in world.extra_zones if name.endswith(f".{each.name}")), None)
    if zone is not None and not f".{name}".endswith(f".{world.domain}"):
        own = replace(zone, records=(*zone.records, text_record(name.removesuffix(f".{zone.name}"), record)))
        return replace(world, extra_zones=tuple(own if each is zone else each for each in world.extra_zones))
    kept = tuple(line for line in world.records if not _gives_way(line, owner))
    pins = tuple(pin for pin in world.pins if pin.owner != owner)
    line = f"{owner} TLSA {record}" if _TLSA.fullmatch(record) else text_record(owner, record)
    return replace(world, records=(*kept, line), pins=pins)


def with_policy(world: World, policy: str) -> World:
    """The world after its MTA-STS policy was replaced; the text has the line ends of a panel's input box."""
    return replace(
        world, pages=tuple(replace(page, body=policy) if page.path == POLICY_PATH else page for page in world.pages)
    )


def _gives_way(line: str, owner: str) -> bool:
    own, kind, value = line.split(maxsplit=2)
    if own != owner:
        return False
    return "spf1" in value.lower() if owner == "@" else kind in ("TXT", "CNAME", "TLSA")


def dkim_key(bits: int) -> str:
    """A DKIM record with an RSA key of so many bits, the same each time. It is a number with no private half."""
    seed = b"".join(hashlib.sha512(f"{bits} {part}".encode()).digest() for part in range(bits // 512 + 1))
    number = int.from_bytes(seed, "big") % (1 << bits) | (1 << bits - 1) | _ODD
    inner = _der(0x30, _integer(number) + _integer(65537))
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    whole = _der(0x30, algorithm + _der(0x03, b"\0" + inner))
    return f"v=DKIM1; k=rsa; p={base64.b64encode(whole).decode()}"


def _integer(number: int) -> bytes:
    return _der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _der(tag: int, content: bytes) -> bytes:
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
