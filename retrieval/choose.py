"""Which items of the found articles are shown, and in which order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from index.generation import Generation
from index.terms import terms
from kb.types import Item
from retrieval.search import DIGITS, Scores
from retrieval.types import RankedArticle, Safety

_ALIKE = 0.6  # share of terms that two pieces of advice may have in common
_ARTICLE_SHARE = 0.7  # of an item's score that comes from its article


def may_show(item: Item, article: RankedArticle, safety: Safety, *, family_hidden: bool) -> bool:
    """Whether an item may be shown, given what may be wrong at home.

    In danger only an article that goes along with the route and that someone from practice has read may
    speak beside the route's own steps; contact with the family is never advised where that can do harm,
    which the situation tells (`safety`) or the article (`family_hidden`).
    """
    if item.family and (family_hidden or safety.family_hidden):
        return False
    if safety.level == "none" or safety.ordinary_advice:
        return True
    return article.article.reviewed and bool(set(article.article.routes) & set(safety.routes))


def scored_items(
    article: RankedArticle, kinds: Collection[str], *, generation: Generation, row_scores: Scores
) -> list[Item]:
    """Return the article's items of these kinds, in its own order, each with a score for this situation."""
    first_row = generation.first_row(article.article.slug)
    items = []
    for number, item in enumerate(article.article.items):
        if item.kind in kinds:
            cosine = float(row_scores[first_row + 1 + number])
            score = _ARTICLE_SHARE * article.hit.score + (1 - _ARTICLE_SHARE) * cosine
            items.append(replace(item, score=round(score, DIGITS)))
    return items


def ordered_advice(items: Iterable[Item], places: Collection[str]) -> list[Item]:
    """Order advice: what fits everywhere or fits the asker's place first, then what fits elsewhere."""

    def key(item: Item) -> tuple[bool, float, str, int]:
        elsewhere = item.place is not None and item.place not in places
        return (elsewhere, -item.score, item.article, item.line)

    return sorted(items, key=key)


def without_near_duplicates(items: Sequence[Item]) -> list[Item]:
    """Return the items, leaving out what says nearly the same as one before it."""
    kept: list[Item] = []
    seen: list[frozenset[str]] = []
    for item in items:
        words = frozenset(terms(item.text) or [item.text])  # of function words alone there are no terms
        if all(_overlap(words, earlier) < _ALIKE for earlier in seen):
            kept.append(item)
            seen.append(words)
    return kept


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 1.0
