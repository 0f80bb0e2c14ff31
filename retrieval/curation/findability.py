"""Whether an article is found: its own situations asked as questions, each left out of its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from index.progress import Progress, silent
from index.refresh import OpenIndex
from index.vectors import Vectors
from kb.types import Article, Item
from retrieval.rows import RowNumbers, rows_of
from retrieval.scope import judged
from retrieval.search import Evidence, gather_all, lowered_articles, rank
from retrieval.settings import load_settings
from retrieval.types import Outcome

TOP = 3
_AT_ONCE = 32  # situations in one call of the encoder


@dataclass(frozen=True, slots=True)
class Asked:
    """A situation that was asked: at which rank (from 1) its article came, and what `vraag` would answer.

    `before` holds the first three of the articles that stood before it, best first.
    """

    item: Item
    rank: int
    before: tuple[Article, ...]
    outcome: Outcome
    confidence: float

    @property
    def in_top(self) -> bool:
        """Whether the article came among the first three."""
        return self.rank <= TOP


@dataclass(frozen=True, slots=True)
class Findability:
    """An article, and what became of each of its situations, in their order."""

    article: Article
    asked: tuple[Asked, ...]

    @property
    def first(self) -> int:
        """How many situations find the article before any other."""
        return sum(one.rank == 1 for one in self.asked)

    @property
    def in_top(self) -> int:
        """How many situations find the article among the first three."""
        return sum(one.in_top for one in self.asked)

    @property
    def share(self) -> float:
        """The share of situations that find it among the first three; 0 where there are none."""
        return self.in_top / len(self.asked) if self.asked else 0.0

    @property
    def mean_reciprocal_rank(self) -> float:
        """1 where each situation finds the article first, 0.5 where second; 0 where there are none."""
        return sum(1 / one.rank for one in self.asked) / len(self.asked) if self.asked else 0.0


def findability(index: OpenIndex, article: Article) -> Findability:
    """Ask every situation of an article, as if it did not stand in the article.

    It still counts in how rare its words are and in what all situations share; one among thousands. What
    cannot be left out is that an adapted model learned from the situations of the articles there were then:
    a later article does less well than an older one of the same quality.
    """
    return next(_measured(index, [article]))


def findability_of_all(index: OpenIndex, *, progress: Progress = silent) -> tuple[Findability, ...]:
    """Ask the situations of all articles; return the articles, the hardest to find first.

    That is by the share found among the first three, then by mean reciprocal rank. `progress` is told how
    many articles are done.
    """
    articles = index.generation.kb.articles
    found = []
    for done, one in enumerate(_measured(index, articles), start=1):
        found.append(one)
        progress("Situaties vragen", done, len(articles))
    return tuple(sorted(found, key=lambda one: (one.share, one.mean_reciprocal_rank, one.article.slug)))


@dataclass(frozen=True, slots=True)
class _Told:
    """A situation of an article, and its row in the index."""

    article: Article
    item: Item
    row: int


class _Recalling:
    """An encoder that takes the vectors of told situations from the index, and encodes only other texts."""

    def __init__(self, index: OpenIndex) -> None:
        self._encoder = index.encoder
        vectors = index.generation.vectors.vectors()
        spoken = [row for row, passage in enumerate(index.generation.passages) if passage.spoken]
        self._known = {index.generation.passages[row].text: vectors[row] for row in spoken}
        self.model_id, self.name = index.encoder.model_id, index.encoder.name
        self.dimensions = index.encoder.dimensions

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts as questions, shape (texts, dimensions)."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        made = dict(zip(new, self._encoder.encode_queries(new), strict=True)) if new else {}
        return np.stack([made[text] if text in made else self._known[text] for text in texts])

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Return the vectors of texts as passages, shape (texts, dimensions)."""
        return self._encoder.encode_passages(texts, progress=progress)


def _measured(index: OpenIndex, articles: Sequence[Article]) -> Iterator[Findability]:
    """Yield the articles in their order; the encoder gets the situations of several at a time."""
    told = [_told(index, article) for article in articles]
    recalling = replace(index, encoder=_Recalling(index))
    asked = _asked(recalling, [one for held in told for one in held])
    for article, held in zip(articles, told, strict=True):
        yield Findability(article, tuple(islice(asked, len(held))))


def _told(index: OpenIndex, article: Article) -> list[_Told]:
    first = index.generation.first_row(article.slug) + 1
    items = enumerate(article.items, start=first)
    return [_Told(article, item, row) for row, item in items if item.kind == "situatie"]


def _asked(index: OpenIndex, told: Sequence[_Told]) -> Iterator[Asked]:
    for start in range(0, len(told), _AT_ONCE):
        chunk = told[start : start + _AT_ONCE]
        texts = [index.generation.passages[one.row].text for one in chunk]
        for one, evidence in zip(chunk, gather_all(index, texts), strict=True):
            yield _ask(index, one, evidence)


def _ask(index: OpenIndex, told: _Told, evidence: Evidence) -> Asked:
    kb, own = index.generation.kb, told.article.slug
    settings = load_settings(index.encoder.model_id).settings
    rows = {**rows_of(index.generation).of_owner, own: _without(index, told)}
    # The layer was learned from this line too.
    evidence = replace(evidence, article_layer={})
    hits = rank(evidence, rows, settings=settings, lowered=lowered_articles(kb))
    place = next(number for number, hit in enumerate(hits) if hit.owner == own)
    confidence, outcome = judged(hits[0], evidence, index.generation, settings=settings)
    before = tuple(other for hit in hits[: min(place, TOP)] if (other := kb.article(hit.owner)) is not None)
    return Asked(told.item, place + 1, before, outcome, confidence)


def _without(index: OpenIndex, told: _Told) -> RowNumbers:
    """Return the rows that speak for an article, less those that hold this very text."""
    passages = index.generation.passages
    own = rows_of(index.generation).of_owner[told.article.slug]
    left_out = passages[told.row].text
    return own[[row >= len(passages) or passages[row].text != left_out for row in own.tolist()]]
