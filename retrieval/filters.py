"""Filters on articles: values within one facet are alternatives, facets together are conditions."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from kb.errors import QueryError
from kb.types import Article, Vocabulary

FACETS = {
    "thema": "theme",
    "leefdomein": "domains",
    "niveau": "levels",
    "leeftijd": "ages",
    "beroepsgroep": "jobs",
}
Filters = Mapping[str, Sequence[str]]


def check_filters(filters: Filters, vocabulary: Vocabulary) -> None:
    """Refuse values that do not exist.

    Raises:
        QueryError: names the value, the nearest one, and all that are allowed.
    """
    for facet, values in filters.items():
        allowed = vocabulary.values(facet)
        for value in values:
            if value not in allowed:
                near = difflib.get_close_matches(value, allowed, n=1)
                hint = f"Bedoelde je '{near[0]}'? " if near else ""
                what = f"De waarde '{value}' bestaat niet bij --{facet}."
                raise QueryError(what, todo=f"{hint}Kies uit: {', '.join(allowed)}.")


def passes(article: Article, filters: Filters) -> bool:
    """Whether an article has, for each facet asked for, at least one of the values."""
    return all(
        not values or set(values) & set(facet_values(article, facet)) for facet, values in filters.items()
    )


def facet_values(article: Article, facet: str) -> tuple[str, ...]:
    """Return the values that an article has of one of `FACETS`."""
    held = getattr(article, FACETS[facet])
    return (held,) if isinstance(held, str) else held
