import itertools
import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.calibrate import Calibration, calibrate, choose_cut, write_calibration
from evaluation.dataset import Dataset, Query
from evaluation.measures import mean_scores, score_run
from evaluation.searching import make_runs
from evaluation.systems import parse_system
from index.refresh import OpenIndex
from kb.errors import DatasetError
from retrieval.answer import answer
from retrieval.settings import PATH, load_settings
from retrieval.settings import Calibration as Loaded

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


@pytest.fixture(scope="module")
def chosen(school: OpenIndex) -> Calibration:
    return calibrate(school, without_danger_in_scope())


def without_danger_in_scope() -> Dataset:
    """Return the dataset without its one situation in scope that no article fits."""
    queries = [replace(query, scope="out") if query.id == "gevaar" else query for query in DATASET.queries]
    return replace(DATASET, queries=tuple(queries))


# Choosing a threshold.


def test_the_threshold_lies_halfway_between_two_classes_apart() -> None:
    cut = choose_cut([0.8, 0.9], [0.2, 0.4])
    assert (cut.middle, cut.kept, cut.stopped, cut.auroc) == (pytest.approx(0.6), 1.0, 1.0, 1.0)


def test_classes_further_apart_give_a_gentler_slope() -> None:
    assert choose_cut([0.9], [0.1]).slope < choose_cut([0.6], [0.4]).slope


def test_where_all_scores_are_equal_there_is_still_a_threshold() -> None:
    cut = choose_cut([0.5], [0.5])
    assert (cut.middle, cut.kept, cut.stopped, cut.auroc) == (0.5, 0.0, 1.0, 0.5)


@given(SCORES, SCORES)
def test_no_other_cut_separates_better(positive: list[float], negative: list[float]) -> None:
    def balanced(cut: float) -> float:
        kept = sum(score > cut for score in positive) / len(positive)
        return kept + sum(score <= cut for score in negative) / len(negative)

    chosen_cut = choose_cut(positive, negative).middle
    scores = sorted({*positive, *negative})
    for low, high in itertools.pairwise(scores):
        assert balanced(chosen_cut) >= balanced((low + high) / 2) - 1e-9


@given(SCORES, SCORES, st.floats(0.5, 1.0))
def test_the_recall_that_was_asked_is_kept_where_that_can_be(
    positive: list[float], negative: list[float], recall: float
) -> None:
    cut = choose_cut(positive, negative, recall=recall)
    scores = sorted({*positive, *negative})
    if len(scores) > 1 and scores[0] not in positive:

        def kept(middle: float) -> float:
            return sum(score > middle for score in positive) / len(positive)

        assert kept(cut.middle) >= recall
        assert all(kept(middle) < recall for middle, _, _ in cut.curve if middle > cut.middle)


@given(SCORES, SCORES)
def test_a_curve_tells_at_every_threshold_what_passes_and_what_is_stopped(
    positive: list[float], negative: list[float]
) -> None:
    cut = choose_cut(positive, negative)
    assert (cut.middle, cut.kept, cut.stopped) in cut.curve
    for middle, kept, stopped in cut.curve:
        assert kept == round(sum(score > middle for score in positive) / len(positive), 4)
        assert stopped == round(sum(score <= middle for score in negative) / len(negative), 4)
    for one, other in itertools.pairwise(cut.curve):
        assert one[0] < other[0]
        assert one[1] >= other[1]
        assert one[2] <= other[2]


# Calibrating.


def test_calibrating_chooses_thresholds_that_tell_the_queries_apart(chosen: Calibration) -> None:
    assert chosen.figures == {
        "nDCG@10": 1.0,
        "answer kept": 1.0,
        "answer stopped": 1.0,
        "answer AUROC": 1.0,
        "danger kept": 1.0,
        "danger stopped": 1.0,
        "danger AUROC": 1.0,
    }
    assert chosen.warnings == ()


def test_with_the_chosen_thresholds_a_question_is_answered_so(
    chosen: Calibration, school: OpenIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.answer.load_settings", lambda _model: Loaded(chosen.settings, own=True))
    answers = {query.id: answer(school, query.text) for query in DATASET.queries}
    assert {name for name, found in answers.items() if found.outcome != "none"} == {"past", "kijkt"}
    assert {name for name, found in answers.items() if found.safety.level != "none"} == {"gevaar"}


def test_only_the_fusion_and_the_thresholds_are_chosen(chosen: Calibration) -> None:
    before, after = asdict(load_settings("fake").settings), asdict(chosen.settings)
    assert {name for name in after if after[name] != before[name]} <= {
        "dense_weight",
        "answer_middle",
        "answer_slope",
        "danger_middle",
        "danger_slope",
    }


def test_the_curve_of_the_weight_holds_what_was_chosen(chosen: Calibration) -> None:
    curve = chosen.curves["fusion weight"]
    assert [weight for weight, _ in curve] == [round(step / 20, 2) for step in range(21)]
    assert (chosen.settings.dense_weight, chosen.figures["nDCG@10"]) in curve
    assert max(figure for _, figure in curve) == chosen.figures["nDCG@10"]


def test_the_curve_of_the_weight_holds_what_a_run_with_that_weight_scores(school: OpenIndex) -> None:
    # Two articles share the words of these queries, so that the weight matters.
    queries = (
        Query("a", "ouder leerling te laat kijkt kijkt boos"),
        Query("b", "boos weg leerling situatie nummer"),
        *DATASET.queries[2:],
    )
    dataset = replace(DATASET, queries=queries, qrels={"a": {"kijkt-weg": 1}, "b": {"komt-te-laat": 2}})
    curve = calibrate(school, dataset).curves["fusion weight"]
    for weight, figure in curve[1:]:
        system = parse_system(f"hybride:dense_weight={weight}")
        settings = load_settings("fake").settings
        [run] = make_runs(school, queries, [system], settings=settings, progress=lambda _done: None)
        assert mean_scores(score_run(run, dataset.inside, dataset.qrels))["nDCG@10"] == figure
    assert len({figure for _, figure in curve}) > 1


def test_ties_count_in_the_order_of_a_run(school: OpenIndex) -> None:
    # By words alone every article is equal to this query, and the first in the order of ids goes first.
    queries = (Query("a", "дитина плаче"), *DATASET.queries[2:4], replace(DATASET.queries[4], scope="out"))
    found = calibrate(school, replace(DATASET, queries=queries, qrels={"a": {"kijkt-weg": 1}}))
    assert found.curves["fusion weight"][0] == (0.0, 1.0)


def test_the_curves_of_the_thresholds_hold_what_was_chosen(chosen: Calibration) -> None:
    settings = chosen.settings
    assert (settings.answer_middle, 1.0, 1.0) in chosen.curves["answer"]
    assert (settings.danger_middle, 1.0, 1.0) in chosen.curves["danger"]


def test_what_chose_them_is_kept(chosen: Calibration) -> None:
    assert (chosen.dataset, chosen.queries) == ("klein (dev)", 5)


def test_a_situation_in_scope_that_no_article_fits_counts_nothing(school: OpenIndex) -> None:
    found = calibrate(school, DATASET)
    assert found.figures["nDCG@10"] == pytest.approx(2 / 3, abs=1e-4)


def test_where_the_classes_lie_through_one_another_there_is_a_warning(school: OpenIndex) -> None:
    turned = [replace(q, scope="out" if q.scope == "in" else "in") for q in DATASET.queries]
    calm, danger = {"kijkt": "acute", "past": "concern"}, {"gevaar": "none"}
    mixed = [replace(q, danger={**calm, **danger}.get(q.id, q.danger)) for q in turned]
    answers, dangers = calibrate(school, replace(DATASET, queries=tuple(mixed))).warnings
    assert "binnen en buiten het onderwerp" in answers
    assert "gevaar en rust" in dangers
    assert "AUROC 0." in answers


@pytest.mark.parametrize("kind", [{"scope": "in"}, {"scope": "out"}, {"danger": "none"}, {"danger": "acute"}])
def test_without_one_of_the_classes_nothing_can_be_chosen(school: OpenIndex, kind: dict[str, str]) -> None:
    queries = tuple(replace(query, **kind) for query in DATASET.queries)  # type: ignore[arg-type]
    with pytest.raises(DatasetError, match=r"klein \(dev\): Drempels kiezen vraagt situaties"):
        calibrate(school, replace(DATASET, queries=queries))


# Keeping what was chosen.


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    path = tmp_path / "settings.json"
    shutil.copy(PATH, path)
    return path


def test_chosen_settings_are_kept_for_their_model_beside_those_of_others(
    chosen: Calibration, settings_file: Path, tmp_path: Path
) -> None:
    load_settings("fake", settings_file)
    write_calibration(chosen, model_id="fake", path=settings_file, curves=tmp_path / "curves")
    assert load_settings("fake", settings_file) == Loaded(chosen.settings, own=True)
    before, after = (json.loads(p.read_text(encoding="utf-8")) for p in (PATH, settings_file))
    assert after["default"] == before["default"]
    assert {name: after["models"][name] for name in before["models"]} == before["models"]
    assert after["models"]["fake"]["measured"] == {"dataset": "klein (dev)", "queries": 5, **chosen.figures}


def test_the_curves_are_kept_apart_for_each_model(
    chosen: Calibration, settings_file: Path, tmp_path: Path
) -> None:
    for model_id in ("een", "twee"):
        write_calibration(chosen, model_id=model_id, path=settings_file, curves=tmp_path / "curves")
    for model_id in ("een", "twee"):
        kept = json.loads((tmp_path / "curves" / f"{model_id}.json").read_text(encoding="utf-8"))
        assert kept == {name: [list(point) for point in curve] for name, curve in chosen.curves.items()}
