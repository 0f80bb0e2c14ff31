"""One generation of the index, opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from index.lexical import LexicalIndex, open_lexical
from index.manifest import Manifest, damaged_files, read_manifest
from index.snapshot import DamagedJson, from_json, passages_from_json
from index.store import IndexFolder
from index.vectors import VectorIndex, Vectors, open_vectors
from kb.errors import IndexStoreError
from kb.files import ArticleFile
from kb.passages import Passage
from kb.types import KnowledgeBase

Read = TypeVar("Read")

PASSAGES_FILE = "passages.json"
KB_FILE = "kb.json"
VECTORS_FILE = "vectors.faiss"
LEXICAL_FOLDER = "lexical"
CENTRE_FILE = "centre.npy"


@dataclass(frozen=True, slots=True, eq=False)
class Generation:
    """Passages and their vectors and terms, row by row, and the knowledge base that they come from.

    `centre` is the mean vector of the told situations, shape (dimensions,): what all of them share. It is
    zero where a corpus has none.
    """

    folder: Path
    manifest: Manifest
    kb: KnowledgeBase
    files: tuple[ArticleFile, ...]
    passages: tuple[Passage, ...]
    vectors: VectorIndex
    lexical: LexicalIndex
    centre: Vectors

    def first_row(self, owner: str) -> int:
        """Return the row of the title of an article; its items follow in their order."""
        return next(row for row, passage in enumerate(self.passages) if passage.owner == owner)


def read_generation(folder: Path) -> Generation:
    """Open a generation.

    Raises:
        IndexStoreError: a file is missing, damaged, or does not belong to the others.
    """
    manifest = read_manifest(folder)
    # All of it, each time: a changed number in a text is worse than 10 ms, and tantivy panics on bad data.
    for name in damaged_files(folder, manifest):
        raise _damaged(folder / name)
    kb, files = _guarded(folder / KB_FILE, from_json)
    passages = _guarded(folder / PASSAGES_FILE, passages_from_json)
    vectors = open_vectors(folder / VECTORS_FILE)
    if not manifest.passages == len(passages) == vectors.rows:
        raise _damaged(folder)
    lexical = open_lexical(folder / LEXICAL_FOLDER, [passage.text for passage in passages])
    try:
        centre = np.load(folder / CENTRE_FILE)
    except (OSError, ValueError, EOFError) as error:
        raise _damaged(folder / CENTRE_FILE) from error
    return Generation(folder, manifest, kb, files, passages, vectors, lexical, centre)


def reread(folder: IndexFolder, known: Generation | None = None) -> Generation | None:
    """Open the generation in use; None where there is none that can be read.

    `known` is one that was opened before: when it is still in use it is not read again.
    """
    current = folder.current()
    if known is not None and known.folder == current:
        return known
    try:
        return None if current is None else read_generation(current)
    except IndexStoreError:
        return None


def _guarded(path: Path, read: Callable[[bytes], Read]) -> Read:
    try:
        return read(path.read_bytes())
    except (OSError, DamagedJson) as error:
        raise _damaged(path) from error


def _damaged(where: Path) -> IndexStoreError:
    todo = "Bouw de index opnieuw: handelwijzer index bouw --alles."
    return IndexStoreError("De index is beschadigd.", where=str(where), todo=todo)
