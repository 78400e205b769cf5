"""The catalogue of failures: what a tool can see of each, what it can only ask about, and where that is shown."""
