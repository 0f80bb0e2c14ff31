from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.agreement import agreement, main, weighted_kappa
from tests.conftest import ROOT

GRADES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30)


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    """Two judges on two queries, one of whom also judged an article that was not there for the other."""

    def put(name: str, judgements: Mapping[str, Mapping[str, int]]) -> None:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        rows = [
            f"{query}\t{key}\t{grade}\n"
            for query, found in judgements.items()
            for key, grade in found.items()
        ]
        (tmp_path / name).write_text("query-id\tcorpus-id\tscore\n" + "".join(rows), encoding="utf-8")

    put("qrels/dev.tsv", {"a": {"x": 3, "y": 0, "nieuw": 3}, "eigen": {"x": 3}})
    put("qrels/test.tsv", {"b": {"x": 2, "y": 1}})
    put("judging/second.tsv", {"a": {"x": 2, "y": 0}, "b": {"x": 1, "z": 2}})
    (tmp_path / "judging" / "later.json").write_text('["nieuw"]', encoding="utf-8")
    return tmp_path


def test_kappa_worked_by_hand() -> None:
    # Two grades: agreed 20 + 15 of 50, by chance 25 x 30 / 50 + 25 x 20 / 50 = 25 (Cohen, 1960).
    one = [1] * 25 + [0] * 25
    other = [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    assert weighted_kappa(one, other, grades=2) == pytest.approx((35 - 25) / (50 - 25))


def test_kappa_minds_a_large_difference_more_than_a_small_one() -> None:
    first = [0, 1, 2, 3, 0, 1, 2, 3]
    assert weighted_kappa(first, [0, 1, 2, 3, 1, 1, 2, 2]) > weighted_kappa(first, [3, 1, 2, 3, 0, 1, 2, 0])


@given(GRADES)
def test_kappa_is_1_for_equal_judges_and_the_same_from_both_sides(pairs: list[tuple[int, int]]) -> None:
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    assert weighted_kappa(one, one) == 1.0
    assert weighted_kappa(one, other) <= 1.0
    assert weighted_kappa(one, other) == pytest.approx(weighted_kappa(other, one), abs=0.0011)


def test_agreement_is_over_what_either_judge_named(judged: Path) -> None:
    found = agreement(judged)
    assert (found["queries"], found["pairs"]) == (2, 5)
    # Clearly helpful to both: x for a; to one of them: x and z for b.
    assert found["overlap, clearly helps"] == pytest.approx(1 / 3, abs=1e-3)
    ours, theirs = [3, 0, 2, 1, 0], [2, 0, 1, 0, 2]
    assert found["weighted kappa"] == weighted_kappa(ours, theirs)
    assert found["kappa, clearly helps"] == weighted_kappa([1, 0, 1, 0, 0], [1, 0, 0, 0, 1], grades=2)


def test_the_second_judge_is_scored_as_a_search_by_the_first(judged: Path) -> None:
    found = agreement(judged)
    # For a the second judge has x first, as the first has. For b z (0 to the first) comes before x (2):
    # 2 / log2(3) over the best order of 2 and 1, 2 + 1 / log2(3).
    low = (2 / np.log2(3)) / (2 + 1 / np.log2(3))
    assert found["second judge, nDCG@10"] == pytest.approx((1 + low) / 2, abs=1e-3)
    assert found["second judge, P@1"] == 0.5
    assert found["second judge, Success@3"] == 1.0


def test_the_figures_are_printed(judged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(str(judged)) == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        "queries                      2",
        "pairs                        5",
    ]


def test_the_two_judges_of_the_situations_agree_well() -> None:
    found = agreement(ROOT / "evaluation" / "datasets" / "situaties")
    assert found["queries"] == 70
    assert found["weighted kappa"] > 0.6  # "substantial" to Landis & Koch (1977)
