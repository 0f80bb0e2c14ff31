"""Fitting what reads danger, its route and level, and scope from words (`retrieval.word_heads`)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from evaluation.training.examples import CALM, Example, as_asked
from retrieval.word_heads import ACUTE, BUCKETS, DANGER, INSIDE, Floats, WordHeads, buckets_of, tf_idf

_STRENGTH = 10.0  # the inverse of the penalty on large weights
_LEAST = 2  # situations in which a word must stand


def fit_word_heads(examples: Sequence[Example], *, routes: Sequence[str]) -> WordHeads:
    """Fit what words say of danger, how acute it is, the route, and what is ours.

    Args:
        examples: training situations of every kind.
        routes: the routes, in the order of the knowledge base.
    """
    texts = [as_asked(example.text) for example in examples]
    idf = _idf(texts)
    rows = _matrix(texts, idf)
    dangers = [number for number, example in enumerate(examples) if example.dangerous]
    names = [CALM, *routes]
    classes = [names.index(example.way) for example in examples]
    layers = [
        _yes_or_no(rows, [example.dangerous for example in examples], balance=None),
        _yes_or_no(rows[dangers], [examples[number].danger == "acute" for number in dangers]),
        _yes_or_no(rows, [example.inside for example in examples]),
        *_routes(rows, classes, len(names)),
    ]
    return WordHeads(
        names=(DANGER, ACUTE, INSIDE, *routes),
        table=np.stack([idf, *(weights for weights, _ in layers)], axis=1).astype(np.float16),
        bias=np.array([bias for _, bias in layers], dtype=np.float32),
    )


def _idf(texts: Sequence[str]) -> NDArray[np.float16]:
    """Return the smoothed inverse document frequency of each bucket (Spärck Jones, 1972), 0 if too rare."""
    seen = np.zeros(BUCKETS)
    for text in texts:
        seen[list(buckets_of(text))] += 1
    return np.where(seen >= _LEAST, np.log((1 + len(texts)) / (1 + seen)) + 1, 0).astype(np.float16)


def _matrix(texts: Sequence[str], idf: NDArray[np.float16]) -> csr_matrix:
    found = [tf_idf(text, idf) for text in texts]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in found)])
    values = np.concatenate([values for _, values in found])
    columns = np.concatenate([buckets for buckets, _ in found])
    return csr_matrix((values, columns, ends), shape=(len(texts), BUCKETS))


def _yes_or_no(
    rows: csr_matrix, yes: Sequence[bool], *, balance: str | None = "balanced"
) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression  # heavy, and only here

    layer = LogisticRegression(C=_STRENGTH, max_iter=1000, class_weight=balance).fit(rows, yes)
    return layer.coef_[0], float(layer.intercept_[0])


def _routes(rows: csr_matrix, classes: Sequence[int], count: int) -> list[tuple[Floats, float]]:
    """Return for each route its log-odds against calm."""
    from sklearn.linear_model import LogisticRegression

    layer = LogisticRegression(C=_STRENGTH, max_iter=1000).fit(rows, classes)
    weights, bias = np.zeros((count, rows.shape[1])), np.full(count, -50.0)  # without examples: never found
    weights[layer.classes_], bias[layer.classes_] = layer.coef_, layer.intercept_
    return [(weights[number] - weights[0], float(bias[number] - bias[0])) for number in range(1, count)]
