"""The clock on ownership: remind, give to someone else, tell the supervisor, and a word to the contact."""
