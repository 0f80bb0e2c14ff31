"""Runs: what a system ranks for each query, and TREC run files of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.dataset import Dataset
from kb.errors import DatasetError
from retrieval.types import Hit

_STEP = 1e-7  # under the rounding of scores, over the precision of trec_eval: keeps the order of ties


@dataclass(frozen=True, slots=True)
class Run:
    """The ranking of one system: per query its documents with their scores, strictly falling.

    `path` is the file of a run that another program made; there the scores are that program's.
    """

    system: str
    ranked: Mapping[str, tuple[tuple[str, float], ...]]
    path: Path | None = None

    def top(self, query_id: str, depth: int) -> tuple[str, ...]:
        """Return the first documents of a query."""
        return tuple(document for document, _ in self.ranked.get(query_id, ())[:depth])


def falling(hits: Sequence[Hit]) -> tuple[tuple[str, float], ...]:
    """Return hits as they stand in a run: no two scores equal, so that their order is kept."""
    return tuple((hit.owner, round(hit.score - number * _STEP, 9)) for number, hit in enumerate(hits))


def run_name(dataset: Dataset, system: str) -> str:
    """Return the name of a run file; options are in it, without the signs that a file system minds."""
    plain = system.replace(":", "-").replace(",", "-").replace("=", "")
    return f"{dataset.name}.{dataset.split}.{plain}.run"


def write_trec(run: Run, path: Path) -> None:
    """Write a run file: query, Q0, document, rank, score, system."""
    name = run.system.replace(" ", "_")
    lines = [
        f"{query} Q0 {document} {rank} {score:.9f} {name}\n"
        for query, ranked in run.ranked.items()
        for rank, (document, score) in enumerate(ranked, start=1)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")


def read_trec(path: Path, *, queries: frozenset[str], documents: frozenset[str]) -> Run:
    """Read a run file of whatever program, its name without `.run` as the name of the system.

    Raises:
        DatasetError: lines cannot be read, or name queries or documents that are not there, as those of
            another index would; all are named, with file and line.
    """
    ranked: dict[str, dict[str, float]] = {}
    wrong: list[str] = []
    for number, line in enumerate(_text(path).split("\n"), start=1):
        parts = line.split()
        what = _wrong(parts, ranked, queries=queries, documents=documents)
        if what:
            wrong.append(f"{path}:{number}: {what}")
        elif parts:
            ranked.setdefault(parts[0], {})[parts[2]] = float(parts[4])
    if wrong:
        shown = "\n".join(wrong[:20]) + (f"\n… en nog {len(wrong) - 20}" if len(wrong) > 20 else "")
        todo = "\nIs dit een run van een andere index of dataset? Maak hem opnieuw."
        raise DatasetError(f"De run past niet bij deze dataset.\n{shown}", where=str(path), todo=todo)
    ordered = {
        query: sorted(found.items(), key=lambda pair: (-pair[1], pair[0])) for query, found in ranked.items()
    }
    return Run(path.stem, {query: tuple(pairs) for query, pairs in ordered.items()}, path)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        todo = "Kijk of het een TREC-run in UTF-8 is."
        raise DatasetError("De run kan niet gelezen worden.", where=str(path), todo=todo) from error


def _wrong(
    parts: Sequence[str],
    ranked: Mapping[str, Mapping[str, float]],
    *,
    queries: frozenset[str],
    documents: frozenset[str],
) -> str:
    if not parts:
        return ""
    if len(parts) != 6 or not _is_number(parts[4]):
        return "De regel is niet: vraag Q0 document plaats score systeem."
    if parts[0] not in queries:
        return f"De vraag '{parts[0]}' bestaat niet."
    if parts[2] not in documents:
        return f"Het document '{parts[2]}' bestaat niet."
    return (
        f"'{parts[2]}' staat er twee keer voor '{parts[0]}'." if parts[2] in ranked.get(parts[0], {}) else ""
    )


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text)
    except ValueError:
        return False
