"""Exact inner products over passage vectors; the only door to FAISS."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from kb.errors import IndexStoreError

Vectors = NDArray[np.float32]


class VectorIndex:
    """The vectors of all rows, L2-normalised, so that an inner product is a cosine."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self._index.ntotal)

    def scores(self, queries: Vectors) -> Vectors:
        """Return the cosine of each query with each row, shape (queries, rows)."""
        result = np.zeros((len(queries), self.rows), dtype=np.float32)
        if not len(queries) or not self.rows:
            return result
        values, rows = self._index.search(np.ascontiguousarray(queries, dtype=np.float32), self.rows)
        np.put_along_axis(result, rows, values, axis=1)
        return result

    def vectors(self) -> Vectors:
        """Return a copy of all vectors, shape (rows, dimensions)."""
        if not self.rows:
            return np.zeros((0, self._index.d), dtype=np.float32)
        copied: Vectors = self._index.reconstruct_n(0, self.rows)
        return copied


def vectors_in_memory(vectors: Vectors) -> VectorIndex:
    """Return an exact inner-product index of the vectors, shape (rows, dimensions)."""
    return VectorIndex(_flat(vectors))


def _flat(vectors: Vectors) -> faiss.Index:
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return index


def write_vectors(path: Path, vectors: Vectors) -> VectorIndex:
    """Write an exact inner-product index of the vectors, shape (rows, dimensions), and return it."""
    index = _flat(vectors)
    # Not faiss.write_index: its errors do not tell a full disk, and Windows reads its paths in another way.
    path.write_bytes(faiss.serialize_index(index).data)
    return VectorIndex(index)


def open_vectors(path: Path) -> VectorIndex:
    """Open stored vectors.

    Raises:
        IndexStoreError: the file is missing or damaged.
    """
    try:
        return VectorIndex(faiss.deserialize_index(np.fromfile(path, dtype=np.uint8)))
    except (RuntimeError, OSError) as error:
        todo = "Bouw de index opnieuw: handelwijzer index bouw --alles."
        raise IndexStoreError("De vectoren zijn beschadigd.", where=str(path), todo=todo) from error
