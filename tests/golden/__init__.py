"""Ten typical runs, saved once, and how each reads in every form, for every reader, in both languages."""
