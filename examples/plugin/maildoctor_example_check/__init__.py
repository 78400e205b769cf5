"""Checks for maildoctor; each module with a CHECK is one."""
