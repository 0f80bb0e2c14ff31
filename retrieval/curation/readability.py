"""How hard a Dutch text is to read, as one figure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyphen import Pyphen

NAME = "Flesch-Douma"
PLAIN = 60.0  # from here on a text reads as ordinary language


def flesch_douma(words: Iterable[str], sentences: int) -> float:
    """Return the reading ease of a text: about 0 (very hard) to 100 (very easy), NaN without words.

    206.84 - 0.77 times the syllables per 100 words - 0.93 times the words per sentence; W.H. Douma, De
    leesbaarheid van landbouwbladen (Wageningen, 1960), Flesch's formula for Dutch. Syllables are counted by
    hyphenation, which leaves some out: the figure runs a little high.
    """
    held = list(words)
    if not held or not sentences:
        return float("nan")
    syllables = sum(len(hyphenation().positions(word)) + 1 for word in held)
    return 206.84 - 0.77 * (100 * syllables / len(held)) - 0.93 * (len(held) / sentences)


@lru_cache(maxsize=1)
def hyphenation() -> Pyphen:
    """Return where Dutch words may be broken."""
    from pyphen import Pyphen

    return Pyphen(lang="nl_NL", left=1, right=1)
