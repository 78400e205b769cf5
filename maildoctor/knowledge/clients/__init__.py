"""The words each mail client uses for each box and value, as data."""
