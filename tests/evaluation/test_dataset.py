import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation.dataset import Query, load_dataset
from kb.errors import DatasetError
from tests.conftest import ROOT

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a dataset: write([{"_id": …}], "query-id\\t…")."""

    def dataset(queries: list[object], judged: str = "", split: str = "dev") -> Path:
        lines = "\n".join(json.dumps(query) for query in queries)
        (tmp_path / "queries.jsonl").write_text(lines, encoding="utf-8")
        (tmp_path / "qrels").mkdir(exist_ok=True)
        (tmp_path / "qrels" / f"{split}.tsv").write_text(
            f"query-id\tcorpus-id\tscore\n{judged}", encoding="utf-8"
        )
        return tmp_path

    return dataset


def test_queries_and_judgements_are_read(write: Write) -> None:
    query = {"_id": "a", "text": "kind huilt", "danger": "acute", "route": "112", "scope": "in", "job": "x"}
    dataset = load_dataset(write([query], "a\tkijkt-weg\t3\na\tkomt-te-laat\t1\n"))
    assert dataset.queries == (Query("a", "kind huilt", danger="acute", route="112"),)
    assert dataset.qrels == {"a": {"kijkt-weg": 3, "komt-te-laat": 1}}


def test_what_is_not_said_has_its_default(write: Write) -> None:
    assert load_dataset(write([{"_id": 7, "text": "x"}])).queries == (Query("7", "x", "in", "none", "geen"),)


def test_only_the_queries_of_the_split_are_kept(write: Write) -> None:
    queries = [{"_id": "a", "text": "x", "split": "dev"}, {"_id": "b", "text": "y", "split": "test"}]
    assert [query.id for query in load_dataset(write(queries)).queries] == ["a"]
    assert [query.id for query in load_dataset(write(queries, split="test"), "test").queries] == ["b"]


def test_a_query_without_a_split_is_of_every_split(write: Write) -> None:
    assert len(load_dataset(write([{"_id": "a", "text": "x"}], split="test"), "test").queries) == 1


def test_empty_lines_are_passed_over(write: Write) -> None:
    folder = write([{"_id": "a", "text": "x"}], "\na\tb\t1\n\n")
    (folder / "queries.jsonl").write_text('\n{"_id": "a", "text": "x"}\n\n', encoding="utf-8")
    assert load_dataset(folder).qrels == {"a": {"b": 1}}


@pytest.mark.parametrize("line", ["geen json", "[]", '"x"', "null", '{"text": "x"}', '{"_id": "a"}'])
def test_a_query_that_cannot_be_read_names_its_line(write: Write, line: str) -> None:
    folder = write([])
    (folder / "queries.jsonl").write_text(f'{{"_id": "a", "text": "x"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(DatasetError, match=r"queries\.jsonl:2: "):
        load_dataset(folder)


@pytest.mark.parametrize("line", ["a\tb", "a b 1", "a\tb\tveel", "a\tb\t-1", "onbekend\tb\t1", "a\tb\t1\tx"])
def test_a_judgement_that_cannot_be_read_names_its_line(write: Write, line: str) -> None:
    with pytest.raises(DatasetError, match=r"dev\.tsv:3: "):
        load_dataset(write([{"_id": "a", "text": "x"}], f"a\tc\t1\n{line}\n"))


@pytest.mark.parametrize("name", ["queries.jsonl", "qrels/dev.tsv"])
def test_a_missing_file_is_named(write: Write, name: str) -> None:
    folder = write([{"_id": "a", "text": "x"}])
    (folder / name).unlink()
    with pytest.raises(DatasetError, match=Path(name).name):
        load_dataset(folder)


def test_a_file_that_is_not_utf_8_is_named(write: Write) -> None:
    folder = write([])
    (folder / "queries.jsonl").write_bytes(b'{"_id": "a", "text": "\xff"}')
    with pytest.raises(DatasetError, match=r"queries\.jsonl"):
        load_dataset(folder)


def test_an_id_that_stands_twice_is_refused(write: Write) -> None:
    with pytest.raises(DatasetError, match=r"queries\.jsonl"):
        load_dataset(write([{"_id": "a", "text": "x"}, {"_id": "a", "text": "y"}]))


def test_the_first_dataset_judges_articles_that_exist() -> None:
    slugs = {path.stem for path in (ROOT / "kb" / "articles").rglob("*.md")}
    dataset = load_dataset(ROOT / "evaluation" / "datasets" / "eerste")
    assert len(dataset.queries) == 40
    assert {article for judged in dataset.qrels.values() for article in judged} <= slugs
    assert {query.danger for query in dataset.queries} <= {"none", "concern", "acute"}
    assert {query.scope for query in dataset.queries} <= {"in", "out"}
