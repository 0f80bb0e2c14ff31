"""Waiting for somebody to save; the only door to watchfiles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_QUIET_MS = 300  # editors write twice, or write beside and rename: wait until nothing moves for so long
_LONGEST_MS = 3000
_LOOK_MS = 3000  # some shared folders do not tell of a change


def saves(folder: Path) -> Iterator[None]:
    """Yield whenever something below a folder may have changed, and every few seconds besides.

    What really changed is for the caller to see: editors leave and remove files of their own.

    Raises:
        KeyboardInterrupt: somebody pressed Ctrl-C.
    """
    from watchfiles import watch  # only here: nothing else waits for a file

    seen = watch(
        folder,
        watch_filter=None,
        debounce=_LONGEST_MS,
        step=_QUIET_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    for _ in seen:
        yield
