"""Exact cosines, and a clear error for a damaged file."""

from pathlib import Path

import numpy as np
import pytest

from index.vectors import VectorIndex, open_vectors, write_vectors
from kb.errors import IndexStoreError


def unit(rows: int, dimensions: int = 16) -> np.ndarray:
    drawn = np.random.default_rng(7).standard_normal((rows, dimensions)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def stored(path: Path, vectors: np.ndarray) -> VectorIndex:
    write_vectors(path, vectors)
    return open_vectors(path)


def test_scores_are_the_inner_products_in_the_order_of_the_rows(tmp_path: Path):
    vectors = unit(200)
    scores = stored(tmp_path / "v", vectors).scores(vectors[[5, 0, 199]])
    assert np.allclose(scores, vectors[[5, 0, 199]] @ vectors.T, atol=1e-6)


def test_no_question_has_no_scores(tmp_path: Path):
    assert stored(tmp_path / "v", unit(3)).scores(unit(0)).shape == (0, 3)


def test_no_rows_have_no_scores(tmp_path: Path):
    index = stored(tmp_path / "v", unit(0))
    assert index.scores(unit(2)).shape == (2, 0)
    assert index.vectors().shape == (0, 16)


def test_vectors_come_back_as_they_were(tmp_path: Path):
    vectors = unit(50)
    assert np.array_equal(stored(tmp_path / "v", vectors).vectors(), vectors)


def test_the_same_vectors_are_the_same_bytes(tmp_path: Path):
    for name in ("een", "twee"):
        write_vectors(tmp_path / name, unit(9))
    assert (tmp_path / "een").read_bytes() == (tmp_path / "twee").read_bytes()


def test_a_path_with_accents_works(tmp_path: Path):
    assert stored(tmp_path / "vectören ✓.faiss", unit(2)).rows == 2


@pytest.mark.parametrize("damage", [b"", b"onzin", b"IxFI", None])
def test_a_damaged_or_missing_file_is_a_dutch_error(tmp_path: Path, damage: bytes | None):
    if damage is not None:
        (tmp_path / "v").write_bytes(damage)
    with pytest.raises(IndexStoreError, match="vectoren zijn beschadigd") as caught:
        open_vectors(tmp_path / "v")
    assert "index bouw" in caught.value.todo


def test_half_a_file_is_a_dutch_error(tmp_path: Path):
    write_vectors(tmp_path / "v", unit(50))
    whole = (tmp_path / "v").read_bytes()
    (tmp_path / "v").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(IndexStoreError):
        open_vectors(tmp_path / "v")
