"""Slices of a dataset: groups of queries that a mean hides."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.dataset import Query

_LENGTHS = ((8, "tot 8 woorden"), (30, "9 tot 30 woorden"), (10_000, "meer dan 30 woorden"))
_REST = "overig"  # may be a value of the dataset too
_LEAST = 5  # queries; a mean of fewer says nothing


def slices(queries: Sequence[Query]) -> dict[str, dict[str, tuple[Query, ...]]]:
    """Return, per property, the queries of each value; fewer than five go together as "overig"."""
    found: dict[str, dict[str, list[Query]]] = {}
    for query in queries:
        for name, value in _properties(query).items():
            found.setdefault(name, {}).setdefault(value or "onbekend", []).append(query)
    return {name: _large(values) for name, values in found.items() if len(values) > 1}


def _properties(query: Query) -> dict[str, str]:
    return {
        "soort": query.kind,
        "thema": query.theme,
        "lengte": length_of(query.text),
        "taal": query.lang,
        "beroep": query.job,
        "plaats": query.place,
    }


def length_of(text: str) -> str:
    """Return the name of the group to which a text of this length belongs."""
    words = len(text.split())
    return next(name for most, name in _LENGTHS if words <= most)


def _large(values: dict[str, list[Query]]) -> dict[str, tuple[Query, ...]]:
    large = {name: tuple(held) for name, held in values.items() if len(held) >= _LEAST and name != _REST}
    rest = tuple(query for name, held in values.items() if name not in large for query in held)
    ordered = dict(sorted(large.items(), key=lambda pair: (-len(pair[1]), pair[0])))
    return {**ordered, _REST: rest} if rest else ordered
