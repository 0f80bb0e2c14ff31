"""How far long work is, told to whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]  # what is being done, done so far, in all


def silent(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""
