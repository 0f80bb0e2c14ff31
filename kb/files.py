"""Which files make up a knowledge base, and by what a changed one is known; nothing here reads their text."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kb.errors import KnowledgeBaseError
from kb.types import Article, Problem

MAX_BYTES = 200_000  # of an article
DATA_FILES = ("vocabulary.yaml", "sources.yaml", "helplines.yaml", "routes.yaml", "signals.yaml")
MISNAMED = (".md.txt", ".markdown")  # what some editors make of the name of an article


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """What became of one file: its content hash, the article (None where it takes no part), its problems.

    `draft` is the article that can be read but is not finished, and therefore takes no part.
    """

    path: str
    content_hash: str
    article: Article | None
    problems: tuple[Problem, ...]
    draft: Article | None = None


def article_paths(root: Path) -> tuple[str, ...]:
    """Return the Markdown files below `articles/`, sorted, relative to `root`.

    Hidden files and what editors leave behind are left alone. A folder that is a link or cannot be opened is
    among them, and so is a file that was meant to be one, so that nothing is passed over in silence.

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
    return name.lower().endswith((".md", *MISNAMED)) and not name.startswith((".", "#", "~"))


def read_article_file(path: Path) -> bytes:
    """Return what a file holds; of one that is too large for an article only so much as shows that.

    Raises:
        OSError: it cannot be read, or is a folder, a pipe or a device, which might never end.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def content_hash(raw: bytes) -> str:
    """Return the hash by which a changed file is known."""
    return hashlib.sha256(raw).hexdigest()[:16]


def data_hashes(root: Path) -> dict[str, str]:
    """Return the hash of each data file by its name; of one that cannot be read there is none."""
    found = {}
    for name in DATA_FILES:
        with suppress(OSError):  # whoever needs the file tells that it is missing or closed
            found[name] = content_hash((root / name).read_bytes())
    return found


def reference_hash(root: Path) -> str:
    """Return the hash of the data files together; when it changes every article is read again."""
    return content_hash(repr(data_hashes(root)).encode())
