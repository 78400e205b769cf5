"""A doctor for mail accounts."""

__version__ = "0.1.0"
