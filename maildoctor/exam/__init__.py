"""The examination: registry of checks, plan, run, ledger of logins, record."""
