from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from evaluation.dataset import load_dataset
from evaluation.evaluate import Evaluation, Remembered, evaluate, evaluate_folders, open_corpus
from evaluation.labelswap import Swaps
from evaluation.measures import mean_scores
from evaluation.runs import write_trec
from evaluation.systems import System, parse_system
from index.refresh import OpenIndex
from index.store import IndexFolder
from kb.errors import DatasetError
from tests.conftest import FakeEncoder
from tests.evaluation.small import JUDGED, run_of, write_dataset, write_lines

HYBRID = [parse_system("hybride")]


@dataclass(frozen=True)
class Counting(FakeEncoder):
    """The fast encoder, that keeps what it was asked."""

    asked: list[str] = field(default_factory=list)

    def encode_queries(self, texts: Sequence[str]) -> np.ndarray:
        self.asked.extend(texts)
        return super().encode_queries(texts)


def measured(
    folder: Path,
    school: OpenIndex,
    tmp_path: Path,
    systems: Sequence[System] = HYBRID,
    runs: Path | None = None,
) -> Evaluation:
    store = IndexFolder(tmp_path / "data")
    return evaluate_folders([folder], systems, own=school, store=store, runs=runs)[0]


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A dataset with a corpus of its own."""
    asked = [{"_id": "a", "text": "wie huilt er"}, {"_id": "b", "text": "welke vader zwijgt"}]
    folder = write_dataset(tmp_path / "publiek", asked, {"a": {"d1": 1}, "b": {"d2": 1}}, split="test")
    documents = {"d1": "het kind huilt", "d2": "de vader zwijgt", "d3": "de band is lek"}
    write_lines(folder / "corpus.jsonl", [{"_id": key, "text": text} for key, text in documents.items()])
    return folder


# Remembering.


def test_a_text_is_encoded_once_and_has_its_own_vector() -> None:
    counting = Counting()
    remembered = Remembered(counting)
    remembered.encode_queries(["kind huilt"])
    vectors = remembered.encode_queries(["vader zwijgt", "kind huilt", "vader zwijgt"])
    assert counting.asked == ["kind huilt", "vader zwijgt"]
    expected = FakeEncoder().encode_queries(["vader zwijgt", "kind huilt", "vader zwijgt"])
    assert np.array_equal(vectors, expected)


def test_what_remembers_is_the_same_model() -> None:
    remembered, plain = Remembered(FakeEncoder()), FakeEncoder()
    assert (remembered.model_id, remembered.name, remembered.dimensions) == ("fake", "woorden", 64)
    texts = ["kind huilt", "vader zwijgt"]
    assert np.array_equal(remembered.encode_passages(texts), plain.encode_passages(texts))


def test_systems_and_answers_together_encode_a_situation_once(
    school: OpenIndex, small: Path, tmp_path: Path
) -> None:
    counting = Counting()
    systems = [parse_system(name) for name in ("bm25", "dense", "hybride")]
    measured(small, OpenIndex(school.generation, counting), tmp_path, systems)
    assert len(counting.asked) == len(set(counting.asked)) == 8


# The corpus.


def test_without_a_corpus_the_articles_are_searched(small: Path, school: OpenIndex, tmp_path: Path) -> None:
    index = open_corpus(load_dataset(small), school, IndexFolder(tmp_path), path=small)
    assert index.generation is school.generation


def test_articles_that_do_not_exist_are_refused_by_file_and_line(school: OpenIndex, tmp_path: Path) -> None:
    judged = {**JUDGED, "mes": {"weg-ermee": 1, "ook-weg": 2}}
    folder = write_dataset(tmp_path / "klein", judged=judged)
    with pytest.raises(DatasetError, match=r"dev\.tsv:10: .*'weg-ermee'.*\n.*dev\.tsv:11: .*'ook-weg'"):
        measured(folder, school, tmp_path)


def test_a_corpus_of_its_own_is_searched(public: Path, school: OpenIndex, tmp_path: Path) -> None:
    found = measured(public, school, tmp_path)
    assert found.runs[0].top("b", 1) == ("d2",)
    assert found.means("hybride")["P@1"] == 1.0
    assert (found.dataset.split, found.gaps) == ("test", ())
    assert list((tmp_path / "data" / "documents").glob("*.npy"))


def test_on_other_documents_nothing_is_answered(public: Path, school: OpenIndex, tmp_path: Path) -> None:
    found = measured(public, school, tmp_path)
    assert (found.observations, found.labels, found.product()) == ((), (), {})


# What is measured.


def test_the_figures_are_means_over_the_situations_in_scope(evaluated: Evaluation) -> None:
    assert list(evaluated.scores["hybride"]["P@1"]) == ["boos", "weg", "laat", "gat", "rust", "mes"]
    # First in "boos", "weg", "gat" and "rust"; "laat" finds another article, "mes" is not judged.
    assert evaluated.means("hybride")["P@1"] == pytest.approx(4 / 6, abs=1e-4)
    assert evaluated.means("hybride") == mean_scores(evaluated.scores["hybride"])


def test_situations_that_no_article_clearly_helps_are_gaps(evaluated: Evaluation) -> None:
    assert evaluated.gaps == ("gat", "mes")


def test_only_with_the_product_among_the_systems_it_is_asked(
    small: Path, school: OpenIndex, tmp_path: Path
) -> None:
    without = measured(small, school, tmp_path, [parse_system("bm25"), parse_system("dense")])
    assert (without.observations, without.product()) == ((), {})
    assert len(measured(small, school, tmp_path).observations) == 8


def test_labels_are_swapped_where_that_is_asked(
    small: Path, school: OpenIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "evaluation.evaluate.load_swaps", lambda: Swaps(("een {}kind",), ("Poolse", "jezidische"))
    )
    told: dict[str, tuple[int, int]] = {}
    found = evaluate(
        load_dataset(small),
        school,
        HYBRID,
        labels=True,
        progress=lambda what, done, total: told.update({what: (done, total)}),
    )
    assert [effect.label for effect in found.labels] == ["Poolse", "jezidische"]
    assert "label swap, worst label" in found.product()
    assert told == {"klein: zoeken": (8, 8), "klein: antwoorden": (8, 8), "etiketten wisselen": (3, 3)}


def test_without_that_no_label_is_swapped(evaluated: Evaluation) -> None:
    assert evaluated.labels == ()
    assert not any(name.startswith("label swap") for name in evaluated.product())


def test_every_dataset_is_read_before_anything_is_searched(
    small: Path, school: OpenIndex, tmp_path: Path
) -> None:
    counting = Counting()
    own = OpenIndex(school.generation, counting)
    with pytest.raises(DatasetError, match="weg"):
        evaluate_folders([small, tmp_path / "weg"], HYBRID, own=own, store=IndexFolder(tmp_path / "data"))
    assert counting.asked == []


def test_several_datasets_are_measured_in_their_order(
    small: Path, public: Path, school: OpenIndex, tmp_path: Path
) -> None:
    found = evaluate_folders([public, small], HYBRID, own=school, store=IndexFolder(tmp_path / "data"))
    assert [one.dataset.name for one in found] == ["publiek", "klein"]


# Runs of other programs.


def test_the_run_of_another_program_takes_part_under_its_name(evaluated: Evaluation) -> None:
    assert list(evaluated.scores) == ["bm25", "dense", "hybride", "ander"]
    assert evaluated.runs[-1].top("laat", 9) == ("kijkt-weg",)
    assert evaluated.scores["ander"]["P@1"]["laat"] == 1.0


def test_runs_of_other_datasets_and_splits_and_of_the_system_itself_do_not(
    small: Path, school: OpenIndex, tmp_path: Path
) -> None:
    for name in ("groot.dev.a", "klein.test.a", "klein.dev.hybride", "klein.dev.b"):
        write_trec(run_of("x", boos=["kijkt-weg"]), tmp_path / "runs" / f"{name}.run")
    found = measured(small, school, tmp_path, runs=tmp_path / "runs")
    assert [run.system for run in found.runs] == ["hybride", "b"]
    assert len(found.runs[0].ranked) == 8


def test_the_name_of_a_dataset_may_hold_dots(school: OpenIndex, tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "klein.v1.2")
    write_trec(run_of("x", boos=["kijkt-weg"]), tmp_path / "runs" / "klein.v1.2.dev.a.b.run")
    assert list(measured(folder, school, tmp_path, runs=tmp_path / "runs").scores) == ["hybride", "a.b"]


def test_a_run_of_another_index_is_refused(small: Path, school: OpenIndex, tmp_path: Path) -> None:
    # A route has an owner among the passages, but is no article.
    write_trec(run_of("x", boos=["kijkt-weg", "eer-dwang"]), tmp_path / "runs" / "klein.dev.a.run")
    with pytest.raises(DatasetError, match=r"klein\.dev\.a\.run:2: .*'eer-dwang' bestaat niet"):
        measured(small, school, tmp_path, runs=tmp_path / "runs")


def test_a_folder_of_runs_that_is_not_there_yet_holds_none(
    small: Path, school: OpenIndex, tmp_path: Path
) -> None:
    assert list(measured(small, school, tmp_path, runs=tmp_path / "nieuw").scores) == ["hybride"]
