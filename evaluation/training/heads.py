"""Fitting the heads that read danger, its level and scope from an encoder's vectors (`retrieval.heads`)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evaluation.training.article_layer import fit_article_layer
from evaluation.training.examples import CALM, Example, as_asked
from evaluation.training.linear import fit_classes, fit_yes_or_no
from evaluation.training.word_heads import fit_word_heads
from index.encoder import Encoder
from kb.types import KnowledgeBase
from retrieval.heads import Floats, Heads
from retrieval.told import Told

_COST, _SPREAD = 10.0, 2.0  # of the kernel machine; chosen on the dev split of situaties
_STRENGTH = 100.0  # of the linear layers: the inverse of the penalty on large weights
_ACUTE_STRENGTH = 10.0  # fewer examples


def fit_heads(
    encoder: Encoder, examples: Sequence[Example], *, kb: KnowledgeBase, held_out: frozenset[str]
) -> Heads:
    """Fit what tells danger from calm, its route, how acute it is, what is ours, and articles apart.

    Args:
        encoder: the one that will be asked.
        examples: training situations of every kind.
        kb: the knowledge base, whose routes and articles are told apart.
        held_out: articles for which no situation may speak.
    """
    vectors = encoder.encode_queries([as_asked(example.text) for example in examples])
    pull, bias = _danger(vectors, [example.dangerous for example in examples])
    routes = tuple(route.id for route in kb.routes)
    names = [CALM, *routes]
    classes = [names.index(example.way) for example in examples]
    route_weights, route_bias = fit_classes(vectors, classes, count=len(names), strength=_STRENGTH)
    inside_weights, inside_bias = fit_yes_or_no(
        vectors, [example.inside for example in examples], strength=_STRENGTH
    )
    dangers = [number for number, example in enumerate(examples) if example.dangerous]
    acute_weights, acute_bias = fit_yes_or_no(
        vectors[dangers], [examples[n].danger == "acute" for n in dangers], strength=_ACUTE_STRENGTH
    )
    words = fit_word_heads(examples, routes=routes)
    return Heads(
        told=Told.of(vectors),
        articles=tuple(_answers(example, held_out) for example in examples),
        pull=pull,
        spread=_SPREAD,
        danger_bias=bias,
        routes=routes,
        route_weights=route_weights,
        route_bias=route_bias,
        acute_weights=acute_weights,
        acute_bias=acute_bias,
        inside_weights=inside_weights,
        inside_bias=inside_bias,
        words=words,
        article_layer=fit_article_layer(
            examples, vectors, encoder=encoder, kb=kb, held_out=held_out, idf=words.idf
        ),
    )


def _answers(example: Example, held_out: frozenset[str]) -> tuple[str, ...]:
    """Return the articles for which a situation speaks: the one that answers it, and those that help too."""
    if not example.evidence or not example.article:
        return ()
    return tuple(slug for slug in (example.article, *example.also) if slug not in held_out)


def _danger(vectors: Floats, danger: Sequence[bool]) -> tuple[Floats, float]:
    """Fit a support vector machine with a Gaussian kernel (Cortes & Vapnik, 1995)."""
    from sklearn.svm import SVC  # heavy, and only here

    machine = SVC(C=_COST, gamma=_SPREAD).fit(vectors, danger)
    pull = np.zeros(len(vectors), dtype=np.float32)
    pull[machine.support_] = machine.dual_coef_[0]
    return pull, float(machine.intercept_[0])
