"""Fitting what reads the article from words (`retrieval.article_words`)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evaluation.training.examples import Example, as_asked
from evaluation.training.word_heads import tf_idf_rows
from kb.passages import article_passages
from kb.types import KnowledgeBase
from retrieval.article_words import ArticleWords

_COST = 0.5  # of the vector machines; chosen on the dev split of situaties
_KEPT = 1500  # weights of an article: twice as many give the same on dev, and take two megabytes more


def fit_article_words(
    examples: Sequence[Example], *, kb: KnowledgeBase, held_out: frozenset[str], idf: NDArray[np.float16]
) -> ArticleWords:
    """Fit which words tell an article from all others: those of its situations and of its own text.

    Words that stand in no more than one situation have no weight (`idf`), also where an article has them.

    One linear support vector machine for each article (Fan et al., 2008, "LIBLINEAR").

    Args:
        examples: training situations; those that no article answers are left out.
        kb: the knowledge base.
        held_out: articles that are not learned from.
        idf: the inverse document frequency of each bucket.
    """
    from sklearn.svm import LinearSVC  # heavy, and only here

    known = {article.slug for article in kb.articles} - held_out
    told = [(as_asked(example.text), example.article) for example in examples]
    told += [(as_asked(p.text), article.slug) for article in kb.articles for p in article_passages(article)]
    texts, articles = zip(*[(text, slug) for text, slug in told if slug in known], strict=True)
    machine = LinearSVC(C=_COST, random_state=0).fit(tf_idf_rows(texts, idf), articles)
    kept = _largest(machine.coef_)
    order = np.argsort(kept[1], kind="stable")
    columns, buckets = kept[0][order], kept[1][order]
    return ArticleWords(
        articles=tuple(machine.classes_.tolist()),
        buckets=buckets.astype(np.uint32),
        columns=columns.astype(np.uint16),
        weights=machine.coef_[columns, buckets].astype(np.float16),
        bias=machine.intercept_.astype(np.float32),
    )


def _largest(weights: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows and columns of the largest weights of each row that are not zero."""
    kept = min(_KEPT, weights.shape[1])
    columns = np.argpartition(-np.abs(weights), kept - 1, axis=1)[:, :kept]
    rows = np.repeat(np.arange(len(weights)), kept)
    used = weights[rows, columns.ravel()] != 0
    return rows[used], columns.ravel()[used]
