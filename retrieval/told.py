"""The vectors of told situations, a byte a figure, and how near a text is to each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_BLOCK = 256  # situations that are widened at once
_MOST = 127


class _Widened:
    """Figures in single precision: widened part by part for one question, kept from the second on."""

    def __init__(self) -> None:
        self._asked = False
        self._kept: tuple[Floats, ...] = ()

    def blocks(self, told: Told) -> Iterable[Floats]:
        if self._kept:
            return self._kept
        figures = told.figures
        made = (figures[at : at + _BLOCK].astype(np.float32) for at in range(0, len(figures), _BLOCK))
        if self._asked:
            self._kept = tuple(made)
            return self._kept
        self._asked = True
        return made


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Vectors of situations: `figures`, shape (situations, dimensions), times `sizes`, shape (situations,).

    A cosine with one of them is at most some thousandths off: less than what an index may lose.
    """

    figures: NDArray[np.int8]
    sizes: Floats
    _widened: _Widened = field(init=False, repr=False, default_factory=_Widened)

    @classmethod
    def of(cls, vectors: Floats) -> Told:
        """Keep vectors, shape (situations, dimensions)."""
        sizes = np.abs(vectors).max(axis=1) / _MOST
        figures = np.round(vectors / np.where(sizes > 0, sizes, 1)[:, None])
        return cls(figures.astype(np.int8), sizes.astype(np.float32))

    def __len__(self) -> int:
        """Return how many situations there are."""
        return len(self.figures)

    def rows(self) -> Floats:
        """Return the vectors, shape (situations, dimensions)."""
        wide: Floats = self.figures * self.sizes[:, None]
        return wide

    def cosines(self, vectors: Floats) -> Floats:
        """Return how near each text is to each situation, shape (vectors, situations)."""
        found: Floats = np.hstack([vectors @ block.T for block in self._widened.blocks(self)])
        found *= self.sizes
        return found
