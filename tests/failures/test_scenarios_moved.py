"""mail.DOMAIN leads to a company's machine, whose certificate has that company's names: which name is proposed?

The usual case is one company, or a filter in front of it: the certificate's name. Where mail goes to a stranger, nobody
is led back to the company that was left.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.api import Fault
from maildoctor.report.voice import Voice
from tests.failures.account import CLOSED, DOMAIN, INCOMING, IP, MAIL, OUTGOING, PORTS, Port, Told, World, examine

OLD, NEW, THERE = "www5.sakura.ne.jp", "sv123.xserver.jp", "203.0.113.9"
SETTLED = f"v=spf1 a:{NEW} -all"
ALL_CLOSED = dict.fromkeys(PORTS, CLOSED)


def world(
    *mx: str, spf: str = SETTLED, certificate: str = OLD, new: dict[int, Port] | None = None, at: str = IP
) -> World:
    """mail.DOMAIN is a machine of the old company's; `mx` are the exchangers, all at one address with every port."""
    theirs = {n: replace(p, names=(certificate,), here=(Fault.NAME,), public=(Fault.NAME,)) for n, p in PORTS.items()}
    ours = new if new is not None else {n: replace(p, names=(NEW,)) for n, p in PORTS.items()}
    records = {
        (DOMAIN, "MX"): tuple(f"{n * 10} {host}" for n, host in enumerate(mx, 1)),
        **{(host, "A"): (at,) for host in mx},
        (MAIL, "A"): (THERE,), (certificate, "A"): (THERE,), (DOMAIN, "TXT"): (spf,),
    }  # fmt: skip
    return World(records=records, hosts={IP: ours, THERE: theirs})


def fails(told: Told) -> list[tuple[str, str]]:
    return [one for one in told.fails if one[0].startswith("certificate-")]


def spoken(told: Told, lang: str) -> str:
    voice, finding = Voice(lang, "generic"), told.report.diagnoses[0].finding
    return "\n".join(voice.says(finding, part) for part in ("says", "why", "fix"))


# -- must not lead back ----------------------------------------------------------------------------------------------


def test_nobody_is_led_back_to_the_company_that_was_left() -> None:
    told = examine(world(NEW))
    assert told.edits() == {"incoming.host": NEW, "outgoing.host": NEW}
    assert told.fails == (("certificate-other-company", "incoming.host"),)
    first = told.report.diagnoses[0]
    assert (first.verified, first.certainty.value, first.owner.value) == (True, "likely", "client")
    for lang, names in (("ja", ("さくら", "エックスサーバー")), ("en", ("Sakura", "Xserver"))):
        assert all(name in spoken(told, lang) for name in (*names, NEW, MAIL))
        assert OLD not in spoken(told, lang)


def test_a_certificate_of_the_company_that_was_left_is_a_move() -> None:
    told = examine(world(NEW))
    assert ("move-client-points-old", "incoming.host") in told.warns
    assert "move-not-seen" not in told.codes


@pytest.mark.parametrize("spf", [
    "",
    "v=spf1 mx -all",
    f"v=spf1 a:{NEW} a:{OLD} -all",
    f"v=spf1 a:{OLD} -all",
    f"v=spf1 a:{NEW} a:{MAIL} -all",
    f"v=spf1 a:{NEW} ip4:203.0.113.0/28 -all",
])  # fmt: skip
def test_where_nothing_says_which_company_is_the_new_one_no_name_is_given(spf: str) -> None:
    told = examine(world(NEW, spf=spf))
    assert told.edits() == {}
    assert told.fails == (("certificate-between-companies", "incoming.host"),)
    assert (told.report.diagnoses[0].certainty.value, told.report.diagnoses[0].owner.value) == ("likely", "provider")
    for lang in ("ja", "en"):
        assert OLD not in spoken(told, lang)
        assert NEW not in spoken(told, lang)


def test_where_the_new_company_does_not_answer_no_name_is_given() -> None:
    told = examine(world(NEW, new=ALL_CLOSED))
    assert told.edits() == {}
    assert ("certificate-between-companies", "incoming.host") in told.fails


def test_where_the_new_company_answers_on_other_ports_these_are_given() -> None:
    ours = {n: replace(p, names=(NEW,)) for n, p in PORTS.items() if n not in (143, 587)}
    told = examine(world(NEW, new=ours))
    assert told.edits() == {
        "incoming.host": NEW, "outgoing.host": NEW, "outgoing.port": 465, "outgoing.security": "tls",
    }  # fmt: skip


def test_the_outgoing_server_follows_under_another_name_too() -> None:
    name = f"smtp.{DOMAIN}"
    moved = replace(world(NEW), outgoing=replace(OUTGOING, host=name)).with_records((name, "A", (THERE,)))
    assert examine(moved).edits() == {"incoming.host": NEW, "outgoing.host": NEW}


# -- must keep the certificate's name --------------------------------------------------------------------------------


@pytest.mark.parametrize("mx", [
    ("example.sakura.ne.jp",),
    ("mx1.securemx.jp", "mx2.securemx.jp"),
    ("example-jp.inbound.pphosted.com",),
    ("mx.mailgates.jp",),
    ("route1.mx.cloudflare.net",),
    ("mx1.securemx.jp", NEW),
    ("mx.small-hoster.example",),
    (NEW, "mx.small-hoster.example"),
    (NEW, "example.sakura.ne.jp"),
    (MAIL,),
    (),
])  # fmt: skip
@pytest.mark.parametrize("spf", [SETTLED, "v=spf1 mx include:_spf.securemx.jp include:mailgates.jp -all"])
def test_one_company_a_filter_in_front_of_it_or_one_that_nobody_knows(mx: tuple[str, ...], spf: str) -> None:
    told = examine(world(*mx, spf=spf).with_records((MAIL, "A", (THERE,))))
    assert told.edits().get("incoming.host") == OLD
    assert told.edits().get("outgoing.host") == OLD
    assert fails(told) == [("certificate-name-mismatch", "incoming.host")]


def test_a_certificate_of_a_company_that_nobody_knows() -> None:
    told = examine(world(NEW, certificate="sv5.hoster.example"))
    assert told.edits() == {"incoming.host": "sv5.hoster.example", "outgoing.host": "sv5.hoster.example"}


def test_one_machine_is_one_company_whatever_it_is_called() -> None:
    assert examine(world(NEW, at=THERE)).edits() == {"incoming.host": OLD, "outgoing.host": OLD}


def test_sending_through_another_company_is_ordinary() -> None:
    told = examine(replace(world(NEW), incoming=replace(INCOMING, host=NEW)))
    assert told.edits() == {"outgoing.host": OLD}
    assert fails(told) == [("certificate-name-mismatch", "outgoing.host")]
