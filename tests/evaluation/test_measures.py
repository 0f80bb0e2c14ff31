import math
import subprocess
import sys
from collections.abc import Mapping, Sequence

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.dataset import Query
from evaluation.measures import MAIN, RANKING, STRICT, gaps, mean_scores, score_run
from evaluation.runs import Run
from tests.conftest import ROOT
from tests.evaluation.small import run_of

DOCUMENTS = [f"d{number}" for number in range(12)]
JUDGED = st.dictionaries(st.sampled_from(DOCUMENTS), st.integers(0, 3), min_size=1).filter(
    lambda judged: any(judged.values())
)
FOUND = st.lists(st.sampled_from(DOCUMENTS), min_size=1, unique=True)
# A process that has nothing loaded yet scores a large run and tells how long it worked, imports and all; the
# time that others held the machine does not count. First it tells how long its libraries took to load: on a
# slower machine a second lasts as much longer.
LOADED = 0.16  # seconds, on the machine that the second was promised for
LARGE = """
import time
import ir_measures
import numpy
print(time.process_time())
from evaluation.dataset import Query
from evaluation.measures import mean_scores, score_run
from evaluation.runs import Run
queries = [Query(f"q{n}", "x") for n in range(1000)]
ranked = {
    query.id: tuple((f"d{(7 * n + 31 * place) % 1000}", 1 - place / 1000) for place in range(100))
    for n, query in enumerate(queries)
}
qrels = {
    query.id: {f"d{(7 * n + 93 * k) % 1000}": k % 4 for k in range(20)} for n, query in enumerate(queries)
}
means = mean_scores(score_run(Run("a", ranked), queries, qrels))
assert 0 < means["nDCG@10"] < 1
print(time.process_time())
"""


def queries(*names: str) -> list[Query]:
    return [Query(name, "x") for name in names]


def means(run: Run, qrels: Mapping[str, Mapping[str, int]], names: Sequence[str]) -> dict[str, float]:
    return mean_scores(score_run(run, queries(*names), qrels))


def test_the_gain_at_ten_is_that_of_the_field_worked_by_hand() -> None:
    run = run_of("a", q=["niets", "zeer", "iets"])
    found = 3 / math.log2(3) + 1 / math.log2(4)
    ideal = 3 / math.log2(2) + 1 / math.log2(3)
    scores = score_run(run, queries("q"), {"q": {"zeer": 3, "iets": 1}})
    assert scores[MAIN]["q"] == pytest.approx(found / ideal, abs=1e-6)
    assert {name: score["q"] for name, score in scores.items() if not name.startswith("nDCG")} == {
        "P@1": 0.0,
        "Success@3": 1.0,
        "RR@10": 0.5,
        "R@10": 1.0,
        "Judged@10": pytest.approx(2 / 3),
        "P(rel=2)@1": 0.0,
        "Success(rel=2)@3": 1.0,
    }


def test_a_query_without_judgement_or_answer_counts_nothing_and_stays_in_the_mean() -> None:
    run = run_of("a", goed=["d"], onbeoordeeld=["d"], leeg=[])
    qrels = {"goed": {"d": 1}, "leeg": {"d": 1}, "vergeten": {"d": 1}, "nul": {"d": 0}}
    names = ("goed", "onbeoordeeld", "leeg", "vergeten", "nul")
    scores = score_run(run, queries(*names), qrels)
    assert {name: tuple(score) for name, score in scores.items()} == dict.fromkeys(map(str, RANKING), names)
    assert set(means(run, qrels, names).values()) == {0.2}


@pytest.mark.parametrize("qrels", [{}, {"q": {"d": 2}}])
def test_a_run_that_found_nothing_scores_nothing(qrels: dict[str, dict[str, int]]) -> None:
    assert set(means(run_of("a"), qrels, ["q"]).values()) == {0.0}


def test_queries_that_are_not_asked_about_do_not_count() -> None:
    run, qrels = run_of("a", q=["d"], ander=["x"]), {"q": {"d": 1}, "ander": {"d": 1}}
    assert means(run, qrels, ["q"])["P@1"] == 1.0


def test_strict_measures_are_there_where_judgements_are_graded() -> None:
    run = run_of("a", q=["d"])
    strict = set(map(str, STRICT))
    assert not strict & set(means(run, {"q": {"d": 1}}, ["q"]))
    assert strict <= set(means(run, {"q": {"d": 1, "e": 2}}, ["q"]))


def test_a_mean_can_be_that_of_some_queries() -> None:
    run, qrels = run_of("a", p=["d"], q=["x"]), {"p": {"d": 1}, "q": {"d": 1}}
    scores = score_run(run, queries("p", "q"), qrels)
    assert mean_scores(scores)["P@1"] == 0.5
    assert mean_scores(scores, queries("q"))["P@1"] == 0.0
    assert mean_scores(scores, [])["P@1"] == 0.0


@given(st.lists(st.tuples(JUDGED, FOUND), min_size=1, max_size=5))
def test_where_every_query_is_judged_the_means_are_those_of_ir_measures(
    asked: list[tuple[dict[str, int], list[str]]],
) -> None:
    qrels = {f"q{number}": judged for number, (judged, _) in enumerate(asked)}
    run = run_of("a", **{f"q{number}": found for number, (_, found) in enumerate(asked)})
    ours = means(run, qrels, list(qrels))
    measures = [ir_measures.parse_measure(name) for name in ours]
    found = {query: dict(ranked) for query, ranked in run.ranked.items()}
    theirs = ir_measures.calc_aggregate(measures, qrels, found)
    assert ours == {str(measure): pytest.approx(value, abs=5.1e-5) for measure, value in theirs.items()}


def test_a_gap_is_a_query_that_nothing_clearly_helps() -> None:
    qrels = {"helpt": {"d": 3, "e": 0}, "beetje": {"d": 1}, "niet": {"d": 0}}
    assert gaps(queries("helpt", "beetje", "niet", "onbeoordeeld"), qrels) == (
        "beetje",
        "niet",
        "onbeoordeeld",
    )


def test_without_grades_what_is_judged_to_fit_helps() -> None:
    assert gaps(queries("helpt", "niet"), {"helpt": {"d": 1}, "niet": {"d": 0}}) == ("niet",)
    assert gaps(queries("niet"), {"niet": {"d": 0}}) == ("niet",)


def test_a_thousand_queries_on_a_thousand_documents_are_scored_within_a_second() -> None:
    taken = []
    for _ in range(3):  # a busy machine is no failure: the best of three counts
        said = subprocess.run(
            [sys.executable, "-c", LARGE], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
        ).stdout
        loaded, whole = map(float, said.split())
        taken.append(whole / max(1.0, loaded / LOADED))
        if taken[-1] < 1:
            break
    assert min(taken) < 1, taken
