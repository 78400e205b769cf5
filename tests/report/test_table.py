"""The table on a screen of any width: nothing sticks out, the conclusion stands last, a cause is told once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maildoctor.knowledge.words import CLIENTS
from maildoctor.model.report import Report
from maildoctor.report.lines import cells
from maildoctor.report.table import WIDTH, to_line, to_table
from maildoctor.report.voice import Voice
from tests.failures.account import INCOMING, OUTGOING, World, examine
from tests.report.runs import RUNS, run


@pytest.mark.parametrize("name", sorted(RUNS))
@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("width", [80, 97, 120])
def test_it_fits_the_screen_and_ends_with_the_conclusion(name: str, lang: str, width: int) -> None:
    report = run(name)
    text = to_table(report, Voice(lang), everything=True, width=width)
    assert [line for line in text.splitlines() if cells(line) > width] == []
    text.encode("cp932")
    flat, conclusion = ("".join(t.split()) for t in (text, to_line(report, Voice(lang))))
    assert flat.endswith(conclusion)
    assert to_line(report, Voice(lang)).count("\n") == 1


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("name", ["two-causes", "wrong-password"])
def test_it_fits_in_the_words_of_every_client(client: str, name: str) -> None:
    for lang in ("ja", "en"):
        text = to_table(run(name), Voice(lang, client), everything=True)
        assert [line for line in text.splitlines() if cells(line) > WIDTH] == []


def test_a_box_that_the_client_lacks_has_no_label_of_another_box() -> None:
    """A copier only sends: its one box for a server is that of the outgoing one."""
    assert Voice("ja", "copier").short("outgoing.host") == "SMTPサーバーアドレス"
    assert Voice("ja", "copier").short("incoming.host") == Voice("ja").short("incoming.host")


def test_a_wider_screen_makes_fewer_lines() -> None:
    narrow, wide = (to_table(_joined(), Voice("ja"), width=width) for width in (80, 120))
    assert len(wide.splitlines()) < len(narrow.splitlines())


def test_a_cause_of_both_servers_is_told_of_the_first() -> None:
    """The row of the outgoing server must not speak of the incoming one as if it were its own."""
    lines = to_table(_joined(), Voice("ja")).splitlines()
    row = next(line for line in lines if line.startswith("  異常      送信 "))
    assert row.endswith("SMTP 587 STARTTLS、受信と同じ原因")
    lines = to_table(_joined(), Voice("en")).splitlines()
    row = next(line for line in lines if line.startswith("  FAIL      Outgoing "))
    assert row.endswith("SMTP 587 STARTTLS, same cause as incoming mail")


def test_what_to_do_names_the_boxes_of_both_directions() -> None:
    assert "送信のユーザー名も" in to_table(_joined(), Voice("ja")).partition("直し方")[2]


def test_a_cause_of_one_server_is_told_in_full() -> None:
    assert "同じ原因" not in to_table(run("two-causes"), Voice("ja"))


def _joined() -> Report:
    """Both servers refuse the user name for the same cause."""
    world = World(
        incoming=replace(INCOMING, username="user"),
        outgoing=replace(OUTGOING, username="user"),
        says={("incoming", "user"): "NO [AUTHENTICATIONFAILED] no", ("outgoing", "user"): "535 5.7.8 no"},
    )
    return examine(world).report
