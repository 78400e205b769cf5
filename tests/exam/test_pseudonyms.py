"""`report --pseudonymise`: nothing of the old names is left, and everything is judged as before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from maildoctor.cli.main import group
from maildoctor.cli.problem import ProblemError
from maildoctor.cli.saved import reopened
from maildoctor.cli.speak import Speak
from maildoctor.exam.pseudonyms import Pseudonyms
from maildoctor.report.formats import FORMATS, Shown
from maildoctor.report.voice import Voice
from tests.diagnosis.runs import Raw, changed, opened, saved

_RUNS = (
    "healthy", "imap-993-as-starttls", "username-without-domain", "wrong-password", "certificate-other-name",
    "certificate-expired", "port25-blocked", "mx-cname", "greeting-never", "no-such-host",
)  # fmt: skip
_LABEL = st.from_regex(r"[a-z][a-z0-9]{5,12}", fullmatch=True)


def _file(raw: Raw, folder: Path) -> str:
    path = folder / "run.json"
    path.write_text(json.dumps(raw), "utf-8")
    return str(path)


@pytest.mark.parametrize("name", _RUNS)
def test_the_judgement_stays_and_no_old_name_is_in_any_form(name: str, tmp_path: Path) -> None:
    raw = saved(name)
    report = reopened(_file(raw, tmp_path), Speak("en"), under=Pseudonyms())
    assert report.pseudonymised
    plain = opened(raw)
    assert [d.finding.id for d in report.diagnoses] == [d.finding.id for d in plain.diagnoses]
    for form in FORMATS.values():
        for reader in (None, *form.readers):
            for lang in ("ja", "en"):
                if form.name == "pdf":
                    continue
                text = str(form.render(report, Voice(lang), Shown(reader, verbose=True, transcript=True)))
                for old in ("aoba", "info@", raw["place"]["host"]):
                    assert old not in text, (form.name, reader)
    assert not any(o.transcript for o in report.evidence)


@settings(max_examples=8, deadline=None)
@given(_LABEL, _LABEL, _LABEL, st.integers(0, 2**32 - 1))
def test_no_mask_leaks(local: str, domain: str, label: str, number: int) -> None:
    """Whatever the account, its domain, its server and its address are called, and wherever they stand in a text."""
    address = ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))
    names = (f"{local}@{domain}.co.jp", f"{label}.{domain}.co.jp", address)

    def told(raw: Raw) -> None:
        text = (
            json.dumps(raw)
            .replace("info@aoba.example", names[0])
            .replace("info%40aoba.example", f"{local}%40{domain}.co.jp")
        )
        raw.update(json.loads(text.replace("aoba.example", f"{domain}.co.jp").replace("192.0.2.10", "11.22.33.44")))
        raw["symptom"]["saw"] = f"Cannot reach {names[1]} ({names[2]}) as <{names[0]}>; {names[1].upper()}."
        raw["observations"][-1]["data"]["reply"] = f"550 {names[0]} via [{names[2]}] {names[1]}:25"

    raw = changed(saved("mx-cname"), told)
    made = Pseudonyms()
    masked = made.masked(raw)
    text = json.dumps(masked).lower()
    assert f"{local}@" not in text
    assert f"{local}%40" not in text
    assert f"{domain}.co.jp" not in text
    assert f"{label}.{domain}" not in text
    assert "11.22.33.44" not in text
    assert made.leaks(text) == []
    assert Pseudonyms().masked(masked)["subject"]["domain"]


def test_a_leak_is_seen() -> None:
    made = Pseudonyms()
    made.masked(saved("healthy"))
    assert made.leaks("... INFO@elsewhere, mail.AOBA.example") == ["mail.aoba.example", "info"]


def test_one_thing_has_one_name_and_networks_keep_together() -> None:
    made = Pseudonyms()
    one, other, net = (made.text(text) for text in ("8.8.4.4", "8.8.4.9", "v=spf1 ip4:8.8.4.0/24 -all"))
    assert made.text("8.8.4.4") == one != other
    assert one.rpartition(".")[0] == other.rpartition(".")[0] == net.partition("ip4:")[2].rpartition(".0/24")[0]
    assert made.text("4.4.8.8.in-addr.arpa") == ".".join(reversed(one.split("."))) + ".in-addr.arpa"
    assert made.text("192.168.1.5 and 127.0.0.1") == "192.168.1.5 and 127.0.0.1"


def test_what_cannot_be_masked_is_not_written(tmp_path: Path) -> None:
    def odd(raw: Raw) -> None:
        raw["subject"]["address"] = "a=b@aoba.example"

    with pytest.raises(ProblemError):
        reopened(_file(changed(saved("healthy"), odd), tmp_path), Speak("ja"), under=Pseudonyms())


def test_the_command_writes_a_report_that_can_be_judged_again(tmp_path: Path) -> None:
    arguments = ["report", _file(saved("wrong-password"), tmp_path), "--pseudonymise", "--format", "json"]
    done = CliRunner().invoke(group(Speak("en")), arguments, standalone_mode=False)
    assert done.exception is None, done.exception
    made = json.loads(done.stdout)
    assert made["pseudonymised"] is True
    assert [d.finding.id for d in opened(made).diagnoses] == [d["code"] for d in made["diagnoses"]]
