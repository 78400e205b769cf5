"""Whatever servers, documents and other programs say, every report keeps its structure, in every form and language."""

from __future__ import annotations

import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import html5lib
import jsonschema
import pytest
import xmlschema
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from junitparser import JUnitXml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from maildoctor.report.formats import FORMATS, Reader, Shown
from maildoctor.report.voice import Voice
from tests.diagnosis.runs import Raw, changed, opened, saved
from tests.report.hostile import NASTY, infected
from tests.report.runs import run

_SCHEMA = jsonschema.Draft202012Validator(
    json.loads((files("maildoctor.report") / "schema.json").read_text(encoding="utf-8"))
)
_JUNIT = [xmlschema.XMLSchema(str(Path(__file__).with_name(name))) for name in ("junit_ant.xsd", "junit_jenkins.xsd")]
_MARKDOWN = MarkdownIt("gfm-like")
assert _MARKDOWN.linkify is not None
_MARKDOWN.linkify.set({"fuzzy_link": False})  # bare names such as example.jp: GFM links none
_LINKED_BY_WIKIS = re.compile(r"(?i)https?://|www\.|@\w|#\d")
_INERT = frozenset(("text", "code_inline", "strong_open", "strong_close"))
_RUNS_OR_LOADS = frozenset(("script", "iframe", "object", "embed", "link", "base", "form", "img", "image", "use"))
_HARMLESS = "x"


def _html(text: str) -> object:
    """Elements in their order, with the names of their attributes and what these refer to."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = list(parser.parse(text).iter())
    tags = [str(element.tag).rpartition("}")[2] for element in tree]
    assert not _RUNS_OR_LOADS & set(tags)
    assert tags.count("style") == 1
    for element in tree:
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name not in ("style", "src", "srcset", "action", "data", "background")
            assert name != "href" or value.startswith("#")
    classes = [element.get("class") for element in tree]
    dialogues = [len("".join(e.itertext()).splitlines()) for e in tree if e.tag == "pre"]
    return tags, [sorted(element.attrib) for element in tree], classes, dialogues


def _markdown(text: str) -> object:
    """Blocks in their order; inside of a line nothing is linked, shown, or formatted."""
    tokens = _MARKDOWN.parse(text)
    inside = {child.type for token in tokens for child in token.children or ()}
    assert inside <= _INERT
    for child in (child for token in tokens for child in token.children or () if child.type == "text"):
        assert not _LINKED_BY_WIKIS.search(child.content)
    return [(token.type, token.tag, token.level) for token in tokens], _lines_of(tokens)


def _lines_of(tokens: list[Token]) -> list[int]:
    return [token.content.count("\n") for token in tokens if token.type == "fence"]


def _json(text: str) -> object:
    document = json.loads(text)
    document["observations"] = [o for o in document["observations"] if o["id"] != "o900"]
    _SCHEMA.validate(document)
    return len(document["checks"]), len(document["observations"]), sorted(document)


def _junit(text: str) -> object:
    for schema in _JUNIT:
        schema.validate(text)
    assert len([case for suite in JUnitXml.fromstring(text.encode()) for case in suite]) > 1
    return [(element.tag, sorted(element.attrib)) for element in ET.fromstring(text).iter()]


def _tsv(text: str) -> object:
    (line,) = text.split("\n")[:-1]
    for cell in line.split("\t"):
        assert not cell.lstrip(" \u3000").startswith(("=", "+", "-", "@", '"', "\uff1d", "\uff0b", "\uff0d", "\uff20"))
    return line.count("\t")


def _nagios(text: str) -> object:
    first, *others = text.splitlines()
    assert first.count("|") == 1
    assert not [line for line in others if "|" in line]
    assert [line for line in (first, *others) if re.match(r"(OK|WARNING|CRITICAL|UNKNOWN) - ", line)] == [first]
    return len(others)


def _words(text: str) -> object:
    """Text that is folded to a width: the lines that start something. What somebody said starts nothing.

    Not the head of a table: what fits beside one another there depends on how long it is.
    """
    starting = [line for line in text.partition("\n\n")[2].splitlines() if line[:1] not in ("", " ")]
    assert sum(line.startswith(("結論: ", "Conclusion: ")) for line in starting) <= 1
    return len(starting)


_STRUCTURE: Mapping[str, Callable[[str], object]] = {
    "table": _words,
    "json": _json,
    "html": _html,
    "markdown": _markdown,
    "tsv": _tsv,
    "junit": _junit,
    "nagios": _nagios,
}
_CASES = [
    (form.name, reader, lang)
    for form in FORMATS.values()
    if form.name in _STRUCTURE
    for reader in (None, *sorted(form.readers))
    for lang in ("ja", "en")
]
_TEXTS = (
    st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=12)), min_size=1, max_size=4)
    .map("".join)
    .filter(str.strip)
)


def _made(name: str, reader: Reader | None, lang: str, text: str) -> Any:
    shown = Shown(reader, verbose=True, transcript=True, for_pipe=name == "json")
    return FORMATS[name].render(infected(run("two-causes"), text), Voice(lang), shown)


@cache
def _quiet(name: str, reader: Reader | None, lang: str) -> object:
    return _STRUCTURE[name](_made(name, reader, lang, _HARMLESS))


def _refuse_steering(name: str, made: str) -> None:
    steering = {c for c in made if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")}
    assert steering <= {"\n", "\t"}
    assert "\t" not in steering or name == "tsv"


def test_every_form_of_text_is_held_to_its_structure() -> None:
    assert set(_STRUCTURE) == set(FORMATS) - {"pdf"}


@pytest.mark.parametrize(("name", "reader", "lang"), _CASES)
@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
@given(text=_TEXTS)
@example(text=" ".join(NASTY))
def test_hostile_text_changes_no_structure(name: str, reader: Reader | None, lang: str, text: str) -> None:
    made = _made(name, reader, lang, text)
    _refuse_steering(name, made)
    assert _STRUCTURE[name](made) == _quiet(name, reader, lang)


@pytest.mark.parametrize("text", [" ".join(NASTY), *NASTY[::4]])
def test_a_saved_run_full_of_it_is_judged_and_shown(text: str) -> None:
    """A file from somebody else: what is judged may differ, but nothing fails, and every form stays what it is."""
    report = opened(changed(saved("smtp-587-as-tls"), lambda raw: _poison(raw, text)))
    for name, reader, lang in _CASES:
        shown = Shown(reader, verbose=True, transcript=True, for_pipe=name == "json")
        made = FORMATS[name].render(report, Voice(lang), shown)
        _refuse_steering(name, made)
        if name != "html" or lang == "ja":  # the strict parser takes long
            _STRUCTURE[name](made)


def _poison(raw: Raw, text: str) -> None:
    """Put `text` behind what servers said, and behind the words of a check of another program."""
    for observation in raw["observations"]:
        observation["transcript"] = [[who, line + text] for who, line in observation["transcript"]]
        data = observation["data"]
        for key in ("greeting", "reply", "rcode", "content_type", "text", "url", "redirect", "tls_error", "source"):
            if isinstance(data.get(key), str):
                data[key] += text
        for key in ("values", "aliases", "capabilities", "hops", "domains"):
            if isinstance(data.get(key), list):
                data[key] = [item + text for item in data[key]]
        for certificate in data.get("chain", ()):
            certificate["subject"] += text
            certificate["names"] = [name + text for name in certificate["names"]]
    raw["place"]["host"] += text
    raw["checks"].append(
        {
            "id": "other.check", "title": text, "status": "warn", "target": text, "elapsed_ms": 1,
            "findings": [
                {"code": "other-code", "status": "warn", "field": None, "owner": None, "message": text,
                 "data": {"x": text, "replayed": False}, "evidence": ["o1"]},
            ],
        }
    )  # fmt: skip
