"""Nobody writes over what they have not seen: a form carries in short what it was made from."""

import hashlib


class Changed(Exception):
    """Somebody changed it since the form was shown. current: the row as it is now. Nothing was done."""

    def __init__(self, current: object) -> None:
        super().__init__(f"{current} has changed.")
        self.current = current


def mark_of(*values: object) -> str:
    return hashlib.sha256("\0".join(map(str, values)).encode()).hexdigest()[:16]
