"""Choosing the thresholds of an answer on a dev split, with the figures that they give there.

A first form for the forty situations of `evaluation/datasets/eerste`; it does not touch the weights.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path

import ir_measures
import numpy as np
from ir_measures import RR, P, nDCG

from evaluation.dataset import Dataset
from index.refresh import OpenIndex
from retrieval.question import clean
from retrieval.rows import rows_of
from retrieval.safety import danger_values
from retrieval.search import gather, lowered_articles, rank
from retrieval.settings import PATH, Settings, load_settings

_MEASURES = (nDCG @ 10, P @ 1, RR @ 10)
_RECALL = 0.97


@dataclass(frozen=True, slots=True)
class Probe:
    """One query's scores: the cosine of its best article, how near it is to danger, its ranked articles."""

    query_id: str
    answerable: bool | None
    danger: bool
    cosine: float
    nearness: float
    ranked: dict[str, float]


@dataclass(frozen=True, slots=True)
class Report:
    """The settings that were chosen, and what they give on the queries that chose them."""

    settings: Settings
    figures: dict[str, float]


def calibrate(index: OpenIndex, dataset: Dataset) -> Report:
    """Choose the thresholds of outcome and safety.

    Args:
        index: an open index of the knowledge base.
        dataset: a dev split; in-scope queries without judgements say nothing about answering.
    """
    settings = load_settings(index.encoder.model_id).settings
    probes = [_probe(index, dataset, settings, number) for number in range(len(dataset.queries))]
    answering = [probe for probe in probes if probe.answerable is not None]
    answer_middle, answer_slope = threshold(
        [p.cosine for p in answering if p.answerable], [p.cosine for p in answering if not p.answerable]
    )
    danger_middle, danger_slope = threshold(
        [p.nearness for p in probes if p.danger], [p.nearness for p in probes if not p.danger], recall=_RECALL
    )
    chosen = replace(
        settings,
        answer_middle=answer_middle,
        answer_slope=answer_slope,
        danger_middle=danger_middle,
        danger_slope=danger_slope,
    )
    return Report(chosen, _figures(probes, dataset, chosen))


def _probe(index: OpenIndex, dataset: Dataset, settings: Settings, number: int) -> Probe:
    query = dataset.queries[number]
    text = clean(query.text)
    generation = index.generation
    evidence = gather(index, text)
    hits = rank(
        evidence, rows_of(generation).of_owner, settings=settings, lowered=lowered_articles(generation.kb)
    )
    judged = query.id in dataset.qrels
    return Probe(
        query_id=query.id,
        answerable=True if judged else None if query.scope == "in" else False,
        danger=query.danger != "none",
        cosine=hits[0].dense,
        nearness=max(danger_values(text, evidence, generation, settings=settings).values()),
        ranked={hit.owner: hit.score for hit in hits},
    )


def threshold(
    positive: Sequence[float], negative: Sequence[float], *, recall: float | None = None
) -> tuple[float, float]:
    """Choose a threshold and a slope for the logistic that reads a score.

    Without `recall` the threshold has the highest balanced accuracy; with it, it is the highest one that
    keeps that share of the positives. It lies halfway to the nearest score below. At the class means the
    logistic is then about 0.9 and 0.1.
    """
    scores = sorted({*positive, *negative})
    cuts = [(low + high) / 2 for low, high in pairwise(scores)] or [scores[0]]

    def kept(cut: float) -> float:
        return sum(score > cut for score in positive) / len(positive)

    def refused(cut: float) -> float:
        return sum(score <= cut for score in negative) / len(negative)

    if recall is None:
        best = max(cuts, key=lambda cut: (kept(cut) + refused(cut), cut))
    else:
        best = max([cut for cut in cuts if kept(cut) >= recall], default=cuts[0])
    apart = float(np.mean(positive) - np.mean(negative))
    return round(best, 4), round(4.4 / max(apart, 0.005), 1)


def _figures(probes: Sequence[Probe], dataset: Dataset, settings: Settings) -> dict[str, float]:
    run = {probe.query_id: probe.ranked for probe in probes if probe.query_id in dataset.qrels}
    qrels = {query: dict(judged) for query, judged in dataset.qrels.items()}
    figures = {str(m): round(v, 4) for m, v in ir_measures.calc_aggregate(_MEASURES, qrels, run).items()}
    inside = [p.cosine > settings.answer_middle for p in probes if p.answerable]
    outside = [p.cosine <= settings.answer_middle for p in probes if p.answerable is False]
    danger = [p.nearness > settings.danger_middle for p in probes if p.danger]
    alarms = [p.nearness > settings.danger_middle for p in probes if not p.danger]
    return figures | {
        "answered in scope": round(float(np.mean(inside)), 4),
        "refused out of scope": round(float(np.mean(outside)), 4),
        "danger recall": round(float(np.mean(danger)), 4),
        "false alarms": round(float(np.mean(alarms)), 4),
    }


def write_settings(report: Report, *, model_id: str, dataset: Dataset, path: Path = PATH) -> None:
    """Keep the chosen settings for this model, with the measurement that chose them."""
    data = json.loads(path.read_text(encoding="utf-8"))
    measured = {"dataset": dataset.name, "split": dataset.split, "queries": len(dataset.queries)}
    data["models"][model_id] = {**asdict(report.settings), "measured": measured | report.figures}
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    load_settings.cache_clear()
