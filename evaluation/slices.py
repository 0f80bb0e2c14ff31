"""Slices of a dataset: groups of queries that a mean hides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from evaluation.dataset import Query
from evaluation.training.examples import held_out

_LENGTHS = ((8, "tot 8 woorden"), (30, "9 tot 30 woorden"), (10_000, "meer dan 30 woorden"))
_REST = "overig"  # may be a value of the dataset too
_LEAST = 5  # queries; a mean of fewer says nothing


def slices(
    queries: Sequence[Query], qrels: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, tuple[Query, ...]]]:
    """Return, per property, the queries of each value; fewer than five go together as "overig".

    One property is whether the encoder was trained on situations of an article that answers best: a new
    article has none. Another sets translations beside the very situations that they are of.
    """
    found: dict[str, dict[str, list[Query]]] = {}
    untrained, translated = held_out(), {query.source for query in queries if query.source}
    for query in queries:
        further = {
            "training": _trained(qrels.get(query.id, {}), untrained),
            "vertaald": _translation(query, translated),
        }
        for name, value in {**_properties(query), **further}.items():
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


def _trained(judged: Mapping[str, int], untrained: Collection[str]) -> str:
    best = max(judged.values(), default=0)
    without = any(grade == best > 0 and article in untrained for article, grade in judged.items())
    return "nieuw artikel" if without else "geleerd"


def _translation(query: Query, translated: Collection[str]) -> str:
    if query.source:
        return "vertaling"
    return "origineel van een vertaling" if query.id in translated else "niet vertaald"


def length_of(text: str) -> str:
    """Return the name of the group to which a text of this length belongs."""
    words = len(text.split())
    return next(name for most, name in _LENGTHS if words <= most)


def _large(values: dict[str, list[Query]]) -> dict[str, tuple[Query, ...]]:
    large = {name: tuple(held) for name, held in values.items() if len(held) >= _LEAST and name != _REST}
    rest = tuple(query for name, held in values.items() if name not in large for query in held)
    ordered = dict(sorted(large.items(), key=lambda pair: (-len(pair[1]), pair[0])))
    return {**ordered, _REST: rest} if rest else ordered
