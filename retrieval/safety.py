"""Danger, recognised on all articles and routes, before any filter or threshold of advice.

Where the model has heads, they say by the drift of a text and by its words how likely each danger is. Else
a text is held against told situations of danger and against told situations that are calm, sentence by
sentence: what counts is how much nearer it is to the danger. Word groups that nearly always mean danger
(`termen` in signals.yaml) add to either.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.generation import Generation
from kb.passages import DANGER, Passage
from kb.types import Article, Item, KnowledgeBase, Route
from retrieval.danger_terms import found_terms
from retrieval.heads import load_heads
from retrieval.rows import RowNumbers, rows_of
from retrieval.search import DIGITS, Evidence
from retrieval.settings import Settings
from retrieval.types import Level, Safety
from retrieval.word_heads import ACUTE
from retrieval.word_heads import DANGER as DANGER_WORDS

TEL = "tel:"
EMERGENCY = "noodnummer"
_MOST_ROUTES = 3
_WORDS_OF_ROUTE = 2 / 3  # chosen on the dev split of situaties
_ROUTE_STEP = 0.1  # of a route's log-odds behind the likeliest, in the units of danger


@dataclass(frozen=True, slots=True)
class _Finding:
    """How strongly one route shows: its value, calibrated score, nearest signal, and the terms found."""

    route: Route
    value: float
    score: float
    signal: Item
    urgent: bool
    terms: tuple[Item, ...]


def assess(text: str, evidence: Evidence, generation: Generation, *, settings: Settings) -> Safety:
    """Decide whether someone may be in danger, and what the answer must then open with."""
    findings = sorted(_findings(text, evidence, generation, settings), key=lambda f: (-f.score, f.route.id))
    best = findings[0].score if findings else 0.0
    alarming = [finding for finding in findings if finding.score >= settings.concern_from]
    # A danger that is likely but not shown still closes the way to the family, and so does one that is
    # possible: an advice less is a smaller loss than a call home that should not have been made.
    least = min(settings.family_from, settings.concern_from)
    closed = any(finding.route.family_hidden and finding.score >= least for finding in findings)
    if not alarming:
        return Safety(score=best, family_hidden=closed)
    near = max(finding.value for finding in alarming) - settings.route_within
    shown = [finding for finding in alarming if finding.value >= near or finding.terms]
    urgent = _acute(shown, evidence, generation, settings=settings)
    shown = shown[:_MOST_ROUTES]
    signals = [item for finding in shown for item in (*finding.terms[:2], finding.signal)]
    routes = [finding.route for finding in shown]
    safety = _safety(routes, signals, generation.kb, level="acute" if urgent else "concern", score=best)
    return _without_family(safety) if closed else safety


def _acute(
    shown: Sequence[_Finding], evidence: Evidence, generation: Generation, *, settings: Settings
) -> bool:
    """Whether it is happening now.

    With heads, where the danger is sure enough, by what they say, or since a term of a route that is always
    acute was found; else by how urgent the nearest signals are.
    """
    heads = load_heads(generation.manifest.model_id)
    if heads is not None:
        odds = float(heads.acute(evidence.vectors[:1])[0]) + evidence.words[ACUTE]
        named = any(finding.terms and finding.route.urgency == "acuut" for finding in shown)
        sure = max(finding.score for finding in shown) >= settings.acute_from
        return sure and (named or odds >= settings.acute_odds_from)
    return any(finding.urgent and finding.score >= settings.acute_from for finding in shown)


def _findings(text: str, evidence: Evidence, generation: Generation, settings: Settings) -> list[_Finding]:
    terms: dict[str, list[Item]] = {}
    for route_id, term in found_terms(text, generation.kb.routes):
        terms.setdefault(route_id, []).append(term)
    articles = {article.slug: article for article in generation.kb.articles}
    danger_rows = rows_of(generation).of_danger
    findings = []
    for route_id, value in danger_values(evidence, generation, settings=settings).items():
        route = generation.kb.route(route_id)
        rows = danger_rows.get(route_id)
        if route is None or rows is None:
            continue
        found = tuple(terms.get(route_id, ()))
        nearest = generation.passages[rows[int(np.argmax(evidence.centred[:, rows].max(axis=0)))]]
        signal = _item_of(nearest, generation.kb)
        score = logistic(value, middle=settings.danger_middle, slope=settings.danger_slope)
        score = max(score, settings.term_from) if found else score
        urgent = _urgent(nearest, signal, articles) or (bool(found) and route.urgency == "acuut")
        findings.append(_Finding(route, value, score, signal, urgent, found))
    return findings


def danger_values(evidence: Evidence, generation: Generation, *, settings: Settings) -> dict[str, float]:
    """Return how strongly each route shows, before that is mapped to 0..1.

    With heads it is how far the text lies on the side of danger, with what its words say, less how far the
    route lies behind the likeliest one.
    """
    heads = load_heads(generation.manifest.model_id)
    if heads is not None:
        value = _mixed(heads.danger(evidence.told), settings)
        value += settings.words_weight * evidence.words[DANGER_WORDS]
        spoken = np.array([evidence.words[route] for route in heads.routes])
        odds = (1 - _WORDS_OF_ROUTE) * heads.route(evidence.vectors[:1])[0] + _WORDS_OF_ROUTE * spoken
        behind = _ROUTE_STEP * (odds - odds.max())
        return {route: value + float(less) for route, less in zip(heads.routes, behind, strict=True)}
    rows_by = rows_of(generation)
    calm = _nearest(evidence.centred[:, rows_by.calm])
    return {
        route: nearness(evidence, rows, calm, settings=settings) for route, rows in rows_by.of_danger.items()
    }


def _mixed(values: NDArray[np.float32], settings: Settings) -> float:
    """Return the value of the text as a whole, mixed with the highest of its units."""
    return float(settings.danger_whole * values[0] + (1 - settings.danger_whole) * values.max())


def nearness(evidence: Evidence, rows: RowNumbers, calm: NDArray[np.float32], *, settings: Settings) -> float:
    """Return how near a text is to danger: the cosine of its nearest signal, plus its margin over calm.

    The margin is that of the three nearest signals over the three nearest calm situations, for the text
    as a whole and for the sentence in which it is largest, so that one sentence in a long story counts.

    Args:
        evidence: the scores of every passage.
        rows: the danger signals of one route.
        calm: the mean score of the three nearest calm situations, shape (units,).
        settings: the weights.
    """
    margins = _nearest(evidence.centred[:, rows]) - calm
    mixed = settings.danger_whole * margins[0] + (1 - settings.danger_whole) * margins.max()
    return float(mixed + evidence.dense[:, rows].max())


def _nearest(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean of the three highest scores of each unit; 0 where there are no rows at all."""
    if not scores.shape[1]:
        return np.zeros(len(scores), dtype=np.float32)
    nearest: NDArray[np.float32] = np.sort(scores, axis=1)[:, -3:].mean(axis=1)
    return nearest


def logistic(value: float, *, middle: float, slope: float) -> float:
    """Map a score to 0..1: one half at `middle`, steeper with `slope`; rounded as all scores are."""
    return round(1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, slope * (value - middle))))), DIGITS)


def _item_of(passage: Passage, kb: KnowledgeBase) -> Item:
    route = kb.route(passage.owner) if passage.kind == DANGER else None
    if route is not None:
        return route.signals[passage.item]
    article = kb.article(passage.owner)
    if article is None:
        raise KeyError(passage.owner)
    return article.items[passage.item]


def _urgent(passage: Passage, signal: Item, articles: dict[str, Article]) -> bool:
    if passage.kind == DANGER:
        return signal.type == "acuut"
    return articles[passage.owner].urgency == "acuut"


def _safety(
    routes: Sequence[Route], signals: Sequence[Item], kb: KnowledgeBase, *, level: Level, score: float
) -> Safety:
    steps = _once([item for route in routes for item in route.steps])
    lines = [line for route in routes for line in route.helplines]
    if level == "acute" and any(f"{TEL}{EMERGENCY}" in step.sources for step in steps):
        lines.insert(0, EMERGENCY)
    return Safety(
        level=level,
        score=score,
        routes=tuple(route.id for route in routes),
        names=tuple(route.name for route in routes),
        signals=_once(signals),
        steps=steps,
        never=_once([item for route in routes for item in route.never]),
        helplines=tuple(kb.helplines[line] for line in dict.fromkeys(lines) if line in kb.helplines),
        ordinary_advice=all(route.ordinary_advice for route in routes) and level != "acute",
    )


def along_article(article: Article, evidence: Evidence, generation: Generation, *, before: Safety) -> Safety:
    """Return the concern that comes with an article of a danger route: its routes' steps open the answer.

    What is named as its signal is the told situation of the article that lies nearest.

    Args:
        article: the article that fits best, with at least one danger route.
        evidence: the scores of every passage.
        generation: the index that the evidence is from.
        before: what the signals alone gave: no panel, but perhaps a family that stays out of it.
    """
    first = generation.first_row(article.slug)
    rows = [row for row in range(first, first + 1 + len(article.items)) if generation.passages[row].spoken]
    nearest = sorted(rows, key=lambda row: -float(evidence.centred[:, row].max()))[:1]
    signals = [article.items[generation.passages[row].item] for row in nearest]
    return concern_of(article, signals, generation.kb, before=before)


def concern_of(article: Article, signals: Sequence[Item], kb: KnowledgeBase, *, before: Safety) -> Safety:
    """Return the concern that comes with an article of a danger route, named by these signals."""
    routes = kb.routes_of(article)[:_MOST_ROUTES]
    safety = _safety(routes, signals, kb, level="concern", score=before.score)
    return _without_family(safety) if kb.hides_family(article) or before.family_hidden else safety


def _without_family(safety: Safety) -> Safety:
    return replace(safety, family_hidden=True, steps=tuple(step for step in safety.steps if not step.family))


def _once(items: Sequence[Item]) -> tuple[Item, ...]:
    # In the place where it came first: "bel 112" opens the steps of every route that has it.
    first: dict[str, Item] = {}
    for item in items:
        first.setdefault(item.text, item)
    return tuple(first.values())
