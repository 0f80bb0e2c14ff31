"""How much of a sheet of A4 a card takes, and what goes on it while there is room: whole items only."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from retrieval.present.card_parts import PANEL, Block, Card, Entry, call_detail, call_words, source_words

# All lengths are in points and stand in card.css as well. The sheet is A4 with margins of 11 mm.
WIDTH, HEIGHT = 532.0, 779.0
_SLACK = 15.0  # for what a browser rounds up, or balances in another way
_GAP = 16.0
_HALF = (WIDTH - _GAP) / 2
# The widths of Arial and its likes, in parts of the size.
_WIDTHS = {
    **{"'": 0.191, "ijl‘’": 0.222, "|": 0.26, " \u00a0!,./:;I[]ft": 0.278, "()-r“”·": 0.333, '"': 0.355},
    **{"Jcksvxyz": 0.5, "#$0123456789?L_abdeghnopqu–€": 0.556, "+<=>~": 0.584, "FTZ": 0.611},
    **{"&ABEKPSVXY": 0.667, "CDHNRUw": 0.722, "GOQ": 0.778, "Mm": 0.833, "%": 0.889, "W": 0.944},
}
_EM = {character: width for characters, width in _WIDTHS.items() for character in characters}
_WIDEST, _BOLD = 1.0, 1.08

# What goes on the card, the most important first: of each kind up to the number behind it.
_ALL = 99
_WANTED = (
    *(("nooit", 4), ("bel", _ALL), ("Stappen", 5), ("situatie", 1), ("nooit", _ALL), ("Opschrijven", 1)),
    *(("Samen beslissen", 1), ("Stappen", _ALL), ("kop", 1), ("letop", 1), ("kort", 1), ("advies", 1)),
    *(("letop", 2), ("opschalen", 1), ("advies", _ALL), ("letop", _ALL), ("vraag", 2), ("valkuil", 1)),
    *(("Opschrijven", _ALL), ("Samen beslissen", _ALL), ("opschalen", 3), ("vraag", 3), ("valkuil", 2)),
    *(("betekenis", 2), ("opschalen", _ALL), ("valkuil", 3), ("vraag", _ALL), ("betekenis", _ALL)),
    ("valkuil", _ALL),
)
_NEEDED = {*PANEL, "bel", "letop", "kort", "advies"}  # for these the type is made smaller
_BELOW_TITLE = {"kort", "letop", "advies", "valkuil", "opschalen"}
_LARGE = {"first", "told", "title"}
_AT_ONCE = {"betekenis": 2}  # one alone would be read as the explanation


def fitted(card: Card) -> Card:
    """Return the card with as many of its items as one sheet holds, in smaller type where that is needed."""
    roomy = _filled(card)
    if _needed(roomy) == _needed(card):
        return roomy
    dense = (replace(block, dense=block.style not in _LARGE) for block in card.blocks)
    return _filled(replace(card, blocks=tuple(dense)))


def _needed(card: Card) -> int:
    return sum(len(block.entries) for block in card.blocks if block.kind in _NEEDED)


def _filled(card: Card) -> Card:
    counts: dict[str, int] = {}
    titled = any(block.kind == "kop" for block in card.blocks)
    for kind, most in _WANTED:
        if titled and kind in _BELOW_TITLE and not counts.get("kop"):
            continue  # advice of an article that is not named would read as a step of the route
        there = sum(len(block.entries) for block in card.blocks if block.kind == kind)
        if there < _AT_ONCE.get(kind, 1):
            continue
        while counts.get(kind, 0) < min(most, there):
            more = {**counts, kind: max(counts.get(kind, 0) + 1, _AT_ONCE.get(kind, 1))}
            if height(_with(card, more)) > HEIGHT - _SLACK:
                break
            counts = more
    return _with(card, counts)


def _with(card: Card, counts: Mapping[str, int]) -> Card:
    """Return the card with so many items of each kind."""
    blocks = (replace(block, entries=block.entries[: counts.get(block.kind, 0)]) for block in card.blocks)
    return replace(card, blocks=tuple(block for block in blocks if block.entries))


def height(card: Card) -> float:
    """Return how high a card is, at most, when it is printed."""
    return (
        12.0
        + _lines(card.title, size=18, width=WIDTH, bold=True) * 22.0
        + _lines(card.status, size=9, width=WIDTH) * 12.0
        + sum(map(_row, rows(card.blocks)))
        + sum(4.0 + _lines(note, size=9, width=WIDTH) * 12.0 for note in (*card.notes, *card.more))
        + _sources(card)
        + 9.75
        + sum(_lines(line, size=8, width=WIDTH) * 10.5 for line in card.foot)
    )


def rows(blocks: Sequence[Block]) -> list[tuple[tuple[Block, ...], tuple[Block, ...]]]:
    """Return the blocks in rows of two columns; a wide block is alone in its row.

    The columns are cut where they are most alike; the order of reading stays that of the blocks.
    """
    made: list[tuple[tuple[Block, ...], tuple[Block, ...]]] = []
    narrow: list[Block] = []
    for block in (*blocks, None):
        if block is not None and not block.wide:
            narrow.append(block)
            continue
        if narrow:
            made.append(_columns(narrow))
        narrow = []
        if block is not None:
            made.append(((block,), ()))
    return made


def _columns(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    cut = _cut([_block(block, _HALF) for block in blocks])
    return tuple(blocks[:cut]), tuple(blocks[cut:])


def _row(row: tuple[tuple[Block, ...], tuple[Block, ...]]) -> float:
    width = WIDTH if row[0][0].wide else _HALF
    return max(sum(_block(block, width) for block in column) for column in row)


def _block(block: Block, width: float) -> float:
    frame = 2.0 if block.style == "danger" else 0.0
    inside = width - (0.0 if not block.style else 28.0)
    head = 8.0 + frame + _lines(block.title, size=11, width=inside, bold=True) * 14.0
    head += 12.0 if block.style in {"first", "warning", "danger"} else 3.75
    if block.form == "calls":
        called = [_call(entry, block) for entry in block.entries]
        return head + sum(max(called[n : n + 2]) for n in range(0, len(called), 2))
    column = (inside - _GAP) / 2 if block.paired else inside
    heights = [_entry(entry, block, column) for entry in block.entries]
    return head + (_balanced(heights) if block.paired else sum(heights))


def _cut(heights: Sequence[float]) -> int:
    """Return how many of them make a first column that is most like the second."""
    return min(range(1, len(heights) + 1), key=lambda n: max(sum(heights[:n]), sum(heights[n:])))


def _balanced(heights: Sequence[float]) -> float:
    cut = _cut(heights)
    return max(sum(heights[:cut]), sum(heights[cut:]))


def _call(entry: Entry, block: Block) -> float:
    size, leading = (10.0, 12.0) if block.dense else (14.0, 18.0)
    name = _lines(call_words(entry), size=size, width=_HALF, bold=True) * leading
    detail = call_detail(entry, block)
    return 3.0 + name + (_lines(detail, size=8, width=_HALF) * 10.0 if detail else 0.0)


def _entry(entry: Entry, block: Block, width: float) -> float:
    size, leading, after = (8.8, 11.5, 2.0) if block.dense else (10.0, 13.0, 3.0)
    if block.style == "first":
        size, leading, after = 12.5, 16.0, 2.0
    indent = 14.0 if block.form in {"list", "steps"} else 0.0
    numbers = f"\u00a0[{',00' * len(entry.sources)}]" if entry.sources else ""
    words = " ".join((entry.lead, entry.text, " · ".join(entry.calls))).strip() + numbers
    bold = block.style == "danger"
    return after + _lines(words, size=size, width=width - indent, bold=bold) * leading


def _sources(card: Card) -> float:
    cited = [source for source in card.sources if source.id in card.cited]
    if not cited:
        return 0.0
    heights = [1.0 + _lines(f"[00] {source_words(source)}", size=8, width=_HALF) * 10.5 for source in cited]
    return 22.75 + _balanced(heights)


@lru_cache(maxsize=1024)  # the same texts are measured for every item that is tried
def _lines(text: str, *, size: float, width: float, bold: bool = False) -> int:
    """Return in how many lines a browser breaks a text, at most."""
    room = width / size / (_BOLD if bold else 1.0)
    count, used = 1, 0.0
    for word in text.split(" "):
        length = sum(map(_em, word))
        if used and used + _EM[" "] + length > room:
            count, used = count + 1, 0.0
        used += length + (_EM[" "] if used else 0.0)
        if used > room:
            count, used = count + math.ceil(used / room) - 1, used % room
    return count


def _em(character: str) -> float:
    """Return the width of a character as a part of the size of the type."""
    if character in _EM:
        return _EM[character]
    if unicodedata.combining(character):
        return 0.0
    return _EM.get(unicodedata.normalize("NFD", character)[0], _WIDEST)
