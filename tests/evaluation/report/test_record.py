import json
from dataclasses import replace

from evaluation.evaluate import Evaluation
from evaluation.report.record import index_hash, record
from evaluation.systems import parse_system

SYSTEMS = [parse_system("bm25"), parse_system("hybride:dense_weight=0.8")]


def test_what_was_run_is_named(evaluated: Evaluation) -> None:
    found = record([evaluated], SYSTEMS)
    assert found["model"] == {"id": "fake", "name": "woorden"}
    assert found["systems"] == {
        "bm25": {"dense_weight": 0.0, "article_layer_weight": 0.0},
        "hybride:dense_weight=0.8": {"dense_weight": 0.8},
    }
    assert found["settings"]["dense_weight"] > 0
    assert found["versions"]["numpy"].count(".") == 2
    [dataset] = found["datasets"]
    counted = {name: dataset[name] for name in ("name", "split", "queries", "judgements")}
    assert counted == {"name": "klein", "split": "dev", "queries": 8, "judgements": 8}
    assert dataset["passages"] == len(evaluated.index.generation.passages)


def test_nothing_in_it_differs_from_one_time_to_the_next(evaluated: Evaluation) -> None:
    assert json.dumps(record([evaluated], SYSTEMS)) == json.dumps(record([evaluated], SYSTEMS))


def test_another_judgement_or_another_text_is_another_dataset(evaluated: Evaluation) -> None:
    def hashed(evaluation: Evaluation) -> str:
        return record([evaluation], SYSTEMS)["datasets"][0]["hash"]

    dataset = evaluated.dataset
    judged = replace(dataset, qrels={**dataset.qrels, "weg": {"kijkt-weg": 1}})
    told = replace(dataset, queries=(replace(dataset.queries[0], text="anders"), *dataset.queries[1:]))
    hashes = [hashed(replace(evaluated, dataset=one)) for one in (dataset, judged, told)]
    assert len(set(hashes)) == 3


def test_another_passage_or_another_model_is_another_index(evaluated: Evaluation) -> None:
    generation = evaluated.index.generation
    fewer = replace(generation, passages=generation.passages[:-1])
    renamed = replace(generation, manifest=replace(generation.manifest, model_id="ander"))
    assert len({index_hash(one) for one in (generation, fewer, renamed)}) == 3
