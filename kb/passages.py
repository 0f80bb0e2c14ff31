"""Passages: the pieces of text that are searched, each pointing at the article or route it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.types import Article, Item, KnowledgeBase

TITLE = "titel"
DANGER = "gevaar"
CALM = "lijkt-erop"
SPOKEN_KINDS = frozenset({"situatie", DANGER, CALM})
_QUOTES = "\"'“”„‘’ "


@dataclass(frozen=True, slots=True)
class Passage:
    """One searched text. `owner` is an article's slug, or a route's id for danger signals and look-alikes.

    `item` is the place of its item in the article, or among the signals of the route; -1 is the title.
    """

    owner: str
    kind: str
    item: int
    text: str

    @property
    def spoken(self) -> bool:
        """Whether the text is a told situation, as a question is, rather than an answer."""
        return self.kind in SPOKEN_KINDS

    @property
    def searchable(self) -> bool:
        """Whether the passage speaks for an article (and not for or against a danger)."""
        return self.kind not in {DANGER, CALM}


def passages_of(kb: KnowledgeBase) -> tuple[Passage, ...]:
    """Return the passages of a knowledge base: of its articles first, then of its routes."""
    articles = (passage for article in kb.articles for passage in article_passages(article))
    return (*articles, *_route_passages(kb))


def article_passages(article: Article) -> Iterator[Passage]:
    """Yield the title and every item; an answer's item is read together with the title of its article."""
    yield Passage(article.slug, TITLE, -1, article.title)
    for number, item in enumerate(article.items):
        yield Passage(article.slug, item.kind, number, _text(item, article.title))


def _text(item: Item, title: str) -> str:
    if item.kind == "situatie":
        return item.text.strip(_QUOTES)
    return f"{title.rstrip('.')}. {item.text}"


def _route_passages(kb: KnowledgeBase) -> Iterator[Passage]:
    for route in kb.routes:
        yield from _signals(route.id, DANGER, route.signals)
        yield from _signals(route.id, CALM, route.lookalikes)
    yield from _signals("geen", CALM, kb.lookalikes)


def _signals(owner: str, kind: str, items: Iterable[Item]) -> Iterator[Passage]:
    for number, item in enumerate(items):
        yield Passage(owner, kind, number, item.text.strip(_QUOTES))
