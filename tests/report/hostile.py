"""Reports in which everything that somebody else said ends in a text of one's choice: for tests of the forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from maildoctor.model.evidence import Evidence, Foreign, Observation
from maildoctor.model.fact import (
    Certificate,
    EndpointFact,
    EnvelopeFact,
    FetchFact,
    LoginFact,
    LookupFact,
    MailboxFact,
    RecipientAnswer,
    Served,
)
from maildoctor.model.finding import Argument, Finding, Status, Title
from maildoctor.model.report import CheckResult, Report, Source
from maildoctor.wire.readable import decode

_SAID: Mapping[type, tuple[str, ...]] = {
    LookupFact: ("values", "aliases", "referral", "glue", "rcode"),
    EndpointFact: ("greeting", "reply", "clear_capabilities", "capabilities", "tls_error", "source", "chain"),
    Certificate: ("subject", "issuer", "names", "not_after", "key"),
    LoginFact: ("reply", "capabilities", "not_before"),
    EnvelopeFact: ("reply", "recipients"),
    RecipientAnswer: ("reply",),
    MailboxFact: ("reply", "prefix", "oldest", "newest"),
    FetchFact: ("url", "hops", "content_type", "servers", "domains", "redirect", "text"),
    Served: ("host", "username"),
}
"""What of each kind of answer comes from the other side."""

_OURS = frozenset(("field", "security", "protocol", "auth", "provider", "note", "by", "direction", "source"))
_OURS |= frozenset(("new_security", "new_protocol", "new_auth"))
"""Arguments whose values are words of ours."""

_BYTES = (
    "日本語の返事。表示ソ能".encode("cp932"),
    "日本語の返事".encode("iso2022_jp"),
    "日本語の返事".encode("euc_jp"),
    b"\x1b$B\x1b(J\xff\xfe\x80\x81\x8d",
    b"\x83\x5c\x81\x5c|\x83\x7c",
)
NASTY = (
    *(decode(data) for data in _BYTES),
    "\x1b[2J\x1b]0;title\x07\x9b31m\x00\x08\x7f",
    "\r\n\n\t\x0b\x0c\x85\u2028\u2029",
    "\u202eevil\u202c\u2066\u2067\u2069\u200b\ufeff\U000e0041",
    "\ud800\udfff\udc80",
    "</pre></details></td></table><script>alert(1)</script><img src=x onerror=alert(1)>",
    "\"'><svg onload=x><style>*{}</style><!-- ]]> <![CDATA[ &lt;&#x202e; %s {0} ${x}",
    "\n\n# Heading\n\n| a | b |\n|---|---|\n- item\n1. one\n> quote\n```\n~~~\n---\n===",
    "`` ` ``` [link](https://evil.example/) ![i](https://evil.example/x.png) <https://evil.example>",
    "https://evil.example/a www.evil.example a@evil.example @everyone #1 owner/name#12 **b** _i_ ~~s~~ $x$ &amp; \\",
    '=HYPERLINK("https://evil.example/","x")\t+1+cmd|\' /C calc\'!A0\t-1\t@SUM(1)"',
    "| OK - fine | time=0s;;;0\nOK - all well",
    "結論: 正常です。\nConclusion: all is well.\n\nSubject: other",
)
"""Texts that break, steer, reorder, calculate or link something where they are not held back."""

_T = TypeVar("_T")


def infected(report: Report, text: str) -> Report:
    """`report` with `text` behind everything that came from elsewhere; a check and an observation of others with it."""
    raw: dict[str, object] = {
        "id": "o900",
        "kind": f"x.{text}",
        "target": text,
        "outcome": text,
        "via": None,
        "asks": {text: text},
    }
    raw |= {
        "address": text,
        "start_ms": 0,
        "elapsed_ms": 0,
        "data": {"a": [text], "b": {text: text}, "c": [{"d": text}]},
    }
    raw |= {"transcript": [["S", text], ["C", text]]}
    foreign = CheckResult(
        f"other.{text}", Title(text, text), Status.WARN,
        (Finding(f"other-{text}", Status.WARN, None, None, {"x": text}, message=text, evidence=("o900", text)),),
        text, 1, bundled=False, replayed=False,
    )  # fmt: skip
    return replace(
        report,
        evidence=Evidence((_observation(o, text) for o in report.evidence), (Foreign("o900", raw),)),
        diagnoses=tuple(replace(d, finding=_finding(d.finding, text)) for d in report.diagnoses),
        checks=(*(_check(result, text) for result in report.checks), foreign),
        discovery=tuple(_source(source, text) for source in report.discovery),
        fields=tuple(
            replace(row, should_be=row.should_be + text if isinstance(row.should_be, str) else row.should_be)
            for row in report.fields
        ),
        place=replace(report.place, host=report.place.host + text, v4=f"192.0.2.1{text}"),
    )


def _observation(observation: Observation, text: str) -> Observation:
    lines = tuple((who, line + text) for who, line in observation.transcript)
    return replace(observation, fact=_said(observation.fact, text), transcript=(*lines, ("S", text)))


def _said(value: _T, text: str) -> _T:
    names = _SAID.get(type(value), ())
    given = {f.name: getattr(value, f.name) for f in fields(value)} if is_dataclass(value) else {}
    return replace(value, **{name: _longer(given[name], text) for name in names}) if names else value  # type: ignore[type-var]


def _longer(value: Any, text: str) -> Any:
    if isinstance(value, str):
        return value + text
    if isinstance(value, tuple):
        return tuple(_longer(item, text) for item in value)
    return _said(value, text)


def _finding(finding: Finding, text: str) -> Finding:
    return replace(finding, arguments={name: _argument(name, value, text) for name, value in finding.arguments.items()})


def _argument(name: str, value: Argument, text: str) -> Argument:
    if name in _OURS:
        return value
    if isinstance(value, tuple):
        return tuple(item + text for item in value)
    return value + text if isinstance(value, str) else value


def _check(result: CheckResult, text: str) -> CheckResult:
    target = None if result.target is None else result.target + text
    return replace(result, target=target, findings=tuple(_finding(f, text) for f in result.findings))


def _source(source: Source, text: str) -> Source:
    sides = [
        None if side is None else {k: v + text if isinstance(v, str) else v for k, v in side.items()}
        for side in (source.incoming, source.outgoing)
    ]
    return replace(source, asked=source.asked + text, incoming=sides[0], outgoing=sides[1])
