"""The examples are installed and run."""
