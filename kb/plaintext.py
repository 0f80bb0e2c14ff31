"""Plain text out of Markdown: without emphasis, citations, marks, and anything a terminal would obey."""

from __future__ import annotations

import re
import unicodedata

CITATION = re.compile(r"\[@([A-Za-z0-9:._-]+)\]")
LOOSE_CITATION = re.compile(r"\[@[^\]]*\]?")
FAMILY = "{familie}"
_SPACE = re.compile(r"\s+")
_SPACE_BEFORE_STOP = re.compile(r"\s+([.,;:!?])(?=\s|$)")
_KEEP = {"\u200c", "\u200d"}  # joiners that Persian, Hindi and emoji need


def without_controls(text: str) -> str:
    """Return the text without control and formatting characters; white space becomes a plain space.

    Escape codes and bidirectional overrides can so never reach a terminal.
    """
    if text.isprintable():
        return text
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if character.isspace() or category in {"Zl", "Zp"}:
            kept.append(" ")
        elif character in _KEEP or category not in {"Cc", "Cf", "Cs", "Co"}:
            kept.append(character)
    return "".join(kept)


def citations(text: str) -> tuple[str, ...]:
    """Return the ids cited in a text, each once, in order."""
    return tuple(dict.fromkeys(CITATION.findall(text)))


def plain(text: str) -> str:
    """Return the text without citations, the family mark, control characters and double spaces."""
    bare = CITATION.sub("", without_controls(text)).replace(FAMILY, "")
    return _SPACE_BEFORE_STOP.sub(r"\1", _SPACE.sub(" ", bare)).strip()
