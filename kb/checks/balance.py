"""Whether the meanings leave room: more than one kind, and not culture by habit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.types import Article, Item, Problem

CULTURAL = frozenset({"cultureel", "religieus"})
CULTURE_FIRST = 0.4  # share of the articles that may open with a cultural or religious meaning


def check_meanings(article: Article) -> Iterator[Problem]:
    """Yield a problem where culture or faith is the only explanation, or most of it."""
    meanings = _meanings(article)
    cultural = [item for item in meanings if item.type in CULTURAL]
    if not meanings or not cultural:
        return
    if len(cultural) == len(meanings):
        what = "Alle betekenissen zijn cultureel of religieus."
        todo = "Voeg een betekenis toe die voor ieder gezin kan gelden."
        yield Problem("G02", article.path, cultural[0].line, what, todo)
    elif 2 * len(cultural) > len(meanings):
        what = f"{len(cultural)} van de {len(meanings)} betekenissen zijn cultureel of religieus."
        todo = "Houd het bij de helft: geef andere verklaringen ook een plaats."
        yield Problem("G03", article.path, cultural[0].line, what, todo, severity="waarschuwing")


def check_first_meanings(articles: Sequence[Article]) -> Iterator[Problem]:
    """Yield a problem where too many articles open with a cultural or religious meaning."""
    firsts = [meanings[0].type for article in articles if (meanings := _meanings(article))]
    cultural = sum(first in CULTURAL for first in firsts)
    if firsts and cultural >= CULTURE_FIRST * len(firsts) and len(firsts) > 1:
        what = f"{cultural} van de {len(firsts)} artikelen beginnen met cultuur of geloof."
        todo = "Wissel de volgorde: zet vooraan wat het eerst is uit te sluiten of na te vragen."
        yield Problem("G04", "articles", 0, what, todo, severity="waarschuwing")


def _meanings(article: Article) -> list[Item]:
    return [item for item in article.items if item.kind == "betekenis"]
