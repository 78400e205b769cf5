"""A mail domain of our own on loopback, with faults to plant."""
