"""The answers that a card has to hold: of every article, and of every danger."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import combinations

from kb.types import Article, Item, KnowledgeBase
from retrieval.answer import cited_ids
from retrieval.preview import preview
from retrieval.types import Advice, Safety

_LISTS = {
    "questions": ("vraag",),
    "meanings": ("betekenis",),
    "pitfalls": ("valkuil",),
    "escalation": ("opschalen",),
    "other": ("kort", "letop"),
}


def of_articles(kb: KnowledgeBase) -> Iterator[tuple[str, Advice]]:
    """Yield for every article the fullest answer: all of its items and its longest pieces of advice."""
    for article in kb.articles:
        advice = sorted(of_kinds(article, ("advies",)), key=lambda item: -len(item.text))
        lists = {name: of_kinds(article, kinds) for name, kinds in _LISTS.items()}
        cited = cited_ids(item for items in (advice[:3], *lists.values()) for item in items)
        lines = (kb.helplines.get(source.removeprefix("tel:")) for source in cited)
        yield (
            article.slug,
            dataclasses.replace(
                preview(article, kb),
                safety=Safety(),
                advice=tuple(advice[:3]),
                sources=tuple(kb.sources[source] for source in cited if source in kb.sources),
                helplines=tuple(line for line in lines if line is not None),
                **lists,
            ),
        )


def of_articles_of_danger(kb: KnowledgeBase) -> Iterator[tuple[str, Advice]]:
    """Yield the answer of every article that opens a panel."""
    for article in kb.articles:
        if article.danger_routes:
            yield f"{article.slug}, met paneel", preview(article, kb)


def of_kinds(article: Article, kinds: tuple[str, ...]) -> tuple[Item, ...]:
    return tuple(item for item in article.items if item.kind in kinds)


def of_dangers(kb: KnowledgeBase, *, routes: int) -> Iterator[tuple[str, Advice]]:
    """Yield the answers to so many dangers at once, in every combination, where no article fits."""
    for together in combinations(kb.routes, routes):
        steps = tuple({item.text: item for route in together for item in route.steps}.values())
        never = tuple({item.text: item for route in together for item in route.never}.values())
        lines = dict.fromkeys(("noodnummer", *(line for route in together for line in route.helplines)))
        safety = Safety(
            level="acute",
            score=0.9,
            routes=tuple(route.id for route in together),
            names=tuple(route.name for route in together),
            steps=steps,
            never=never,
            helplines=tuple(kb.helplines[line] for line in lines),
            ordinary_advice=False,
        )
        sources = tuple(kb.sources[source] for source in cited_ids((*steps, *never)) if source in kb.sources)
        yield "+".join(safety.routes), Advice("", "none", 0.1, safety, (), sources=sources)
