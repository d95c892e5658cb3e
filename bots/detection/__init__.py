"""What a message shows: one module a trigger, and what they share beside them."""
