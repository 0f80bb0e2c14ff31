"""The questions of `artikel nieuw` in a terminal: a list of labels with numbers, until the answer is one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from kb.create import CALM, Wish, checked_title, chosen_slug
from kb.errors import QueryError
from kb.slug import free_slug, slug_of
from kb.types import KnowledgeBase
from retrieval.filters import FACETS

Value = TypeVar("Value")

# Per facet what is asked, and whether several answers are good.
_QUESTIONS = {
    "thema": ("Bij welk thema hoort het?", False),
    "leefdomein": ("Waar speelt het?", True),
    "leeftijd": ("Over welke leeftijd gaat het?", True),
    "beroepsgroep": ("Voor wie is het?", True),
    "route": ("Kan hier gevaar bij spelen? Welk?", True),
}
_TITLE = "Titel, wat je ziet in een paar woorden:"
_USUAL = 0.5  # share of a theme's articles from which on a value is proposed
_SPLIT = re.compile(r"[\s,;]+|\ben\b")
_NUMBERS = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Asker:
    """How to put a question and hear the answer, and how to say something."""

    ask: Callable[[str], str]
    say: Callable[[str], None]


def ask_what_is_missing(wish: Wish, kb: KnowledgeBase, taken: Mapping[str, str], asker: Asker) -> Wish:
    """Return the wish with everything that was not said asked for, question by question."""
    if wish.slug:
        chosen_slug(wish, taken)  # refuse it now, not after all the questions
    title = checked_title(wish.title) if wish.title else _asked(_TITLE, checked_title, asker)
    wish = replace(wish, title=title)
    for facet in _QUESTIONS:
        if not wish.values.get(facet):
            chosen = _choose(facet, _proposed(facet, wish, kb), kb, asker)
            wish = replace(wish, values={**wish.values, facet: chosen})
    return wish if wish.slug else replace(wish, slug=_slug(wish, taken, asker))


def _proposed(facet: str, wish: Wish, kb: KnowledgeBase) -> tuple[str, ...]:
    """Return the values that most articles of the chosen theme have."""
    if facet == "thema":
        return ()
    if facet == "route":
        return (CALM,)
    articles = [article for article in kb.articles if article.theme in wish.values["thema"]]
    counts = Counter(value for article in articles for value in getattr(article, FACETS[facet]))
    most = max(counts.values(), default=0)
    least = min(most, _USUAL * len(articles))
    return tuple(value for value in kb.vocabulary.values(facet) if counts[value] and counts[value] >= least)


def _choose(facet: str, proposed: Sequence[str], kb: KnowledgeBase, asker: Asker) -> tuple[str, ...]:
    question, several = _QUESTIONS[facet]
    values = kb.vocabulary.values(facet)
    asker.say(f"\n{question}")
    for number, value in enumerate(values, start=1):
        asker.say(f"{number:>4}  {kb.vocabulary.label(facet, value)}")
    numbers = ",".join(str(values.index(value) + 1) for value in proposed)
    what = "Nummers" if several else "Nummer"
    default = f" [Enter: {numbers}]" if proposed else ""

    def read(answer: str) -> tuple[str, ...]:
        if not answer.strip() and proposed:
            return tuple(proposed)
        return tuple(values[number - 1] for number in numbers_in(answer, len(values), several=several))

    return _asked(f"{what}{default}:", read, asker)


def numbers_in(answer: str, highest: int, *, several: bool) -> tuple[int, ...]:
    """Return the numbers in an answer such as "1, 3" or "2-4", each once.

    Raises:
        QueryError: something in it is no number of the list, or there are more than are asked for.
    """
    found: list[int] = []
    for word in filter(None, _SPLIT.split(re.sub(r"\s*-\s*", "-", answer))):
        match = _NUMBERS.fullmatch(word)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last <= highest:
            raise QueryError(f"'{word[:20]}' staat niet in de lijst.", todo=_how(several))
        found += range(first, last + 1)
    numbers = tuple(dict.fromkeys(found))
    if not numbers or (len(numbers) > 1 and not several):
        raise QueryError("Kies er één." if numbers else "Kies een nummer uit de lijst.", todo=_how(several))
    return numbers


def _how(several: bool) -> str:
    return "Typ nummers, bijvoorbeeld 1,3." if several else "Typ één nummer."


def _slug(wish: Wish, taken: Mapping[str, str], asker: Asker) -> str:
    proposed = free_slug(wish.title, taken)
    if slug_of(wish.title) in taken:
        asker.say(
            f"\nLet op: {taken[slug_of(wish.title)]} bestaat al. Lees dat eerst; misschien is dit hetzelfde."
        )

    def read(answer: str) -> str:
        return chosen_slug(replace(wish, slug=answer.strip() or proposed), taken)

    return _asked(f"\nNaam van het bestand{f' [Enter: {proposed}]' if proposed else ''}:", read, asker)


def _asked(question: str, read: Callable[[str], Value], asker: Asker) -> Value:
    while True:
        try:
            return read(asker.ask(question))
        except QueryError as error:
            asker.say(str(error))
