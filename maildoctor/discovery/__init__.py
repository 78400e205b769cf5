"""Where settings can be read: which sources there are, how each is asked, and what its answer says. Pure."""
