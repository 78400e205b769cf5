"""Text to a tree of elements, within bounds: no document type, few levels, few elements, few attributes.

All bounds are kept while reading, in small portions, so a hostile document costs no more than its beginning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maildoctor.discovery.decode import LARGEST

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DEEPEST = 50
"""Levels of elements."""
MOST_ELEMENTS = 2_000
"""Elements in one document: the longest of the ISPDB has about 300."""
MOST_ATTRIBUTES = 5_000
"""Attributes in one document."""
_PORTION = 8 * 1024
_BEGINS_A_PAGE = re.compile(
    r"<(?:!doctype\s{1,20}html|html|head|body|title|meta|link|script|style|h1|div|p|center)[\s>/]", re.IGNORECASE
)
_PREFACES = (("<?", "?>"), ("<!--", "-->"))


class _TooMuchError(Exception):
    """A bound was passed."""


class _Bounded:
    """Builds the tree, and stops at the first element too many."""

    def __init__(self) -> None:
        from xml.etree.ElementTree import TreeBuilder

        self._builder: TreeBuilder = TreeBuilder()
        self._depth = self._elements = self._attributes = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        self._elements += 1
        self._attributes += len(attributes)
        if self._depth > DEEPEST or self._elements > MOST_ELEMENTS or self._attributes > MOST_ATTRIBUTES:
            raise _TooMuchError
        self._builder.start(tag, attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._depth -= 1
        self._builder.end(tag)

    def data(self, text: str) -> None:
        """Text inside an element."""
        self._builder.data(text)

    def close(self) -> Element:
        """The root."""
        return self._builder.close()


def read_xml(text: str) -> tuple[Element | None, str]:
    """The root of the document, or None and a trouble: `empty`, `html`, `dtd`, `not-xml`."""
    if not text.strip():
        return None, "empty"
    if is_page(text):
        return None, "html"
    if len(text) > LARGEST:
        return None, "not-xml"
    root, trouble = _parsed(text)
    if root is not None and root.tag.rpartition("}")[2].lower() == "html":
        return None, "html"
    return root, trouble


def is_page(text: str) -> bool:
    """True where the text begins as an HTML page does, after any comments and declarations."""
    at = _past_blanks(text, 1 if text.startswith("\ufeff") else 0)
    while True:
        preface = next((p for p in _PREFACES if text.startswith(p[0], at)), None)
        if preface is None:
            return _BEGINS_A_PAGE.match(text, at) is not None
        end = text.find(preface[1], at + len(preface[0]))
        if end < 0:
            return False
        at = _past_blanks(text, end + len(preface[1]))


def _past_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _parsed(text: str) -> tuple[Element | None, str]:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DTDForbidden
    from defusedxml.ElementTree import XMLParser

    parser = XMLParser(target=_Bounded(), forbid_dtd=True)
    try:
        for at in range(0, len(text), _PORTION):
            parser.feed(text[at : at + _PORTION])
        root: Element = parser.close()
    except DTDForbidden:
        return None, "dtd"
    except (ParseError, _TooMuchError, ValueError, AssertionError):
        return None, "not-xml"
    return root, ""
