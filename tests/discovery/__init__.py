"""Tests of what is read out of documents of settings."""
