import numpy as np

from retrieval.article_words import ArticleWords
from retrieval.word_heads import BUCKETS, buckets_of

IDF = np.ones(BUCKETS, dtype=np.float16)


def learned(**weights: dict[str, float]) -> ArticleWords:
    """Return what gives each article these weights for these words."""
    names = tuple(weights)
    found = sorted(
        (next(iter(buckets_of(word))), names.index(article), weight)
        for article, words in weights.items()
        for word, weight in words.items()
    )
    buckets, columns, values = zip(*found, strict=True)
    return ArticleWords(
        names,
        np.array(buckets, dtype=np.uint32),
        np.array(columns, dtype=np.uint16),
        np.array(values, dtype=np.float16),
        np.linspace(-1, -0.9, len(names), dtype=np.float32),
    )


WORDS = learned(hand={"hand": 2.0, "bang": 0.5}, angst={"bang": 2.0}, vader={"vader": 1.0})


def test_the_article_of_the_words_scores_one_and_the_least_zero() -> None:
    found = WORDS.scores("Hand", IDF)
    assert found["hand"] == 1.0
    assert min(found.values()) == 0.0
    found = WORDS.scores("bang", IDF)
    assert found["angst"] == 1.0 > found["hand"] > found["vader"] == 0.0


def test_words_that_are_rare_count_for_more() -> None:
    rare = IDF.copy()
    rare[next(iter(buckets_of("vader")))] = 4.0
    text = "hand en vader"
    assert max(WORDS.scores(text, IDF).items(), key=lambda pair: pair[1])[0] == "hand"
    assert max(WORDS.scores(text, rare).items(), key=lambda pair: pair[1])[0] == "vader"


def test_words_that_nobody_saw_say_nothing() -> None:
    unseen = IDF.copy()
    unseen[[*buckets_of("qqq zzz")]] = 0.0
    assert WORDS.scores("qqq zzz", unseen) == {}
    assert WORDS.scores("", IDF) == {}


def test_what_was_fitted_on_nothing_says_nothing() -> None:
    nothing = np.zeros(0)
    empty = ArticleWords(
        (), nothing.astype(np.uint32), nothing.astype(np.uint16), nothing.astype(np.float16), nothing
    )
    assert empty.scores("hand", IDF) == {}
