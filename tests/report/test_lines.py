"""Lines that fit: what may not stand at an end, and what is never lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from maildoctor.report.lines import cells, wrapped

_TEXTS = st.text("あ漢「」(、。:ー (ab.1", min_size=1, max_size=120)


def test_a_bracket_stays_with_what_it_opens() -> None:
    assert wrapped("番号と、暗号化方法「STARTTLS」では", 24) == ["番号と、暗号化方法", "「STARTTLS」では"]


def test_a_mark_stays_with_what_it_ends() -> None:
    assert wrapped("使えますが、遅いサーバー: 192.0.2.10", 24) == ["使えますが、遅いサー", "バー: 192.0.2.10"]


def test_a_long_word_is_cut_where_nothing_else_helps() -> None:
    assert wrapped("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


@given(_TEXTS, st.integers(20, 60))
def test_every_line_fits_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
