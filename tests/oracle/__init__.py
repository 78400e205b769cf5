"""Judgements of this program compared with those of other programs, on the same generated records."""
