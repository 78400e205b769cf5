"""Bytes in, events out: no sockets, no clock."""
