"""What the encoder learns from: a told situation, an item of an article, and what the situation is."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evaluation.training.examples import CALM, Example, as_asked
from kb.passages import article_passages
from kb.types import KnowledgeBase
from retrieval.question import units

MOST_ALSO = 3
NOTHING = -1
_SHORT = 4  # words; a shorter item says too little
_SENTENCES = 3  # a shorter story is told whole


@dataclass(frozen=True, slots=True)
class Row:
    """One step of learning.

    The situation is answered by the article `label` (NOTHING where none does); `also` help too, and count
    for a part. `item` is an item of the article with number `passage`. `route` is the number of its danger, 0
    for calm, NOTHING where nobody said; `inside` is 1 for what the knowledge base is for.
    """

    situation: str
    item: str
    label: int
    also: tuple[int, ...]
    passage: int
    route: int
    inside: int

    @property
    def targets(self) -> list[int]:
        """Everything but the texts, as the loss takes it."""
        return [self.label, *self.also, self.passage, self.route, self.inside]


def route_names(kb: KnowledgeBase) -> tuple[str, ...]:
    """Return the classes of danger, calm first."""
    return (CALM, *(route.id for route in kb.routes))


def training_rows(
    kb: KnowledgeBase, examples: Sequence[Example], *, held_out: frozenset[str], epochs: int, seed: int
) -> list[Row]:
    """Return the rows of all epochs, one after another; every epoch draws another order and other items.

    The lines of "Zo klinkt het" are told situations of their articles too. After the first epoch a longer
    calm story comes by with one sentence less every other time, so that no single phrase gives it away.

    Args:
        kb: the knowledge base.
        examples: the training situations.
        held_out: articles that are not learned from.
        epochs: how often each situation comes by.
        seed: of what is drawn.
    """
    draw = random.Random(seed)
    numbers = {article.slug: number for number, article in enumerate(kb.articles)}
    items = _items(kb, held_out)
    routes = {name: number for number, name in enumerate(route_names(kb))}
    learned = [_of_example(e, numbers, routes) for e in examples if e.article not in held_out]
    learned += [_of_line(text, numbers[slug]) for slug, text in _lines(kb, held_out)]
    return [
        _with_item(_shorter(told, draw) if epoch else told, items, draw)
        for epoch in range(epochs)
        for told in draw.sample(learned, len(learned))
    ]


def _items(kb: KnowledgeBase, held_out: frozenset[str]) -> dict[int, list[str]]:
    found = {}
    for number, article in enumerate(kb.articles):
        texts = [passage.text for passage in article_passages(article) if not passage.spoken]
        if article.slug not in held_out:
            found[number] = [text for text in texts if len(text.split()) >= _SHORT]
    return found


def _lines(kb: KnowledgeBase, held_out: frozenset[str]) -> list[tuple[str, str]]:
    return [
        (article.slug, passage.text)
        for article in kb.articles
        if article.slug not in held_out
        for passage in article_passages(article)
        if passage.spoken
    ]


def _of_example(example: Example, numbers: Mapping[str, int], routes: Mapping[str, int]) -> Row:
    return Row(
        situation=as_asked(example.text),
        item="",
        label=numbers.get(example.article, NOTHING),
        also=_also(example, numbers),
        passage=NOTHING,
        route=routes[example.way],
        inside=int(example.inside),
    )


def _of_line(text: str, label: int) -> Row:
    return Row(as_asked(text), "", label, (NOTHING,) * MOST_ALSO, NOTHING, NOTHING, 1)


def _with_item(told: Row, items: Mapping[int, Sequence[str]], draw: random.Random) -> Row:
    number = told.label if told.label != NOTHING else draw.choice(sorted(items))
    return replace(told, item=draw.choice(items[number]), passage=number)


def _shorter(told: Row, draw: random.Random) -> Row:
    """Return a story without one of its sentences, half of the times; a danger may hang on a single one."""
    _, *sentences = units(told.situation)
    if len(sentences) < _SENTENCES or told.route != 0 or draw.random() < 0.5:
        return told
    sentences.pop(draw.randrange(len(sentences)))
    return replace(told, situation=" ".join(sentences))


def _also(example: Example, numbers: Mapping[str, int]) -> tuple[int, ...]:
    found = [numbers[slug] for slug in example.also if slug in numbers][:MOST_ALSO]
    return (*found, *[NOTHING] * (MOST_ALSO - len(found)))
