"""BM25 over passages; the only door to tantivy's index."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from index.terms import ANALYZER, analyzer, one_form, terms
from kb.errors import IndexStoreError

_HEAP_BYTES = 64_000_000
_MAX_TERMS = 400  # of a very long story; BM25 gains nothing from more


class LexicalIndex:
    """BM25 scores of every row for a text; rows are the texts in the order in which they were given."""

    def __init__(self, index: tantivy.Index, rows: int) -> None:
        # A tokenizer is no part of the stored index: it has to be registered after each opening.
        index.register_tokenizer(ANALYZER, analyzer())
        self._index = index
        self._searcher = index.searcher()
        self._rows = rows

    def scores(self, text: str) -> NDArray[np.float32]:
        """Return the BM25 score of each row, shape (rows,); 0 where no term occurs."""
        result = np.zeros(self._rows, dtype=np.float32)
        wanted = terms(text)[:_MAX_TERMS]
        if not wanted or not self._rows:
            return result
        schema = self._index.schema
        clauses = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", term)) for term in wanted]
        hits = self._searcher.search(tantivy.Query.boolean_query(clauses), limit=self._rows, count=False).hits
        addresses = [address for _, address in hits]
        rows = self._searcher.fast_field_values("row", addresses)
        result[np.asarray(rows, dtype=np.int64)] = [score for score, _ in hits]
        return result


@contextmanager
def building_lexical(folder: Path, texts: Sequence[str]) -> Iterator[None]:
    """Write a new index of the texts into an existing, empty folder, while the caller does something else.

    tantivy analyses the texts in a thread of its own; at the end of the block the index is whole.

    Raises:
        IndexStoreError: it cannot be written.
    """
    with _told(folder):
        writer = _filled(tantivy.Index(_schema(), path=str(folder)), texts)
    try:
        yield
        with _told(folder):
            _finish(writer)
    finally:
        del writer  # so that after an error nothing keeps its files open
    for path in folder.iterdir():  # tantivy hides some of its files from other users of the machine
        path.chmod(folder.stat().st_mode & 0o666)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        todo = "Maak schijfruimte vrij of kies een andere map met --index."
        raise IndexStoreError(
            "De woordindex kan niet worden geschreven.", where=str(folder), todo=todo
        ) from error


def _schema() -> tantivy.Schema:
    return (
        tantivy.SchemaBuilder()
        .add_text_field("text", stored=False, tokenizer_name=ANALYZER, index_option="freq")
        .add_unsigned_field("row", fast=True)
        .build()
    )


def _filled(index: tantivy.Index, texts: Sequence[str]) -> tantivy.IndexWriter:
    index.register_tokenizer(ANALYZER, analyzer())
    writer = index.writer(_HEAP_BYTES, 1)  # one thread, so that scores are the same each time
    for row, text in enumerate(texts):
        document = tantivy.Document()
        document.add_text("text", one_form(text))
        document.add_unsigned("row", row)
        writer.add_document(document)
    return writer


def _finish(writer: tantivy.IndexWriter) -> None:
    writer.commit()
    writer.wait_merging_threads()


def open_lexical(folder: Path, texts: Sequence[str]) -> LexicalIndex:
    """Open the stored index of these texts; where nothing can be written, make it again in memory.

    tantivy locks a file to read, and so cannot open what is read-only.

    Raises:
        IndexStoreError: it is missing or damaged.
    """
    try:
        return LexicalIndex(tantivy.Index.open(str(folder)), len(texts))
    except (ValueError, OSError) as error:
        if not _read_only(folder):
            todo = "Bouw de index opnieuw: handelwijzer index bouw --alles."
            raise IndexStoreError("De woordindex is beschadigd.", where=str(folder), todo=todo) from error
    return lexical_in_memory(texts)


def lexical_in_memory(texts: Sequence[str]) -> LexicalIndex:
    """Return a new index of the texts that is written nowhere."""
    index = tantivy.Index(_schema())
    _finish(_filled(index, texts))
    index.reload()
    return LexicalIndex(index, len(texts))


def _read_only(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return False
    except OSError:
        return folder.is_dir()
