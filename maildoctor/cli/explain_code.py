"""What one diagnosis code or one check is, in words."""

from __future__ import annotations

import string
from collections.abc import Iterator

from maildoctor.cli.speak import Speak
from maildoctor.exam.registry import Registry
from maildoctor.model.check import Check
from maildoctor.model.finding import Code
from maildoctor.report.voice import Voice


def known_codes(registry: Registry) -> dict[str, tuple[Code, str]]:
    """Every code by its id, and the check that says it ("" for those that no check says)."""
    from maildoctor.diagnosis.diagnose import SETTING_WRONG
    from maildoctor.exam.conclude import CODES

    codes = {code.id: (code, "") for code in (SETTING_WRONG, *CODES)}
    for entry in registry.loaded:
        for code in entry.check.codes:
            codes.setdefault(code.id, (code, entry.check.id))
    return codes


def code_lines(code: Code, where: str, voice: Voice, speak: Speak) -> Iterator[str]:
    """One code: what it says, why, what to do, which field and who acts. Values stand as <name>."""
    text = (speak.lang == "ja" and code.ja) or code.en
    names = {
        name: f"<{name.removeprefix('new_')}>"
        for part in (text.says, text.why, text.fix)
        for _, name, _, _ in string.Formatter().parse(part)
        if name
    }
    owner = code.owner or (code.field.owner if code.field else None)
    yield f"{code.id}" + (f"  ({where})" if where else "")
    for part in ("says", "why", "fix"):
        said = text.say(part, names, voice)
        if said:
            yield f"  {said}"
    if code.field is not None and owner is not None:
        yield speak(
            f"  欄: {code.field.value}  直す人: {owner.value}", f"  field: {code.field.value}  owner: {owner.value}"
        )


def check_lines(check: Check, speak: Speak) -> Iterator[str]:
    """One check and the codes it can say."""
    yield f"{check.id}  {speak(check.title.ja, check.title.en)}"
    for code in check.codes:
        yield f"  {code.status.value:5} {code.id}"
