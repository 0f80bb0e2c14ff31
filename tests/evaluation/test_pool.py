import json
from pathlib import Path

import pytest

from evaluation import pool
from evaluation.dataset import Query
from index.refresh import OpenIndex
from tests.evaluation.small import SITUATIONS, run_of, write_dataset


def test_a_pool_holds_the_first_ten_of_every_run_and_hides_who_found_what() -> None:
    deep = [f"d{number:02}" for number in range(15)]
    runs = [run_of("een", a=deep, b=["y", "x"]), run_of("twee", a=["z", "d00"])]
    pooled = pool.pool([Query("a", "x"), Query("b", "x"), Query("c", "x")], runs)
    assert pooled == {"a": [*deep[:10], "z"], "b": ["x", "y"], "c": []}


def test_dutch_situations_in_scope_of_both_splits_are_pooled(
    school: OpenIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    splits = {"boos": "test", "weg": "dev", "printer": "dev", "laat": "dev"}
    rows = [{**one, "split": splits[one["_id"]]} for one in SITUATIONS if one["_id"] in splits]
    rows[2]["lang"] = "tr"
    folder = write_dataset(tmp_path / "klein", rows, {})
    monkeypatch.setattr(pool, "open_index", lambda _folder, _kb: school)
    assert pool.main(str(folder), str(tmp_path / "pool.jsonl")) == 0
    lines = [json.loads(line) for line in (tmp_path / "pool.jsonl").read_text(encoding="utf-8").splitlines()]
    everything = ["kijkt-weg", "komt-te-laat", "ouder-is-boos"]
    assert lines == [{"id": "boos", "articles": everything}, {"id": "weg", "articles": everything}]
    assert capsys.readouterr().out == "2 queries, 6 pairs\n"
