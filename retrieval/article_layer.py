"""What a situation says by itself of which article it is: a layer over its words and its vector together.

Where the encoder follows the drift of a story, words hold on to what it is about: "handje", "voogd",
"ramadan". It is kept with the heads of a model (`retrieval.heads`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.word_heads import tf_idf

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class ArticleLayer:
    """A linear layer to `articles`; of the weights of words only the largest are kept.

    Those lie one after another in the order of their bucket: `buckets`, `columns` (numbers of articles)
    and `weights`, each of shape (weights,). `vector_weights` has shape (articles, dimensions), `bias`
    (articles,).
    """

    articles: tuple[str, ...]
    buckets: NDArray[np.uint32]
    columns: NDArray[np.uint16]
    weights: NDArray[np.float16]
    vector_weights: NDArray[np.float16]
    bias: Floats

    def scores(self, text: str, vector: Floats, idf: NDArray[np.float16]) -> Mapping[str, float]:
        """Return how much a text is each article's: 1 where it surely is, 0 where it surely is not.

        Surely is as far from the boundary as the examples that it was drawn by; a text may lie farther.

        Args:
            text: the situation.
            vector: the unit vector of it as a whole, shape (dimensions,).
            idf: the inverse document frequency of each bucket of words.
        """
        if not self.articles:
            return {}
        found = self.bias + self.vector_weights.astype(np.float32) @ vector
        seen, values = tf_idf(text, idf)
        sought = seen.astype(self.buckets.dtype)  # of another type it would copy all that it searches in
        starts, ends = (np.searchsorted(self.buckets, sought, side) for side in ("left", "right"))
        for value, start, end in zip(values, starts, ends, strict=True):
            # A bucket has an article once at most, so that none is left out here.
            found[self.columns[start:end]] += value * self.weights[start:end].astype(np.float32)
        return dict(zip(self.articles, ((1 + found) / 2).tolist(), strict=True))
