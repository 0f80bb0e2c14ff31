import dataclasses

import numpy as np
import pytest

from retrieval.curation.compared import indexed_articles, with_article
from retrieval.curation.similarity import MUCH_ALIKE, OVERLAP, article_similarities
from tests.conftest import FakeEncoder, article_text


@pytest.fixture
def compared(own_index):
    return indexed_articles(own_index.generation)


def test_what_two_articles_have_in_common_is_the_same_both_ways_and_between_0_and_1(compared):
    common = article_similarities(compared)
    assert common.shape == (len(compared.articles),) * 2
    assert np.allclose(common, common.T, atol=1e-4)
    assert common.min() >= 0
    assert common.max() <= 1


def test_an_article_is_most_like_itself_also_under_another_title(compared):
    place = next(p for p, a in enumerate(compared.articles) if a.slug == "werken-met-een-tolk")
    copied = dataclasses.replace(compared.articles[place], slug="kopie", title="Iets heel anders")
    common = article_similarities(with_article(compared, copied, FakeEncoder()))
    assert common[-1, -1] == pytest.approx(1, abs=1e-4)
    assert int(np.argmax(common[-1, :-1])) == place
    assert common[-1, place] > MUCH_ALIKE


def test_most_articles_have_little_in_common(compared):
    common = article_similarities(compared)
    pairs = common[np.triu_indices(len(common), 1)]
    assert np.median(pairs) < OVERLAP / 2
    assert (pairs >= OVERLAP).mean() < 0.05


def test_articles_that_lack_a_kind_can_be_compared(compared):
    bare = dataclasses.replace(compared.articles[0], items=compared.articles[0].items[:1])
    common = article_similarities(with_article(compared, bare, FakeEncoder()))
    assert np.isfinite(common).all()
    assert common[-1, 0] > 0


def test_one_article_alone_has_nothing_to_be_compared_with(make_index):
    compared = indexed_articles(make_index({"kijkt-weg": article_text()}).generation)
    assert article_similarities(compared).tolist() == [[0.0]]
