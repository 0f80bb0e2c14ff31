"""`python -m evaluation.agreement DATASET`: how far two judges agree on the sample that both judged.

And how the second judge would score as a search: about what a careful reader of all articles reaches.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from evaluation.dataset import Query, read_judgements
from evaluation.measures import mean_scores, score_run
from evaluation.runs import Run

GRADES = 4
_HELPS = 2

_Judgements = Mapping[str, Mapping[str, int]]
_AS_SEARCH = ("nDCG@10", "P@1", "Success@3")


def weighted_kappa(one: Sequence[int], other: Sequence[int], *, grades: int = GRADES) -> float:
    """Return Cohen's kappa with quadratic weights (Cohen, 1968) of two judges' grades of the same things."""
    seen = np.zeros((grades, grades))
    for first, second in zip(one, other, strict=True):
        seen[first, second] += 1
    distance = (np.arange(grades)[:, None] - np.arange(grades)[None, :]) ** 2
    expected = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / seen.sum()
    by_chance = float((distance * expected).sum())
    return round(1 - float((distance * seen).sum()) / by_chance, 3) if by_chance else 1.0


def agreement(dataset: Path) -> dict[str, float]:
    """Return the agreement on `judging/second.tsv`: kappa, and on whether an article clearly helps.

    Both are over every article of the pool and every one that either judge named beside it; not over the
    articles of `judging/later.json`, which did not stand there yet for the second judge.
    """
    later = set(json.loads((dataset / "judging" / "later.json").read_text(encoding="utf-8")))
    first = {
        **read_judgements(dataset / "qrels" / "dev.tsv"),
        **read_judgements(dataset / "qrels" / "test.tsv"),
    }
    second = read_judgements(dataset / "judging" / "second.tsv")
    pairs = [
        (first[query].get(article, 0), second[query].get(article, 0))
        for query in sorted(second)
        for article in sorted({*_named(first[query]), *second[query]} - later)
    ]
    ours, theirs = [one for one, _ in pairs], [other for _, other in pairs]
    both = [(one >= _HELPS, other >= _HELPS) for one, other in pairs]
    either = sum(one or other for one, other in both)
    return {
        "queries": float(len(second)),
        "pairs": float(len(pairs)),
        "weighted kappa": weighted_kappa(ours, theirs),
        "kappa, clearly helps": weighted_kappa(
            [int(one) for one, _ in both], [int(other) for _, other in both], grades=2
        ),
        "overlap, clearly helps": round(sum(one and other for one, other in both) / max(either, 1), 3),
        **_as_search(first, second, later),
    }


def _as_search(first: _Judgements, second: _Judgements, later: set[str]) -> dict[str, float]:
    """Return how the second judge, best grade first and ties in the order of ids, scores by the first."""
    ranked = {query: _best_first(judged) for query, judged in second.items()}
    qrels = {
        query: {article: grade for article, grade in first[query].items() if article not in later}
        for query in second
    }
    run = Run("second judge", ranked)
    means = mean_scores(score_run(run, [Query(query, "") for query in second], qrels))
    return {f"second judge, {name}": means[name] for name in _AS_SEARCH}


def _best_first(judged: Mapping[str, int]) -> tuple[tuple[str, float], ...]:
    order = sorted(_named(judged), key=lambda article: (-judged[article], article))
    return tuple((article, 1.0 / rank) for rank, article in enumerate(order, start=1))


def _named(judged: Mapping[str, int]) -> set[str]:
    return {article for article, grade in judged.items() if grade}


def main(dataset: str) -> int:
    """Print the figures."""
    for name, value in agreement(Path(dataset)).items():
        sys.stdout.write(f"{name:<28} {value:g}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
