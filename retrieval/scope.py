"""Whether a text is something to answer: how near its best article is, and what the head of scope says."""

from __future__ import annotations

from index.generation import Generation
from retrieval.heads import load_heads
from retrieval.safety import logistic
from retrieval.search import Evidence
from retrieval.settings import Settings
from retrieval.types import Hit, Outcome
from retrieval.word_heads import INSIDE

_MOST = 8.0  # log-odds; surer than this is not to be had from some thousands of examples


def judged(
    best: Hit, evidence: Evidence, generation: Generation, *, settings: Settings
) -> tuple[float, Outcome]:
    """Return the confidence in the best article, 0..1, and the outcome that follows from it."""
    value = answer_value(best, evidence, generation, settings=settings)
    confidence = logistic(value, middle=settings.answer_middle, slope=settings.answer_slope)
    if confidence >= settings.advice_from:
        return confidence, "advice"
    return confidence, "uncertain" if confidence >= settings.uncertain_from else "none"


def answer_value(best: Hit, evidence: Evidence, generation: Generation, *, settings: Settings) -> float:
    """Return how well an answer fits, before that is mapped to 0..1.

    It is the cosine of the best article, and where the model has heads also the log-odds that the text as a
    whole is what the knowledge base is for, by its vector and by its words, `scope_weight` of it.
    """
    heads = load_heads(generation.manifest.model_id)
    if heads is None:
        return best.dense
    odds = float(heads.inside(evidence.vectors[:1])[0]) + evidence.words[INSIDE]
    return best.dense + settings.scope_weight * max(-_MOST, min(_MOST, odds))
