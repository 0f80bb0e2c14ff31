from pathlib import Path

import numpy as np
import pytest

from retrieval.heads import Heads, load_heads, write_heads

TOLD = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=np.float32)
HEADS = Heads(
    told=TOLD,
    articles=("kijkt-weg", "", "komt-te-laat"),
    pull=np.array([2, -1, 0], dtype=np.float32),
    spread=2.0,
    danger_bias=-0.5,
    routes=("112", "vgv"),
    route_weights=np.array([[0, 0, 1], [1, 0, 0], [0, 1, 0]], dtype=np.float32),
    route_bias=np.array([0, 0, 0.5], dtype=np.float32),
    inside_weights=np.array([1, 0, -1], dtype=np.float32),
    inside_bias=0.25,
)


def test_danger_pulls_by_how_near_a_told_situation_is() -> None:
    # At the first one itself its kernel is 1; at a right angle exp(2 * 2 * -1).
    far = np.exp(-4)
    expected = [2 - far - 0.5, 2 * far - 1 - 0.5, 2 * far - far - 0.5]
    assert HEADS.danger(TOLD) == pytest.approx(expected, abs=1e-5)


def test_a_route_is_weighed_against_calm() -> None:
    assert HEADS.route(TOLD).tolist() == [[1.0, 0.5], [0.0, 1.5], [-1.0, -0.5]]


def test_scope_is_one_figure_a_text() -> None:
    assert HEADS.inside(TOLD).tolist() == [1.25, 0.25, -0.75]


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    write_heads(HEADS, tmp_path / "heads" / "model.npz")
    read = load_heads("model", tmp_path / "heads")
    assert read is not None
    assert (read.articles, read.routes) == (HEADS.articles, HEADS.routes)
    assert read.danger(TOLD) == pytest.approx(HEADS.danger(TOLD), abs=1e-3)
    assert read.route(TOLD) == pytest.approx(HEADS.route(TOLD))
    assert read.inside(TOLD) == pytest.approx(HEADS.inside(TOLD))


def test_a_model_without_heads_has_none(tmp_path: Path) -> None:
    assert load_heads("ander", tmp_path) is None
