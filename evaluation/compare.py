"""Two or more systems side by side: by how much, how sure, and on which queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evaluation.dataset import Query
from evaluation.intervals import Difference, holm, paired_difference
from evaluation.measures import MAIN, Scores
from evaluation.runs import Run

_EXTREMES = 10  # queries
_TOP = 3  # documents


@dataclass(frozen=True, slots=True)
class Change:
    """A query on which two systems differ: its text, the gain, and what each puts first."""

    query: Query
    gain: float
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One system against the baseline on one measure; `difference.p` is corrected for their number."""

    system: str
    baseline: str
    measure: str
    difference: Difference
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]


def compare(
    runs: Sequence[Run],
    scores: Mapping[str, Scores],
    queries: Sequence[Query],
    *,
    baseline: str,
    measure: str = MAIN,
) -> tuple[Comparison, ...]:
    """Compare every other system with the baseline, over the same queries."""
    by_name = {run.system: run for run in runs}
    others = [run for run in runs if run.system != baseline]
    theirs = scores[baseline][measure]
    differences = [
        paired_difference(
            [scores[run.system][measure][q.id] for q in queries], [theirs[q.id] for q in queries]
        )
        for run in others
    ]
    corrected = holm([difference.p for difference in differences])
    return tuple(
        Comparison(
            system=run.system,
            baseline=baseline,
            measure=measure,
            difference=replace(difference, p=p),
            gained=_changes(run, by_name[baseline], scores, queries, measure=measure, gained=True),
            lost=_changes(run, by_name[baseline], scores, queries, measure=measure, gained=False),
        )
        for run, difference, p in zip(others, differences, corrected, strict=True)
    )


def _changes(
    run: Run, base: Run, scores: Mapping[str, Scores], queries: Sequence[Query], *, measure: str, gained: bool
) -> tuple[Change, ...]:
    changes = [
        Change(
            query,
            round(scores[run.system][measure][query.id] - scores[base.system][measure][query.id], 4),
            run.top(query.id, _TOP),
            base.top(query.id, _TOP),
        )
        for query in queries
    ]
    wanted = [change for change in changes if (change.gain > 0 if gained else change.gain < 0)]
    return tuple(sorted(wanted, key=lambda change: (-abs(change.gain), change.query.id))[:_EXTREMES])
