"""The report for the engineer at the desk: all that is known, once, for a page (HTML) and to paste (Markdown)."""
