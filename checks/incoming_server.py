"""Does the incoming server answer as the client is set to ask?"""

from __future__ import annotations

from maildoctor.api import Direction

from ._server import check

CHECK = check(Direction.INCOMING)
