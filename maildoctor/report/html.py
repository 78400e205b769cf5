"""HTML that cannot be broken by what stands in it: text is escaped by construction, and a page loads nothing.

`tag("p", "a < b", class_="note")` makes an element; children are text, elements, or None (left out). Only `raw` takes
markup as it is, for drawings and marks of our own, never for anything that was read from somewhere.
"""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from maildoctor.wire.readable import clean

_VOID = frozenset(("br", "col", "hr", "img", "meta", "wbr"))
_REFUSED = frozenset(("script", "style", "iframe", "object", "embed", "link", "base", "form", "meta", "template"))
_REFUSED |= frozenset(("foreignObject", "image", "use", "video", "audio", "source", "noscript", "animate", "set"))
"""Elements that run, load, send or style something: none of them ever stands inside a page."""

_ON_A_LINE = frozenset(("a", "abbr", "b", "br", "code", "em", "i", "img", "input", "kbd", "label", "mark", "q", "s"))
_ON_A_LINE |= frozenset(("small", "span", "strong", "sub", "sup", "time", "tspan", "u", "wbr"))
_IMAGES = ("data:image/png;base64,", "data:image/jpeg;base64,", "data:image/svg+xml;base64,")
"""What an `img` may show. A drawing in an `img` runs nothing and loads nothing, whatever stands in it."""


@dataclass(frozen=True, slots=True)
class Raw:
    """Markup as it is. See `raw`."""

    markup: str


@dataclass(frozen=True, slots=True)
class Element:
    """One element. Made by `tag`, which refuses what must not stand in a page."""

    name: str
    attributes: tuple[tuple[str, str | None], ...] = ()
    children: tuple[Node, ...] = ()

    def __str__(self) -> str:
        return "".join(_written(self))


Node = Element | Raw | str


def tag(name: str, *children: Node | None, **attributes: str | int | float | bool | None) -> Element:
    """An element. `class_` is written class, `stroke_width` stroke-width; None and False leave an attribute out.

    Raises:
        ValueError: an element or attribute that could run, load, send or style anything. It is a mistake of ours:
            names are never taken from what was read.
    """
    if name in _REFUSED or not name.isalnum():
        raise ValueError(f"<{name}> must not stand in a page")
    given = tuple(
        _attribute(key, value) for key, value in attributes.items() if value is not None and value is not False
    )
    return Element(name, given, tuple(child for child in children if child is not None))


def raw(markup: str) -> Raw:
    """Markup of our own, word for word. Never with anything in it that came from a server, a file or a person."""
    return Raw(markup)


def page(title: str, lang: str, css: str, *body: Node) -> str:
    """A whole document that needs nothing else: no script, no remote resource, one style sheet known by its hash.

    `style` attributes do not work under its policy; `tag` refuses them.

    Raises:
        ValueError: a style sheet that could end its element or load something.
    """
    if "</" in css or "@import" in css or "url(" in css:
        raise ValueError("the style sheet must stand by itself")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    written = "".join(text for node in body for text in _written(node))
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="{_text(lang)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(title)}</title>\n<style>{css}</style>\n</head>\n"
        f"<body>\n{written}</body>\n</html>\n"
    )


def _attribute(key: str, value: str | int | float | bool) -> tuple[str, str | None]:
    name = key.rstrip("_").replace("_", "-")
    text = "" if value is True else str(value)
    if name.lower().startswith("on") or name in ("style", "srcset", "action", "formaction", "http-equiv", "background"):
        raise ValueError(f"{name}= must not stand in a page")
    if name == "href" and not text.startswith("#"):
        raise ValueError("a page links to its own places alone")
    if name == "src" and not text.startswith(_IMAGES):
        raise ValueError("a page brings its pictures along")
    return name, None if value is True else text


def _written(node: Node) -> Iterator[str]:
    if isinstance(node, Raw):
        yield node.markup
        return
    if isinstance(node, str):
        yield _text(node)
        return
    attributes = "".join(f" {key}" if value is None else f' {key}="{_text(value)}"' for key, value in node.attributes)
    yield f"<{node.name}{attributes}>"
    if node.name not in _VOID:
        for child in node.children:
            yield from _written(child)
        yield f"</{node.name}>"
    if node.name not in _ON_A_LINE:
        yield "\n"


def _text(text: str) -> str:
    """Text for an element or a quoted attribute: what could steer or reorder it is shown as an escape."""
    return escape("\n".join(clean(line, sys.maxsize) for line in text.split("\n")))
