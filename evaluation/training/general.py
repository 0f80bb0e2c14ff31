"""Texts about anything but the work of this field: what the encoder makes of them is to stay as it was."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from evaluation.training.examples import FOLDER

GENERAL = FOLDER / "general.txt"
GROUP = 4  # lines that belong together: a text, the same in other words, nearly the same, the same subject
_SWAPPED = 0.15  # of the words


def load_general(path: Path = GENERAL) -> tuple[str, ...]:
    """Return the general texts, in groups of four that belong together."""
    return tuple(path.read_text(encoding="utf-8").splitlines())


def drawn(texts: Sequence[str], count: int, *, seed: int) -> list[str]:
    """Return so many texts, group after group.

    Where there are too few, all come by again, some of their words exchanged for those of other texts: a text
    that is met often is learned by heart, and tells nothing of the texts around it.
    """
    draw = random.Random(seed)
    words = sorted({word for text in texts for word in text.split()})
    groups = [texts[at : at + GROUP] for at in range(0, len(texts), GROUP)]
    found: list[str] = []
    again = False
    while len(found) < count:
        for group in draw.sample(groups, len(groups)):
            found += [_swapped(text, words, draw) for text in group] if again else group
        again = True
    return found[:count]


def _swapped(text: str, words: Sequence[str], draw: random.Random) -> str:
    return " ".join(draw.choice(words) if draw.random() < _SWAPPED else word for word in text.split())
