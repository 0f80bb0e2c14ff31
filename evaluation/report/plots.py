"""Plots as SVG, the same bytes each time; the only door to matplotlib."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from evaluation.evaluate import Evaluation
from evaluation.latency import Latency
from evaluation.measures import MAIN, mean_scores
from evaluation.slices import slices
from evaluation.systems import PRODUCT

_INK, _ACCENT, _SOFT = "#1f2937", "#b45309", "#94a3b8"
_SALT = "handelwijzer"  # matplotlib's ids are random without


def quality_per_slice(evaluation: Evaluation, name: str = "soort") -> str:
    """Return bars of the main measure per value of a property; empty where there is only one value."""
    system = PRODUCT if PRODUCT in evaluation.scores else evaluation.runs[0].system
    values = slices(evaluation.dataset.inside, evaluation.dataset.qrels).get(name, {})
    if not values:
        return ""
    means = [mean_scores(evaluation.scores[system], queries)[MAIN] for queries in values.values()]
    figure, axes = _figure(height=0.6 + 0.35 * len(values))
    axes.barh([_plain(f"{value} ({len(held)})") for value, held in values.items()], means, color=_ACCENT)
    axes.set_xlim(0, 1)
    axes.invert_yaxis()
    axes.set_xlabel(_plain(f"{MAIN}, {system}"))
    return _svg(figure)


def abstaining(evaluation: Evaluation) -> str:
    """Return the precision and recall of answering, over every threshold."""
    scores = [(one.confidence, one.query.scope == "in") for one in evaluation.observations]
    return _trade(
        scores, "aandeel beantwoord (binnen)", "aandeel binnen, van wat beantwoord is", precision=True
    )


def safety_trade_off(evaluation: Evaluation) -> str:
    """Return how much danger is seen against how often there is a false alarm, over every threshold."""
    scores = [(one.danger_score, one.query.danger != "none") for one in evaluation.observations]
    return _trade(scores, "vals alarm", "gevaar herkend", precision=False)


def latency_bars(latency: Latency) -> str:
    """Return the times of an answer as bars, in milliseconds."""
    figure, axes = _figure(height=1.6)
    axes.barh(["nieuw proces", "warm, p95", "warm, p50"], [latency.cold, latency.hot_p95, latency.hot_p50])
    axes.set_xlabel("milliseconden")
    return _svg(figure)


def _trade(scores: Sequence[tuple[float, bool]], x: str, y: str, *, precision: bool) -> str:
    positives = sum(good for _, good in scores)
    negatives = len(scores) - positives
    if not positives or not negatives:
        return ""
    points = []
    for cut in sorted({score for score, _ in scores}, reverse=True):
        hit = sum(good for score, good in scores if score >= cut)
        wrong = sum(not good for score, good in scores if score >= cut)
        recall = hit / positives
        points.append((recall, hit / (hit + wrong)) if precision else (wrong / negatives, recall))
    figure, axes = _figure(height=3.2)
    axes.plot([point[0] for point in points], [point[1] for point in points], color=_ACCENT)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.set_xlim(0, 1.01)
    axes.set_ylim(0, 1.02)
    axes.grid(color=_SOFT, linewidth=0.4)
    return _svg(figure)


def _plain(text: str) -> str:
    return text.replace("$", r"\$")  # a pair of them would be read as a formula


def _figure(*, height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure  # without pyplot: no window system, no state

    figure = Figure(figsize=(6.4, height), layout="constrained")
    axes = figure.subplots()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(colors=_INK)
    return figure, axes


def _svg(figure: Any) -> str:
    import matplotlib

    target = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": _SALT, "svg.fonttype": "none", "font.size": 9}):
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    text = target.getvalue()
    return text[text.index("<svg") :]
