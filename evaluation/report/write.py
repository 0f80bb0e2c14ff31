"""The folder of a report: Markdown, a page, run files, figures, a record; timings in a file of their own."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from shutil import copyfile
from typing import Any

from evaluation.evaluate import Evaluation
from evaluation.intervals import Share
from evaluation.latency import Latency
from evaluation.report.page import as_markdown, as_page, figure
from evaluation.report.plots import latency_bars
from evaluation.report.record import record
from evaluation.runs import run_name, write_trec
from evaluation.systems import System


def write_report(folder: Path, evaluations: Sequence[Evaluation], systems: Sequence[System]) -> None:
    """Write everything that is the same whenever it is measured again."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rapport.md").write_text(as_markdown(evaluations), encoding="utf-8")
    (folder / "rapport.html").write_text(as_page(evaluations), encoding="utf-8")
    _write_json(folder / "cijfers.json", as_json(evaluations))
    _write_json(folder / "uitgevoerd.json", record(evaluations, systems))
    write_runs(folder / "runs", evaluations)


def write_runs(folder: Path, evaluations: Sequence[Evaluation]) -> None:
    """Write the TREC run file of every system on every dataset; one of another program is copied as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    for evaluation in evaluations:
        for run in evaluation.runs:
            if run.path is None:
                write_trec(run, folder / run_name(evaluation.dataset, run.system))
            elif run.path.parent.resolve() != folder.resolve():
                copyfile(run.path, folder / run.path.name)


def write_timings(folder: Path, latency: Latency) -> None:
    """Write the timings, which differ each time, as data and as a page with a plot."""
    _write_json(folder / "tijden.json", asdict(latency))
    page = figure(latency_bars(latency), "Hoe lang een antwoord duurt")
    head = '<!doctype html>\n<html lang="nl"><meta charset="utf-8"><title>Tijden</title>'
    text = f"{head}<body>{page}</body></html>\n"
    (folder / "tijden.html").write_text(text, encoding="utf-8")


def as_json(evaluations: Sequence[Evaluation]) -> dict[str, Any]:
    """Return the measures of every run, and the figures of the product, as `evalueer --json` prints them."""
    runs = [
        {
            "dataset": evaluation.dataset.name,
            "system": run.system,
            "split": evaluation.dataset.split,
            "queries": len(evaluation.dataset.inside),
            "measures": evaluation.means(run.system),
        }
        for evaluation in evaluations
        for run in evaluation.runs
    ]
    products = [
        {
            "dataset": evaluation.dataset.name,
            "split": evaluation.dataset.split,
            "queries": len(evaluation.dataset.queries),
            "gaps": list(evaluation.gaps),
            "figures": {name: _figure(value) for name, value in evaluation.product().items()},
        }
        for evaluation in evaluations
        if evaluation.observations
    ]
    return {"runs": runs, "product": products}


def _figure(value: Share | float) -> Mapping[str, Any]:
    if isinstance(value, Share):
        low, high = value.interval
        return {
            "value": _known(value.value),
            "low": low,
            "high": high,
            "hits": value.hits,
            "total": value.total,
        }
    return {"value": _known(value)}


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _write_json(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
