"""Which words tell one article from the others: those that come back in it and that few others have."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.terms import terms
from kb.types import Article

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_COMMON = 4  # what one in so many articles says, tells nothing
_SHORTEST = 4  # letters; from here on a word is looked for within longer ones


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some texts by their term: how each is written there, and in how many texts it stands."""

    written: Mapping[str, str]
    counts: Mapping[str, int]


def words_of(texts: Iterable[str]) -> Words:
    """Return the words of texts, but for names and numbers; a word counts once a text."""
    written: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for text in texts:
        held = {term: word for word in _WORD.findall(text) for term in terms(word)}
        counts.update(held.keys())
        # A capital that a word has everywhere makes it a name, or tells no more than where it stood.
        written.update({term: word for term, word in held.items() if not word.istitle()})
    return Words(written, {term: counts[term] for term in written})


def article_texts(article: Article, kinds: Collection[str] | None = None) -> list[str]:
    """Return the title of an article and the texts of its items; with `kinds` only of those kinds."""
    return [article.title, *(item.text for item in article.items if kinds is None or item.kind in kinds)]


def spread(articles: Sequence[Article]) -> Counter[str]:
    """Return in how many articles each term stands."""
    return Counter(term for article in articles for term in set(terms("\n".join(article_texts(article)))))


def telling(words: Words, *, without: Collection[str], spread: Mapping[str, int], articles: int) -> list[str]:
    """Return words as they are written, the most telling first: in many of the texts, in few articles.

    Args:
        words: those to choose from.
        without: terms that do not count; nor does a word that is a part of one, or has one as its part.
        spread: in how many articles each term stands.
        articles: how many articles there are; a term that many of them have is left out.
    """
    few = max(1, articles // _COMMON)
    rare = {term: spread.get(term, 1) for term in words.written if spread.get(term, 1) <= few}
    weights = {
        term: words.counts[term] * math.log(1 + articles / held)
        for term, held in rare.items()
        if not _among(term, without)
    }
    return [words.written[term] for term in sorted(weights, key=lambda term: (-weights[term], term))]


def _among(term: str, others: Collection[str]) -> bool:
    """Whether a term is among others, or makes a compound with one of them."""
    if term in others:
        return True
    long = [other for other in others if min(len(term), len(other)) >= _SHORTEST]
    return any(term in other or other in term for other in long)
