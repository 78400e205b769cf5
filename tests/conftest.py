"""Fixtures of the whole suite."""

from tests.lab.fixture import discovery_lab, lab

__all__ = ["discovery_lab", "lab"]
