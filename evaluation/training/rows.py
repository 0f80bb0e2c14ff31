"""What the encoder learns from: a told situation, two passages of an article, and what the situation is."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.training.examples import Example
from kb.passages import article_passages
from kb.types import KnowledgeBase

MOST_ALSO = 3
NOTHING = -1
CALM = "geen"
_SHORT = 4  # words; a shorter item says too little
_NEIGHBOURS, _OF_ONE = 7, 2  # articles beside one another in a batch, and examples of each


@dataclass(frozen=True, slots=True)
class Order:
    """How rows come: in batches of so many, so often over all examples, drawn with this seed."""

    batch: int
    epochs: int
    seed: int


@dataclass(frozen=True, slots=True)
class Row:
    """One step of learning.

    `spoken` and `item` are a told situation and an item of the article with number `passage`. The situation
    is answered by the article `label` (NOTHING where none does; then the passages are of any article);
    `also` help too and are no negatives. `route` is the number of its danger, 0 for calm; `inside` is 1 for
    what the knowledge base is for.
    """

    situation: str
    spoken: str
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
    kb: KnowledgeBase,
    examples: Sequence[Example],
    *,
    held_out: frozenset[str],
    near: Mapping[str, Sequence[str]],
    order: Order,
) -> list[Row]:
    """Return the rows of all epochs, batch after batch; every epoch draws other passages.

    The told side of a row is a line of "Zo klinkt het", or now and then another situation of the article.

    Args:
        kb: the knowledge base.
        examples: the training situations.
        held_out: articles that are not learned from.
        near: for each article the others, most alike first.
        order: how the rows are put in batches.
    """
    maker = _Maker(kb, examples, held_out)
    draw = random.Random(order.seed)
    learned = [example for example in examples if example.article not in held_out]
    return [
        maker.row(example, draw)
        for _ in range(order.epochs)
        for batch in batches(learned, near, size=order.batch, draw=draw)
        for example in batch
    ]


def batches(
    examples: Sequence[Example], near: Mapping[str, Sequence[str]], *, size: int, draw: random.Random
) -> list[list[Example]]:
    """Put examples in batches of which half is of articles that are alike; what is left over falls out.

    Within a batch every other article is a wrong answer: next to its neighbours an article learns what sets
    it apart. Each example stands in one batch at most.
    """
    left: dict[str, list[Example]] = {}
    for example in draw.sample(examples, len(examples)):
        left.setdefault(example.article, []).append(example)
    made = []
    for _ in range(len(examples) // size):
        batch = _alike(left, near, size=size // 2, draw=draw)
        rest = [example for held in left.values() for example in held]
        for example in draw.sample(rest, size - len(batch)):
            left[example.article].remove(example)
            batch.append(example)
        made.append(batch)
    draw.shuffle(made)
    return made


def _alike(
    left: Mapping[str, list[Example]], near: Mapping[str, Sequence[str]], *, size: int, draw: random.Random
) -> list[Example]:
    found: list[Example] = []
    while len(found) < size and (starts := [slug for slug in near if left.get(slug)]):
        start = draw.choice(starts)
        for slug in (start, *near[start][:_NEIGHBOURS]):
            held = left.get(slug, [])
            found += [held.pop() for _ in range(min(_OF_ONE, len(held), size - len(found)))]
    return found


class _Maker:
    """The passages of every article, ready to draw from."""

    def __init__(self, kb: KnowledgeBase, examples: Sequence[Example], held_out: frozenset[str]) -> None:
        self._numbers = {article.slug: number for number, article in enumerate(kb.articles)}
        self._routes = {name: number for number, name in enumerate(route_names(kb))}
        self._slugs = sorted(set(self._numbers) - held_out)
        self._spoken: dict[str, list[str]] = {}
        self._items: dict[str, list[str]] = {}
        for article in kb.articles:
            passages = list(article_passages(article))
            self._spoken[article.slug] = [passage.text for passage in passages if passage.spoken]
            written = [passage.text for passage in passages if not passage.spoken]
            self._items[article.slug] = [text for text in written if len(text.split()) >= _SHORT]
        for example in examples:
            if example.article in self._numbers and example.article not in held_out:
                self._spoken[example.article].append(example.text)

    def row(self, example: Example, draw: random.Random) -> Row:
        """Return a row for an example, with passages drawn anew."""
        answered = example.article in self._numbers
        slug = example.article if answered else draw.choice(self._slugs)
        told = [text for text in self._spoken[slug] if text != example.text]
        return Row(
            situation=example.text,
            spoken=draw.choice(told),
            item=draw.choice(self._items[slug]),
            label=self._numbers[slug] if answered else NOTHING,
            also=_also(example, self._numbers),
            passage=self._numbers[slug],
            route=self._routes[example.route if example.danger != "none" else CALM],
            inside=int(example.kind not in {"out", "nearmiss"}),
        )


def _also(example: Example, numbers: Mapping[str, int]) -> tuple[int, ...]:
    found = [numbers[slug] for slug in example.also if slug in numbers][:MOST_ALSO]
    return (*found, *[NOTHING] * (MOST_ALSO - len(found)))
