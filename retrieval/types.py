"""What retrieval hands over: hits, the safety of a situation, and the advice as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kb.types import Article, Helpline, Item, Source

Level = Literal["none", "concern", "acute"]
Outcome = Literal["advice", "uncertain", "none"]


@dataclass(frozen=True, slots=True)
class Hit:
    """An article (or document) and its score.

    `dense` is the cosine behind it, `lexical` its BM25 as a share of the best, `row` its best passage, and
    `learned` what the article layer says, about 0 to 1; None where there is none.
    """

    owner: str
    score: float
    dense: float
    lexical: float
    row: int
    learned: float | None = None


@dataclass(frozen=True, slots=True)
class Safety:
    """Whether someone may be in danger, along which routes, by which signals, and what to do then."""

    level: Level = "none"
    score: float = 0.0
    routes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    signals: tuple[Item, ...] = ()
    steps: tuple[Item, ...] = ()
    never: tuple[Item, ...] = ()
    helplines: tuple[Helpline, ...] = ()
    family_hidden: bool = False
    ordinary_advice: bool = True


@dataclass(frozen=True, slots=True)
class RankedArticle:
    """An article in the order of an answer, with how its score came about."""

    article: Article
    hit: Hit


@dataclass(frozen=True, slots=True)
class Advice:
    """Everything that an answer holds; every text in it stands in the knowledge base.

    `withheld` counts the items that were not shown because they bring contact with the family.
    """

    query: str
    outcome: Outcome
    confidence: float
    safety: Safety
    articles: tuple[RankedArticle, ...]
    advice: tuple[Item, ...] = ()
    meanings: tuple[Item, ...] = ()
    questions: tuple[Item, ...] = ()
    pitfalls: tuple[Item, ...] = ()
    escalation: tuple[Item, ...] = ()
    other: tuple[Item, ...] = ()
    sources: tuple[Source, ...] = ()
    helplines: tuple[Helpline, ...] = ()
    nearest: tuple[Article, ...] = ()
    withheld: int = 0
