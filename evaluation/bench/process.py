"""Whole processes, timed in pairs: what one costs as a share of the other, run after run."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: wall time in seconds."""

    seconds: float


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


def timed(command: Sequence[str], *, fine: tuple[int, ...] = (0,)) -> Run:
    """Run a command to its end and time it; `fine` are the exit codes of a run that counts.

    Raises:
        RuntimeError: it did not end well; holds what it said.
    """
    started = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode not in fine:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
    return Run(seconds)


# A process starts as a copy of the one that starts it, and its peak counts from there: a small one does it.
_LAUNCHER = (
    "import resource, subprocess, sys; "
    "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True); "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)


def peak_megabytes(command: Sequence[str]) -> float:
    """Return the peak resident memory of a command, in MB."""
    said = subprocess.run(
        [sys.executable, "-c", _LAUNCHER, *command], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    return int(said.split()[-1]) / 1000


def in_turn(ours: Sequence[str], theirs: Sequence[str], *, runs: int) -> Pair:
    """Run two commands in turn, A B A B, after one run of each that does not count."""
    timed(ours), timed(theirs)
    pairs = [(timed(ours), timed(theirs)) for _ in range(runs)]
    return Pair(tuple(one for one, _ in pairs), tuple(other for _, other in pairs))


def median_seconds(runs: Sequence[Run]) -> float:
    """Return the median wall time."""
    return statistics.median(run.seconds for run in runs)
