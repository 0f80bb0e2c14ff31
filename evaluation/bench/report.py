"""The table of budgets, as Markdown."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

_LIBRARIES = ("torch", "sentence-transformers", "spacy", "faiss-cpu", "onnxruntime", "tantivy")


@dataclass(frozen=True, slots=True)
class Row:
    """One budget: what it is about, what was promised, what was measured, and how."""

    what: str
    budget: str
    measured: str
    detail: str
    met: bool


def as_markdown(rows: Sequence[Row], *, cores: int) -> str:
    """Return the report; the machine is named by its cores only."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    lines = [
        "# Benchmarks",
        "",
        "Made by `make bench`. Whole processes on a warm cache, in turn with what they are compared with;",
        "a ratio is the median over the pairs of one run. Absolute times differ per machine and moment.",
        "",
        f"Machine: {cores} cores. Python {platform.python_version()}, {libraries}.",
        "",
        "| what | budget | measured | met | how |",
        "|---|---|---|---|---|",
        *(
            f"| {r.what} | {r.budget} | {r.measured} | {'yes' if r.met else '**no**'} | {r.detail} |"
            for r in rows
        ),
    ]
    return "\n".join(lines) + "\n"
