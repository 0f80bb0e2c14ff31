from pathlib import Path

import numpy as np
import pytest

from evaluation.training.examples import held_out
from index.refresh import OpenIndex
from retrieval.article_layer import ArticleLayer
from retrieval.heads import Heads, load_heads, write_heads
from retrieval.told import Told
from retrieval.word_heads import ACUTE, BUCKETS, DANGER, INSIDE, WordHeads

TOLD = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=np.float32)
NEAR = TOLD  # at right angles: the cosines of these vectors with one another
HEADS = Heads(
    told=Told.of(TOLD * np.array([[1], [0.5], [0.25]], dtype=np.float32)),
    articles=(("kijkt-weg",), (), ("komt-te-laat", "kijkt-weg")),
    pull=np.array([2, -1, 0], dtype=np.float32),
    spread=2.0,
    danger_bias=-0.5,
    routes=("112", "vgv"),
    route_weights=np.array([[0, 0, 1], [1, 0, 0], [0, 1, 0]], dtype=np.float32),
    route_bias=np.array([0, 0, 0.5], dtype=np.float32),
    acute_weights=np.array([0, 2, 0], dtype=np.float32),
    acute_bias=-0.5,
    inside_weights=np.array([1, 0, -1], dtype=np.float32),
    inside_bias=0.25,
    words=WordHeads(
        (DANGER, ACUTE, INSIDE, "112", "vgv"),
        np.tile(np.array([1, 1, 0, 0, 0, 0], dtype=np.float16), (BUCKETS, 1)),
        np.array([-0.5, 0, 0, 0, 0], dtype=np.float32),
    ),
    article_layer=ArticleLayer(
        ("kijkt-weg", "komt-te-laat"),
        np.array([5], dtype=np.uint32),
        np.array([1], dtype=np.uint16),
        np.array([0.5], dtype=np.float16),
        np.array([[1, 0, 0], [0, 0, 2]], dtype=np.float16),
        np.array([0, -1], dtype=np.float32),
    ),
)


def test_danger_pulls_by_how_near_a_told_situation_is() -> None:
    # At the first one itself its kernel is 1; at a right angle exp(2 * 2 * -1).
    far = np.exp(-4)
    expected = [2 - far - 0.5, 2 * far - 1 - 0.5, 2 * far - far - 0.5]
    assert HEADS.danger(NEAR) == pytest.approx(expected, abs=1e-5)


def test_a_route_is_weighed_against_calm() -> None:
    assert HEADS.route(TOLD).tolist() == [[1.0, 0.5], [0.0, 1.5], [-1.0, -0.5]]


def test_a_danger_is_more_or_less_acute() -> None:
    assert HEADS.acute(TOLD).tolist() == [-0.5, 1.5, -0.5]


def test_scope_is_one_figure_a_text() -> None:
    assert HEADS.inside(TOLD).tolist() == [1.25, 0.25, -0.75]


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    write_heads(HEADS, tmp_path / "heads" / "model.npz")
    read = load_heads("model", tmp_path / "heads")
    assert read is not None
    assert (read.articles, read.routes) == (HEADS.articles, HEADS.routes)
    assert read.told.rows().tolist() == HEADS.told.rows().tolist()
    assert read.danger(NEAR) == pytest.approx(HEADS.danger(NEAR))
    assert read.route(TOLD) == pytest.approx(HEADS.route(TOLD))
    assert read.acute(TOLD) == pytest.approx(HEADS.acute(TOLD))
    assert read.words.odds("bang huis") == HEADS.words.odds("bang huis")
    kept, layer = read.article_layer, HEADS.article_layer
    assert (kept.articles, kept.bias.tolist()) == (layer.articles, layer.bias.tolist())
    assert [*kept.buckets, *kept.columns, *kept.weights] == [*layer.buckets, *layer.columns, *layer.weights]
    assert kept.vector_weights.tolist() == layer.vector_weights.tolist()
    assert read.inside(TOLD) == pytest.approx(HEADS.inside(TOLD))


def test_a_model_without_heads_has_none(tmp_path: Path) -> None:
    assert load_heads("ander", tmp_path) is None


@pytest.mark.model
def test_the_words_that_come_with_the_program_tell_danger_from_calm(real_index: OpenIndex) -> None:
    heads = load_heads(real_index.encoder.model_id)
    assert heads is not None
    assert heads.words.names == (DANGER, ACUTE, INSIDE, *heads.routes)
    danger = heads.words.odds("ze moet van haar vader trouwen in de zomer en durft niet naar huis")
    calm = heads.words.odds("moeder komt nooit op de ouderavond, hoe nodig ik haar uit?")
    outside = heads.words.odds("de printer op kantoor doet het niet meer")
    assert danger[DANGER] > 0 > calm[DANGER]
    assert danger["eer-dwang"] > danger["wonen"]
    assert calm[INSIDE] > outside[INSIDE]


@pytest.mark.model
def test_the_layer_that_comes_with_the_program_tells_articles_apart(real_index: OpenIndex) -> None:
    heads = load_heads(real_index.encoder.model_id)
    assert heads is not None
    slugs = {article.slug for article in real_index.generation.kb.articles}
    assert slugs - set(heads.article_layer.articles) == held_out()
    text = "vader geeft de juf geen hand"
    [vector] = real_index.encoder.encode_queries([text])
    found = heads.article_layer.scores(text, vector, heads.words.idf)
    assert max(found, key=lambda slug: found[slug]) == "geen-hand-geven"
