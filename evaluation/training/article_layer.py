"""Fitting what reads the article from words and vector (`retrieval.article_layer`)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from evaluation.training.examples import Example, as_asked
from evaluation.training.word_heads import tf_idf_rows
from index.encoder import Encoder
from kb.passages import article_passages
from kb.types import KnowledgeBase
from retrieval.article_layer import ArticleLayer
from retrieval.word_heads import BUCKETS

Floats = NDArray[np.float32]
Weights = NDArray[np.float64]
_COST = 0.5  # of the vector machines; chosen on the dev split of situaties, like what follows
_KEPT = 1500  # weights of an article: twice as many give the same, and take two megabytes more
_OF_VECTOR = 0.5  # what a centred vector is multiplied by; together the words have length 1


def fit_article_layer(
    examples: Sequence[Example],
    vectors: Floats,
    *,
    encoder: Encoder,
    kb: KnowledgeBase,
    held_out: frozenset[str],
    idf: NDArray[np.float16],
) -> ArticleLayer:
    """Fit what tells an article from all others: its situations and its own text, by words and vector.

    Words that stand in no more than one situation have no weight (`idf`), also where an article has them.

    One linear support vector machine for each article (Fan et al., 2008, "LIBLINEAR").

    Args:
        examples: training situations; those that no article answers are left out.
        vectors: those of the situations, shape (examples, dimensions).
        encoder: the one that made them.
        kb: the knowledge base.
        held_out: articles that are not learned from.
        idf: the inverse document frequency of each bucket.
    """
    from sklearn.svm import LinearSVC  # heavy, and only here

    known = {article.slug for article in kb.articles} - held_out
    told = [number for number, example in enumerate(examples) if example.article in known]
    own = [(as_asked(p.text), a.slug) for a in kb.articles if a.slug in known for p in article_passages(a)]
    texts = [*(as_asked(examples[number].text) for number in told), *(text for text, _ in own)]
    articles = [*(examples[number].article for number in told), *(slug for _, slug in own)]
    dense = np.vstack([vectors[told], encoder.encode_queries([text for text, _ in own])])
    # Vectors lie together in one direction, which tells nothing apart and would weigh on the rest.
    centre = vectors.mean(axis=0)
    rows = hstack([tf_idf_rows(texts, idf), csr_matrix(_OF_VECTOR * (dense - centre))]).tocsr()
    machine = LinearSVC(C=_COST, random_state=0).fit(rows, articles)
    of_vector = _OF_VECTOR * machine.coef_[:, BUCKETS:]
    bias = machine.intercept_ - of_vector @ centre
    return _layer(machine.classes_.tolist(), machine.coef_[:, :BUCKETS], of_vector, bias)


def _layer(articles: Sequence[str], of_words: Weights, of_vector: Weights, bias: Weights) -> ArticleLayer:
    columns, buckets = _largest(of_words)
    order = np.argsort(buckets, kind="stable")
    columns, buckets = columns[order], buckets[order]
    return ArticleLayer(
        articles=tuple(articles),
        buckets=buckets.astype(np.uint32),
        columns=columns.astype(np.uint16),
        weights=of_words[columns, buckets].astype(np.float16),
        vector_weights=of_vector.astype(np.float16),
        bias=bias.astype(np.float32),
    )


def _largest(weights: Weights) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows and columns of the largest weights of each row that are not zero."""
    kept = min(_KEPT, weights.shape[1])
    columns = np.argpartition(-np.abs(weights), kept - 1, axis=1)[:, :kept]
    rows = np.repeat(np.arange(len(weights)), kept)
    used = weights[rows, columns.ravel()] != 0
    return rows[used], columns.ravel()[used]
