"""Where an item stands, as a path that can be opened from here."""

from __future__ import annotations

from pathlib import Path

from kb.types import Item


def shown_path(path: str, kb_root: Path) -> str:
    """Return the path of a file of the knowledge base: relative to the working folder if it lies below it."""
    full = kb_root.resolve() / path  # a link among the articles stays a link
    try:
        return full.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return full.as_posix()


def place_of(item: Item, kb_root: Path) -> str:
    """Return `path:line` of an item."""
    return f"{shown_path(item.path, kb_root)}:{item.line}"
