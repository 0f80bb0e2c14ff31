"""What a situation says by itself: how near danger it is, which, how acute, and whether it is ours to answer.

Fitted on training situations (`python -m evaluation.training --heads`) and kept per model, with the vectors
of those situations: they are told evidence for their articles too. A model without a file of its own is
read by the passages of the index alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.article_words import ArticleWords
from retrieval.word_heads import WordHeads

Floats = NDArray[np.float32]
Halfs = NDArray[np.float16]
FOLDER = Path(__file__).with_name("heads")
_BLOCK = 256  # rows that are widened at once


class _Widened:
    """Told vectors in single precision: widened part by part for one question, kept from the second on."""

    def __init__(self) -> None:
        self._asked = False
        self._kept: tuple[Floats, ...] = ()

    def blocks(self, told: Halfs) -> Iterable[Floats]:
        if self._kept:
            return self._kept
        made = (told[at : at + _BLOCK].astype(np.float32) for at in range(0, len(told), _BLOCK))
        if self._asked:
            self._kept = tuple(made)
            return self._kept
        self._asked = True
        return made


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """Told situations, and what was learned from them.

    `told` has their unit vectors, shape (situations, dimensions), in half precision, which is half the memory
    and more digits than matter; `articles` has those that answer each (none, one or a few). Danger is a
    kernel machine over them: `pull` has the weight of each, `spread` the width of the Gaussian. Which danger
    is a linear layer, `route_weights` of shape (classes, dimensions), the first class calm and the others
    `routes`.
    Whether a danger is acute is one too, `acute_weights` of shape (dimensions,), and so is scope,
    `inside_weights`. `words` read the same four things from the words themselves, `article_words` the
    article.
    """

    told: Halfs
    articles: tuple[tuple[str, ...], ...]
    pull: Floats
    spread: float
    danger_bias: float
    routes: tuple[str, ...]
    route_weights: Floats
    route_bias: Floats
    acute_weights: Floats
    acute_bias: float
    inside_weights: Floats
    inside_bias: float
    words: WordHeads
    article_words: ArticleWords
    _widened: _Widened = field(init=False, repr=False, default_factory=_Widened)

    def cosines(self, vectors: Floats) -> Floats:
        """Return how near each text is to each told situation, shape (vectors, situations)."""
        return np.hstack([vectors @ block.T for block in self._widened.blocks(self.told)])

    def danger(self, cosines: Floats) -> Floats:
        """Return how far each text lies on the side of danger, shape (vectors,); 0 is the boundary.

        Args:
            cosines: how near each text is to each told situation, shape (vectors, situations).
        """
        # Of unit vectors the squared distance is 2 - 2 times the cosine.
        near = np.exp(2 * self.spread * (cosines - 1))
        value: Floats = near @ self.pull + np.float32(self.danger_bias)
        return value

    def route(self, vectors: Floats) -> Floats:
        """Return the log-odds of each route against calm, shape (vectors, routes)."""
        values = vectors @ self.route_weights.T + self.route_bias
        odds: Floats = values[:, 1:] - values[:, :1]
        return odds

    def acute(self, vectors: Floats) -> Floats:
        """Return the log-odds that a danger is acute, shape (vectors,); says nothing of what is calm."""
        odds: Floats = vectors @ self.acute_weights + np.float32(self.acute_bias)
        return odds

    def inside(self, vectors: Floats) -> Floats:
        """Return the log-odds that a text is what the knowledge base is for, shape (vectors,)."""
        odds: Floats = vectors @ self.inside_weights + np.float32(self.inside_bias)
        return odds


@lru_cache(maxsize=4)
def load_heads(model_id: str, folder: Path = FOLDER) -> Heads | None:
    """Return the heads that were fitted on this model, or None where there are none."""
    path = folder / f"{model_id}.npz"
    if not path.exists():
        return None
    with np.load(path) as held:
        return Heads(
            told=held["told"],
            articles=tuple(tuple(line.split(" ")) if line else () for line in _lines(held["articles"])),
            pull=held["pull"],
            spread=float(held["spread"]),
            danger_bias=float(held["danger_bias"]),
            routes=tuple(held["routes"].tolist()),
            route_weights=held["route_weights"],
            route_bias=held["route_bias"],
            acute_weights=held["acute_weights"],
            acute_bias=float(held["acute_bias"]),
            inside_weights=held["inside_weights"],
            inside_bias=float(held["inside_bias"]),
            words=WordHeads(tuple(held["word_names"].tolist()), held["word_table"], held["word_bias"]),
            article_words=ArticleWords(
                articles=tuple(held["article_names"].tolist()),
                buckets=held["article_buckets"],
                columns=held["article_columns"],
                weights=held["article_weights"],
                bias=held["article_bias"],
            ),
        )


def write_heads(heads: Heads, path: Path) -> None:
    """Keep the heads of a model."""
    path.parent.mkdir(exist_ok=True)
    np.savez(
        path,
        told=heads.told,
        articles=_letters(" ".join(slugs) for slugs in heads.articles),
        pull=heads.pull,
        spread=np.float32(heads.spread),
        danger_bias=np.float32(heads.danger_bias),
        routes=np.array(heads.routes),
        route_weights=heads.route_weights,
        route_bias=heads.route_bias,
        acute_weights=heads.acute_weights,
        acute_bias=np.float32(heads.acute_bias),
        inside_weights=heads.inside_weights,
        inside_bias=np.float32(heads.inside_bias),
        word_names=np.array(heads.words.names),
        word_table=heads.words.table,
        word_bias=heads.words.bias,
        article_names=np.array(heads.article_words.articles),
        article_buckets=heads.article_words.buckets,
        article_columns=heads.article_words.columns,
        article_weights=heads.article_words.weights,
        article_bias=heads.article_words.bias,
    )


def _letters(lines: Iterable[str]) -> NDArray[np.uint8]:
    """Return lines as the bytes they are: an array of texts takes four for each letter of the longest."""
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


def _lines(letters: NDArray[np.uint8]) -> list[str]:
    return letters.tobytes().decode().split("\n")
