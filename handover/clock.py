"""When the clock on an answer begins, and which step of it comes next. Plain values, no writing."""
