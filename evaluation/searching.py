"""Making runs: every system asks the public search, the one behind `vraag`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from evaluation.dataset import Query
from evaluation.runs import Run, falling
from evaluation.systems import System
from index.refresh import OpenIndex
from retrieval.question import clean
from retrieval.rows import rows_of
from retrieval.search import gather, lowered_articles, rank
from retrieval.settings import Settings
from retrieval.types import Hit

DEPTH = 100


def make_runs(
    index: OpenIndex,
    queries: Sequence[Query],
    systems: Sequence[System],
    *,
    settings: Settings,
    progress: Callable[[int], None],
) -> tuple[Run, ...]:
    """Search every query with every system; each query is encoded once. `progress` gets the queries done."""
    rows = rows_of(index.generation).of_owner
    lowered = lowered_articles(index.generation.kb)
    ranked: dict[str, dict[str, tuple[tuple[str, float], ...]]] = {system.name: {} for system in systems}
    for done, query in enumerate(queries, start=1):
        evidence = gather(index, clean(query.text))
        for system in systems:
            hits = rank(evidence, rows, settings=system.settings(settings), lowered=lowered)
            ranked[system.name][query.id] = falling(_found(hits, system))
        progress(done)
    return tuple(Run(system.name, ranked[system.name]) for system in systems)


def _found(hits: Iterable[Hit], system: System) -> list[Hit]:
    return [hit for hit in hits if hit.lexical > 0 or not system.lexical_only][:DEPTH]
