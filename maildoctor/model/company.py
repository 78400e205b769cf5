"""Whose paper it is: the company that examines and reports, as it stands at the foot of a page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture, whole. `media_type` is "image/png", "image/jpeg" or "image/svg+xml", as its bytes say."""

    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Company:
    """Who reports to the customer. Every part may be missing; a page leaves a line to write it by hand."""

    name: str | None = None
    person: str | None = None
    phone: str | None = None
    logo: Logo | None = None
