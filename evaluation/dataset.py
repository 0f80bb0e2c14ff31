"""Datasets in BEIR layout: queries.jsonl, qrels/<split>.tsv, and a corpus.jsonl where it is not our own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.errors import DatasetError, QueryError
from retrieval.question import clean

ANY_SPLIT = "dev"  # the one that is taken where a dataset has several
_ALLOWED: dict[str, tuple[object, ...]] = {
    "scope": ("in", "out"),
    "danger": ("none", "concern", "acute"),
    "indirect": (True, False),
}
_HEADER = "query-id\tcorpus-id\tscore"
_SHOWN = 20  # problems in one message


@dataclass(frozen=True, slots=True)
class Query:
    """A situation with what its writer knows of it; `danger` is none, concern or acute.

    `source` is the query that this one translates; `kind` is what its writer meant: in, danger, lookalike,
    out or nearmiss.
    """

    id: str
    text: str
    scope: str = "in"
    danger: str = "none"
    route: str = "geen"
    indirect: bool = False
    lang: str = "nl"
    kind: str = ""
    theme: str = ""
    job: str = ""
    place: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a corpus: it is one passage."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """The queries of one split, and their judgements: `qrels[query][document]` is 0 or more.

    `documents` is empty where the corpus is the knowledge base.
    """

    name: str
    split: str
    queries: tuple[Query, ...]
    qrels: Mapping[str, Mapping[str, int]]
    documents: tuple[Document, ...] = ()

    @property
    def inside(self) -> tuple[Query, ...]:
        """The queries that should find something: over these the measures of ranking are averaged."""
        return tuple(query for query in self.queries if query.scope == "in")


@dataclass(slots=True)
class _Problems:
    """What is wrong, gathered over all files before anything is raised."""

    lines: list[str] = field(default_factory=list)

    def add(self, path: Path, number: int, what: str) -> None:
        self.lines.append(f"{path}:{number}: {what}")

    def raise_if_any(self, folder: Path) -> None:
        if not self.lines:
            return
        shown = "\n".join(self.lines[:_SHOWN])
        more = f"\n… en nog {len(self.lines) - _SHOWN}" if len(self.lines) > _SHOWN else ""
        count = "1 fout" if len(self.lines) == 1 else f"{len(self.lines)} fouten"
        what = f"{count} in de dataset.\n{shown}{more}"
        raise DatasetError(what, where=str(folder), todo="\nVerbeter deze regels.")


def load_dataset(folder: Path, split: str | None = None, *, judged: bool = True) -> Dataset:
    """Read one split of a dataset: the named one, else the only one, else dev.

    `judged` is False before there are judgements, while the pool for the judges is made.

    Raises:
        DatasetError: a file is missing, or lines cannot be used; all of them are named, with file and line.
    """
    problems = _Problems()
    rows = _queries(folder / "queries.jsonl", problems)
    chosen = split or _only_split(folder)
    every = {query.id for query, _ in rows}
    elsewhere = _judged_elsewhere(folder, chosen) if any(own is None for _, own in rows) else set()
    queries = tuple(query for query, own in rows if own == chosen or not (own or query.id in elsewhere))
    documents = _documents(folder / "corpus.jsonl", problems) if (folder / "corpus.jsonl").exists() else ()
    path = folder / "qrels" / f"{chosen}.tsv"
    own = frozenset(query.id for query in queries)
    qrels = _qrels(path, own, every, problems) if judged else {}
    if documents:
        known = {document.id for document in documents}
        _check_documents(path, known, problems)
    problems.raise_if_any(folder)
    if not queries:
        raise DatasetError(
            f"De split '{chosen}' heeft geen vragen.", where=str(folder), todo="Kies een andere."
        )
    return Dataset(folder.resolve().name, chosen, queries, qrels, documents)


def check_judged(dataset: Dataset, known: frozenset[str], folder: Path) -> None:
    """Refuse judgements on articles that the knowledge base does not have.

    Raises:
        DatasetError: some are unknown; all are named, with file and line.
    """
    problems = _Problems()
    _check_documents(folder / "qrels" / f"{dataset.split}.tsv", known, problems)
    problems.raise_if_any(folder)


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Read a file of judgements by itself: `result[query][document]`.

    Raises:
        DatasetError: the file is missing, or lines cannot be read; all are named.
    """
    problems = _Problems()
    every = {parts[0] for _, parts in _judgements(path)}
    judged = _qrels(path, frozenset(every), every, problems)
    problems.raise_if_any(path.parent)
    return judged


def _only_split(folder: Path) -> str:
    found = sorted(path.stem for path in (folder / "qrels").glob("*.tsv"))
    return found[0] if len(found) == 1 else ANY_SPLIT


def _judged_elsewhere(folder: Path, split: str) -> set[str]:
    """Return the queries that other splits judge and this one does not: in BEIR that is all that tells."""
    judged: dict[bool, set[str]] = {True: set(), False: set()}
    for path in (folder / "qrels").glob("*.tsv"):
        judged[path.stem == split] |= {parts[0] for _, parts in _judgements(path)}
    return judged[False] - judged[True]


def _queries(path: Path, problems: _Problems) -> list[tuple[Query, str | None]]:
    rows: list[tuple[Query, str | None]] = []
    seen: set[str] = set()
    for number, value in _json_lines(path, problems):
        if "_id" not in value or "text" not in value:
            problems.add(path, number, "De regel heeft geen '_id' en 'text'.")
            continue
        query = _query(value)
        for name, allowed in _ALLOWED.items():
            if getattr(query, name) not in allowed:
                what = f"'{name}' is '{getattr(query, name)}'; kies uit: {', '.join(map(str, allowed))}."
                problems.add(path, number, what)
        try:
            clean(query.text)
        except QueryError as error:
            problems.add(path, number, error.what)
        if query.id in seen:
            problems.add(path, number, f"De id '{query.id}' staat er twee keer.")
            continue
        seen.add(query.id)
        rows.append((query, value.get("split")))
    return rows


def _query(value: Mapping[str, Any]) -> Query:
    names = (*_ALLOWED, "route", "lang", "kind", "theme", "job", "place", "source")
    known = {name: value[name] for name in names if name in value}
    return Query(id=str(value["_id"]), text=str(value["text"]), **known)


def _documents(path: Path, problems: _Problems) -> tuple[Document, ...]:
    documents: dict[str, Document] = {}
    for number, value in _json_lines(path, problems):
        if "_id" not in value or "text" not in value:
            problems.add(path, number, "De regel heeft geen '_id' en 'text'.")
            continue
        document = Document(str(value["_id"]), " ".join(f"{value.get('title', '')} {value['text']}".split()))
        if document.id in documents:
            problems.add(path, number, f"De id '{document.id}' staat er twee keer.")
        documents[document.id] = document
    return tuple(documents.values())


def _qrels(
    path: Path, own: frozenset[str], every: set[str], problems: _Problems
) -> dict[str, dict[str, int]]:
    """Read judgements; those on queries of another split are passed over, on unknown queries refused."""
    qrels: dict[str, dict[str, int]] = {}
    for number, parts in _judgements(path):
        if len(parts) != 3 or not parts[2].strip().isdecimal():
            problems.add(path, number, "De regel is niet: query-id, corpus-id, score.")
        elif parts[0] not in every:
            problems.add(path, number, f"De vraag '{parts[0]}' staat niet in queries.jsonl.")
        elif parts[1] in qrels.get(parts[0], {}):
            problems.add(path, number, f"'{parts[0]}' en '{parts[1]}' staan er twee keer.")
        elif parts[0] in own:
            qrels.setdefault(parts[0], {})[parts[1]] = int(parts[2])
    return qrels


def _check_documents(path: Path, known: frozenset[str] | set[str], problems: _Problems) -> None:
    for number, parts in _judgements(path):
        if len(parts) == 3 and parts[1] not in known:
            problems.add(path, number, f"Het document '{parts[1]}' bestaat niet.")


def _judgements(path: Path) -> Iterator[tuple[int, list[str]]]:
    for number, line in _lines(path):
        if not (number == 1 and line.startswith(_HEADER.split("\t")[0])):
            yield number, line.split("\t")


def _json_lines(path: Path, problems: _Problems) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in _lines(path):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            yield number, value
        else:
            problems.add(path, number, "De regel is geen JSON-object.")


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        todo = "Kijk naar de naam van de map van de dataset, en of het bestand UTF-8 is."
        raise DatasetError("Het bestand kan niet gelezen worden.", where=str(path), todo=todo) from error
    # Not splitlines: a text may hold a line separator of another kind.
    return [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
