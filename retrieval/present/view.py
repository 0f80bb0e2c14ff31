"""What a text on screen needs to know beside the answer: where the files are, and the labels of values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.types import Helpline, Item, Vocabulary
from retrieval.present.paths import place_of
from retrieval.present.wording import cited_lines, helpline_words


@dataclass(frozen=True, slots=True)
class View:
    """The folder of the knowledge base and its vocabulary."""

    kb_root: Path
    vocabulary: Vocabulary

    def places(self, items: Sequence[Item]) -> str:
        """Return `[1] path:line [2] :line`; a path is named once for the items that share it."""
        shown, before = [], ""
        for number, item in enumerate(items, start=1):
            path, line = place_of(item, self.kb_root).rsplit(":", 1)
            shown.append(f"[{number}] :{line}" if path == before else f"[{number}] {path}:{line}")
            before = path
        return " ".join(shown)

    def place(self, item: Item) -> str:
        """Return `path:line` of an item."""
        return place_of(item, self.kb_root)

    def meaning(self, item: Item) -> str:
        """Return a meaning with the plain label of its type before it, if it has one."""
        return f"{self.vocabulary.label('betekenis', item.type)}: {item.text}" if item.type else item.text

    def where(self, item: Item) -> str:
        """Return the label of the place where an advice applies, or nothing where it applies everywhere."""
        return f"({self.vocabulary.label('plaats', item.place)}) " if item.place else ""


def texts(items: Iterable[Item]) -> tuple[str, ...]:
    """Return the texts of items."""
    return tuple(item.text for item in items)


def with_numbers(item: Item, lines: tuple[Helpline, ...]) -> str:
    """Return the text of an item, with the numbers that it refers to behind it."""
    return " ".join([item.text, *(f"[{helpline_words(line)}]" for line in cited_lines(item, lines))])
