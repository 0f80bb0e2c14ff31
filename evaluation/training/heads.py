"""Fitting the heads that read danger and scope from an encoder's vectors (`retrieval.heads`)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evaluation.training.examples import Example
from evaluation.training.rows import CALM
from index.encoder import Encoder
from retrieval.heads import Floats, Heads
from retrieval.labels import without_labels
from retrieval.question import clean

_OUTSIDE = frozenset({"out", "nearmiss"})
_COST, _SPREAD = 10.0, 2.0  # of the kernel machine; chosen on the dev split of situaties
_STRENGTH = 100.0  # of the linear layers: the inverse of the penalty on large weights


def fit_heads(
    encoder: Encoder, examples: Sequence[Example], *, routes: Sequence[str], held_out: frozenset[str]
) -> Heads:
    """Fit what tells danger from calm, the route of danger, and what is ours from what is not.

    Args:
        encoder: the one that will be asked.
        examples: training situations of every kind.
        routes: the routes, in the order of the knowledge base.
        held_out: articles for which no situation may speak.
    """
    vectors = encoder.encode_queries([_asked(example.text) for example in examples])
    pull, bias = _danger(vectors, [example.danger != "none" for example in examples])
    names = [CALM, *routes]
    classes = [names.index(example.route if example.danger != "none" else CALM) for example in examples]
    route_weights, route_bias = _route(vectors, classes, len(names))
    inside_weights, inside_bias = _inside(vectors, [example.kind not in _OUTSIDE for example in examples])
    return Heads(
        told=vectors,
        articles=tuple("" if e.article in held_out else e.article for e in examples),
        pull=pull,
        spread=_SPREAD,
        danger_bias=bias,
        routes=tuple(routes),
        route_weights=route_weights,
        route_bias=route_bias,
        inside_weights=inside_weights,
        inside_bias=inside_bias,
    )


def _asked(text: str) -> str:
    # As the search does with a question: it is to be read as one.
    return " ".join(without_labels(clean(text)).split())


def _danger(vectors: Floats, danger: Sequence[bool]) -> tuple[Floats, float]:
    """Fit a support vector machine with a Gaussian kernel (Cortes & Vapnik, 1995)."""
    from sklearn.svm import SVC  # heavy, and only here

    machine = SVC(C=_COST, gamma=_SPREAD).fit(vectors, danger)
    pull = np.zeros(len(vectors), dtype=np.float32)
    pull[machine.support_] = machine.dual_coef_[0]
    return pull, float(machine.intercept_[0])


def _route(vectors: Floats, classes: Sequence[int], count: int) -> tuple[Floats, Floats]:
    from sklearn.linear_model import LogisticRegression

    layer = LogisticRegression(C=_STRENGTH, max_iter=5000).fit(vectors, classes)
    weights = np.zeros((count, vectors.shape[1]), dtype=np.float32)
    bias = np.full(count, -50.0, dtype=np.float32)  # a route without examples is never found
    weights[layer.classes_], bias[layer.classes_] = layer.coef_, layer.intercept_
    return weights, bias


def _inside(vectors: Floats, inside: Sequence[bool]) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression

    layer = LogisticRegression(C=_STRENGTH, max_iter=5000, class_weight="balanced").fit(vectors, inside)
    weights: NDArray[np.float32] = layer.coef_[0].astype(np.float32)
    return weights, float(layer.intercept_[0])
