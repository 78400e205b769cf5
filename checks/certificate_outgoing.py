"""Is the certificate of the outgoing server good?"""

from __future__ import annotations

from maildoctor.api import Direction

from ._certificate import check

CHECK = check(Direction.OUTGOING)
