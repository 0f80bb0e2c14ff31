import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.dataset import Query
from evaluation.evaluate import Evaluation
from evaluation.measures import score_run
from evaluation.runs import Run, falling, read_trec, run_name, write_trec
from evaluation.searching import DEPTH, make_runs
from evaluation.systems import parse_system
from index.documents import open_documents
from index.refresh import OpenIndex
from kb.errors import DatasetError
from retrieval.answer import answer
from retrieval.settings import load_settings
from retrieval.types import Hit
from tests.conftest import FakeEncoder
from tests.evaluation.small import small_dataset

SETTINGS = load_settings("fake").settings
IDS = st.text(st.characters(categories=("L", "N", "P", "S"), codec="utf-8"), min_size=1, max_size=8)
SCORES = st.integers(0, 100_000).map(lambda whole: whole / 100_000)
RANKED = st.dictionaries(IDS, SCORES, max_size=12)


@dataclass(frozen=True)
class Counting(FakeEncoder):
    """The fast encoder, that keeps what it was asked."""

    asked: list[str] = field(default_factory=list)

    def encode_queries(self, texts) -> np.ndarray:
        self.asked.extend(texts)
        return super().encode_queries(texts)


def made(index: OpenIndex, *texts: str, systems: tuple[str, ...] = ("bm25", "dense", "hybride")) -> list[Run]:
    queries = [Query(f"q{number}", text) for number, text in enumerate(texts)]
    parsed = [parse_system(name) for name in systems]
    return list(make_runs(index, queries, parsed, settings=SETTINGS, progress=lambda _done: None))


def documents(folder: Path, *texts: str) -> OpenIndex:
    ids = [f"d{number:03}" for number in range(len(texts))]
    return open_documents(ids[::-1], texts[::-1], encoder=FakeEncoder(), cache=folder)


def hits(scores: dict[str, float]) -> list[Hit]:
    found = [Hit(owner, score, 0.0, 0.0, 0) for owner, score in scores.items()]
    return sorted(found, key=lambda hit: (-hit.score, hit.owner))


# Ranking.


def test_scores_fall_strictly(evaluated: Evaluation) -> None:
    for run, query in itertools.product(evaluated.runs, evaluated.dataset.queries):
        scores = [score for _, score in run.ranked.get(query.id, ())]
        assert all(one > other for one, other in itertools.pairwise(scores)), (run.system, query.id)


def test_the_product_ranks_as_a_question_does(evaluated: Evaluation) -> None:
    [run] = [run for run in evaluated.runs if run.system == "hybride"]
    for query in evaluated.dataset.queries:
        asked = answer(evaluated.index, query.text).articles
        assert run.top(query.id, DEPTH) == tuple(ranked.article.slug for ranked in asked)


def test_every_query_is_in_every_run(evaluated: Evaluation) -> None:
    every = [query.id for query in evaluated.dataset.queries]
    own = [run for run in evaluated.runs if run.system != "ander"]
    assert [list(run.ranked) for run in own] == [every] * 3


def test_ties_stand_in_the_order_of_their_ids(tmp_path: Path) -> None:
    same = documents(tmp_path, "kind huilt", "kind huilt", "kind lacht", "kind huilt")
    for run in made(same, "kind huilt"):
        assert run.top("q0", 3) == ("d000", "d001", "d003")


def test_words_alone_leave_out_what_shares_none(tmp_path: Path) -> None:
    bm25, dense, hybrid = made(documents(tmp_path, "kind huilt", "vader zwijgt", "moeder huilt"), "wie huilt")
    assert set(bm25.top("q0", DEPTH)) == {"d000", "d002"}
    assert set(dense.top("q0", DEPTH)) == set(hybrid.top("q0", DEPTH)) == {"d000", "d001", "d002"}


def test_words_alone_find_nothing_where_no_word_is_shared(tmp_path: Path) -> None:
    bm25, dense, _ = made(documents(tmp_path, "kind huilt", "vader zwijgt"), "дитина плаче")
    assert bm25.ranked == {"q0": ()}
    assert len(dense.ranked["q0"]) == 2


def test_a_run_is_a_hundred_deep(tmp_path: Path) -> None:
    many = documents(tmp_path, *(f"kind nummer {number}" for number in range(109)))
    for run in made(many, "een kind", systems=("bm25", "dense")):
        assert len(run.ranked["q0"]) == 100
        assert len(run.top("q0", 3)) == 3


def test_a_query_is_encoded_once_whatever_the_number_of_systems(school: OpenIndex) -> None:
    encoder = Counting()
    made(OpenIndex(school.generation, encoder), "kind huilt", "vader zwijgt")
    assert encoder.asked == ["kind huilt", "vader zwijgt"]


def test_the_weights_of_a_system_count(school: OpenIndex) -> None:
    names = ("hybride", "hybride:dense_weight=1", "dense")
    hybrid, changed, dense = made(school, "een leerling kijkt boos", systems=names)
    assert changed.ranked == dense.ranked
    assert hybrid.ranked != dense.ranked


def test_progress_counts_the_queries(school: OpenIndex) -> None:
    seen: list[int] = []
    queries = [Query("a", "kind huilt"), Query("b", "vader zwijgt")]
    make_runs(school, queries, [parse_system("dense")], settings=SETTINGS, progress=seen.append)
    assert seen == [1, 2]


@given(st.dictionaries(IDS, SCORES, max_size=120))
def test_falling_keeps_the_order_and_nearly_the_scores(scores: dict[str, float]) -> None:
    found = falling(hits(scores)[:DEPTH])
    assert [owner for owner, _ in found] == sorted(scores, key=lambda owner: (-scores[owner], owner))[:DEPTH]
    assert all(one > other for (_, one), (_, other) in itertools.pairwise(found))
    assert all(abs(score - scores[owner]) < 1e-5 for owner, score in found)


# Run files.


def test_a_line_of_a_run_file_has_the_six_parts_of_trec(tmp_path: Path) -> None:
    write_trec(Run("mijn systeem", {"q": (("d1", 0.5), ("d2", 0.4999999))}), tmp_path / "nieuw" / "x.run")
    assert (tmp_path / "nieuw" / "x.run").read_text(encoding="utf-8") == (
        "q Q0 d1 1 0.500000000 mijn_systeem\nq Q0 d2 2 0.499999900 mijn_systeem\n"
    )


@given(st.dictionaries(IDS, RANKED, max_size=4))
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, found: dict[str, dict[str, float]]
) -> None:
    ranked = {query: falling(hits(scores)) for query, scores in found.items() if scores}
    path = tmp_path_factory.mktemp("runs") / "een.run"
    write_trec(Run("een", ranked), path)
    every = frozenset(document for scores in found.values() for document in scores)
    assert read_trec(path, queries=frozenset(found), documents=every) == Run("een", ranked, path)


def test_the_lines_of_another_program_may_stand_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "ander.run"
    path.write_text(
        "q Q0 c 9 1e-3 x\nq\tQ0\tb\t1\t-2\tx\n\nq Q0 d 3 12.5 x\nq Q0 a 3 12.5 x\n", encoding="utf-8"
    )
    run = read_trec(path, queries=frozenset("q"), documents=frozenset("abcd"))
    assert run.ranked == {"q": (("a", 12.5), ("d", 12.5), ("c", 0.001), ("b", -2.0))}


def refusal(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        read_trec(path, queries=frozenset({"q1", "q2"}), documents=frozenset({"a", "b"}))
    assert caught.value.where == str(path)
    return [line.removeprefix(f"{path}:") for line in caught.value.what.splitlines()[1:]]


def test_a_run_of_another_dataset_names_every_line_that_does_not_fit(tmp_path: Path) -> None:
    good, bad = (
        "q1 Q0 a 1 0.9 x\n",
        ["q9 Q0 a 1 0.9 x", "q1 Q0 z 1 0.8 x", "q1 Q0 a 2 0.7 x", "q1 Q0 b 1 0.9"],
    )
    assert refusal(
        tmp_path / "x.run", good + "\n".join([*bad, "", "q2 Q0 b 1 nan x", "q2 Q0 b 1 veel x"])
    ) == [
        "2: De vraag 'q9' bestaat niet.",
        "3: Het document 'z' bestaat niet.",
        "4: 'a' staat er twee keer voor 'q1'.",
        "5: De regel is niet: vraag Q0 document plaats score systeem.",
        "7: De regel is niet: vraag Q0 document plaats score systeem.",
        "8: De regel is niet: vraag Q0 document plaats score systeem.",
    ]


def test_of_very_many_such_lines_the_first_twenty_are_shown(tmp_path: Path) -> None:
    lines = refusal(tmp_path / "x.run", "q9 Q0 a 1 0.9 x\n" * 30)
    assert (len(lines), lines[-1]) == (21, "… en nog 10")


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"\xff\xfe")])
def test_a_run_that_cannot_be_read_is_named(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    path = tmp_path / "x.run"
    path.touch()
    spoil(path)
    with pytest.raises(DatasetError, match=r"x\.run: De run kan niet gelezen worden"):
        read_trec(path, queries=frozenset(), documents=frozenset())


def test_the_name_of_a_run_file_holds_nothing_that_a_file_system_minds() -> None:
    name = run_name(small_dataset(), "hybride:dense_weight=0.8,whole_weight=1")
    assert name == "klein.dev.hybride-dense_weight0.8-whole_weight1.run"


# The same figures as trec_eval gives.


def test_a_written_run_scores_as_it_does_here(evaluated: Evaluation, tmp_path: Path) -> None:
    qrels = {query: dict(judged) for query, judged in evaluated.dataset.qrels.items()}
    for run in evaluated.runs:
        write_trec(run, tmp_path / "een.run")
        scores = score_run(run, evaluated.dataset.inside, evaluated.dataset.qrels)
        measures = [ir_measures.parse_measure(name) for name in scores]
        read = list(ir_measures.read_trec_run(str(tmp_path / "een.run")))
        told = list(ir_measures.pytrec_eval.iter_calc(supported(measures), qrels, read))
        assert len(told) >= 4 * len(qrels)
        for metric in told:
            assert metric.value == pytest.approx(scores[str(metric.measure)][metric.query_id], abs=5e-5)


def supported(measures: list[ir_measures.Measure]) -> list[ir_measures.Measure]:
    return [measure for measure in measures if ir_measures.pytrec_eval.supports(measure)]


@given(st.dictionaries(IDS, SCORES, min_size=1, max_size=100), st.data())
def test_trec_eval_takes_a_run_file_in_our_order(
    tmp_path_factory: pytest.TempPathFactory, scores: dict[str, float], data: st.DataObject
) -> None:
    run = Run("een", {"q": falling(hits(scores))})
    wanted = data.draw(st.sampled_from(sorted(scores)))
    path = tmp_path_factory.mktemp("runs") / "een.run"
    write_trec(run, path)
    [metric] = ir_measures.pytrec_eval.iter_calc(
        [ir_measures.RR], {"q": {wanted: 1}}, ir_measures.read_trec_run(str(path))
    )
    assert metric.value == pytest.approx(1 / (1 + run.top("q", DEPTH).index(wanted)))
