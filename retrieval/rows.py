"""Which rows of an index speak for which article, for which danger, and for calm; found once per index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.generation import Generation
from kb.passages import CALM, DANGER, Passage
from retrieval.heads import load_heads

RowNumbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Row numbers: `of_owner` of all passages of an article, `of_danger` of all told signals of a route.

    The rows of an article include those of the told situations of the model's heads, which come after the
    passages of the index.
    """

    of_owner: Mapping[str, RowNumbers]
    of_danger: Mapping[str, RowNumbers]
    calm: RowNumbers


@lru_cache(maxsize=2)
def rows_of(generation: Generation) -> Rows:
    """Return the rows of a generation.

    The situations of an article with a danger route are signals of that route; those of any other article
    are calm, like the look-alikes.
    """
    routes = {article.slug: article.danger_routes for article in generation.kb.articles}
    dangers: dict[str, list[int]] = {}
    calm: list[int] = []
    for row, passage in enumerate(generation.passages):
        if not passage.spoken:
            continue
        # A look-alike's owner is a route; an article may well have that name for its slug.
        told = routes.get(passage.owner, ()) if passage.kind != CALM else ()
        along = (passage.owner,) if passage.kind == DANGER else told
        for route in along:
            dangers.setdefault(route, []).append(row)
        if not along:
            calm.append(row)
    owners = owner_rows(generation.passages)
    heads = load_heads(generation.manifest.model_id)
    if heads is not None:
        owners = _with_told(owners, heads.articles, first=len(generation.passages))
    return Rows(owners, _arrays(dangers), np.array(calm, dtype=np.int64))


def _with_told(
    owners: Mapping[str, RowNumbers], articles: Sequence[Sequence[str]], *, first: int
) -> dict[str, RowNumbers]:
    told: dict[str, list[int]] = {}
    for number, slugs in enumerate(articles):
        for slug in slugs:
            told.setdefault(slug, []).append(first + number)
    return {
        owner: np.append(rows, np.array(told.get(owner, ()), dtype=np.int64))
        for owner, rows in owners.items()
    }


def owner_rows(passages: Sequence[Passage]) -> dict[str, RowNumbers]:
    """Return the rows of each article (or document); signals of danger and look-alikes are no articles."""
    owners: dict[str, list[int]] = {}
    for row, passage in enumerate(passages):
        if passage.searchable:
            owners.setdefault(passage.owner, []).append(row)
    return _arrays(owners)


def _arrays(rows: Mapping[str, list[int]]) -> dict[str, RowNumbers]:
    return {name: np.array(numbers, dtype=np.int64) for name, numbers in rows.items()}
