"""How sure a figure is: intervals for shares and means, and tests between two systems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

SEED = 20261127
RESAMPLES = 10_000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: `hits` of `total`, with its Wilson interval; without a whole there is no figure."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """The share, NaN of nothing."""
        return round(self.hits / self.total, 4) if self.total else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% interval of Wilson (1927), from 0 to 1 where nothing was counted."""
        if not self.total:
            return 0.0, 1.0
        interval = stats.binomtest(self.hits, self.total).proportion_ci(LEVEL, method="wilson")
        return round(float(interval.low), 4), round(float(interval.high), 4)


@dataclass(frozen=True, slots=True)
class Difference:
    """A paired difference of means: its bootstrap interval, the p of a randomisation test, and its size.

    `effect` is Cohen's d of the paired differences; wins, ties and losses count queries.
    """

    mean: float
    low: float
    high: float
    p: float
    effect: float
    wins: int
    ties: int
    losses: int


def paired_difference(ours: Sequence[float], theirs: Sequence[float]) -> Difference:
    """Compare two systems over the same queries: ours minus theirs.

    The interval is the percentile bootstrap over queries (Efron, 1979); the test flips the sign of each
    query's difference at random (Fisher's randomisation test; Smucker, Allan & Carterette, 2007).

    Args:
        ours: one score a query.
        theirs: the same queries, in the same order.
    """
    gain = np.asarray(ours, dtype=np.float64) - np.asarray(theirs, dtype=np.float64)
    if not gain.size or not gain.any():
        return Difference(0.0, 0.0, 0.0, 1.0, 0.0, 0, int(gain.size), 0)
    random = np.random.default_rng(SEED)
    resampled = gain[random.integers(0, gain.size, (RESAMPLES, gain.size))].mean(axis=1)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(resampled, [tail, 1 - tail])
    return Difference(
        mean=round(float(gain.mean()), 4),
        low=round(float(low), 4),
        high=round(float(high), 4),
        p=_randomisation(gain, random),
        effect=_effect(gain),
        wins=int((gain > 0).sum()),
        ties=int((gain == 0).sum()),
        losses=int((gain < 0).sum()),
    )


def _randomisation(gain: NDArray[np.float64], random: np.random.Generator) -> float:
    signs = random.choice((-1.0, 1.0), (RESAMPLES, gain.size))
    means = np.abs((signs * gain).mean(axis=1))
    # The observed one counts among the shuffled ones, so that p is never 0 (Phipson & Smyth, 2010).
    return round((1 + int((means >= abs(gain.mean()) - 1e-12).sum())) / (RESAMPLES + 1), 4)


def _effect(gain: NDArray[np.float64]) -> float:
    spread = float(gain.std(ddof=1)) if gain.size > 1 else 0.0
    return round(float(gain.mean()) / spread, 3) if spread > 1e-12 else 0.0  # equal but for rounding


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Correct p-values for being several (Holm, 1979); returned in the order in which they came."""
    order = sorted(range(len(p_values)), key=lambda number: p_values[number])
    corrected = [0.0] * len(p_values)
    highest = 0.0
    for rank, number in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[number]))
        corrected[number] = round(highest, 4)
    return tuple(corrected)


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return the chance that a positive scores above a negative, ties for half; NaN where one class is empty.

    It is the Mann-Whitney U over the number of pairs (Hanley & McNeil, 1982).
    """
    if not positive or not negative:
        return float("nan")
    u = stats.mannwhitneyu(positive, negative, method="asymptotic").statistic
    return round(float(u) / (len(positive) * len(negative)), 4)
