"""What a situation's words say by themselves: how near danger it is, which, how acute, and if it is ours.

The encoder reads the drift of a story; a word or two that give the danger away can drown in that. Linear
layers over words and pairs of words see them. They are kept with the heads of a model (`retrieval.heads`).
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
BUCKETS = 2**17  # words share one where their hashes are alike (Weinberger et al., 2009); rare enough here
DANGER, ACUTE, INSIDE = "danger", "acute", "inside"
_WORD = re.compile(r"\w\w+")


@dataclass(frozen=True, slots=True, eq=False)
class WordHeads:
    """Linear layers over tf-idf.

    `table` has a row for each bucket, in half precision: its idf (0 for what was seen too little to count)
    and its weight in each layer, shape (BUCKETS, 1 + names). `names` are the layers: DANGER, ACUTE, INSIDE
    and the routes; `bias` has shape (names,).
    """

    names: tuple[str, ...]
    table: NDArray[np.float16]
    bias: Floats

    @property
    def idf(self) -> NDArray[np.float16]:
        """The inverse document frequency of each bucket, shape (BUCKETS,)."""
        return self.table[:, 0]

    def odds(self, text: str) -> dict[str, float]:
        """Return the log-odds of each layer: danger, acute (where there is danger), inside, each route."""
        buckets, values = tf_idf(text, self.idf)
        found = values @ self.table[buckets, 1:].astype(np.float32) + self.bias
        return dict(zip(self.names, found.tolist(), strict=True))


def buckets_of(text: str) -> Counter[int]:
    """Count the words and pairs of words of a text, by the number of their bucket."""
    words = _WORD.findall(text.lower())
    grams = [*words, *(" ".join(pair) for pair in pairwise(words))]
    return Counter(zlib.crc32(gram.encode()) % BUCKETS for gram in grams)


def tf_idf(text: str, idf: NDArray[np.float16]) -> tuple[NDArray[np.int64], Floats]:
    """Return the buckets of a text and their weights, together of length 1; counts by their logarithm."""
    counts = buckets_of(text)
    buckets = np.fromiter(counts, dtype=np.int64, count=len(counts))
    seen = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    values = (1 + np.log(seen)) * idf[buckets].astype(np.float32)
    length = float(np.linalg.norm(values))
    scaled: Floats = (values / length if length else values).astype(np.float32)
    return buckets, scaled
