"""`python -m evaluation.pool DATASET OUT`: what judges must look at, the top tens of several systems.

Each line of OUT names a query and the articles of its pool, in the order of their names, so that a judge
sees neither which system found an article nor how high.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from evaluation.dataset import Query, load_dataset
from evaluation.runs import Run
from evaluation.searching import make_runs
from evaluation.systems import parse_system
from index.refresh import open_index
from index.store import IndexFolder
from retrieval.settings import load_settings

ROOT = Path(__file__).resolve().parents[1]
DEPTH = 10
SYSTEMS = ("bm25", "dense", "hybride", "hybride:whole_weight=1,depth_weight=0")


def pool(queries: Sequence[Query], runs: Sequence[Run]) -> dict[str, list[str]]:
    """Return, per query, the articles that any of the runs has in its first ten."""
    return {
        query.id: sorted({document for run in runs for document in run.top(query.id, DEPTH)})
        for query in queries
    }


def main(dataset: str, out: str) -> int:
    """Write the pool of the Dutch queries in scope, of both splits; a translation goes with its source."""
    index = open_index(IndexFolder(ROOT / "index" / "data"), ROOT / "kb")
    settings = load_settings(index.encoder.model_id).settings
    queries = [
        query
        for split in ("dev", "test")
        for query in load_dataset(Path(dataset), split, judged=False).inside
        if query.lang == "nl"
    ]
    systems = [parse_system(name) for name in SYSTEMS]
    runs = make_runs(index, queries, systems, settings=settings, progress=lambda _done: None)
    lines = [json.dumps({"id": key, "articles": names}) for key, names in sorted(pool(queries, runs).items())]
    Path(out).write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(
        f"{len(lines)} queries, {sum(len(json.loads(line)['articles']) for line in lines)} pairs\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
