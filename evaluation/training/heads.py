"""Fitting the heads that read danger, its level and scope from an encoder's vectors (`retrieval.heads`)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evaluation.training.examples import CALM, Example, as_asked
from evaluation.training.word_heads import fit_word_heads
from index.encoder import Encoder
from retrieval.heads import Floats, Heads

_COST, _SPREAD = 10.0, 2.0  # of the kernel machine; chosen on the dev split of situaties
_STRENGTH = 100.0  # of the linear layers: the inverse of the penalty on large weights
_ACUTE_STRENGTH = 10.0  # fewer examples


def fit_heads(
    encoder: Encoder, examples: Sequence[Example], *, routes: Sequence[str], held_out: frozenset[str]
) -> Heads:
    """Fit what tells danger from calm, its route, how acute it is, and what is ours from what is not.

    Args:
        encoder: the one that will be asked.
        examples: training situations of every kind.
        routes: the routes, in the order of the knowledge base.
        held_out: articles for which no situation may speak.
    """
    vectors = encoder.encode_queries([as_asked(example.text) for example in examples])
    pull, bias = _danger(vectors, [example.dangerous for example in examples])
    names = [CALM, *routes]
    classes = [names.index(example.way) for example in examples]
    route_weights, route_bias = _route(vectors, classes, len(names))
    inside_weights, inside_bias = _yes_or_no(
        vectors, [example.inside for example in examples], strength=_STRENGTH
    )
    dangers = [number for number, example in enumerate(examples) if example.dangerous]
    acute_weights, acute_bias = _yes_or_no(
        vectors[dangers], [examples[n].danger == "acute" for n in dangers], strength=_ACUTE_STRENGTH
    )
    return Heads(
        told=vectors.astype(np.float16),
        articles=tuple(e.article if e.evidence and e.article not in held_out else "" for e in examples),
        pull=pull,
        spread=_SPREAD,
        danger_bias=bias,
        routes=tuple(routes),
        route_weights=route_weights,
        route_bias=route_bias,
        acute_weights=acute_weights,
        acute_bias=acute_bias,
        inside_weights=inside_weights,
        inside_bias=inside_bias,
        words=fit_word_heads(examples, routes=routes),
    )


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


def _yes_or_no(vectors: Floats, yes: Sequence[bool], *, strength: float) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression

    layer = LogisticRegression(C=strength, max_iter=5000, class_weight="balanced").fit(vectors, yes)
    weights: NDArray[np.float32] = layer.coef_[0].astype(np.float32)
    return weights, float(layer.intercept_[0])
