"""The domain's own records on real name servers: what has to be said of each fault, and nothing beside it."""
