import itertools

from evaluation.compare import Comparison, compare
from evaluation.dataset import Query
from evaluation.evaluate import Evaluation
from evaluation.intervals import paired_difference
from evaluation.measures import score_run
from evaluation.runs import Run
from tests.evaluation.small import run_of

QRELS = {name: {"goed": 1} for name in ("een", "twee", "drie")}
QUERIES = [Query(name, f"tekst {name}") for name in QRELS]
BASE = run_of("basis", een=["goed", "a", "b", "c"], twee=["a", "goed"], drie=["a"])
BETTER = run_of("beter", een=["goed"], twee=["goed", "a", "b", "c"], drie=["goed"])
MIXED = run_of("gemengd", een=["a"], twee=["goed"], drie=["b"])


def compared(*runs: Run, queries: list[Query] = QUERIES, measure: str = "P@1") -> tuple[Comparison, ...]:
    qrels = {query.id: {"goed": 1} for query in queries}
    scores = {run.system: score_run(run, queries, qrels) for run in runs}
    return compare(runs, scores, queries, baseline=runs[0].system, measure=measure)


def test_every_other_system_is_compared_with_the_first() -> None:
    assert [(one.system, one.baseline) for one in compared(BASE, BETTER, MIXED)] == [
        ("beter", "basis"),
        ("gemengd", "basis"),
    ]


def test_one_system_is_compared_with_nothing() -> None:
    assert compared(BASE) == ()


def test_the_difference_is_that_of_the_scores_per_query() -> None:
    better, mixed = compared(BASE, BETTER, MIXED)
    assert (better.difference.wins, better.difference.ties, better.difference.losses) == (2, 1, 0)
    assert (mixed.difference.wins, mixed.difference.ties, mixed.difference.losses) == (1, 1, 1)
    assert (better.difference.mean, mixed.difference.mean) == (0.6667, 0.0)


def test_chances_are_corrected_for_the_number_of_systems() -> None:
    queries = [Query(f"q{number}", "x") for number in range(8)]
    base = run_of("basis", **{query.id: ["slecht"] for query in queries})
    better = [run_of(name, **{query.id: ["goed"] for query in queries}) for name in "ab"]
    [alone] = compared(base, better[0], queries=queries)
    assert alone.difference.p == paired_difference([1.0] * 8, [0.0] * 8).p
    both = compared(base, *better, queries=queries)
    assert [one.difference.p for one in both] == [2 * alone.difference.p] * 2


def test_what_was_gained_and_lost_is_shown_with_what_each_puts_first() -> None:
    better, mixed = compared(BASE, BETTER, MIXED)
    assert [(one.query.id, one.gain) for one in better.gained] == [("drie", 1.0), ("twee", 1.0)]
    assert better.lost == ()
    assert [(one.query.text, one.gain, one.ours, one.theirs) for one in mixed.lost] == [
        ("tekst een", -1.0, ("a",), ("goed", "a", "b"))
    ]
    assert [one.query.id for one in mixed.gained] == ["twee"]


def test_the_largest_changes_come_first_and_ten_are_shown() -> None:
    queries = [Query(f"q{number:02}", "x") for number in range(14)]
    # The right document falls ever further: from the first place to the second, the third and so on.
    base = run_of("basis", **{query.id: ["goed"] for query in queries})
    worse = run_of(
        "slechter",
        **{q.id: [*(f"d{place}" for place in range(n % 5)), "goed"] for n, q in enumerate(queries)},
    )
    [found] = compared(base, worse, queries=queries, measure="RR@10")
    gains = [one.gain for one in found.lost]
    assert (len(gains), gains[0], found.gained) == (10, -0.8, ())
    keys = [(one.gain, one.query.id) for one in found.lost]
    assert all(one < other for one, other in itertools.pairwise(keys))


def test_an_evaluation_compares_its_systems_over_the_queries_in_scope(evaluated: Evaluation) -> None:
    assert [one.system for one in evaluated.comparisons] == ["dense", "hybride", "ander"]
    other = evaluated.comparisons[-1]
    counted = other.difference.wins + other.difference.ties + other.difference.losses
    assert counted == len(evaluated.dataset.inside) == 6
    assert [one.query.id for one in other.gained] == ["laat"]
    assert {one.query.id for one in other.lost} == {"boos", "gat", "rust"}
