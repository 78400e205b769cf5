"""What is known and dated, as data."""
