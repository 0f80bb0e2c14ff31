"""Vectors that are kept a byte a figure."""

import numpy as np
import pytest

from retrieval.told import Told

ASKED = np.eye(3, dtype=np.float32)


def unit_vectors(count: int, dimensions: int = 384) -> np.ndarray:
    vectors = np.random.default_rng(1).normal(size=(count, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_a_vector_is_nearly_what_it_was() -> None:
    vectors = unit_vectors(500)
    kept = Told.of(vectors)
    assert kept.figures.nbytes == vectors.size
    assert np.abs(vectors @ vectors.T - vectors @ kept.rows().T).max() < 0.005


def test_cosines_are_those_of_every_situation_however_many_there_are() -> None:
    told = Told.of(unit_vectors(5000, 3))
    expected = pytest.approx(ASKED @ told.rows().T)
    # From the second time on they are kept in another form.
    assert [told.cosines(ASKED) == expected for _ in range(3)] == [True] * 3


def test_a_vector_of_nothing_stays_nothing() -> None:
    with np.errstate(all="raise"):
        assert Told.of(np.zeros((1, 3), dtype=np.float32)).rows().tolist() == [[0.0, 0.0, 0.0]]
