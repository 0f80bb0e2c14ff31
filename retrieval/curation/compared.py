"""The articles that are compared with one another: their passages, the vectors of these, and their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from index.build import embed
from index.encoder import Encoder
from index.generation import Generation
from index.progress import silent
from index.vectors import Vectors
from kb.passages import Passage, article_passages
from kb.types import Article, Item


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Articles and, row by row, their passages.

    `owners` holds for each row the place of its article among `articles`, shape (rows,), and `vectors` what
    the encoder made of it, shape (rows, dimensions). The rows of an article stand together, its title first.
    """

    articles: tuple[Article, ...]
    passages: tuple[Passage, ...]
    owners: NDArray[np.int64]
    vectors: Vectors

    @property
    def kinds(self) -> NDArray[np.str_]:
        """Return the kind of each row, shape (rows,)."""
        return np.array([passage.kind for passage in self.passages])

    def item(self, row: int) -> Item:
        """Return the item of a row that is no title."""
        return self.articles[int(self.owners[row])].items[self.passages[row].item]

    def centred(self) -> Vectors:
        """Return the vectors without what all rows of their kind share, shape (rows, dimensions).

        Every question resembles every other question; only what is left tells one from the other (Mu &
        Viswanath 2018, "All-but-the-Top").
        """
        kinds, result = self.kinds, self.vectors.copy()
        for kind in np.unique(kinds):
            result[kinds == kind] -= result[kinds == kind].mean(axis=0)
        return result


def indexed_articles(generation: Generation) -> Compared:
    """Return the articles of an index, with the vectors that it holds."""
    places = {article.slug: place for place, article in enumerate(generation.kb.articles)}
    rows = [row for row, passage in enumerate(generation.passages) if passage.searchable]
    passages = tuple(generation.passages[row] for row in rows)
    owners = np.array([places[passage.owner] for passage in passages], dtype=np.int64)
    return Compared(generation.kb.articles, passages, owners, generation.vectors.vectors()[rows])


def with_article(compared: Compared, article: Article, encoder: Encoder) -> Compared:
    """Return the articles with one more, the last, whose passages are encoded now."""
    passages = tuple(article_passages(article))
    vectors = np.empty((len(passages), encoder.dimensions), dtype=np.float32)
    embed(passages, range(len(passages)), into=vectors, encoder=encoder, progress=silent)
    return Compared(
        (*compared.articles, article),
        (*compared.passages, *passages),
        np.append(compared.owners, np.full(len(passages), len(compared.articles))),
        np.vstack([compared.vectors, vectors]),
    )


def unit(vectors: Vectors) -> Vectors:
    """Return the vectors scaled to length 1; one of length 0 stays as it is."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    lengths[lengths == 0] = 1
    scaled: Vectors = vectors / lengths
    return scaled


def word_vectors(texts: Sequence[Mapping[str, int]]) -> Vectors:
    """Return one unit vector a text of counted terms, shape (texts, terms): rare terms weigh more.

    (1 + log count) times log(texts / texts with the term), the usual tf-idf (Manning, Raghavan & Schütze
    2008, "Introduction to Information Retrieval", 6.4).
    """
    holders = Counter(term for text in texts for term in text)
    columns = {term: column for column, term in enumerate(holders)}
    rarity = {term: log(len(texts) / held) for term, held in holders.items()}
    cells = [
        (row, columns[term], (1 + log(count)) * rarity[term])
        for row, text in enumerate(texts)
        for term, count in text.items()
    ]
    result = np.zeros((len(texts), len(columns)), dtype=np.float32)
    if cells:
        rows, held_columns, weights = zip(*cells, strict=True)
        result[list(rows), list(held_columns)] = weights
    return unit(result)
