"""Choosing the fusion weight and the thresholds of an answer on a dev split, with their curves."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from evaluation.dataset import Dataset, Query
from evaluation.intervals import auroc
from evaluation.measures import MAIN, mean_scores, score_run
from evaluation.runs import Run, falling
from index.progress import Progress, silent
from index.refresh import OpenIndex
from kb.errors import DatasetError
from retrieval.question import clean
from retrieval.rows import rows_of
from retrieval.safety import danger_values
from retrieval.scope import answer_value
from retrieval.search import Evidence, gather, lowered_articles, rank
from retrieval.settings import PATH, Settings, load_settings
from retrieval.types import Hit

CURVES = Path(__file__).with_name("calibration")
_WEIGHTS = tuple(round(step / 20, 2) for step in range(21))
_RECALL = 0.97  # of danger, where that can be had
_ALARMS = 0.2  # share of calm situations that may raise an alarm for it
_SEPARATES = 0.9  # AUROC below which two classes are said to lie through one another
_NEAR = 0.9  # a situation at the class mean is read as this sure

Curve = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was chosen, what it gives on the queries that chose it, the curves, and what to be warned of.

    `curves` maps a name to its points: the weight with its nDCG@10, and a threshold with the share kept of
    those that should pass and the share stopped of those that should not.
    """

    settings: Settings
    figures: Mapping[str, float]
    curves: Mapping[str, Curve]
    warnings: tuple[str, ...]
    dataset: str
    queries: int


@dataclass(frozen=True, slots=True)
class _Probe:
    query: Query
    evidence: Evidence
    fit: float
    nearness: float


def calibrate(index: OpenIndex, dataset: Dataset, *, progress: Progress = silent) -> Calibration:
    """Choose the weight of the fusion, and the thresholds of outcome and safety, in that order.

    Args:
        index: an open index of the knowledge base.
        dataset: a dev split, judged.
        progress: is told how far it is.

    Raises:
        DatasetError: there is nothing to tell apart, since one of the kinds of situations is not there.
    """
    _check_classes(dataset)
    settings = load_settings(index.encoder.model_id).settings
    evidence = []
    for done, query in enumerate(dataset.queries, start=1):
        evidence.append(gather(index, clean(query.text)))
        progress("Situaties", done, len(dataset.queries))
    weights = _weight_curve(index, dataset, evidence, settings)
    best = max(weights, key=lambda point: (point[1], point[0]))
    settings = replace(settings, dense_weight=best[0])
    probes = _probes(index, dataset, evidence, settings)
    answers = _answers(probes)
    dangers = _dangers(probes)
    chosen = replace(
        settings,
        answer_middle=answers.middle,
        answer_slope=answers.slope,
        danger_middle=dangers.middle,
        danger_slope=dangers.slope,
    )
    figures = {MAIN: best[1], **_named("answer", answers), **_named("danger", dangers)}
    curves = {"fusion weight": weights, "answer": answers.curve, "danger": dangers.curve}
    warnings = (*_warning("binnen en buiten het onderwerp", answers), *_warning("gevaar en rust", dangers))
    return Calibration(chosen, figures, curves, warnings, f"{dataset.name} ({dataset.split})", len(probes))


def _check_classes(dataset: Dataset) -> None:
    present = {("scope", query.scope) for query in dataset.queries}
    present |= {("danger", "calm" if query.danger == "none" else "danger") for query in dataset.queries}
    if len(present) < 4:
        what = "Drempels kiezen vraagt situaties binnen en buiten het onderwerp, met en zonder gevaar."
        raise DatasetError(what, where=f"{dataset.name} ({dataset.split})", todo="Kies een andere dataset.")


def _weight_curve(
    index: OpenIndex, dataset: Dataset, evidence: Sequence[Evidence], settings: Settings
) -> Curve:
    points = []
    for weight in _WEIGHTS:
        tried = replace(settings, dense_weight=weight)
        ranked = {
            query.id: falling(_hits(index, found, tried)[:10])
            for query, found in zip(dataset.queries, evidence, strict=True)
        }
        scores = score_run(Run("hybride", ranked), dataset.inside, dataset.qrels)
        points.append((weight, mean_scores(scores)[MAIN]))
    return tuple(points)


def _hits(index: OpenIndex, evidence: Evidence, settings: Settings) -> tuple[Hit, ...]:
    generation = index.generation
    rows = rows_of(generation).of_owner
    return rank(evidence, rows, settings=settings, lowered=lowered_articles(generation.kb))


def _probes(
    index: OpenIndex, dataset: Dataset, evidence: Sequence[Evidence], settings: Settings
) -> tuple[_Probe, ...]:
    return tuple(
        _Probe(
            query=query,
            evidence=found,
            fit=answer_value(_hits(index, found, settings)[0], found, index.generation, settings=settings),
            nearness=max(danger_values(found, index.generation, settings=settings).values()),
        )
        for query, found in zip(dataset.queries, evidence, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Cut:
    """A threshold: where it lies, how steep the logistic is there, and what it keeps and stops."""

    middle: float
    slope: float
    kept: float
    stopped: float
    auroc: float
    curve: Curve


def _answers(probes: Sequence[_Probe]) -> Cut:
    inside = [probe.fit for probe in probes if probe.query.scope == "in"]
    outside = [probe.fit for probe in probes if probe.query.scope == "out"]
    return choose_cut(inside, outside)


def _dangers(probes: Sequence[_Probe]) -> Cut:
    danger = [probe.nearness for probe in probes if probe.query.danger != "none"]
    calm = [probe.nearness for probe in probes if probe.query.danger == "none"]
    wanted = choose_cut(danger, calm, recall=_RECALL)
    # An alarm at every fifth calm situation is one that nobody heeds.
    return wanted if wanted.stopped >= 1 - _ALARMS else choose_cut(danger, calm)


def choose_cut(positive: Sequence[float], negative: Sequence[float], *, recall: float | None = None) -> Cut:
    """Choose a threshold and a slope for the logistic that reads a score.

    Without `recall` the threshold has the highest balanced accuracy; with it, it is the highest one that
    keeps that share of the positives. It lies halfway to the nearest score below. At the class means the
    logistic is then about 0.9 and 0.1.
    """
    scores = sorted({*positive, *negative})
    cuts = [(low + high) / 2 for low, high in pairwise(scores)] or [scores[0]]

    def kept(cut: float) -> float:
        return sum(score > cut for score in positive) / len(positive)

    def stopped(cut: float) -> float:
        return sum(score <= cut for score in negative) / len(negative)

    if recall is None:
        best = max(cuts, key=lambda cut: (kept(cut) + stopped(cut), cut))
    else:
        best = max([cut for cut in cuts if kept(cut) >= recall], default=cuts[0])
    apart = float(np.mean(positive) - np.mean(negative))
    return Cut(
        middle=round(best, 4),
        slope=round(2 * float(np.log(_NEAR / (1 - _NEAR))) / max(apart, 0.005), 1),
        kept=round(kept(best), 4),
        stopped=round(stopped(best), 4),
        auroc=auroc(positive, negative),
        curve=tuple((round(cut, 4), round(kept(cut), 4), round(stopped(cut), 4)) for cut in cuts),
    )


def _named(name: str, cut: Cut) -> dict[str, float]:
    return {f"{name} kept": cut.kept, f"{name} stopped": cut.stopped, f"{name} AUROC": cut.auroc}


def _warning(what: str, cut: Cut) -> tuple[str, ...]:
    if cut.auroc >= _SEPARATES:
        return ()
    return (f"de scores scheiden {what} niet goed (AUROC {cut.auroc:.2f}); geen drempel helpt daar genoeg.",)


def write_calibration(
    chosen: Calibration, *, model_id: str, path: Path = PATH, curves: Path = CURVES
) -> None:
    """Keep the chosen settings for this model with the measurement that chose them; the curves apart."""
    data = json.loads(path.read_text(encoding="utf-8"))
    measured = {"dataset": chosen.dataset, "queries": chosen.queries, **chosen.figures}
    data["models"][model_id] = {**asdict(chosen.settings), "measured": measured}
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    curves.mkdir(exist_ok=True)
    lines = ",\n".join(f' "{name}": {json.dumps(points)}' for name, points in chosen.curves.items())
    (curves / f"{model_id}.json").write_text("{\n" + lines + "\n}\n", encoding="utf-8")
    load_settings.cache_clear()
