"""Mentions of an article that answers no longer come from: removed, renamed, withdrawn or broken."""

from __future__ import annotations

import difflib
import re
from collections.abc import Container, Iterable, Iterator
from pathlib import PurePosixPath

from kb.files import ArticleFile
from kb.types import Item, KnowledgeBase, Problem

_NEAR = 0.6
_SLUG = re.compile(r"(?<![\w-])[a-z0-9]+(?:-[a-z0-9]+)*(?:-[a-z0-9]+|(?=\.md))(?![\w-])")
_REFERRING = re.compile(r"\b(?:zie|lees|zie ook|lees ook|artikel):? [\"'“‘]?$", re.IGNORECASE)
_LEAD = 12  # characters; the longest of these words with a mark


def check_links(kb: KnowledgeBase, files: Iterable[ArticleFile]) -> Iterator[Problem]:
    """Yield a problem for each mention of an article from which no answer can come.

    Articles are mentioned by their slug. One that is there no more is known by "zie" or "lees" before it, or
    by ".md" after it; one that is withdrawn or broken wherever its slug of several words stands. Told
    situations are what people say, and mention no article.
    """
    in_use = {article.slug for article in kb.articles}
    why_not = dict(map(_state, files))
    for text, path, line in _texts(kb):
        for slug in _mentioned(text, why_not):
            if slug not in in_use:
                yield _problem(slug, why_not.get(slug, "bestaat niet"), in_use, place=(path, line))


def _state(file: ArticleFile) -> tuple[str, str]:
    """Return the slug of a file, and what to say of it if it is not in use."""
    withdrawn = file.article is not None and file.article.status == "ingetrokken"
    return PurePosixPath(file.path).stem, "is ingetrokken" if withdrawn else "doet nu niet mee"


def _texts(kb: KnowledgeBase) -> Iterator[tuple[str, str, int]]:
    steps = (item for route in kb.routes for item in (*route.steps, *route.never))
    for article in kb.articles:
        yield article.title, article.path, article.title_line
    for item in (*steps, *_written(kb)):
        yield item.text, item.path, item.line


def _written(kb: KnowledgeBase) -> Iterator[Item]:
    return (item for article in kb.articles for item in article.items if item.kind != "situatie")


def _mentioned(text: str, known: Container[str]) -> Iterator[str]:
    """Yield each slug that a text mentions as one of an article, once; a known one by itself."""
    if "-" not in text and ".md" not in text:
        return
    found: dict[str, None] = {}
    for match in _SLUG.finditer(text):
        before, after = text[max(0, match.start() - _LEAD) : match.start()], text[match.end() :]
        if match[0] in known or after.startswith(".md") or _REFERRING.search(before):
            found[match[0]] = None
    yield from found


def _problem(slug: str, why: str, in_use: Iterable[str], *, place: tuple[str, int]) -> Problem:
    near = difflib.get_close_matches(slug, sorted(in_use), n=1, cutoff=_NEAR)
    what = f"Dit noemt het artikel '{slug}', maar dat {why}."
    todo = f"Haal de verwijzing weg, of noem een ander artikel{f': {near[0]}?' if near else '.'}"
    return Problem("S11", *place, what, todo, severity="waarschuwing")
