"""The nouns: plain frozen dataclasses, no IO, nothing of anybody else."""
