"""How administrators type a bot's setup: one form a page, and what a page has posted as plain texts."""
