"""A secret that cannot be printed.

It is neither a dataclass nor comparable by value, its text forms are one fixed placeholder, and it refuses to be
pickled or copied into anything. Only `wire.sasl` and the ledger open it.
"""

from __future__ import annotations

from typing import Never

PLACEHOLDER = "********"
"""What stands for a secret wherever one was sent: always eight, so that the length tells nothing."""


class Secret:
    """A password or an access token."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        """The secret itself. Called where its bytes are written to a verified connection, and nowhere else."""
        return self.__value

    def __repr__(self) -> str:
        return PLACEHOLDER

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return PLACEHOLDER

    def __reduce__(self) -> Never:
        raise TypeError("a secret is not to be copied or stored")
