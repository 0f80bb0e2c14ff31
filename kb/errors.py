"""Errors of the whole program: each says what is wrong, where, and what to do now.

HandelwijzerError
├── KnowledgeBaseError      articles, vocabulary, sources, routes, helplines
├── ModelError              getting, converting, exporting or opening a model
├── IndexStoreError         building, opening or switching the index on disk
├── QueryError              what the asker typed: empty, too long, unknown filter
├── EditorError             opening an article in the trainer's editor
└── DatasetError            an evaluation set or run that cannot be read
"""

from __future__ import annotations


class HandelwijzerError(Exception):
    """Carry what is wrong, where, and what to do now, in Dutch, for the screen."""

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.todo = todo

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        todo = f" {self.todo}" if self.todo else ""
        return f"{where}{self.what}{todo}"


class KnowledgeBaseError(HandelwijzerError):
    """The knowledge base cannot be read as it is."""


class ModelError(HandelwijzerError):
    """A model cannot be had, converted, exported or opened."""


class IndexStoreError(HandelwijzerError):
    """The index on disk cannot be built, opened or switched."""


class QueryError(HandelwijzerError):
    """The asker's text or filters cannot be used."""


class EditorError(HandelwijzerError):
    """No editor is chosen, or it cannot be started or failed."""


class DatasetError(HandelwijzerError):
    """An evaluation set or run cannot be read."""
