"""How much articles have in common: in meaning, by the vectors of the index, and in words."""

from __future__ import annotations

from collections import Counter

import numpy as np

from index.terms import terms
from index.vectors import Vectors
from retrieval.curation.compared import Compared, unit, word_vectors
from retrieval.search import DIGITS

# On the 171 articles of November 2026 the two halves of an article (every other item) have 0.31 in common,
# in the middle of the articles; of the 14,535 pairs of articles six have as much. From 0.20 on there are 108,
# and of the 22 lowest of those 17 are about one subject, seen from two sides.
MUCH_ALIKE = 0.30
OVERLAP = 0.20


def article_similarities(compared: Compared) -> Vectors:
    """Return how much each two articles have in common, 0 to 1, shape (articles, articles).

    It is the geometric mean of two cosines: two articles are alike when they mean about the same and say it
    in some of the same words. Either alone is fooled, by titles that are built alike or by a shared jargon.
    """
    common = np.sqrt(np.clip(_meaning(compared), 0, 1) * np.clip(_words(compared), 0, 1))
    return np.round(common, DIGITS).astype(np.float32)


def _meaning(compared: Compared) -> Vectors:
    """Return the mean over the kinds of passages of how well each finds its match in the other article.

    Shape (articles, articles); of both directions the mean. A kind that one of the two lacks does not count.
    """
    vectors, kinds = unit(compared.centred()), compared.kinds
    total = np.zeros((len(compared.articles),) * 2, dtype=np.float32)
    counted = np.zeros_like(total)
    for kind in np.unique(kinds):
        rows = np.flatnonzero(kinds == kind)
        holders, starts = np.unique(compared.owners[rows], return_index=True)
        own = vectors[rows]
        best = np.maximum.reduceat(own @ own.T, starts, axis=1)
        one_way = np.add.reduceat(best, starts, axis=0) / np.diff(starts, append=len(rows))[:, None]
        both = np.ix_(holders, holders)
        total[both] += (one_way + one_way.T) / 2
        counted[both] += 1
    return total / counted  # every article has a title


def _words(compared: Compared) -> Vectors:
    """Return the cosine of the words of each two articles, shape (articles, articles)."""
    held = [
        Counter(term for item in article.items for term in set(terms(item.text)))
        for article in compared.articles
    ]
    vectors = word_vectors(held)
    return vectors @ vectors.T
