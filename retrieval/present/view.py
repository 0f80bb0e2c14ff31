"""What a text on screen needs to know beside the answer: where the files are, and the labels of values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kb.types import Helpline, Item, Source, Vocabulary
from retrieval.present.paths import place_of
from retrieval.present.wording import cited_lines, helpline_words


@dataclass(frozen=True, slots=True)
class View:
    """The folder of the knowledge base, its vocabulary and its bibliography."""

    kb_root: Path
    vocabulary: Vocabulary
    sources: Mapping[str, Source] = field(default_factory=dict)

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

    def rests_on(self, items: Iterable[Item]) -> str:
        """Return the kinds of source that items rest on, as "richtlijn of protocol, kennis uit het vak"."""
        cited = dict.fromkeys(source for item in items for source in item.sources)
        kinds = dict.fromkeys(self.sources[source].kind for source in cited if source in self.sources)
        return ", ".join(self.vocabulary.label("soort", kind) for kind in kinds)


def texts(items: Iterable[Item]) -> tuple[str, ...]:
    """Return the texts of items."""
    return tuple(item.text for item in items)


def with_numbers(item: Item, lines: tuple[Helpline, ...]) -> str:
    """Return the text of an item, with the numbers that it refers to behind it."""
    return " ".join([item.text, *(f"[{helpline_words(line)}]" for line in cited_lines(item, lines))])
