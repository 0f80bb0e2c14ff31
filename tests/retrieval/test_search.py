import dataclasses
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from index.refresh import OpenIndex
from retrieval.search import (
    Evidence,
    convex,
    gather,
    gather_all,
    lowered_articles,
    one_score_a_row,
    rank,
)
from retrieval.settings import load_settings
from retrieval.types import Hit
from tests.conftest import article_text

SETTINGS = load_settings("fake").settings
scores = st.floats(0, 1, width=32)


def evidence(rows: list[float], lexical: list[float] | None = None) -> Evidence:
    dense = np.array([rows], dtype=np.float32)
    return Evidence(
        ("x",), dense, dense, dense, np.array(lexical or [0.0] * len(rows), dtype=np.float32), dense, {}, {}
    )


def rows_of(owners: str) -> dict[str, np.ndarray]:
    """One passage a letter, of the owner of that name."""
    return {owner: np.array([at for at, o in enumerate(owners) if o == owner]) for owner in owners}


def ranked(rows: list[float], owners: str, **extra: object) -> list[str]:
    return [hit.owner for hit in rank(evidence(rows), rows_of(owners), settings=SETTINGS, **extra)]


def test_the_nearest_owner_comes_first() -> None:
    assert ranked([0.1, 0.9, 0.5], "abc") == ["b", "c", "a"]


def test_ties_stand_in_the_order_of_their_ids() -> None:
    assert ranked([0.5, 0.5, 0.5], "cab") == ["a", "b", "c"]


def test_owners_without_any_evidence_tie_too() -> None:
    assert ranked([0.0, 0.0], "ba") == ["a", "b"]


def test_an_owner_stands_once_with_its_best_passage() -> None:
    hits = rank(evidence([0.1, 0.2, 0.8, 0.3]), rows_of("abab"), settings=SETTINGS)
    assert [(hit.owner, hit.row) for hit in hits] == [("a", 2), ("b", 3)]


def test_words_in_common_break_an_equal_likeness() -> None:
    hits = rank(evidence([0.5, 0.5], [0.0, 3.0]), rows_of("ab"), settings=SETTINGS)
    assert [hit.owner for hit in hits] == ["b", "a"]


def test_what_was_learned_counts_for_its_part() -> None:
    learned = dataclasses.replace(evidence([0.5, 0.4]), article_layer={"a": 0.0, "b": 1.0})
    for part, expected in ((0.0, "a"), (0.9, "b")):
        settings = dataclasses.replace(SETTINGS, article_layer_weight=part)
        assert rank(learned, rows_of("ab"), settings=settings)[0].owner == expected


def test_a_new_article_of_which_nothing_was_learned_stands_in_the_middle() -> None:
    learned = dataclasses.replace(evidence([0.5] * 4), article_layer={"a": 0.1, "b": 0.5, "c": 1.0})
    settings = dataclasses.replace(SETTINGS, article_layer_weight=0.5)
    found = {hit.owner: hit.score for hit in rank(learned, rows_of("abcd"), settings=settings)}
    assert found["c"] > found["d"] == found["b"] > found["a"]


def test_a_lowered_owner_yields_to_one_that_is_as_near() -> None:
    assert ranked([0.50, 0.50, 0.1], "abc", lowered=["a"]) == ["b", "a", "c"]


def test_nothing_to_rank_gives_nothing() -> None:
    assert rank(evidence([]), {}, settings=SETTINGS) == ()


@given(st.lists(st.tuples(st.sampled_from("abcdef"), scores), min_size=1, max_size=12), st.randoms())
def test_the_order_of_passages_does_not_matter(rows: list[tuple[str, float]], chance: random.Random) -> None:
    def result(of: list[tuple[str, float]]) -> list[Hit]:
        found = rank(
            evidence([score for _, score in of]),
            rows_of("".join(owner for owner, _ in of)),
            settings=SETTINGS,
        )
        return [dataclasses.replace(hit, row=0) for hit in found]

    shuffled = chance.sample(rows, len(rows))
    assert result(rows) == result(shuffled)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), scores), min_size=1, max_size=12))
def test_ranked_scores_lie_between_0_and_1_and_descend(rows: list[tuple[str, float]]) -> None:
    found = rank(
        evidence([score for _, score in rows], [score for _, score in rows]),
        rows_of("".join(owner for owner, _ in rows)),
        settings=SETTINGS,
    )
    values = [hit.score for hit in found]
    assert values == sorted(values, reverse=True)
    assert all(0 <= value <= 1 for value in values)


@given(
    hnp.arrays(np.float32, 5, elements=st.integers(0, 99).map(lambda whole: whole / 100)),
    hnp.arrays(np.float32, 5, elements=st.integers(0, 99).map(lambda whole: whole / 10)),
    st.floats(0, 1),
)
def test_convex_fusion_rises_with_both_scores(dense: np.ndarray, lexical: np.ndarray, weight: float) -> None:
    fused = convex(dense, lexical, weight=weight)
    for one in range(5):
        for other in range(5):
            if dense[one] >= dense[other] and lexical[one] >= lexical[other]:
                assert fused[one] >= fused[other] - 1e-6


@pytest.mark.parametrize(("weight", "best"), [(1.0, 0), (0.0, 1)])
def test_the_weight_chooses_between_meaning_and_words(weight: float, best: int) -> None:
    fused = convex(np.array([0.9, 0.1]), np.array([0.0, 5.0]), weight=weight)
    assert int(np.argmax(fused)) == best


def test_one_unit_is_its_own_score() -> None:
    assert one_score_a_row(np.array([[0.2, 0.4]]), SETTINGS).tolist() == [0.2, 0.4]


def test_a_story_mixes_the_whole_with_its_best_sentence() -> None:
    half = dataclasses.replace(SETTINGS, whole_weight=0.5)
    assert one_score_a_row(np.array([[0.2], [0.8], [0.4]]), half).tolist() == [0.5]


def test_a_story_is_matched_whole_and_by_sentence(small_index: OpenIndex) -> None:
    found = gather(small_index, "Een leerling kijkt mij weg. Een ouder is op school boos.")
    rows = len(small_index.generation.passages)
    assert found.dense.shape == found.centred.shape == (3, rows)
    assert found.lexical.shape == (rows,)


def test_what_a_row_shares_with_all_told_situations_is_taken_off(small_index: OpenIndex) -> None:
    generation = small_index.generation
    found = gather(small_index, "Een leerling kijkt weg. Een ouder is op school boos.")
    shared = generation.vectors.vectors() @ generation.centre
    assert np.abs(shared).max() > 0.1
    assert found.centred == pytest.approx(found.dense - shared, abs=1e-4)


def test_many_texts_find_what_each_finds_alone(small_index: OpenIndex) -> None:
    texts = ["Een leerling kijkt weg. Een ouder is op school boos.", "te laat", "Zij huilt. Hij ook nu weer."]
    for text, found in zip(texts, gather_all(small_index, texts), strict=True):
        alone = gather(small_index, text)
        assert found.units == alone.units
        for field in ("vectors", "dense", "centred", "lexical"):
            assert np.array_equal(getattr(found, field), getattr(alone, field)), field


def test_a_text_without_known_words_still_finds_every_row(small_index: OpenIndex) -> None:
    found = gather(small_index, "孩子在课堂上哭")
    assert np.isfinite(found.dense).all()
    assert not found.lexical.any()


def test_background_articles_are_lowered(make_index) -> None:
    about_us = article_text("Over ons", front="niveau: [professional]\n")
    index = make_index({"over-ons": about_us, "kijkt-weg": article_text()})
    assert lowered_articles(index.generation.kb) == {"over-ons"}
