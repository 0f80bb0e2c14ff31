"""The gate: promised figures with tolerances; what falls below fails by its name."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.evaluate import Evaluation
from evaluation.intervals import Share
from kb.errors import DatasetError

_BEST = ("hoog", "laag")


@dataclass(frozen=True, slots=True)
class Promise:
    """One promised figure. `best` is "hoog" where more is better, "laag" where less is."""

    dataset: str
    split: str
    system: str
    measure: str
    value: float
    tolerance: float
    best: str

    def holds(self, measured: float) -> bool:
        """Whether what was measured keeps the promise, within the tolerance."""
        if math.isnan(measured):
            return False
        if self.best == "laag":
            return measured <= self.value + self.tolerance + 1e-9
        return measured >= self.value - self.tolerance - 1e-9


def load_promises(path: Path) -> tuple[Promise, ...]:
    """Read the promises: `{dataset: {split: {system: {measure: {waarde, speling, best}}}}}`.

    Raises:
        DatasetError: the file cannot be read or an entry misses something.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_promises(data))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        todo = "Kijk naar evaluation/expected.json voor de vorm."
        raise DatasetError("De beloofde cijfers zijn niet te lezen.", where=str(path), todo=todo) from error


def _promises(data: Mapping[str, Any]) -> Iterator[Promise]:
    for dataset, splits in data.items():
        for split, systems in splits.items():
            for system, measures in systems.items():
                for measure, promised in measures.items():
                    value, tolerance = float(promised["waarde"]), float(promised["speling"])
                    best = promised.get("best", "hoog")
                    if best not in _BEST:
                        raise ValueError(best)
                    yield Promise(dataset, split, system, measure, value, tolerance, best)


def broken_promises(evaluations: Sequence[Evaluation], promises: Sequence[Promise]) -> tuple[str, ...]:
    """Return a line for each promise that is not kept, or that nothing was measured for."""
    by_name = {(one.dataset.name, one.dataset.split): one for one in evaluations}
    lines = []
    for promise in promises:
        evaluation = by_name.get((promise.dataset, promise.split))
        measured = _measured(evaluation, promise) if evaluation is not None else None
        if measured is None:
            lines.append(f"{_name(promise)}: niet gemeten, beloofd {promise.value:g}.")
        elif not promise.holds(measured):
            sign = "hooguit" if promise.best == "laag" else "minstens"
            bound = promise.value + (promise.tolerance if promise.best == "laag" else -promise.tolerance)
            lines.append(f"{_name(promise)}: {measured:g}, beloofd {sign} {bound:g}.")
    return tuple(lines)


def _name(promise: Promise) -> str:
    return f"{promise.dataset} ({promise.split}), {promise.system}, {promise.measure}"


def _measured(evaluation: Evaluation, promise: Promise) -> float | None:
    figures: dict[str, Share | float] = dict(evaluation.product())
    if promise.system in evaluation.scores:
        figures |= evaluation.means(promise.system)
    value = figures.get(promise.measure)
    return value.value if isinstance(value, Share) else value
