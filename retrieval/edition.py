"""Which knowledge base an answer comes from, and which program made it: for what leaves the screen."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from index.generation import Generation
from index.manifest import content_id


@dataclass(frozen=True, slots=True)
class Edition:
    """The version of the program and the state of the knowledge base.

    `checked` is the newest ISO date on which an article was checked; `content` changes with any letter of
    the knowledge base.
    """

    program: str
    articles: int
    checked: str
    content: str


def edition_of(generation: Generation) -> Edition:
    """Return the edition of an open index."""
    articles = generation.kb.articles
    return Edition(
        program=_program(),
        articles=len(articles),
        checked=max((article.checked for article in articles), default=""),
        content=content_id(generation.manifest),
    )


def _program() -> str:
    try:
        return version("handelwijzer")
    except PackageNotFoundError:  # run from a folder where it was never installed
        return "onbekend"
