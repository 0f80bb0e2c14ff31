import itertools
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.calibrate import calibrate, threshold, write_settings
from evaluation.dataset import Dataset, Query
from index.refresh import OpenIndex
from retrieval.settings import PATH, load_settings

SCORES = st.lists(st.integers(0, 99).map(lambda whole: whole / 100), min_size=1, max_size=12)
DATASET = Dataset(
    name="klein",
    split="dev",
    queries=(
        Query("past", "situatie nummer 3 over een ouder is boos"),
        Query("kijkt", "situatie nummer 1 over een leerling kijkt weg"),
        Query("printer", "toner van de printer vervangen", scope="out"),
        Query("fiets", "band van mijn fiets plakken", scope="out"),
        Query("gevaar", "jongen staat op het plein met een mes", danger="acute", route="112"),
    ),
    qrels={"past": {"ouder-is-boos": 3}, "kijkt": {"kijkt-weg": 3}},
)


def test_the_threshold_lies_halfway_between_two_classes_apart() -> None:
    assert threshold([0.8, 0.9], [0.2, 0.4])[0] == pytest.approx(0.6)


def test_classes_further_apart_give_a_gentler_slope() -> None:
    assert threshold([0.9], [0.1])[1] < threshold([0.6], [0.4])[1]


@given(SCORES, SCORES)
def test_no_other_cut_separates_better(positive: list[float], negative: list[float]) -> None:
    def balanced(cut: float) -> float:
        kept = sum(score > cut for score in positive) / len(positive)
        return kept + sum(score <= cut for score in negative) / len(negative)

    chosen, _ = threshold(positive, negative)
    scores = sorted({*positive, *negative})
    for low, high in itertools.pairwise(scores):
        assert balanced(chosen) >= balanced((low + high) / 2) - 1e-9


@given(SCORES, SCORES, st.floats(0.5, 1.0))
def test_the_recall_that_was_asked_is_kept_where_that_can_be(
    positive: list[float], negative: list[float], recall: float
) -> None:
    chosen, _ = threshold(positive, negative, recall=recall)
    scores = sorted({*positive, *negative})
    if len(scores) > 1 and scores[0] not in positive:
        assert sum(score > chosen for score in positive) / len(positive) >= recall


def test_calibrating_chooses_thresholds_that_tell_the_queries_apart(small_index: OpenIndex) -> None:
    report = calibrate(small_index, DATASET)
    assert report.figures["answered in scope"] == 1.0
    assert report.figures["refused out of scope"] == 1.0
    assert report.figures["danger recall"] == 1.0
    assert report.figures["nDCG@10"] == 1.0


def test_calibrating_leaves_the_weights_alone(small_index: OpenIndex) -> None:
    chosen, before = calibrate(small_index, DATASET).settings, load_settings("fake").settings
    for name in ("dense_weight", "whole_weight", "depth_weight", "term_from"):
        assert getattr(chosen, name) == getattr(before, name)


def test_chosen_settings_are_kept_for_their_model_beside_those_of_others(
    small_index: OpenIndex, tmp_path: Path
) -> None:
    path = tmp_path / "settings.json"
    shutil.copy(PATH, path)
    report = calibrate(small_index, DATASET)
    write_settings(report, model_id="fake", dataset=DATASET, path=path)
    assert load_settings("fake", path).own
    assert load_settings("fake", path).settings == report.settings
    before, after = (json.loads(p.read_text(encoding="utf-8")) for p in (PATH, path))
    assert {name: after["models"][name] for name in before["models"]} == before["models"]
    assert after["models"]["fake"]["measured"]["queries"] == 5
