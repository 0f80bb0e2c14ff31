"""What a situation's words say by themselves of which article it is: a classifier over words.

Where the encoder follows the drift of a story, this one holds on to what it is about: "handje", "voogd",
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
class ArticleWords:
    """A linear layer from words to `articles`, of which only the largest weights are kept.

    The weights lie one after another in the order of their bucket: `buckets`, `columns` (numbers of articles)
    and `weights`, each of shape (weights,). `bias` has shape (articles,).
    """

    articles: tuple[str, ...]
    buckets: NDArray[np.uint32]
    columns: NDArray[np.uint16]
    weights: NDArray[np.float16]
    bias: Floats

    def scores(self, text: str, idf: NDArray[np.float16]) -> Mapping[str, float]:
        """Return how much the words are those of each article, from 0 for the least to 1 for the most.

        Nothing where no word was seen in training.

        Args:
            text: the situation.
            idf: the inverse document frequency of each bucket.
        """
        seen, values = tf_idf(text, idf)
        if not self.articles or not values.any():
            return {}
        sought = seen.astype(self.buckets.dtype)  # of another type it would copy all that it searches in
        starts, ends = (np.searchsorted(self.buckets, sought, side) for side in ("left", "right"))
        found = self.bias.copy()
        for value, start, end in zip(values, starts, ends, strict=True):
            found[self.columns[start:end]] += value * self.weights[start:end]  # an article once a bucket
        low, high = float(found.min()), float(found.max())
        scaled = (found - low) / max(high - low, 1e-9)
        return dict(zip(self.articles, scaled.tolist(), strict=True))
