"""Sentences of an item, for rules that look at one sentence at a time."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(]?[A-ZÀ-Þ0-9])")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|„[^”]*”")


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text; a quotation of several sentences falls into those."""
    return tuple(part.strip() for part in _END.split(text) if part.strip())


def without_quotes(text: str) -> str:
    """Return a text without what stands between quotation marks: somebody else's words."""
    return _QUOTED.sub("…", text)
