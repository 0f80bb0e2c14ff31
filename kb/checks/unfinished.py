"""Guidance of the skeleton that still stands where somebody should have written."""

from __future__ import annotations

from collections.abc import Iterator

from kb.headings import BY_KIND
from kb.skeleton import MARK, is_guidance
from kb.types import Article, Item, Problem

RULE = "onaf"


def check_unfinished(article: Article) -> Iterator[Problem]:
    """Yield a problem for each item that is still guidance; a single one keeps the article out of answers."""
    for item in article.items:
        if is_guidance(item):
            yield _problem(item)


def finished_only(article: Article, problems: Iterator[Problem]) -> Iterator[Problem]:
    """Yield the problems of an article that do not come of its being unfinished.

    Nothing is said yet of what stands under a heading that still holds guidance.
    """
    open_kinds = {item.kind for item in article.items if is_guidance(item)}
    open_lines = {item.line for item in article.items if item.kind in open_kinds}
    yield from (problem for problem in problems if problem.line not in open_lines)


def _problem(item: Item) -> Problem:
    rest = MARK if MARK in item.text.lower() else "uitleg van het begin"
    what = f"Onder '{item.heading}' staat nog {rest}."
    may_go = not BY_KIND[item.kind].required
    todo = "Schrijf hier je eigen tekst" + (", of haal de kop weg." if may_go else f" en haal {MARK} weg.")
    return Problem(RULE, item.path, item.line, what, todo)
