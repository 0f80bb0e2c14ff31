import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation.dataset import Dataset, Document, Query, check_judged, load_dataset, read_judgements
from kb.errors import DatasetError
from tests.conftest import ROOT

Write = Callable[..., Path]
SITUATIONS = ROOT / "evaluation" / "datasets" / "situaties"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a dataset: write([{"_id": …}], "query-id\\t…")."""

    def dataset(queries: list[object], judged: str = "", split: str = "dev") -> Path:
        lines = "\n".join(json.dumps(query, ensure_ascii=False) for query in queries)
        (tmp_path / "queries.jsonl").write_text(lines, encoding="utf-8")
        (tmp_path / "qrels").mkdir(exist_ok=True)
        (tmp_path / "qrels" / f"{split}.tsv").write_text(
            f"query-id\tcorpus-id\tscore\n{judged}", encoding="utf-8"
        )
        return tmp_path

    return dataset


def corpus(folder: Path, *documents: dict[str, str]) -> Path:
    lines = "\n".join(json.dumps(document) for document in documents)
    (folder / "corpus.jsonl").write_text(lines, encoding="utf-8")
    return folder


def refused(folder: Path, split: str | None = None) -> list[str]:
    """Return the lines of the error that loading gives, without the folder in front of the first."""
    with pytest.raises(DatasetError) as caught:
        load_dataset(folder, split)
    return caught.value.what.splitlines()


# Reading.


def test_queries_and_judgements_are_read(write: Write) -> None:
    query = {
        "_id": "a",
        "text": "kind huilt",
        "danger": "acute",
        "route": "112",
        "scope": "in",
        "indirect": True,
        "lang": "nl",
        "kind": "danger",
        "theme": "veiligheid",
        "job": "ib'er",
        "place": "po",
        "source": "z",
        "onbekend": 1,
    }
    dataset = load_dataset(write([query], "a\tkijkt-weg\t3\na\tkomt-te-laat\t1\n"))
    assert dataset.queries == (
        Query(
            "a", "kind huilt", "in", "acute", "112", True, "nl", "danger", "veiligheid", "ib'er", "po", "z"
        ),
    )
    assert dataset.qrels == {"a": {"kijkt-weg": 3, "komt-te-laat": 1}}
    assert dataset.documents == ()


def test_what_is_not_said_has_its_default(write: Write) -> None:
    assert load_dataset(write([{"_id": 7, "text": "x"}])).queries == (Query("7", "x", "in", "none", "geen"),)


def test_the_name_of_a_dataset_is_that_of_its_folder(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write([{"_id": "a", "text": "x"}])
    monkeypatch.chdir(tmp_path)
    assert load_dataset(Path()).name == tmp_path.name


def test_what_is_in_scope_is_told_apart(write: Write) -> None:
    queries = [{"_id": "a", "text": "x"}, {"_id": "b", "text": "y", "scope": "out"}]
    assert [query.id for query in load_dataset(write(queries)).inside] == ["a"]


def test_empty_lines_are_passed_over(write: Write) -> None:
    folder = write([{"_id": "a", "text": "x"}], "\na\tb\t1\n\n")
    (folder / "queries.jsonl").write_text('\n{"_id": "a", "text": "x"}\n\n', encoding="utf-8")
    assert load_dataset(folder).qrels == {"a": {"b": 1}}


def test_a_first_line_that_judges_counts_too(write: Write) -> None:
    folder = write([{"_id": "a", "text": "x"}])
    (folder / "qrels" / "dev.tsv").write_text("a\tb\t1\n", encoding="utf-8")
    assert load_dataset(folder).qrels == {"a": {"b": 1}}


def test_files_may_be_made_on_windows(write: Write) -> None:
    folder = write([])
    (folder / "queries.jsonl").write_bytes(b'\xef\xbb\xbf{"_id": "a", "text": "x"}\r\n')
    (folder / "qrels" / "dev.tsv").write_bytes(b"\xef\xbb\xbfquery-id\tcorpus-id\tscore\r\na\tb\t1\r\n")
    dataset = load_dataset(folder)
    assert ([query.text for query in dataset.queries], dataset.qrels) == (["x"], {"a": {"b": 1}})


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_an_odd_line_separator_in_a_text_ends_no_line(write: Write, separator: str) -> None:
    text = f"kind{separator}huilt"
    assert [query.text for query in load_dataset(write([{"_id": "a", "text": text}])).queries] == [text]


# Splits.


def test_only_the_queries_of_the_split_are_kept(write: Write) -> None:
    queries = [{"_id": "a", "text": "x", "split": "dev"}, {"_id": "b", "text": "y", "split": "test"}]
    assert [query.id for query in load_dataset(write(queries)).queries] == ["a"]
    assert [query.id for query in load_dataset(write(queries, split="test"), "test").queries] == ["b"]


def test_a_query_without_a_split_is_of_every_split(write: Write) -> None:
    assert len(load_dataset(write([{"_id": "a", "text": "x"}], split="test"), "test").queries) == 1


def test_the_only_split_is_taken(write: Write) -> None:
    assert load_dataset(write([{"_id": "a", "text": "x"}], split="proef")).split == "proef"


def test_of_several_splits_dev_is_taken_or_the_one_that_is_named(write: Write) -> None:
    for split in ("dev", "test", "alfa"):
        folder = write([{"_id": "a", "text": "x"}], split=split)
    assert load_dataset(folder).split == "dev"
    assert load_dataset(folder, "alfa").split == "alfa"


def test_a_split_that_is_not_there_names_its_file(write: Write) -> None:
    with pytest.raises(DatasetError, match=r"weg\.tsv"):
        load_dataset(write([{"_id": "a", "text": "x"}]), "weg")


def test_a_split_without_queries_is_refused(write: Write) -> None:
    folder = write([{"_id": "a", "text": "x", "split": "test"}])
    assert refused(folder) == ["De split 'dev' heeft geen vragen."]


def test_judgements_on_queries_of_other_splits_are_passed_over(write: Write) -> None:
    queries = [{"_id": "a", "text": "x", "split": "dev"}, {"_id": "b", "text": "y", "split": "test"}]
    assert load_dataset(write(queries, "a\tc\t1\nb\tc\t1\nb\tc\t1\n")).qrels == {"a": {"c": 1}}


def test_in_beir_layout_the_queries_of_another_split_are_those_that_it_judges(write: Write) -> None:
    queries = [{"_id": name, "text": "x"} for name in ("leer", "meet", "beide", "niets")]
    write(queries, "leer\td\t1\nbeide\td\t1\n", split="train")
    folder = write(queries, "meet\td\t1\nbeide\td\t1\n", split="test")
    assert [query.id for query in load_dataset(folder, "test").queries] == ["meet", "beide", "niets"]
    assert [query.id for query in load_dataset(folder, "train").queries] == ["leer", "beide", "niets"]


def test_before_there_are_judgements_the_queries_can_be_read(write: Write) -> None:
    folder = write([{"_id": "a", "text": "x", "split": "dev"}])
    (folder / "qrels" / "dev.tsv").unlink()
    assert [query.id for query in load_dataset(folder, "dev", judged=False).queries] == ["a"]


# A corpus of its own.


def test_a_document_is_its_title_and_text_on_one_line(write: Write) -> None:
    folder = corpus(
        write([{"_id": "a", "text": "x"}], "a\td1\t1\na\td2\t0\n"),
        {"_id": "d1", "title": "Kop", "text": "een\n tekst "},
        {"_id": "d2", "text": "kaal"},
    )
    assert load_dataset(folder).documents == (Document("d1", "Kop een tekst"), Document("d2", "kaal"))


def test_judged_documents_must_stand_in_the_corpus(write: Write) -> None:
    folder = write([{"_id": "a", "text": "x"}], "a\td1\t1\na\tweg\t1\na\tzoek\t1\n")
    lines = refused(corpus(folder, {"_id": "d1", "text": "x"}))
    assert lines[0] == "2 fouten in de dataset."
    assert [line.split("/")[-1] for line in lines[1:]] == [
        "dev.tsv:3: Het document 'weg' bestaat niet.",
        "dev.tsv:4: Het document 'zoek' bestaat niet.",
    ]


def test_a_corpus_that_cannot_be_read_names_its_lines(write: Write) -> None:
    folder = write([{"_id": "a", "text": "x"}])
    lines = ['{"_id": "d", "text": "x"}', '{"_id": "d", "text": "y"}', '{"_id": "e"}', "geen json"]
    (folder / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert [line.split("/")[-1] for line in refused(folder)[1:]] == [
        "corpus.jsonl:2: De id 'd' staat er twee keer.",
        "corpus.jsonl:3: De regel heeft geen '_id' en 'text'.",
        "corpus.jsonl:4: De regel is geen JSON-object.",
    ]


def test_judged_articles_must_exist(write: Write) -> None:
    folder = write([{"_id": "a", "text": "x"}], "a\tkijkt-weg\t1\na\tweg\t2\n")
    dataset = load_dataset(folder)
    check_judged(dataset, frozenset({"kijkt-weg", "weg"}), folder)
    with pytest.raises(DatasetError, match=r"dev\.tsv:3: Het document 'weg' bestaat niet"):
        check_judged(dataset, frozenset({"kijkt-weg"}), folder)


# What is wrong.


@pytest.mark.parametrize(
    "line", ["geen json", "[]", '"x"', "null", '{"text": "x"}', '{"_id": "a"}', "[" * 5000]
)
def test_a_query_that_cannot_be_read_names_its_line(write: Write, line: str) -> None:
    folder = write([])
    (folder / "queries.jsonl").write_text(f'{{"_id": "a", "text": "x"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(DatasetError, match=r"queries\.jsonl:2: "):
        load_dataset(folder)


@pytest.mark.parametrize("text", ["", "?!", "12345", "\x1b", "a" * 20_001])
def test_a_query_that_cannot_be_asked_names_its_line(write: Write, text: str) -> None:
    with pytest.raises(DatasetError, match=r"queries\.jsonl:2: (Er staat geen situatie|De tekst is te lang)"):
        load_dataset(write([{"_id": "a", "text": "x"}, {"_id": "b", "text": text}]))


@pytest.mark.parametrize("line", ["a\tb", "a b 1", "a\tb\tveel", "a\tb\t-1", "onbekend\tb\t1", "a\tb\t1\tx"])
def test_a_judgement_that_cannot_be_read_names_its_line(write: Write, line: str) -> None:
    with pytest.raises(DatasetError, match=r"dev\.tsv:3: "):
        load_dataset(write([{"_id": "a", "text": "x"}], f"a\tc\t1\n{line}\n"))


def test_a_judgement_that_stands_twice_is_refused(write: Write) -> None:
    folder = write([{"_id": "a", "text": "x"}], "a\tb\t1\na\tb\t2\n")
    with pytest.raises(DatasetError, match=r"dev\.tsv:3: 'a' en 'b' staan er twee keer"):
        load_dataset(folder)


@pytest.mark.parametrize(("name", "value"), [("scope", "misschien"), ("danger", "erg"), ("indirect", "ja")])
def test_an_unknown_value_is_named_with_what_is_allowed(write: Write, name: str, value: str) -> None:
    lines = refused(write([{"_id": "a", "text": "x", name: value}]))
    assert lines[1].split("jsonl:")[1].startswith(f"1: '{name}' is '{value}'; kies uit: ")


@pytest.mark.parametrize("name", ["queries.jsonl", "qrels/dev.tsv"])
def test_a_missing_file_is_named(write: Write, name: str) -> None:
    folder = write([{"_id": "a", "text": "x"}])
    (folder / name).unlink()
    with pytest.raises(DatasetError, match=Path(name).name):
        load_dataset(folder)


@pytest.mark.parametrize("name", ["queries.jsonl", "qrels/dev.tsv"])
def test_a_file_that_is_not_utf_8_is_named(write: Write, name: str) -> None:
    folder = write([{"_id": "a", "text": "x"}])
    (folder / name).write_bytes(b'{"_id": "a", "text": "\xff"}')
    with pytest.raises(DatasetError, match=Path(name).name):
        load_dataset(folder)


def test_an_id_that_stands_twice_is_refused(write: Write) -> None:
    with pytest.raises(DatasetError, match=r"queries\.jsonl:2: De id 'a' staat er twee keer"):
        load_dataset(write([{"_id": "a", "text": "x"}, {"_id": "a", "text": "y"}]))


def test_everything_that_is_wrong_is_told_at_once(write: Write) -> None:
    folder = write([], "a\td\t1\nwie\td\t1\na\td\t1\na\tweg\t1\na\td\n", split="dev")
    lines = [
        '{"_id": "a", "text": "x"}',
        "kapot",
        '{"text": "x"}',
        '{"_id": "a", "text": "y"}',
        '{"_id": "b", "text": "z", "scope": "soms", "danger": "veel"}',
    ]
    (folder / "queries.jsonl").write_text("\n".join(lines), encoding="utf-8")
    corpus(folder, {"_id": "d", "text": "x"}, {"_id": "d", "text": "x"})
    told = refused(folder)
    assert told[0] == "10 fouten in de dataset."
    assert [line.split("/")[-1].split(": ")[0] for line in told[1:]] == [
        "queries.jsonl:2",
        "queries.jsonl:3",
        "queries.jsonl:4",
        "queries.jsonl:5",
        "queries.jsonl:5",
        "corpus.jsonl:2",
        "dev.tsv:3",
        "dev.tsv:4",
        "dev.tsv:6",
        "dev.tsv:5",
    ]


def test_of_very_many_errors_the_first_twenty_are_shown_and_the_others_counted(write: Write) -> None:
    told = refused(write([{"text": "x"}] * 33))
    assert (told[0], len(told), told[-1]) == ("33 fouten in de dataset.", 22, "… en nog 13")


# Judgements by themselves.


def test_judgements_can_be_read_by_themselves(tmp_path: Path) -> None:
    path = tmp_path / "tweede.tsv"
    path.write_text("query-id\tcorpus-id\tscore\na\tx\t3\nb\ty\t0\n", encoding="utf-8")
    assert read_judgements(path) == {"a": {"x": 3}, "b": {"y": 0}}
    path.write_text("a\tx\t3\na\tx\t1\nb\ty\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"tweede\.tsv:2: .*\n.*tweede\.tsv:3: "):
        read_judgements(path)


# The project's own datasets.


@pytest.fixture(scope="module")
def slugs() -> set[str]:
    return {path.stem for path in (ROOT / "kb" / "articles").rglob("*.md")}


def test_the_first_dataset_judges_articles_that_exist(slugs: set[str]) -> None:
    dataset = load_dataset(ROOT / "evaluation" / "datasets" / "eerste")
    assert len(dataset.queries) == 40
    assert {article for judged in dataset.qrels.values() for article in judged} <= slugs


@pytest.fixture(scope="module", params=["dev", "test"])
def situations(request: pytest.FixtureRequest) -> Dataset:
    return load_dataset(SITUATIONS, request.param)


def test_the_situations_are_judged_on_articles_that_exist(situations: Dataset, slugs: set[str]) -> None:
    assert {article for judged in situations.qrels.values() for article in judged} <= slugs


def test_every_situation_in_scope_is_judged_and_none_out_of_scope(situations: Dataset) -> None:
    assert set(situations.qrels) == {query.id for query in situations.inside}


def test_a_translation_is_judged_as_its_source(situations: Dataset) -> None:
    translated = [query for query in situations.queries if query.source]
    assert translated
    assert [q.id for q in translated if situations.qrels[q.id] != situations.qrels[q.source]] == []


def test_the_grades_go_from_0_to_3(situations: Dataset) -> None:
    grades = {grade for judged in situations.qrels.values() for grade in judged.values()}
    assert grades == {0, 1, 2, 3}
