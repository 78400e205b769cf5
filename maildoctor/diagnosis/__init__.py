"""Candidates, search, logins, diagnoses. Pure: knows fields and links, no code and no word."""
