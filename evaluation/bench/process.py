"""Whole processes, timed in pairs: what one costs as a share of the other, run after run."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: wall time in seconds, peak resident memory in MB."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Runs of two commands in turn; `ratio` is the median of what each pair gives."""

    ours: tuple[Run, ...]
    theirs: tuple[Run, ...]

    @property
    def ratio(self) -> float:
        """Our time as a share of theirs."""
        pairs = zip(self.ours, self.theirs, strict=True)
        return statistics.median(ours.seconds / theirs.seconds for ours, theirs in pairs)


def timed(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end and measure it.

    Raises:
        RuntimeError: it did not end well; holds what it said.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = process.stderr.read() if process.stderr is not None else ""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {said}")
    return Run(seconds, usage.ru_maxrss / 1000)


def in_turn(ours: Sequence[str], theirs: Sequence[str], *, runs: int) -> Pair:
    """Run two commands in turn, A B A B, after one run of each that does not count."""
    timed(ours), timed(theirs)
    pairs = [(timed(ours), timed(theirs)) for _ in range(runs)]
    return Pair(tuple(one for one, _ in pairs), tuple(other for _, other in pairs))


def median_seconds(runs: Sequence[Run]) -> float:
    """Return the median wall time."""
    return statistics.median(run.seconds for run in runs)
