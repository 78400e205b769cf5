"""The leak scanner finds every form everywhere, and nothing in noise."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import io
import json
import quopri
import random
import shlex
import urllib.parse
from pathlib import Path
from xml.sax import saxutils

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.leak_forms import forms
from tests.support.leaks import Leak, Scanner, Secret, digests, new_secret, read_tree, scan, scan_tree, scram_digests
from tests.support.leaky import LEAKS, Context
from tests.support.sameness import Difference, masking, sameness

PASSWORD = 'Kq7"x\\9vT2 mZ&w4+L/e<=%{'
USER = "user@example.test"
JAPANESE = "パスワード濁点がぎぐ表示"
# A loaded machine must not fail these: no deadlines, no verdicts on speed.
QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
SCANNERS = {secret: Scanner([Secret(secret, USER)]) for secret in (PASSWORD, JAPANESE)}
ALL_FORMS = [(secret, name) for secret in SCANNERS for name in forms(secret, USER)]


def test_every_form_of_the_rule_is_found() -> None:
    """R9, written down once more and on its own: the scanner must not be right by its own list alone."""
    raw, user = PASSWORD.encode(), USER.encode()
    blobs = [raw, user + raw, b"\0" + user + b"\0" + raw, user + b"\0" + user + b"\0" + raw]
    blobs += [b"x" * count + raw + b"y" for count in range(3)]
    blobs += [b"user=" + user + b"\1auth=Bearer " + raw + b"\1\1"]
    blobs += [b"n,a=" + user + b",\1host=mail.example.test\1port=993\1auth=Bearer " + raw + b"\1\1"]
    encoded = [encode(blob) for blob in blobs for encode in (base64.b64encode, base64.urlsafe_b64encode)]
    shown = [
        *(raw, PASSWORD.encode("utf-16-le"), raw.lower(), raw.upper(), raw[::-1]),
        *encoded,
        *(blob.rstrip(b"=") for blob in encoded),
        *(raw.hex().encode(), raw.hex().upper().encode()),
        *(urllib.parse.quote(PASSWORD).encode(), "".join(f"%{byte:02x}" for byte in raw).encode()),
        *(quopri.encodestring(raw), "".join(f"={byte:02X}" for byte in raw).encode()),
        *(html.escape(PASSWORD).encode(), saxutils.escape(PASSWORD).encode()),
        *(json.dumps(PASSWORD).encode(), "".join(f"\\u{ord(letter):04x}" for letter in PASSWORD).encode()),
        *(shlex.quote(PASSWORD).encode(), b"A1 LOGIN u " + b'"Kq7\\"x\\\\9vT2 mZ&w4+L/e<=%{"'),
        b"A1 LOGIN u {%d}\r\n" % len(raw) + raw,
    ]
    assert [text for text in shown if not SCANNERS[PASSWORD].scan({"x": b">" + text + b"<"})] == []


def test_short_secrets_are_refused() -> None:
    with pytest.raises(ValueError, match="at least"):
        forms("1234")


@pytest.mark.parametrize(("secret", "form"), ALL_FORMS)
def test_each_form_is_found_where_it_stands(secret: str, form: str) -> None:
    pattern = forms(secret, USER)[form]
    noise = random.Random(form).randbytes(500)
    leaks = SCANNERS[secret].scan({"x": noise[:100] + pattern + noise[100:]})
    assert Leak("x", form, 100) in leaks


@settings(QUIET, max_examples=150)
@given(
    secret=st.binary(min_size=12, max_size=40) | st.text(min_size=12, max_size=30),
    user=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=10),
    before=st.binary(max_size=200),
    behind=st.binary(max_size=200),
    data=st.data(),
)
def test_any_form_of_any_secret_in_any_noise(
    secret: bytes | str, user: str, before: bytes, behind: bytes, data: st.DataObject
) -> None:
    try:
        patterns = forms(secret, user)
    except UnicodeEncodeError:  # lone surrogates cannot be a password
        return
    form = data.draw(st.sampled_from(sorted(patterns)))
    leaks = scan({"x": before + patterns[form] + behind}, [Secret(secret, user)])
    assert any(leak.form == form and leak.offset <= len(before) for leak in leaks)


@settings(QUIET, max_examples=200)
@given(noise=st.binary(max_size=3000) | st.text(max_size=1000).map(lambda text: text.encode("utf-8", "ignore")))
def test_noise_is_silent(noise: bytes) -> None:
    for scanner in SCANNERS.values():
        assert scanner.scan({"x": noise}) == []


def test_more_noise_is_silent() -> None:
    noise = random.Random(1).randbytes(300_000)
    for artefact in (noise, base64.b64encode(noise), noise.hex().encode()):
        for scanner in SCANNERS.values():
            assert scanner.scan({"x": artefact}) == []


@settings(QUIET, max_examples=150)
@given(before=st.binary(max_size=30), behind=st.binary(max_size=30), urlsafe=st.booleans(), padded=st.booleans())
def test_inside_any_base64(before: bytes, behind: bytes, urlsafe: bool, padded: bool) -> None:
    encode = base64.urlsafe_b64encode if urlsafe else base64.b64encode
    blob = encode(before + PASSWORD.encode() + behind)
    assert SCANNERS[PASSWORD].scan({"x": blob if padded else blob.rstrip(b"=")})


@settings(QUIET, max_examples=100)
@given(at=st.lists(st.integers(1, len(PASSWORD) - 1), min_size=1, max_size=6), data=st.data())
def test_broken_up_by_layout(at: list[int], data: st.DataObject) -> None:
    fillings = ["\n", " │\n│ ", " |\r\n| ", "\x1b[0m", "\t", "\u200b", "\0", "\\u0000"]
    text = PASSWORD
    for place in sorted(at, reverse=True):
        text = text[:place] + data.draw(st.sampled_from(fillings)) + text[place:]
    leaks = SCANNERS[PASSWORD].scan({"x": b"| reply | " + text.encode()})
    assert any(leak.offset == 10 for leak in leaks)


def test_the_way_back_through_the_views() -> None:
    inside = json.dumps({"x": f"| {PASSWORD[:9]} \u2502\n| {PASSWORD[9:]}"}).encode()
    leaks = SCANNERS[PASSWORD].scan({"x": inside})
    (raw,) = [leak for leak in leaks if leak.form.startswith("raw")]
    assert (raw.form, inside[raw.offset :][:3]) == ("raw (in json, broken up)", b"Kq7")


def test_case_does_not_matter() -> None:
    for text in (PASSWORD.upper(), PASSWORD.lower(), PASSWORD.swapcase()):
        assert SCANNERS[PASSWORD].scan({"x": text.encode()})
    assert SCANNERS[PASSWORD].scan({"x": PASSWORD.encode().hex().upper().encode()})


def test_digests() -> None:
    challenge = b"<1896.697170952@mail.example.test>"
    patterns = digests(PASSWORD, challenge, USER)
    cram = hmac.new(PASSWORD.encode(), challenge, hashlib.md5).hexdigest()
    response = base64.b64encode(f"{USER} {cram}".encode())
    secret = Secret(PASSWORD, USER, tuple(patterns.items()))
    assert [leak.form for leak in scan({"x": b"C: " + response}, [secret])] == ["cram-md5 response base64"]
    apop = hashlib.md5(challenge + PASSWORD.encode()).hexdigest().encode()
    assert [leak.form for leak in scan({"x": b"C: APOP u " + apop}, [secret])] == ["apop digest"]


def test_scram_against_the_example_of_the_rfc() -> None:
    message = (
        b"n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        b"s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    )
    patterns = scram_digests("pencil", base64.b64decode(b"W22ZaJ0SNY7soEsUEjb6gQ=="), 4096, message)
    assert patterns["scram client proof base64"] == b"dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    assert patterns["scram server signature base64"] == b"6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="


def test_several_secrets_and_a_tree(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_text("nothing here")
    (tmp_path / "deep" / "b.bin").write_bytes(b"\x00" + "パスワード濁点がぎぐ表示".encode("cp932"))
    (tmp_path / "loop").symlink_to(tmp_path)
    leaks = scan_tree(tmp_path, [PASSWORD, JAPANESE])
    assert Leak("deep/b.bin", "secret 2: cp932", 1) in leaks
    assert {leak.artefact for leak in leaks} == {"deep/b.bin"}
    (tmp_path / "Kq7xQ9vT2mZw4Le3").touch()
    assert [leak.artefact for leak in scan_tree(tmp_path, ["Kq7xQ9vT2mZw4Le3"]) if leak.form == "raw"] == [
        "(file names)"
    ]
    assert set(read_tree(tmp_path)) == {"(file names)", "deep/a.txt", "deep/b.bin", "Kq7xQ9vT2mZw4Le3"}


def test_a_leak_does_not_repeat_the_secret() -> None:
    assert PASSWORD not in repr(scan({"x": PASSWORD.encode()}, [PASSWORD]))


def test_new_secrets() -> None:
    many = {new_secret() for _ in range(50)}
    assert len(many) == 50
    for secret in many:
        assert secret.strip() == secret
        assert len(secret) >= 24
        assert len(forms(secret, USER)) > 60


@pytest.mark.parametrize("where", [name for name in LEAKS if name != "argv"])
def test_every_class_of_artefact_with_every_form(where: str, tmp_path: Path) -> None:
    """The meta test: a program that leaks like this is caught, whatever the form."""
    for secret, form in ALL_FORMS:
        stdout, stderr = io.BytesIO(), io.BytesIO()
        LEAKS[where](forms(secret, USER)[form], Context(tmp_path, stdout, stderr))
        artefacts = {"stdout": stdout.getvalue(), "stderr": stderr.getvalue(), **read_tree(tmp_path)}
        leaks = SCANNERS[secret].scan(artefacts)
        assert leaks, f"{where} in the form {form}"
        assert len({leak.artefact for leak in leaks}) == 1
        for path in tmp_path.iterdir():
            path.unlink()


def test_sameness() -> None:
    first = {"stdout": b"at 10:00:01 length 5\n", "a": b"same"}
    second = {"stdout": b"at 10:00:02 length 6\n", "a": b"same"}
    times = masking(rb"\d\d:\d\d:\d\d", rb'(?P<keep>"elapsed_ms": )\d+')
    assert sameness(first, first) is None
    assert sameness(first, second) == Difference("stdout", 10, *(run["stdout"][:21] for run in (first, second)))
    difference = sameness(first, second, times)
    assert difference is not None
    assert difference.offset == len(b"at <masked> length ")
    assert sameness({"a": b"x"}, {"a": b"xy"}) == Difference("a", 1, b"x", b"xy")
    assert sameness({"a": b"x"}, {}) == Difference("a", -1, b"x", b"")
    lines = [json.dumps({"elapsed_ms": number}).encode() for number in (5, 17)]
    assert sameness({"r": lines[0]}, {"r": lines[1]}, times) is None
