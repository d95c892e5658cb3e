"""The kinds of engine, by the short key that is stored for a bot."""

from collections.abc import Callable, Sequence

from bots.engines.base import Answer, Engine, Entry, NoAnswer
from bots.engines.local import LocalEngine

KINDS: dict[str, Callable[[Sequence[Entry]], Engine]] = {"local": LocalEngine}

__all__ = ["KINDS", "Answer", "Engine", "Entry", "LocalEngine", "NoAnswer"]
