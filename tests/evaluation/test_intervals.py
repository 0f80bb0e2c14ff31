import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.intervals import Share, auroc, holm, paired_difference

SCORES = st.lists(st.integers(0, 20).map(lambda whole: whole / 20), min_size=1, max_size=15)
PAIRS = st.lists(
    st.tuples(*[st.integers(0, 20).map(lambda whole: whole / 20)] * 2), min_size=1, max_size=15
).map(lambda pairs: ([one for one, _ in pairs], [other for _, other in pairs]))
P_VALUES = st.lists(st.integers(0, 10_000).map(lambda whole: whole / 10_000), max_size=8)
few = settings(max_examples=30)


# Shares.


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_wilson_as_newcombe_published_it(
    hits: int, total: int, low: float, high: float
) -> None:
    assert Share(hits, total).interval == (low, high)


@given(st.integers(1, 500).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_interval_holds_the_share(counted: tuple[int, int]) -> None:
    share = Share(*counted)
    low, high = share.interval
    assert 0 <= low <= share.value <= high <= 1


def test_of_nothing_there_is_no_share() -> None:
    assert math.isnan(Share(0, 0).value)
    assert Share(0, 0).interval == (0.0, 1.0)


# Differences.


@given(SCORES)
def test_no_difference_has_p_1(scores: list[float]) -> None:
    same = paired_difference(scores, scores)
    assert (same.mean, same.low, same.high, same.p, same.effect) == (0.0, 0.0, 0.0, 1.0, 0.0)
    assert (same.wins, same.ties, same.losses) == (0, len(scores), 0)


def test_no_queries_have_no_difference() -> None:
    assert paired_difference([], []).p == 1.0


def test_a_difference_worked_by_hand() -> None:
    found = paired_difference([0.4, 0.5, 0.5, 0.0], [0.1, 0.4, 0.5, 0.2])
    assert found.mean == pytest.approx(0.05)
    assert found.effect == pytest.approx(0.05 / 0.2082, abs=0.001)
    assert (found.wins, found.ties, found.losses) == (2, 1, 1)


def test_a_difference_that_is_the_same_for_every_query_has_no_spread_to_measure_it_by() -> None:
    assert paired_difference([0.1, 0.1, 0.1], [0.0, 0.0, 0.0]).effect == 0.0


def test_the_chance_is_that_of_every_way_to_flip_the_signs() -> None:
    # Of 2^3 ways two have a mean as large as the observed one; of 2^10 two.
    assert paired_difference([0.2, 0.3, 0.4], [0.0, 0.0, 0.0]).p == pytest.approx(2 / 8, abs=0.02)
    assert paired_difference([0.5] * 10, [0.1] * 10).p == pytest.approx(2 / 1024, abs=0.002)


def test_the_chance_is_never_nothing() -> None:
    assert paired_difference([1.0] * 60, [0.0] * 60).p > 0


@few
@given(PAIRS)
def test_the_other_way_round_everything_turns(pairs: tuple[list[float], list[float]]) -> None:
    one, other = paired_difference(*pairs), paired_difference(*pairs[::-1])
    assert (other.mean, other.effect, other.wins, other.losses) == (
        -one.mean,
        -one.effect,
        one.losses,
        one.wins,
    )
    assert (other.low, other.high) == pytest.approx((-one.high, -one.low), abs=2e-4)
    assert other.p == one.p


@few
@given(PAIRS)
def test_the_interval_holds_the_mean_and_is_the_same_each_time(
    pairs: tuple[list[float], list[float]],
) -> None:
    found = paired_difference(*pairs)
    assert found.low <= found.mean <= found.high
    assert found == paired_difference(*pairs)
    assert 0 < found.p <= 1
    assert found.wins + found.ties + found.losses == len(pairs[0])


def test_more_queries_make_the_interval_narrower() -> None:
    few_, many = (paired_difference([0.1, 0.5, 0.3] * n, [0.2, 0.1, 0.1] * n) for n in (3, 30))
    assert many.mean == few_.mean
    assert many.high - many.low < (few_.high - few_.low) / 2


# Several tests at once.


def test_holm_worked_by_hand() -> None:
    # In order: 4 x 0.005, 3 x 0.01, 2 x 0.03, and 1 x 0.04, which may not be under the one before it.
    assert holm([0.01, 0.04, 0.03, 0.005]) == (0.03, 0.06, 0.06, 0.02)


def test_a_single_test_needs_no_correction_and_none_gives_none() -> None:
    assert holm([0.03]) == (0.03,)
    assert holm([]) == ()


@given(P_VALUES)
def test_a_correction_keeps_the_order_and_never_lowers(p_values: list[float]) -> None:
    corrected = holm(p_values)
    assert all(
        p <= new <= min(1.0, len(p_values) * p) + 1e-9 for p, new in zip(p_values, corrected, strict=True)
    )
    ordered = [new for _, new in sorted(zip(p_values, corrected, strict=True))]
    assert all(one <= other for one, other in itertools.pairwise(ordered))


# Telling two classes apart.


def test_auroc_worked_by_hand() -> None:
    # Of the four pairs three are in order: 0.9 over both, 0.4 over 0.1.
    assert auroc([0.9, 0.4], [0.5, 0.1]) == 0.75


def test_ties_count_for_half() -> None:
    assert auroc([0.5], [0.5]) == 0.5
    assert auroc([0.5, 0.9], [0.5]) == 0.75


def test_without_one_of_the_classes_there_is_no_figure() -> None:
    assert math.isnan(auroc([], [0.5]))
    assert math.isnan(auroc([0.5], []))


@pytest.mark.filterwarnings("error")
@given(SCORES, SCORES)
def test_auroc_counts_pairs_and_turns_with_its_classes(positive: list[float], negative: list[float]) -> None:
    pairs = [(one > other) + (one == other) / 2 for one in positive for other in negative]
    assert auroc(positive, negative) == pytest.approx(sum(pairs) / len(pairs), abs=1e-4)
    assert auroc(negative, positive) == pytest.approx(1 - auroc(positive, negative), abs=1e-4)
