"""The shop's last seven days, as data."""

from config.demo.stories.handed_over import HANDED_OVER
from config.demo.stories.solved import SOLVED

STORIES = (*SOLVED, *HANDED_OVER)

__all__ = ["STORIES"]
