"""What a situation says by itself: how near danger it is, which, how acute, and whether it is ours to answer.

Fitted on training situations (`python -m evaluation.training --heads`) and kept per model, with the vectors
of those situations: they are told evidence for their articles too. A model without a file of its own is
read by the passages of the index alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.article_layer import ArticleLayer
from retrieval.told import Told
from retrieval.word_heads import WordHeads

Floats = NDArray[np.float32]
FOLDER = Path(__file__).with_name("heads")


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """Told situations, and what was learned from them.

    `told` has their unit vectors; `articles` has those that answer each (none, one or a few). Danger is a
    kernel machine over them: `pull` has the weight of each, `spread` the width of the Gaussian. Which danger
    is a linear layer, `route_weights` of shape (classes, dimensions), the first class calm and the others
    `routes`.
    Whether a danger is acute is one too, `acute_weights` of shape (dimensions,), and so is scope,
    `inside_weights`. `words` read the same four things from the words themselves; `article_layer`
    reads the article from words and vector.
    """

    told: Told
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
    article_layer: ArticleLayer

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
            told=Told(held["told"], held["told_sizes"]),
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
            article_layer=ArticleLayer(
                articles=tuple(held["article_names"].tolist()),
                buckets=held["article_buckets"],
                columns=held["article_columns"],
                weights=held["article_weights"],
                vector_weights=held["article_vector_weights"],
                bias=held["article_bias"],
            ),
        )


def write_heads(heads: Heads, path: Path) -> None:
    """Keep the heads of a model."""
    path.parent.mkdir(exist_ok=True)
    np.savez(
        path,
        told=heads.told.figures,
        told_sizes=heads.told.sizes,
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
        article_names=np.array(heads.article_layer.articles),
        article_buckets=heads.article_layer.buckets,
        article_columns=heads.article_layer.columns,
        article_weights=heads.article_layer.weights,
        article_vector_weights=heads.article_layer.vector_weights,
        article_bias=heads.article_layer.bias,
    )


def _letters(lines: Iterable[str]) -> NDArray[np.uint8]:
    """Return lines as the bytes they are: an array of texts takes four for each letter of the longest."""
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


def _lines(letters: NDArray[np.uint8]) -> list[str]:
    return letters.tobytes().decode().split("\n")
