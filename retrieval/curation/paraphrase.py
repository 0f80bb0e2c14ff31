"""Items of two articles that say nearly the same, in the same words or in others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.terms import terms
from index.vectors import Vectors
from kb.checks.references import TEL
from kb.passages import TITLE
from kb.types import Item
from retrieval.curation.compared import Compared, unit, word_vectors
from retrieval.search import DIGITS

# Looked at by hand on the 171 articles of November 2026: from 0.43 on 38 of 40 pairs ask or advise the same,
# from here to 0.43 14 of 20. Below that it is about half.
NEARLY_SAME = 0.40
_SAME_WORDS = 0.80  # from here on an item is a repetition, whatever its vector says
_TOLD = "situatie"  # what people tell may well be alike: that is how an article is found

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ItemPair:
    """Two items of one kind in two articles, and how alike they are, 0 to 1."""

    one: Item
    other: Item
    similarity: float


def nearly_same_items(compared: Compared, own: int | None = None) -> tuple[ItemPair, ...]:
    """Return the items that say nearly the same as one of another article, the most alike first.

    Args:
        compared: the articles.
        own: the place of the one article whose items are looked at; None for all.

    Items that name a helpline are left out: what to do in danger may have one wording everywhere.
    """
    centred = compared.centred()
    found = [pair for rows in _rows_by_kind(compared) for pair in _alike(compared, rows, centred, own=own)]
    return tuple(sorted(found, key=lambda pair: (-pair.similarity, _place(pair.one), _place(pair.other))))


def _rows_by_kind(compared: Compared) -> Iterator[Rows]:
    kinds = compared.kinds
    for kind in sorted(set(kinds) - {TITLE, _TOLD}):
        rows = np.flatnonzero(kinds == kind)
        yield rows[[not _names_helpline(compared.item(row)) for row in rows.tolist()]]


def _names_helpline(item: Item) -> bool:
    return any(source.startswith(TEL) for source in item.sources)


def _alike(compared: Compared, rows: Rows, centred: Vectors, *, own: int | None) -> Iterator[ItemPair]:
    owners = compared.owners[rows]
    mine = np.arange(len(rows)) if own is None else np.flatnonzero(owners == own)
    vectors = word_vectors([dict.fromkeys(terms(compared.item(row).text), 1) for row in rows.tolist()])
    words = vectors[mine] @ vectors.T
    # The geometric mean with a cosine of at most 1 cannot reach the bound below its square.
    one, other = np.nonzero((words >= NEARLY_SAME**2) & (owners[mine][:, None] != owners[None, :]))
    words, one = words[one, other], mine[one]
    if own is None:
        once = one < other
        one, other, words = one[once], other[once], words[once]
    meaning = title_free_cosines(compared, centred, rows[one], rows[other])
    alike = np.where(words >= _SAME_WORDS, words, np.sqrt(np.clip(meaning, 0, 1) * words))
    for number in np.flatnonzero(alike >= NEARLY_SAME):
        first, second = compared.item(rows[one[number]]), compared.item(rows[other[number]])
        yield ItemPair(first, second, round(float(alike[number]), DIGITS))


def title_free_cosines(compared: Compared, centred: Vectors, one: Rows, other: Rows) -> Vectors:
    """Return the cosine of each pair of rows without what either shares with the titles, shape (pairs,).

    A passage is read together with the title of its article. Without taking both titles out, all items of
    two articles with titles alike would be alike.
    """
    titles = centred[compared.kinds == TITLE]
    first, second = unit(titles[compared.owners[one]]), titles[compared.owners[other]]
    second = unit(second - _along(second, first))
    sides = []
    for side in (centred[one], centred[other]):
        sides.append(unit(side - _along(side, first) - _along(side, second)))
    cosines: Vectors = (sides[0] * sides[1]).sum(axis=1)
    return cosines


def _along(vectors: Vectors, directions: Vectors) -> Vectors:
    """Return the part of each vector along the unit vector of its row."""
    part: Vectors = (vectors * directions).sum(axis=1, keepdims=True) * directions
    return part


def _place(item: Item) -> tuple[str, int]:
    return item.path, item.line
