"""The builder of pages: nothing that stands in a page can break out of its place, and no page loads anything."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from maildoctor.report.html import page, raw, tag


def test_text_and_attributes_are_escaped() -> None:
    made = str(tag("p", '</p><script>x</script>&"', title='" onload="x', class_="note"))
    assert made == (
        '<p title="&quot; onload=&quot;x" class="note">&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;&amp;&quot;</p>\n'
    )


def test_what_steers_or_reorders_a_line_is_shown_as_an_escape() -> None:
    assert str(tag("b", "a\x00\x1b[2J\u202eb\ud800\u200bc\r")) == r"<b>a\x00\x1b[2J\u202eb\ud800\u200bc\x0d</b>"


def test_lines_of_a_block_stay_lines() -> None:
    assert str(tag("pre", "a\nb")) == "<pre>a\nb</pre>\n"


def test_none_is_left_out_and_true_stands_alone() -> None:
    assert str(tag("details", None, "x", open=True, id=None, hidden=False)) == "<details open>x</details>\n"


def test_names_of_drawings_keep_their_case_and_get_their_hyphens() -> None:
    drawn = tag("svg", tag("rect", x=1, stroke_width=0.5), viewBox="0 0 1 1")
    assert str(drawn) == '<svg viewBox="0 0 1 1"><rect x="1" stroke-width="0.5"></rect>\n</svg>\n'


@pytest.mark.parametrize("name", ["script", "style", "iframe", "link", "meta", "form", "image", "p onload", "a>"])
def test_elements_that_run_or_load_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="must not stand"):
        tag(name)


@pytest.mark.parametrize(
    "attributes",
    [
        {"onclick": "x"},
        {"onLoad": "x"},
        {"style": "color:red"},
        {"srcset": "x"},
        {"href": "https://example.com/"},
        {"href": "javascript:x"},
        {"src": "https://example.com/a.png"},
        {"src": "data:text/html;base64,AAAA"},
    ],
)
def test_attributes_that_run_or_load_are_refused(attributes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="page"):
        tag("a", **attributes)


def test_a_page_allows_its_own_style_sheet_and_nothing_else() -> None:
    css = "p { color: black }"
    made = page("<t>", "ja", css, tag("p", "x"), raw("<svg></svg>"))
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', made)
    assert found is not None
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    assert found[1].startswith(f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:")
    assert "<title>&lt;t&gt;</title>" in made
    assert made.endswith("<p>x</p>\n<svg></svg></body>\n</html>\n")


@pytest.mark.parametrize("css", ["</style>", "@import 'x'", "p { background: url(https://example.com/) }"])
def test_a_style_sheet_that_ends_itself_or_loads_is_refused(css: str) -> None:
    with pytest.raises(ValueError, match="by itself"):
        page("t", "en", css)
