"""Measures of ranking, by ir-measures: the field's own scores, per query, and no query left out of a mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ir_measures
from ir_measures import RR, Judged, P, R, Success, nDCG

from evaluation.dataset import Query
from evaluation.runs import Run

RANKING = (nDCG @ 5, nDCG @ 10, P @ 1, Success @ 3, RR @ 10, R @ 10, Judged @ 10)
STRICT = (P(rel=2) @ 1, Success(rel=2) @ 3)  # what clearly helps, where judgements are graded
MAIN = "nDCG@10"

Scores = Mapping[str, Mapping[str, float]]  # measure, query, score


def score_run(run: Run, queries: Sequence[Query], qrels: Mapping[str, Mapping[str, int]]) -> Scores:
    """Score every query by every measure; a query without an answer or without a judgement scores 0.

    trec_eval (through ir-measures) leaves a query out where it has no relevant document or no result.
    """
    graded = any(grade > 1 for judged in qrels.values() for grade in judged.values())
    measures = (*RANKING, *STRICT) if graded else RANKING
    scores: dict[str, dict[str, float]] = {str(m): {q.id: 0.0 for q in queries} for m in measures}
    found = {query.id: dict(run.ranked[query.id]) for query in queries if run.ranked.get(query.id)}
    judged = {query.id: dict(qrels.get(query.id, {})) for query in queries if qrels.get(query.id)}
    if judged:
        for metric in ir_measures.iter_calc(measures, judged, found):
            if metric.query_id in scores[str(metric.measure)]:
                scores[str(metric.measure)][metric.query_id] = float(metric.value)
    return scores


def mean_scores(scores: Scores, among: Sequence[Query] | None = None) -> dict[str, float]:
    """Return the mean of each measure over all queries, or over these."""
    wanted = None if among is None else {query.id for query in among}
    return {measure: _mean(_kept(values, wanted)) for measure, values in scores.items()}


def _kept(values: Mapping[str, float], wanted: set[str] | None) -> list[float]:
    return [value for query, value in values.items() if wanted is None or query in wanted]


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def gaps(
    queries: Sequence[Query], qrels: Mapping[str, Mapping[str, int]], *, grade: int = 2
) -> tuple[str, ...]:
    """Return the queries for which nothing in the corpus is judged to help: what is still to be written.

    In a set without graded judgements a document helps from grade 1 on.
    """
    highest = max((grade for judged in qrels.values() for grade in judged.values()), default=0)
    least = min(grade, max(highest, 1))
    return tuple(query.id for query in queries if max(qrels.get(query.id, {}).values(), default=0) < least)
