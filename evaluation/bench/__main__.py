"""`python -m evaluation.bench`: measure the budgets and write docs/benchmarks.md."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from evaluation.bench.budgets import measure
from evaluation.bench.report import as_markdown

OUT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


def main() -> int:
    """Measure, write the table, and say it on standard output; 1 where a budget is not met."""
    with tempfile.TemporaryDirectory(prefix="handelwijzer-") as folder:
        rows = measure(Path(folder), say=_say)
    text = as_markdown(rows, cores=os.cpu_count() or 1)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
