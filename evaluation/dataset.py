"""Datasets in BEIR layout: queries.jsonl, qrels/<split>.tsv, and a corpus.jsonl where it is not our own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.errors import DatasetError


@dataclass(frozen=True, slots=True)
class Query:
    """A situation with what its writer knows of it; `danger` is none, concern or acute."""

    id: str
    text: str
    scope: str = "in"
    danger: str = "none"
    route: str = "geen"


@dataclass(frozen=True, slots=True)
class Dataset:
    """The queries of one split, and their judgements: `qrels[query][article]` is 0 to 3."""

    name: str
    split: str
    queries: tuple[Query, ...]
    qrels: Mapping[str, Mapping[str, int]]


def load_dataset(folder: Path, split: str = "dev") -> Dataset:
    """Read a dataset whose corpus is the knowledge base.

    Raises:
        DatasetError: a file is missing or a line cannot be read; names the file and the line.
    """
    queries = _queries(folder, split)
    qrels: dict[str, dict[str, int]] = {}
    path = folder / "qrels" / f"{split}.tsv"
    for number, line in _lines(path)[1:]:
        parts = line.split("\t")
        if len(parts) != 3 or parts[0] not in queries or not parts[2].strip().isdigit():
            raise _bad(path, number, "De regel is geen 'query-id, corpus-id, score' van een bekende vraag.")
        qrels.setdefault(parts[0], {})[parts[1]] = int(parts[2])
    return Dataset(folder.name, split, tuple(queries.values()), qrels)


def _queries(folder: Path, split: str) -> dict[str, Query]:
    path = folder / "queries.jsonl"
    queries: dict[str, Query] = {}
    for number, line in _lines(path):
        query = _query(folder, number, line, split)
        if query is not None and query.id in queries:
            raise _bad(path, number, f"De id '{query.id}' staat er twee keer.")
        if query is not None:
            queries[query.id] = query
    return queries


def _query(folder: Path, number: int, line: str, split: str) -> Query | None:
    try:
        value = json.loads(line)
        if value.get("split", split) != split:
            return None
        known = {name: value[name] for name in ("scope", "danger", "route") if name in value}
        return Query(id=str(value["_id"]), text=str(value["text"]), **known)
    except (ValueError, KeyError, AttributeError) as error:
        raise _bad(folder / "queries.jsonl", number, "De regel heeft geen '_id' en 'text'.") from error


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        todo = "Kijk naar de naam van de map van de dataset."
        raise DatasetError("Het bestand kan niet gelezen worden.", where=str(path), todo=todo) from error
    return [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]


def _bad(path: Path, number: int, what: str) -> DatasetError:
    return DatasetError(what, where=f"{path}:{number}", todo="Verbeter de regel.")
