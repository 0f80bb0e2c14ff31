"""How long an answer takes: in a new process, and in one that has answered before."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.bench.process import median_seconds, timed
from evaluation.dataset import Query
from index.refresh import OpenIndex
from retrieval.answer import answer

ROOT = Path(__file__).resolve().parents[1]
_COLD_RUNS = 3
_HOT_QUERIES = 60
_FINE = (0, 3)  # advice, or no fitting advice


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds: a new process, and the middle and the slowest twentieth of answers in a warm one."""

    cold: float
    hot_p50: float
    hot_p95: float


def measure_latency(
    index: OpenIndex, queries: Sequence[Query], *, kb_root: Path, index_root: Path
) -> Latency:
    """Time up to sixty of the queries warm, and the first of them cold, as whole processes."""
    sample = queries[:: max(1, len(queries) // _HOT_QUERIES)][:_HOT_QUERIES]
    answer(index, sample[0].text)  # what is made once
    seconds = []
    for query in sample:
        started = time.perf_counter()
        answer(index, query.text)
        seconds.append(time.perf_counter() - started)
    command = [sys.executable, str(ROOT / "cli.py"), "--kb", str(kb_root), "--index", str(index_root)]
    asked = [*command, "vraag", "--json", "--", sample[0].text]
    cold = [timed(asked, fine=_FINE) for _ in range(_COLD_RUNS)]
    ordered = sorted(seconds)
    return Latency(
        cold=round(1000 * median_seconds(cold), 1),
        hot_p50=round(1000 * statistics.median(ordered), 1),
        hot_p95=round(1000 * ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1),
    )
