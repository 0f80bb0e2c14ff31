from dataclasses import replace

import numpy as np
import pytest

from retrieval.article_layer import ArticleLayer
from retrieval.word_heads import BUCKETS, buckets_of

IDF = np.ones(BUCKETS, dtype=np.float16)
NOWHERE = np.zeros(2, dtype=np.float32)


def learned(**weights: dict[str, float]) -> ArticleLayer:
    """Return what gives each article these weights for these words."""
    names = tuple(weights)
    found = sorted(
        (next(iter(buckets_of(word))), names.index(article), weight)
        for article, words in weights.items()
        for word, weight in words.items()
    )
    buckets, columns, values = zip(*found, strict=True)
    return ArticleLayer(
        names,
        np.array(buckets, dtype=np.uint32),
        np.array(columns, dtype=np.uint16),
        np.array(values, dtype=np.float16),
        np.zeros((len(names), 2), dtype=np.float16),
        np.full(len(names), -1, dtype=np.float32),
    )


LAYER = learned(hand={"hand": 2.0, "bang": 0.5}, angst={"bang": 2.0}, vader={"vader": 1.0})


def test_a_text_at_the_margin_of_an_article_scores_one_and_elsewhere_zero() -> None:
    assert LAYER.scores("Hand", NOWHERE, IDF) == {"hand": 1.0, "angst": 0.0, "vader": 0.0}
    assert LAYER.scores("bang", NOWHERE, IDF) == {"hand": 0.25, "angst": 1.0, "vader": 0.0}


def test_the_vector_counts_beside_the_words() -> None:
    weights = np.array([[0, 0], [0, 0], [0, 2]], dtype=np.float16)
    found = replace(LAYER, vector_weights=weights).scores("Hand", np.array([0, 0.5], np.float32), IDF)
    assert found == {"hand": 1.0, "angst": 0.0, "vader": 0.5}


def test_words_that_are_rare_count_for_more() -> None:
    rare = IDF.copy()
    rare[next(iter(buckets_of("vader")))] = 4.0
    text = "hand en vader"
    assert max(LAYER.scores(text, NOWHERE, IDF).items(), key=lambda pair: pair[1])[0] == "hand"
    assert max(LAYER.scores(text, NOWHERE, rare).items(), key=lambda pair: pair[1])[0] == "vader"


@pytest.mark.parametrize("text", ["qqq zzz", ""])
def test_words_that_nobody_saw_say_nothing(text: str) -> None:
    unseen = IDF.copy()
    unseen[[*buckets_of("qqq zzz")]] = 0.0
    assert set(LAYER.scores(text, NOWHERE, unseen).values()) == {0.0}


def test_what_was_fitted_on_nothing_says_nothing() -> None:
    empty = ArticleLayer(
        articles=(),
        buckets=np.zeros(0, dtype=np.uint32),
        columns=np.zeros(0, dtype=np.uint16),
        weights=np.zeros(0, dtype=np.float16),
        vector_weights=np.zeros((0, 2), dtype=np.float16),
        bias=np.zeros(0, dtype=np.float32),
    )
    assert empty.scores("hand", NOWHERE, IDF) == {}
