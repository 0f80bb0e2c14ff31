"""One article file by itself, wherever it stands: also one that is not in the folder yet, or not finished."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kb.errors import KnowledgeBaseError
from kb.library import read_file
from kb.types import Article, Vocabulary


def read_article(file: Path, *, vocabulary: Vocabulary) -> Article:
    """Read the article in a file; its path and that of its items is absolute.

    Raises:
        KnowledgeBaseError: it cannot be used as an article; tells the first reason.
    """
    where = file.absolute()
    read = read_file(where.parent, where.name, vocabulary=vocabulary)
    article = read.article or read.draft
    if article is None:
        problem = read.problems[0]
        line = f":{problem.line}" if problem.line else ""
        raise KnowledgeBaseError(problem.what, where=f"{file}{line}", todo=problem.todo)
    path = where.as_posix()
    return replace(article, path=path, items=tuple(replace(item, path=path) for item in article.items))
