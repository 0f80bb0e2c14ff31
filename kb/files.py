"""Which files make up a knowledge base, and by what a changed one is known; nothing here reads their text."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kb.errors import KnowledgeBaseError
from kb.types import Article, Problem

DATA_FILES = ("vocabulary.yaml", "sources.yaml", "helplines.yaml", "routes.yaml", "signals.yaml")


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """What became of one file: its content hash, the article (None where it cannot be used), its problems."""

    path: str
    content_hash: str
    article: Article | None
    problems: tuple[Problem, ...]


def article_paths(root: Path) -> tuple[str, ...]:
    """Return the Markdown files below `articles/`, sorted, relative to `root`; hidden files are left alone.

    A folder that is a link or cannot be opened is among them, so that it is not passed over in silence.

    Raises:
        KnowledgeBaseError: there is no such folder.

    """
    folder = root / "articles"
    if not folder.is_dir():
        todo = "Kies de map van de kennisbank met --kb of HANDELWIJZER_KB."
        raise KnowledgeBaseError("Hier staat geen map 'articles'.", where=str(root), todo=todo)
    return tuple(sorted(_markdown_below(folder, root)))


def _markdown_below(folder: Path, root: Path) -> Iterator[str]:
    closed: list[OSError] = []
    for directory, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if os.path.islink(os.path.join(directory, name))]
        for name in (*links, *filter(_is_article, names)):
            yield (Path(directory) / name).relative_to(root).as_posix()
    for error in closed:
        yield Path(error.filename).relative_to(root).as_posix()


def _is_article(name: str) -> bool:
    return name.lower().endswith(".md") and not name.startswith((".", "#"))


def content_hash(raw: bytes) -> str:
    """Return the hash by which a changed file is known."""
    return hashlib.sha256(raw).hexdigest()[:16]


def reference_hash(root: Path) -> str:
    """Return the hash of the data files together; when it changes every article is read again."""
    digest = hashlib.sha256()
    for name in DATA_FILES:
        with suppress(OSError):  # whoever needs the file tells that it is missing or closed
            digest.update((root / name).read_bytes())
    return digest.hexdigest()[:16]
