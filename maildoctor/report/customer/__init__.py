"""The page for the customer: one sheet that a shop owner reads, and keeps. Content first, then its three forms."""
