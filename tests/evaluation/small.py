"""What the tests of measuring share: a small dataset of situations, as values and as a folder."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from evaluation.dataset import Dataset, Query
from evaluation.evaluate import Evaluation
from evaluation.observe import Observation
from evaluation.runs import Run

FAMILY = "- Bel de ouders van het kind. [@vakkennis] {familie}"
ARTICLES = ("kijkt-weg", "komt-te-laat", "ouder-is-boos")
SITUATIONS: tuple[dict[str, Any], ...] = (
    {"_id": "boos", "text": "situatie nummer 3 over een ouder is boos", "kind": "in", "theme": "ouders"},
    {"_id": "weg", "text": "situatie nummer 1 over een leerling kijkt weg", "kind": "in", "theme": "klas"},
    {
        "_id": "laat",
        "text": "situatie nummer 5 over een leerling komt te laat",
        "kind": "in",
        "theme": "klas",
    },
    {"_id": "gat", "text": "situatie nummer 2 over een leerling kijkt weg", "kind": "in", "theme": "klas"},
    {"_id": "rust", "text": "een ouder is boos om een vest", "kind": "lookalike", "theme": "ouders"},
    {"_id": "printer", "text": "toner van de printer vervangen", "kind": "out", "scope": "out"},
    {"_id": "fiets", "text": "band van mijn fiets plakken", "kind": "nearmiss", "scope": "out"},
    {
        "_id": "mes",
        "text": "een jongen heeft een mes getrokken op het plein",  # a term of route 112
        "kind": "danger",
        "danger": "acute",
        "route": "112",
        "indirect": True,
    },
)
# The first answers to "laat" and "gat" are judged not to help.
JUDGED: Mapping[str, Mapping[str, int]] = {
    "boos": {"ouder-is-boos": 3, "kijkt-weg": 0},
    "weg": {"kijkt-weg": 2, "komt-te-laat": 1},
    "laat": {"komt-te-laat": 0, "kijkt-weg": 2},
    "gat": {"kijkt-weg": 1},
    "rust": {"ouder-is-boos": 2},
}


def queries_of(situations: Sequence[Mapping[str, Any]] = SITUATIONS) -> tuple[Query, ...]:
    rows = ({"id": one["_id"], **one} for one in situations)
    return tuple(Query(**{name: row[name] for name in row if name not in {"_id", "split"}}) for row in rows)


def small_dataset() -> Dataset:
    return Dataset("klein", "dev", queries_of(), JUDGED)


def write_dataset(
    folder: Path,
    situations: Sequence[Mapping[str, Any]] = SITUATIONS,
    judged: Mapping[str, Mapping[str, int]] = JUDGED,
    *,
    split: str = "dev",
) -> Path:
    """Write a dataset in BEIR layout."""
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    write_lines(folder / "queries.jsonl", situations)
    rows = [
        f"{query}\t{article}\t{grade}" for query, found in judged.items() for article, grade in found.items()
    ]
    text = "\n".join(["query-id\tcorpus-id\tscore", *rows, ""])
    (folder / "qrels" / f"{split}.tsv").write_text(text, encoding="utf-8")
    return folder


def write_lines(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def run_of(system: str, **ranked: Sequence[str]) -> Run:
    """Return a run with these documents in this order: run_of("a", q1=["d1", "d2"])."""
    return Run(
        system,
        {
            query: tuple((document, 1 - place / 100) for place, document in enumerate(documents))
            for query, documents in ranked.items()
        },
    )


def six_grams(text: str) -> set[tuple[str, ...]]:
    """Return every six words in a row of a text, whatever their case and what stands between them."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + 6]) for start in range(len(words) - 5)}


def seen_only(evaluated: Evaluation, seen: Sequence[Observation]) -> Evaluation:
    """Return an evaluation with these observations and nothing that was compared or swapped."""
    return replace(evaluated, comparisons=(), gaps=(), labels=(), observations=tuple(seen))
