"""Two contacts that are one person become one."""
