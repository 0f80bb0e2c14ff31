"""What the articles cover: how many there are of each kind, and where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from kb.types import Article, Vocabulary
from retrieval.filters import facet_values

PLACE = "plaats"
THEME = "thema"
DIMENSIONS = (THEME, "leefdomein", PLACE, "leeftijd")


@dataclass(frozen=True, slots=True)
class Row:
    """The articles that have one value: how many, how many of them a column, and the oldest check of them."""

    value: str
    articles: int
    counts: tuple[int, ...]
    oldest: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Articles counted by two facets; an article counts at each of its values. `total` is the row of all."""

    rows_facet: str
    columns_facet: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row


@dataclass(frozen=True, slots=True)
class Gap:
    """A row without articles, or a row and a column that no article has together.

    `expected` is how many there would be if the column had the same share of every row.
    """

    row: str
    column: str | None
    expected: float


def coverage(articles: Sequence[Article], vocabulary: Vocabulary, *, rows: str, columns: str) -> Coverage:
    """Count articles by two facets, in the order of the vocabulary."""
    across = vocabulary.values(columns)
    return Coverage(
        rows_facet=rows,
        columns_facet=columns,
        columns=across,
        rows=tuple(
            _row(
                value, [article for article in articles if value in values_of(article, rows)], columns, across
            )
            for value in vocabulary.values(rows)
        ),
        total=_row("alle", articles, columns, across),
    )


def _row(value: str, articles: Sequence[Article], facet: str, across: Sequence[str]) -> Row:
    held = [values_of(article, facet) for article in articles]
    counts = tuple(sum(one in values for values in held) for one in across)
    return Row(value, len(articles), counts, oldest_check(articles))


def values_of(article: Article, facet: str) -> tuple[str, ...]:
    """Return the values that an article has of a facet; its places are those with advice of their own."""
    if facet != PLACE:
        return facet_values(article, facet)
    return tuple(dict.fromkeys(item.place for item in article.items if item.place is not None))


def oldest_check(articles: Sequence[Article]) -> str:
    """Return the day of the check that is longest ago, "" where there are no articles."""
    return min((article.checked for article in articles), default="")


def gaps(covered: Coverage) -> tuple[Gap, ...]:
    """Return where there are no articles: whole rows first, then where most would be expected."""
    empty = [Gap(row.value, None, 0.0) for row in covered.rows if not row.articles]
    within = [
        Gap(row.value, column, row.articles * of_all / covered.total.articles)
        for row in covered.rows
        if row.articles
        for column, count, of_all in zip(covered.columns, row.counts, covered.total.counts, strict=True)
        if not count
    ]
    return (*empty, *sorted(within, key=lambda gap: -gap.expected))


@dataclass(frozen=True, slots=True)
class Cell:
    """How many articles have these four values; without a place: with advice that is for any place."""

    theme: str
    domain: str
    place: str | None
    age: str
    articles: int


def cells(articles: Sequence[Article], vocabulary: Vocabulary, *, themes: Sequence[str]) -> tuple[Cell, ...]:
    """Count articles by theme, domain, place and age at once, the combinations that no article has too."""
    held: dict[tuple[str, str, str | None, str], int] = {}
    for article in articles:
        places = {item.place for item in article.items if item.kind == "advies"}
        for combination in product([article.theme], article.domains, places, article.ages):
            held[combination] = held.get(combination, 0) + 1
    every = product(
        themes,
        vocabulary.values("leefdomein"),
        (None, *vocabulary.values(PLACE)),
        vocabulary.values("leeftijd"),
    )
    return tuple(Cell(*combination, held.get(combination, 0)) for combination in every)
