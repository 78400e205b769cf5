"""Texts of MTA-STS, BIMI and TLSA, each made by one operator from a good one: whole ones and broken ones."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable

SEED = 8461
Operator = Callable[[str, random.Random], str]


def _sub(pattern: str, replacement: str) -> Operator:
    return lambda text, rng: re.sub(pattern, lambda match: match.expand(replacement), text, count=1)


def _add(more: str) -> Operator:
    return lambda text, rng: text + more


RECORD: dict[str, Operator] = {
    "as it is": lambda text, rng: text,
    "last semicolon": _add(";"),
    "last semicolon and a space": _add("; "),
    "no space": _sub("; ", ";"),
    "tab for a space": _sub("; ", ";\t"),
    "space before the semicolon": _sub("; ", " ; "),
    "space at the end": _add(" "),
    "semicolon twice": _sub("; ", ";; "),
    "semicolon twice at the end": _add(";;"),
    "semicolon missing": _sub("; ", " "),
    "comma for a semicolon": _sub("; ", ", "),
    "space before the sign": _sub("id=", "id ="),
    "space behind the sign": _sub("id=", "id= "),
    "space in the version": _sub("v=", "v = "),
    "version in small letters": _sub("STSv1", "stsv1"),
    "version in capital letters": _sub("STSv1", "STSV1"),
    "version of another kind": _sub("STSv1", "STSv2"),
    "version with a tail": _sub("STSv1", "STSv1.0"),
    "version missing": _sub(r"v=STSv1; ", ""),
    "version later": _sub(r"(v=STSv1); (.*)", r"\2; \1"),
    "version twice": _sub(r"(v=STSv1; )", r"\1v=STSv1; "),
    "capital letter in a name": _sub("id=", "ID="),
    "name of the version in capitals": _sub("v=", "V="),
    "id empty": _sub(r"id=\w+", "id="),
    "id missing": _sub(r" id=\w+", ""),
    "only the version": lambda text, rng: "v=STSv1",
    "id too long": lambda text, rng: re.sub(r"id=\w+", f"id={'7' * rng.randint(33, 60)}", text),
    "id of 32": lambda text, rng: re.sub(r"id=\w+", f"id={'7' * 32}", text),
    "id with a hyphen": lambda text, rng: re.sub(r"id=\w+", f"id=2026-{rng.randint(1, 12)}-24", text),
    "id with an underscore": _sub("id=", "id=a_"),
    "id with a sign": _sub("id=", "id=a="),
    "id with a space": _sub("id=", "id=2026 "),
    "id with a wide digit": _sub("id=", "id=\uff12"),
    "id twice": _add("; id=other"),
    "id twice, the second one bad": _add("; id=not-good"),
    "unknown tag": _add("; zz=1"),
    "unknown tag in front": _sub("id=", "z.z-1_=a:b; id="),
    "unknown tag without a value": _add("; zz="),
    "unknown tag with a space": _add("; zz=1 2"),
    "name too long": lambda text, rng: f"{text}; {'z' * rng.randint(33, 40)}=1",
    "name with an underscore in front": _add("; _z=1"),
    "word without a sign": _add("; enforce"),
    "colon for a sign": _sub("id=", "id:"),
    "space in front": lambda text, rng: f" {text}",
    "quotes around": lambda text, rng: f'"{text}"',
    "quotes around the id": _sub(r"id=(\w+)", r'id="\1"'),
    "backslash": _sub(";", "\\;"),
    "line end": _add("\n"),
}
POLICY: dict[str, Operator] = {
    "as it is": lambda text, rng: text,
    "line ends of Windows": lambda text, rng: text.replace("\n", "\r\n"),
    "last line end missing": lambda text, rng: text.removesuffix("\n"),
    "line ends of old Macs": lambda text, rng: text.replace("\n", "\r"),
    "empty line": _sub("mode", "\nmode"),
    "empty line at the end": _add("\n"),
    "line of spaces": _sub("mode", "  \nmode"),
    "no space behind the colon": lambda text, rng: text.replace(": ", ":"),
    "tabs behind the colon": lambda text, rng: text.replace(": ", ":\t\t"),
    "space before the colon": _sub("mode:", "mode :"),
    "space in front of a line": _sub("mode:", " mode:"),
    "spaces at the end of a line": _sub(r"mode: (\w+)", r"mode: \1  "),
    "equals for a colon": _sub("mode: ", "mode="),
    "capital letter in a name": _sub("mode:", "Mode:"),
    "capital letter in a mode": lambda text, rng: re.sub(r"mode: (\w+)", lambda m: f"mode: {m[1].upper()}", text),
    "mode unknown": lambda text, rng: re.sub(r"mode: \w+", f"mode: {rng.choice(['report', 'on', 'strict'])}", text),
    "mode empty": _sub(r"mode: \w+", "mode: "),
    "mode missing": _sub(r"mode: \w+\n", ""),
    "mode twice": _add("mode: none\n"),
    "mode twice, the second one bad": _add("mode: strict\n"),
    "mode none": _sub(r"mode: \w+", "mode: none"),
    "mode none without exchangers": lambda text, rng: re.sub(r"mx: .*\n", "", re.sub(r"mode: \w+", "mode: none", text)),
    "version missing": _sub(r"version: .*\n", ""),
    "version last": _sub(r"(version: .*\n)((?:.*\n)*)", r"\2\1"),
    "version in small letters": _sub("STSv1", "stsv1"),
    "version of another kind": _sub("STSv1", "STSv2"),
    "version as in the record": _sub("version: ", "v="),
    "age missing": _sub(r"max_age: .*\n", ""),
    "age empty": _sub(r"max_age: .*", "max_age: "),
    "age with a unit": _sub(r"max_age: .*", "max_age: 7d"),
    "age with a point": _sub(r"max_age: .*", "max_age: 86400.0"),
    "age below nothing": _sub(r"max_age: .*", "max_age: -1"),
    "age of nothing": _sub(r"max_age: .*", "max_age: 0"),
    "age of one year": _sub(r"max_age: .*", "max_age: 31557600"),
    "age above a year": lambda text, rng: re.sub(r"max_age: .*", f"max_age: {rng.randint(31557601, 9999999999)}", text),
    "age of eleven digits": _sub(r"max_age: .*", "max_age: 00000086400"),
    "age in wide digits": _sub(r"max_age: .*", "max_age: \uff18\uff16"),
    "age twice": _add("max_age: 0\n"),
    "hyphen in the name of the age": _sub("max_age", "max-age"),
    "exchangers missing": lambda text, rng: re.sub(r"mx: .*\n", "", text),
    "exchanger empty": _sub(r"mx: .*", "mx: "),
    "exchangers in one line": _sub(r"mx: .*", "mx: a.example.jp, b.example.jp"),
    "exchanger with a dot at the end": _sub(r"mx: (.*)", r"mx: \1."),
    "exchanger with a preference": _sub("mx: ", "mx: 10 "),
    "exchanger with an underscore": _sub("mx: ", "mx: a_b."),
    "exchanger with a hyphen in front": _sub("mx: ", "mx: -"),
    "exchanger by address": _sub(r"mx: .*", "mx: [192.0.2.1]"),
    "exchanger by bare address": _sub(r"mx: .*", "mx: 192.0.2.1"),
    "exchanger of one label": _sub(r"mx: .*", "mx: mail"),
    "exchanger in capital letters": lambda text, rng: re.sub(r"mx: (.*)", lambda m: f"mx: {m[1].upper()}", text),
    "exchanger with a long label": lambda text, rng: re.sub(r"mx: .*", f"mx: {'a' * 64}.example.jp", text, count=1),
    "exchanger in Japanese": _sub(r"mx: .*", "mx: \u30e1\u30fc\u30eb.example.jp"),
    "star": _sub(r"mx: .*", "mx: *.example.jp"),
    "star alone": _sub(r"mx: .*", "mx: *"),
    "star in the middle": _sub(r"mx: .*", "mx: mail.*.example.jp"),
    "star within a label": _sub(r"mx: .*", "mx: mx*.example.jp"),
    "star without a dot": _sub(r"mx: .*", "mx: *example.jp"),
    "dot in front": _sub(r"mx: .*", "mx: .example.jp"),
    "unknown field": _add("zz: 1\n"),
    "unknown field with colons": _add("zz: a:b c\n"),
    "unknown field without a value": _add("zz:\n"),
    "unknown field in Japanese": _add("note: \u30e1\u30fc\u30eb\n"),
    "name of a field too long": lambda text, rng: f"{text}{'z' * rng.randint(33, 40)}: 1\n",
    "line without a colon": _add("enforce\n"),
    "comment": lambda text, rng: f"# policy of {rng.randint(2024, 2026)}\n{text}",
    "mark of byte order": lambda text, rng: f"\ufeff{text}",
    "control character": _sub("mode: ", "mode: \x07"),
    "page of a web site": lambda text, rng: "<!doctype html>\n<title>404</title>\n",
    "nothing": lambda text, rng: "",
}
BIMI: dict[str, Operator] = {
    "as it is": lambda text, rng: text,
    "last semicolon": _add(";"),
    "no space": lambda text, rng: text.replace("; ", ";"),
    "spaces around the signs": lambda text, rng: text.replace("=", " = "),
    "space before the semicolon": _sub("; ", " ; "),
    "semicolon twice": _sub("; ", ";; "),
    "semicolon missing": _sub("; ", " "),
    "comma for a semicolon": _sub("; ", ", "),
    "version in small letters": _sub("BIMI1", "bimi1"),
    "name of the version in capitals": _sub("v=", "V="),
    "version of another kind": _sub("BIMI1", "BIMI2"),
    "version missing": _sub("v=BIMI1; ", ""),
    "version later": _sub(r"(v=BIMI1); (.*)", r"\2; \1"),
    "version twice": _sub("(v=BIMI1; )", r"\1v=BIMI1; "),
    "only the version": lambda text, rng: "v=BIMI1;",
    "only the version, no semicolon": lambda text, rng: "v=BIMI1",
    "picture missing": _sub(r"l=[^;]*;? ?", ""),
    "picture and certificate empty": lambda text, rng: "v=BIMI1; l=; a=",
    "only an empty picture": lambda text, rng: "v=BIMI1; l=;",
    "picture empty": _sub(r"l=[^;]*", "l="),
    "picture twice": lambda text, rng: f"{text}; l=https://example.jp/b.svg",
    "picture without encryption": _sub("l=https", "l=http"),
    "picture without a scheme": _sub("l=https://", "l="),
    "picture with a space": _sub(r"logo", "my logo"),
    "picture with a comma": _sub(r"logo", "my,logo"),
    "picture with a comma in code": _sub(r"logo", "my%2clogo"),
    "picture with a bare percent sign": _sub(r"logo", "100%logo"),
    "picture in Japanese": _sub(r"logo", "\u5370"),
    "picture at a port": _sub(r"(l=https://[^/]+)", r"\1:8443"),
    "picture with a query": _sub(r"logo\.svg", "logo.svg?v=2"),
    "picture with a fragment": _sub(r"logo\.svg", "logo.svg#a"),
    "picture without a path": _sub(r"(l=https://[^/;]+)[^;]*", r"\1"),
    "picture at a host of one label": _sub(r"l=https://[^/]+", "l=https://www"),
    "picture at an address": _sub(r"l=https://[^/]+", "l=https://192.0.2.1"),
    "picture at an IPv6 address": _sub(r"l=https://[^/]+", "l=https://[2001:db8::1]"),
    "picture with the scheme in capitals": _sub("l=https", "l=HTTPS"),
    "capital letter in a name": _sub("l=", "L="),
    "two addresses of pictures": _sub(r"l=([^;]*)", r"l=\1,https://example.jp/c.svg"),
    "certificate missing": _sub(r"; a=.*", ""),
    "certificate empty": _sub(r"a=[^;]*", "a="),
    "certificate without encryption": _sub("a=https", "a=http"),
    "certificate as a word": _sub(r"a=[^;]*", "a=self"),
    "certificate at an address": _sub(r"a=https://[^/]+", "a=https://192.0.2.1"),
    "certificate at a host of one label": _sub(r"a=https://[^/]+", "a=https://www"),
    "unknown tag": _add("; zz=1"),
    "unknown tag without a value": _add("; zz="),
    "unknown tag twice": _add("; zz=1; zz=2"),
    "digit in a name": _add("; z9=1"),
    "hyphen in a name": _add("; z-z=1"),
    "word without a sign": _add("; svg"),
    "preference": _add("; avp=personal"),
    "preference unknown": _add("; avp=logo"),
    "prefixes": _add("; lps=news, info-1"),
    "prefixes with a bad letter": _add("; lps=news_1"),
    "space in front": lambda text, rng: f" {text}",
    "quotes around": lambda text, rng: f'"{text}"',
    "control character": _add("; zz=\x07"),
    "wide letter": _add("; zz=\uff41"),
}
TLSA: dict[str, Operator] = {
    "as it is": lambda text, rng: text,
    "capital letters": lambda text, rng: text.upper(),
    "spaces in the value": lambda text, rng: f"{text[:30]} {text[30:]}",
    "more spaces between": lambda text, rng: text.replace(" ", "   "),
    "space at the end": _add(" "),
    "usage missing": lambda text, rng: text[2:],
    "value missing": lambda text, rng: text[:5],
    "usage as a word": lambda text, rng: f"DANE-EE{text[1:]}",
    "usage above a byte": lambda text, rng: f"{rng.randint(256, 999)}{text[1:]}",
    "usage of four digits": lambda text, rng: f"000{text}",
    "usage below nothing": lambda text, rng: f"-{text}",
    "usage unknown": lambda text, rng: f"{rng.randint(4, 255)}{text[1:]}",
    "one digit lost": lambda text, rng: text[:-1],
    "no hexadecimal digit": lambda text, rng: f"{text[:-1]}g",
    "colons in the value": lambda text, rng: f"{text[:8]}:{text[8:]}",
    "sign in front of the value": lambda text, rng: f"{text[:6]}0x{text[6:]}",
    "commas between": lambda text, rng: text.replace(" ", ","),
    "value in base64": lambda text, rng: f"{text[:6]}q83vEjRWeJA=",
    "nothing": lambda text, rng: "",
}


def made(operators: dict[str, Operator], good: Callable[[random.Random], str]) -> list[tuple[str, str]]:
    """Three texts of each operator, the same in every run."""
    rng = random.Random(SEED)
    return [(name, operator(good(rng), rng)) for name, operator in operators.items() for _ in range(3)]


def a_record(rng: random.Random) -> str:
    return f"v=STSv1; id={rng.choice(['20261124T1000', '1', 'a7', '20260101000000Z', 'ABC'])}"


def a_policy(rng: random.Random) -> str:
    hosts = rng.sample(["mail.example.jp", "mx1.example.jp", "*.mx.example.jp", "a-b.example.co.jp"], rng.randint(1, 3))
    lines = ["version: STSv1", f"mode: {rng.choice(['enforce', 'testing'])}", *(f"mx: {host}" for host in hosts)]
    return "\n".join([*lines, f"max_age: {rng.choice([86400, 604800, 31557600])}", ""])


def a_picture(rng: random.Random) -> str:
    host = rng.choice(["example.jp", "www.example.co.jp", "cdn-1.example.jp"])
    return f"v=BIMI1; l=https://{host}/{rng.choice(['', 'img/'])}logo.svg; a=https://{host}/mark.pem"


def an_association(rng: random.Random) -> str:
    value = hashlib.new(rng.choice(["sha256", "sha512"]), rng.randbytes(8)).hexdigest()
    return f"{rng.choice([2, 3])} {rng.choice([0, 1])} {1 if len(value) == 64 else 2} {value}"
