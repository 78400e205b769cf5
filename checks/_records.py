"""TXT records as they were published, out of the answers: shared by the checks about them."""

from __future__ import annotations

from maildoctor.api import Evidence, Lookup, Outcome

_LONGEST = 4096
_ESCAPED = (("\\x09", "\t"), ("\\x0d", "\r"), ("\\x0a", "\n"))
_PRINTED = 500
_SHOWN = 60


def txt(name: str) -> Lookup:
    """The TXT question of a name."""
    return Lookup(name, "TXT")


def texts(evidence: Evidence, question: Lookup) -> tuple[str, ...] | None:
    """The TXT values of a name as published; None where it is not known for certain what stands there.

    An answer shows tabs and line ends as escapes and cuts very long values: the first are put back, the second make
    the answer worthless for judging.
    """
    answer = evidence.get(question)
    if answer is None or not answer.final or answer.outcome is not Outcome.ANSWERED:
        return None
    if any(len(value) >= _LONGEST and value.endswith("...") for value in answer.values):
        return None
    return tuple(_published(value) for value in answer.values)


def _published(value: str) -> str:
    for escape, character in _ESCAPED:
        value = value.replace(escape, character)
    return value


def domain_is_there(evidence: Evidence, domain: str) -> bool:
    """True where the name service said that `domain` exists. Its MX question is asked anyway."""
    answer = evidence.get(Lookup(domain, "MX"))
    return answer is not None and answer.final and answer.outcome is Outcome.ANSWERED and not answer.no_such_name


def printable(record: str | None) -> bool:
    """True for a record that a text can show whole, so that it can be pasted from the report."""
    return record is not None and len(record) <= _PRINTED


def piece(text: str) -> str:
    """The piece of a record that a sentence quotes."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
