"""Each check on a scripted network: what it must say, and what it must not."""
