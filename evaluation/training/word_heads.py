"""Fitting what reads danger, its route and level, and scope from words (`retrieval.word_heads`)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from evaluation.training.examples import CALM, Example, as_asked
from evaluation.training.linear import fit_classes, fit_yes_or_no
from retrieval.word_heads import ACUTE, BUCKETS, DANGER, INSIDE, WordHeads, buckets_of, tf_idf

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
    rows = tf_idf_rows(texts, idf)
    dangers = [number for number, example in enumerate(examples) if example.dangerous]
    names = [CALM, *routes]
    classes = [names.index(example.way) for example in examples]
    weights, bias = fit_classes(rows, classes, count=len(names), strength=_STRENGTH)
    acute = [examples[number].danger == "acute" for number in dangers]
    layers = [
        fit_yes_or_no(rows, [example.dangerous for example in examples], strength=_STRENGTH, balance=None),
        fit_yes_or_no(rows[dangers], acute, strength=_STRENGTH),
        fit_yes_or_no(rows, [example.inside for example in examples], strength=_STRENGTH),
        # A route is weighed against calm, the first class.
        *((weights[number] - weights[0], bias[number] - bias[0]) for number in range(1, len(names))),
    ]
    return WordHeads(
        names=(DANGER, ACUTE, INSIDE, *routes),
        table=np.stack([idf, *(layer for layer, _ in layers)], axis=1).astype(np.float16),
        bias=np.array([value for _, value in layers], dtype=np.float32),
    )


def _idf(texts: Sequence[str]) -> NDArray[np.float16]:
    """Return the smoothed inverse document frequency of each bucket (Spärck Jones, 1972), 0 if too rare."""
    seen = np.zeros(BUCKETS)
    for text in texts:
        seen[list(buckets_of(text))] += 1
    return np.where(seen >= _LEAST, np.log((1 + len(texts)) / (1 + seen)) + 1, 0).astype(np.float16)


def tf_idf_rows(texts: Sequence[str], idf: NDArray[np.float16]) -> csr_matrix:
    """Return the texts as their words count, shape (texts, BUCKETS)."""
    found = [tf_idf(text, idf) for text in texts]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in found)])
    values = np.concatenate([values for _, values in found])
    columns = np.concatenate([buckets for buckets, _ in found])
    return csr_matrix((values, columns, ends), shape=(len(texts), BUCKETS))
