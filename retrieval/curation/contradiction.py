"""Advice in one article that another article, which overlaps it, warns against: for a person to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt

from index.terms import terms
from index.vectors import Vectors
from kb.types import Article
from retrieval.curation.instructions import Instruction, instructions, verbs_of
from retrieval.search import DIGITS

# Of the eleven found so on the 171 articles of November 2026 seven are worth a look. Articles with less in
# common are mostly about different situations, in which opposite advice is right: from 0.12 on it was half.
RELATED = 0.15
_SHARED = 2.5  # how rare together the words must be that both are about: log(items / items with the word)

Rarity = dict[str, float]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What one item tells to do and another tells not to, and how alike in words they are, 0 to 1."""

    does: Instruction
    forbids: Instruction
    similarity: float


def contradictions(
    articles: Sequence[Article], similarities: Vectors, own: int | None = None
) -> tuple[Contradiction, ...]:
    """Return what seems to contradict something in another article, the most alike first.

    Args:
        articles: the articles.
        similarities: how much each two have in common, shape (articles, articles).
        own: the place of the one article that is looked at; None for all.

    Each piece of advice is named once, with the warning that comes nearest.
    """
    rarity, verbs = _rarity(articles), verbs_of(articles)
    told = [[told for item in article.items for told in instructions(item, verbs)] for article in articles]
    found: dict[tuple[str, int], Contradiction] = {}
    for one, other in _related(similarities, own):
        for clash in _clashes(told[one], told[other], rarity):
            place = _place(clash)
            if place not in found or clash.similarity > found[place].similarity:
                found[place] = clash
    return tuple(sorted(found.values(), key=lambda clash: (-clash.similarity, _place(clash))))


def _place(clash: Contradiction) -> tuple[str, int]:
    return clash.does.item.path, clash.does.item.line


def _rarity(articles: Iterable[Article]) -> Rarity:
    held = [set(terms(item.text)) for article in articles for item in article.items]
    return {term: log(len(held) / count) for term, count in Counter(t for h in held for t in h).items()}


def _related(similarities: Vectors, own: int | None) -> Iterator[tuple[int, int]]:
    """Yield each pair of related articles in both orders."""
    for one, row in enumerate(similarities):
        for other, common in enumerate(row):
            if one != other and common >= RELATED and (own is None or own in (one, other)):
                yield one, other


def _clashes(
    ones: Iterable[Instruction], others: Sequence[Instruction], rarity: Rarity
) -> Iterator[Contradiction]:
    """Yield where the first article does what the other forbids."""
    for does in ones:
        for forbids in others:
            if does.forbidden or not forbids.forbidden or not does.same_action(forbids):
                continue
            if _weight(does.about & forbids.about, rarity) >= _SHARED:
                yield Contradiction(does, forbids, round(_alike(does, forbids, rarity), DIGITS))


def _alike(one: Instruction, other: Instruction, rarity: Rarity) -> float:
    """Return the cosine of the words of two instructions, each as heavy as it is rare."""
    words, others = one.verbs | one.about, other.verbs | other.about
    return _weight(words & others, rarity) / sqrt(_weight(words, rarity) * _weight(others, rarity))


def _weight(held: Iterable[str], rarity: Rarity) -> float:
    return sum(rarity.get(term, 0.0) for term in held)
