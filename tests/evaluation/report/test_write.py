import json
import math
from pathlib import Path

import pytest

from evaluation.evaluate import Evaluation, evaluate_folders
from evaluation.latency import Latency
from evaluation.report.write import as_json, write_report, write_runs, write_timings
from evaluation.runs import read_trec
from evaluation.systems import DEFAULT, parse_system
from index.refresh import OpenIndex
from index.store import IndexFolder
from tests.evaluation.small import seen_only

SYSTEMS = [parse_system(name) for name in DEFAULT]


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_report_is_the_same_bytes_when_it_is_measured_again(
    school: OpenIndex, store: IndexFolder, small: Path, others: Path, tmp_path: Path
) -> None:
    for name in ("een", "twee"):
        found = evaluate_folders([small], SYSTEMS, own=school, store=store, runs=others, labels=True)
        write_report(tmp_path / name, found, SYSTEMS)
    assert content(tmp_path / "een") == content(tmp_path / "twee")
    assert set(content(tmp_path / "een")) == {
        "rapport.md",
        "rapport.html",
        "cijfers.json",
        "uitgevoerd.json",
        "runs/klein.dev.ander.run",
        "runs/klein.dev.bm25.run",
        "runs/klein.dev.dense.run",
        "runs/klein.dev.hybride.run",
    }


def test_a_report_may_be_written_over_the_last_one(evaluated: Evaluation, tmp_path: Path) -> None:
    write_report(tmp_path, [evaluated], SYSTEMS)
    before = content(tmp_path)
    write_report(tmp_path, [evaluated], SYSTEMS)
    assert content(tmp_path) == before


def test_the_runs_of_a_report_can_be_read_again(evaluated: Evaluation, tmp_path: Path) -> None:
    write_runs(tmp_path, [evaluated])
    queries = frozenset(query.id for query in evaluated.dataset.queries)
    articles = frozenset(article.slug for article in evaluated.index.generation.kb.articles)
    for run in evaluated.runs:
        read = read_trec(tmp_path / f"klein.dev.{run.system}.run", queries=queries, documents=articles)
        assert read.ranked == {query: ranked for query, ranked in run.ranked.items() if ranked}


def test_the_run_of_another_program_stays_as_it_is(
    school: OpenIndex, store: IndexFolder, small: Path, tmp_path: Path
) -> None:
    path = tmp_path / "runs" / "klein.dev.ander.run"
    path.parent.mkdir()
    path.write_text(
        "boos Q0 kijkt-weg 7 3e-12 van-ons\nboos Q0 ouder-is-boos 9 2e-12 van-ons\n", encoding="utf-8"
    )
    before = path.read_bytes()
    found = evaluate_folders([small], SYSTEMS, own=school, store=store, runs=path.parent)
    write_runs(path.parent, found)
    write_report(tmp_path / "rapport", found, SYSTEMS)
    assert path.read_bytes() == before
    assert (tmp_path / "rapport" / "runs" / path.name).read_bytes() == before
    assert len(list(path.parent.iterdir())) == 4


def test_figures_are_those_of_the_contract(evaluated: Evaluation) -> None:
    found = as_json([evaluated])
    assert [set(run) for run in found["runs"]] == [{"dataset", "system", "split", "queries", "measures"}] * 4
    assert found["runs"][2] == {
        "dataset": "klein",
        "system": "hybride",
        "split": "dev",
        "queries": 6,
        "measures": evaluated.means("hybride"),
    }
    [product] = found["product"]
    assert (product["queries"], product["gaps"]) == (8, ["gat", "mes"])
    assert product["figures"]["answered in scope"] == {
        "value": 0.6667,
        "low": pytest.approx(0.3, abs=0.01),
        "high": pytest.approx(0.9, abs=0.01),
        "hits": 4,
        "total": 6,
    }
    assert product["figures"]["danger AUROC"] == {"value": 1.0}


def test_without_answers_there_are_no_figures_of_the_product(evaluated: Evaluation) -> None:
    silent = Evaluation(
        dataset=evaluated.dataset,
        index=evaluated.index,
        runs=evaluated.runs[:1],
        scores=evaluated.scores,
        comparisons=(),
        gaps=(),
    )
    assert as_json([silent])["product"] == []


def test_a_figure_of_nothing_is_null_in_json(evaluated: Evaluation) -> None:
    calm = [one for one in evaluated.observations if one.query.danger == "none"]
    without = seen_only(evaluated, calm)

    def refuse(constant: str) -> float:
        raise ValueError(constant)

    text = json.dumps(as_json([without]))
    figures = json.loads(text, parse_constant=refuse)["product"][0]["figures"]
    assert figures["danger recall"]["value"] is None
    assert figures["danger AUROC"]["value"] is None
    assert math.isnan(without.product()["danger AUROC"])  # type: ignore[arg-type]


def test_timings_stand_in_files_of_their_own(tmp_path: Path) -> None:
    write_timings(tmp_path, Latency(cold=400.0, hot_p50=20.0, hot_p95=55.0))
    assert set(content(tmp_path)) == {"tijden.json", "tijden.html"}
    kept = json.loads((tmp_path / "tijden.json").read_text(encoding="utf-8"))
    assert kept == {"cold": 400.0, "hot_p50": 20.0, "hot_p95": 55.0}
    page = (tmp_path / "tijden.html").read_text(encoding="utf-8")
    assert page.startswith('<!doctype html>\n<html lang="nl">')
    assert 'aria-label="Hoe lang een antwoord duurt"' in page
