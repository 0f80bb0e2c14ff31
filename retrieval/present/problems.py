"""What `artikel controleer` prints: problems, counts, reading ease, and what a person must look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from kb.checks.by_hand import BY_HAND
from kb.plaintext import without_controls
from kb.types import Problem
from retrieval.curation.readability import NAME, PLAIN
from retrieval.present.paths import shown_path
from retrieval.present.wording import counted

_HARDEST = 3  # articles named


def problem_lines(problems: Sequence[Problem], kb_root: Path, *, files: int) -> Iterator[str]:
    """Yield two lines a problem, and a last line with the counts."""
    for problem in problems:
        where = shown_path(problem.path, kb_root) + (f":{problem.line}" if problem.line else "")
        yield f"{where}: {problem.severity} {problem.rule}: {without_controls(problem.what)}"
        yield f"    {without_controls(problem.todo)}"
    faults = sum(problem.severity == "fout" for problem in problems)
    counts = (
        counted(files, "artikel", "artikelen"),
        counted(faults, "fout", "fouten"),
        counted(len(problems) - faults, "waarschuwing", "waarschuwingen"),
    )
    yield f"{', '.join(counts)}."


def left_out_lines(problems: Sequence[Problem]) -> Iterator[str]:
    """Yield one line for each file that takes no part: its first problem, and how many there are besides."""
    for path in dict.fromkeys(problem.path for problem in problems):
        first, *others = (problem for problem in problems if problem.path == path)
        more = f" (en nog {len(others)}; zie: handelwijzer artikel controleer)" if others else ""
        where = f"{path}:{first.line}" if first.line else path
        yield f"Doet niet mee: {where} {first.what} {first.todo}{more}"


def reading_ease_lines(reading_ease: Mapping[str, float]) -> Iterator[str]:
    """Yield the figure of one article, or of many the middle and the hardest to read."""
    if not reading_ease:
        return
    hardest = sorted(reading_ease.items(), key=lambda pair: (pair[1], pair[0]))[:_HARDEST]
    named = ", ".join(f"{slug} {ease:.0f}" for slug, ease in hardest)
    middle = "" if len(reading_ease) == 1 else f"midden {median(reading_ease.values()):.0f}; laagste: "
    yield f"Leesbaarheid ({NAME} 1960; vanaf {PLAIN:.0f} is gewone taal): {middle}{named}."


def by_hand_lines() -> Iterator[str]:
    """Yield the questions that no program can answer."""
    yield "Kijk zelf na, want dit ziet geen programma:"
    for rule, question in BY_HAND:
        yield f"  [ ] {rule} {question}"
