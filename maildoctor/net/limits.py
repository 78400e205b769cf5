"""How long a step may take, and how many connections an address may see. Times in seconds."""

from __future__ import annotations

from dataclasses import dataclass

MOST_ESTABLISHED = 4
"""Established connections to one address at a time: more looks like an attack to a mail server."""
MOST_DIALLING = 16
"""SYNs in flight to one address."""
KEPT_WAITING_S = 10
"""How long an endpoint at its capabilities is kept waiting for a login."""
_DELAYED_ON_PURPOSE_S = 30


@dataclass(frozen=True, slots=True)
class Limits:
    """`step_s` is --timeout. Servers delay two things on purpose, and those have 30 s whatever it says."""

    step_s: float = 5.0
    close_s: float = 1.0
    login_s: float = _DELAYED_ON_PURPOSE_S

    def greeting_s(self, port: int) -> float:
        """The longest wait for a greeting: postscreen and tarpits hold it back on port 25."""
        return max(self.step_s, _DELAYED_ON_PURPOSE_S) if port == 25 else self.step_s


def quiet_s(round_trip_s: float) -> float:
    """When a connected port counts as "silent so far": three round trips, at least 200 ms, at most 2 s."""
    return min(max(3 * round_trip_s, 0.2), 2.0)
