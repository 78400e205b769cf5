"""What is shipped, what it imports, and what the README says of it."""
