"""Headings: which must be there, in which order, and how many items stand under each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kb.headings import BY_KIND, HEADINGS, Heading
from kb.types import Article, Problem

# Counts that guardrails.md names by id; the others belong to the form of an article.
_RULES = {"betekenis": "G01", "vraag": "G09", "advies": "G10", "valkuil": "G11", "opschalen": "G12"}


def check_structure(article: Article) -> Iterator[Problem]:
    """Yield a problem for each heading that is missing, out of order, or has too few or too many items."""
    counts = Counter(item.kind for item in article.items)
    for heading in HEADINGS:
        if heading.required or counts[heading.kind]:
            yield from _count(article, heading, counts[heading.kind])
    yield from _order(article)


def _count(article: Article, heading: Heading, count: int) -> Iterator[Problem]:
    if heading.low <= count <= heading.high:
        return
    rule = _RULES.get(heading.kind, "S04")
    if count == 0:
        what, todo = (
            f"De kop '{heading.title}' ontbreekt of is leeg.",
            f"Voeg '## {heading.title}' toe, met tekst.",
        )
    else:
        found = "staat 1 punt" if count == 1 else f"staan {count} punten"
        what = f"Onder '{heading.title}' {found}; het moeten er {_bounds(heading)} zijn."
        todo = "Voeg samen, schrap of vul aan."
    yield Problem(rule, article.path, _line(article, heading.kind), what, todo)


def _bounds(heading: Heading) -> str:
    if heading.low == heading.high:
        return str(heading.low)
    return f"ten minste {heading.low}" if heading.high == 99 else f"{heading.low} tot {heading.high}"


def _line(article: Article, kind: str) -> int:
    return next((item.line for item in article.items if item.kind == kind), article.title_line)


def _order(article: Article) -> Iterator[Problem]:
    order = {heading.kind: number for number, heading in enumerate(HEADINGS)}
    reached = 0
    for item in article.items:
        if order[item.kind] < reached:
            what = f"De kop '{BY_KIND[item.kind].title}' staat niet op zijn plaats."
            todo = f"De volgorde is: {', '.join(heading.title for heading in HEADINGS)}."
            yield Problem("S04", article.path, item.line, what, todo)
            return
        reached = order[item.kind]
