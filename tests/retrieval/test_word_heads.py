import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.word_heads import (
    BUCKETS,
    DANGER,
    WordHeads,
    buckets_of,
    tf_idf,
)

ALL = np.ones(BUCKETS, dtype=np.float16)


def bucket(gram: str) -> int:
    return next(iter(buckets_of(gram)))


def heads_with(idf: float = 1.0, **weights: float) -> WordHeads:
    """A layer of danger that knows these words only."""
    table = np.zeros((BUCKETS, 2), dtype=np.float16)
    table[:, 0] = idf
    for word, weight in weights.items():
        table[bucket(word), 1] = weight
    return WordHeads((DANGER,), table, np.array([-0.5], dtype=np.float32))


def test_words_and_pairs_are_counted_whatever_their_case_and_marks() -> None:
    assert buckets_of("Bang, bang!") == {
        bucket("bang"): 2,
        next(iter(set(buckets_of("bang bang")) - {bucket("bang")})): 1,
    }
    assert buckets_of("Niet naar huis") == buckets_of("niet naar: HUIS")
    assert buckets_of("") == {}


@given(st.text(max_size=200))
def test_a_text_has_length_one_or_nothing(text: str) -> None:
    buckets, values = tf_idf(text, ALL)
    assert len(buckets) == len(values)
    assert float(np.linalg.norm(values)) == pytest.approx(1 if len(buckets) else 0, abs=1e-4)


def test_odds_are_the_weights_of_the_words_over_the_length_of_the_text() -> None:
    # Two words and their pair, once each: every weight counts for one over the root of three.
    found = heads_with(bang=3.0).odds("bang huis")
    assert found[DANGER] == pytest.approx(3 / np.sqrt(3) - 0.5, abs=1e-3)


def test_what_was_never_seen_leaves_the_bias() -> None:
    assert heads_with(bang=3.0).odds("")[DANGER] == pytest.approx(-0.5)
    assert heads_with(idf=0.0, bang=3.0).odds("bang")[DANGER] == pytest.approx(-0.5)
