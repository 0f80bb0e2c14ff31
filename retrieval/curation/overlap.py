"""Where articles get in each other's way: alike as a whole, items said twice, advice that clashes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.progress import Progress, silent
from index.refresh import OpenIndex
from index.vectors import Vectors
from kb.single import read_article
from kb.types import Article
from retrieval.curation.compared import Compared, indexed_articles, with_article
from retrieval.curation.contradiction import Contradiction, contradictions
from retrieval.curation.paraphrase import ItemPair, nearly_same_items
from retrieval.curation.similarity import OVERLAP, article_similarities
from retrieval.lookup import find_article

_NEAREST = 10
_WORK = "Artikelen vergelijken"


@dataclass(frozen=True, slots=True)
class ArticlePair:
    """Two articles and how much they have in common, 0 to 1."""

    one: Article
    other: Article
    similarity: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """What a trainer should look at, the most alike first; of one article it is always `one` of a pair."""

    articles: tuple[ArticlePair, ...]
    items: tuple[ItemPair, ...]
    contradictions: tuple[Contradiction, ...]


def overlap_of(
    index: OpenIndex, kb_root: Path, name: str, *, progress: Progress = silent
) -> tuple[Article, Overlap]:
    """Compare one article with all others.

    Args:
        index: the index, up to date; what it holds is not encoded again.
        kb_root: the folder of the knowledge base.
        name: a slug, or an article file inside or outside the folder.
        progress: is told how far it is.

    Raises:
        QueryError: there is no such article.
        KnowledgeBaseError: the file cannot be used as an article.
    """
    compared, file = indexed_articles(index.generation), Path(name)
    if file.is_file():
        here = [(kb_root / article.path).resolve() == file.resolve() for article in compared.articles]
        if True not in here:
            article = read_article(file, vocabulary=index.generation.kb.vocabulary)
            compared = with_article(compared, article, index.encoder)
            return article, find_overlap(compared, len(here), progress=progress)
        own = here.index(True)
    else:
        own = compared.articles.index(find_article(index.generation.kb, name))
    return compared.articles[own], find_overlap(compared, own, progress=progress)


def find_overlap(compared: Compared, own: int | None = None, *, progress: Progress = silent) -> Overlap:
    """Compare the articles.

    Args:
        compared: the articles.
        own: the place of the one article that is looked at, of which the ten nearest are given, near or
            not; None for all, of which the pairs that overlap are given.
        progress: is told how far it is.
    """
    similarities = article_similarities(compared)
    progress(_WORK, 1, 3)
    pairs = (
        _overlapping(compared, similarities) if own is None else _nearest(compared, similarities[own], own)
    )
    articles = tuple(sorted(pairs, key=lambda p: (-p.similarity, p.one.slug, p.other.slug)))
    items = nearly_same_items(compared, own)
    progress(_WORK, 2, 3)
    clashes = contradictions(compared.articles, similarities, own)
    progress(_WORK, 3, 3)
    return Overlap(articles, items, clashes)


def _overlapping(compared: Compared, similarities: Vectors) -> Iterator[ArticlePair]:
    articles = compared.articles
    for one, other in zip(*np.nonzero(np.triu(similarities, 1) >= OVERLAP), strict=True):
        yield ArticlePair(articles[one], articles[other], float(similarities[one, other]))


def _nearest(compared: Compared, common: Vectors, own: int) -> Iterator[ArticlePair]:
    articles = compared.articles
    ordered = sorted(range(len(articles)), key=lambda place: (-common[place], articles[place].slug))
    for place in [place for place in ordered if place != own][:_NEAREST]:
        yield ArticlePair(articles[own], articles[place], float(common[place]))
