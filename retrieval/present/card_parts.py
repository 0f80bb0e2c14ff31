"""What a conversation card consists of: items, in blocks under a heading, and what they rest on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kb.types import Source

Form = Literal["list", "steps", "text", "calls"]

PANEL = ("nooit", "Stappen", "Opschrijven", "Samen beslissen")
_URL = re.compile(r"https?://(?:www\.)?([^\s<>/?#]+)[^\s<>]*")
_EXACT = "Elke zin op deze kaart staat zo in de kennisbank. Het cijfer erachter wijst naar de bron."


@dataclass(frozen=True, slots=True)
class Entry:
    """One whole item: its text, what stands before it and behind it, its sources and its place."""

    text: str
    lead: str = ""
    calls: tuple[str, ...] = ()
    detail: str = ""
    sources: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Entries under one heading.

    A wide block takes the whole line, the others stand beside each other. The entries of a paired one stand
    in two columns. A dense one has smaller type.
    """

    kind: str
    title: str
    entries: tuple[Entry, ...]
    form: Form = "list"
    style: str = ""
    wide: bool = False
    paired: bool = False
    level: int = 2
    dense: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """Everything on one card.

    `steps` and `items` count what there is of the fixed steps and of the article `slug`, on the card or not.
    """

    name: str
    title: str
    status: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    sources: tuple[Source, ...]
    steps: int
    items: int
    slug: str
    made: str
    seen: str
    alarm: bool = False

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return all entries, in their order."""
        return tuple(entry for block in self.blocks for entry in block.entries)

    @property
    def cited(self) -> dict[str, int]:
        """Return the number of every source that an entry cites, in order of appearance, from 1."""
        known = {source.id for source in self.sources}
        ids = dict.fromkeys(source for entry in self.entries for source in entry.sources if source in known)
        return {source: number for number, source in enumerate(ids, start=1)}

    @property
    def more(self) -> tuple[str, ...]:
        """Return how many items do not stand on the card, and how to read them."""
        items = self.items - sum(self._placed(panel=False))
        lines = (
            f"En nog {self.steps_left} van de vaste stappen: vraag opnieuw met --markdown",
            f"En nog {items} in de kennisbank: handelwijzer lees {self.slug}",
        )
        return tuple(line for line, left in zip(lines, (self.steps_left, items), strict=True) if left > 0)

    @property
    def steps_left(self) -> int:
        """Return how many of the fixed steps do not stand on the card."""
        return self.steps - sum(self._placed(panel=True))

    def _placed(self, *, panel: bool) -> list[bool]:
        blocks = (block for block in self.blocks if (block.kind in PANEL) == panel)
        return [bool(entry.place) for block in blocks for entry in block.entries]

    @property
    def foot(self) -> tuple[str, ...]:
        """Return what the card rests on: which knowledge base, and which lines of it."""
        return (f"{_EXACT} {self.seen}".rstrip(), self.made, f"Uit: {_places(self.entries)}")


def _places(entries: Sequence[Entry]) -> str:
    """Return where the entries stand, as "pad, regel 1-3, 5; ander pad, regel 3"."""
    lines: dict[str, list[int]] = {}
    for path, line in (entry.place.rsplit(":", 1) for entry in entries if entry.place):
        lines.setdefault(path, []).append(int(line))
    found = (f"{path}, regel {_ranges(sorted(set(numbers)))}" for path, numbers in lines.items())
    return "; ".join(found)


def _ranges(numbers: Sequence[int]) -> str:
    """Return rising numbers as "1-3, 5"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def call_words(entry: Entry) -> str:
    """Return whom to call as it stands on the card: the number first, unless the name begins with it."""
    number = "".join(entry.calls)
    return entry.text if entry.text.startswith(number) else f"{number} {entry.text}"


def call_detail(entry: Entry, block: Block) -> str:
    """Return what a number is for, or where to find it; only the latter where there is little room."""
    return "" if block.dense and entry.calls else entry.detail


def source_host(source: Source) -> str:
    """Return the site of a source, as it is typed; nothing where its address is none of the web."""
    found = _URL.fullmatch(source.url)
    return found[1] if found else ""


def source_words(source: Source) -> str:
    """Return a source as it stands on the card."""
    return f"{source.author} ({source.year}). {source.title}. {source_host(source)}".strip()
