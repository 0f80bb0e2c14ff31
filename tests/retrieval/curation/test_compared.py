import numpy as np
import pytest

from retrieval.curation.compared import indexed_articles, unit, with_article, word_vectors
from tests.conftest import FakeEncoder, article_text


@pytest.fixture
def index(make_index):
    return make_index({"een": article_text("Een leerling kijkt weg"), "twee": article_text("Vader is boos")})


def test_the_rows_are_the_titles_and_items_of_the_index(index):
    compared = indexed_articles(index.generation)
    assert [article.slug for article in compared.articles] == ["een", "twee"]
    for place, article in enumerate(compared.articles):
        rows = np.flatnonzero(compared.owners == place)
        assert compared.kinds[rows[0]] == "titel"
        assert [compared.item(row) for row in rows[1:]] == list(article.items)


def test_the_vectors_are_those_of_the_index(index):
    compared = indexed_articles(index.generation)
    encoded = FakeEncoder().encode_passages([passage.text for passage in compared.passages])
    assert np.allclose(compared.vectors, encoded, atol=1e-5)


def test_one_more_article_is_encoded_and_stands_last(index):
    compared = indexed_articles(index.generation)
    again = with_article(compared, compared.articles[0], FakeEncoder())
    rows = np.flatnonzero(again.owners == 2)
    assert len(rows) == 1 + len(compared.articles[0].items)
    assert np.allclose(again.vectors[rows], compared.vectors[compared.owners == 0], atol=1e-5)
    assert again.item(rows[1]) == compared.articles[0].items[0]


def test_what_a_kind_has_in_common_is_taken_out(index):
    compared = indexed_articles(index.generation)
    centred = compared.centred()
    for kind in set(compared.kinds):
        assert np.allclose(centred[compared.kinds == kind].mean(axis=0), 0, atol=1e-5)


def test_a_vector_without_length_stays_as_it_is():
    assert unit(np.array([[3.0, 4.0], [0.0, 0.0]], dtype=np.float32)).tolist() == [
        pytest.approx([0.6, 0.8]),
        [0.0, 0.0],
    ]


def test_rare_words_weigh_more_and_what_all_texts_have_nothing():
    vectors = word_vectors([{"kind": 1, "boos": 1, "tolk": 1}, {"kind": 1, "boos": 1}, {"kind": 1}])
    kind, boos, tolk = vectors[0]
    assert kind == 0
    assert 0 < boos < tolk
    assert np.linalg.norm(vectors[1]) == pytest.approx(1)
    assert vectors[2].tolist() == [0, 0, 0]


def test_a_word_that_is_said_more_often_weighs_more():
    often, once = word_vectors([{"boos": 3, "tolk": 1}, {"x": 1}])[0][:2]
    assert often > once > 0
