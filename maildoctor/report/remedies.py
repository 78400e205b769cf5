"""What to do about a diagnosis, in the words of the client's boxes."""

from __future__ import annotations

from maildoctor.model.field import Owner
from maildoctor.model.report import Diagnosis
from maildoctor.report.edits import changes_in_words
from maildoctor.report.voice import Voice


def remedy(diagnosis: Diagnosis, voice: Voice) -> str:
    """What to do, with the changes that the text of the finding does not hold.

    A text names the boxes of one direction; and where somebody else has to repair a thing, a change that helps until
    then is no part of it.
    """
    fix = voice.says(diagnosis.finding, "fix")
    contrast = diagnosis.finding.contrast
    if contrast is None or not diagnosis.edits:
        return fix
    if diagnosis.owner is Owner.PROVIDER:
        said = changes_in_words([(e.field.value, e.old, e.new) for e in diagnosis.edits], voice)
        return fix + voice.pick(
            f"それまでは、{said}変えると使えます。", f" Until then it works with these changes: {said}."
        )
    first = contrast.directions[0]
    others = [e for e in diagnosis.edits if e.new is not None and not e.field.value.startswith(f"{first.value}.")]
    return fix + "".join(
        voice.pick(
            f"{voice.label(e.field.value)}も {voice.shown(e.field.value, e.new)} に変えてください。",
            f" Set {voice.label(e.field.value)} to {voice.shown(e.field.value, e.new)}, too.",
        )
        for e in others
    )


def other_ways(diagnosis: Diagnosis, voice: Voice) -> tuple[str, ...]:
    """The other sets of changes that work as well."""
    ways = []
    for edits in diagnosis.alternatives:
        said = voice.pick("、", ", ").join(
            voice.pick(
                f"{voice.label(e.field.value)}を {voice.shown(e.field.value, e.new)} に",
                f"{voice.label(e.field.value)} to {voice.shown(e.field.value, e.new)}",
            )
            for e in edits
        )
        ways.append(voice.pick(f"{said}変えてもよい", f"or change {said}"))
    return tuple(ways)
