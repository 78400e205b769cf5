"""Does the incoming server let the customer in?"""

from __future__ import annotations

from maildoctor.api import Direction

from ._login import check

CHECK = check(Direction.INCOMING)
