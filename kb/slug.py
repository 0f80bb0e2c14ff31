"""Slugs: what an article's file is called, made from its title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from itertools import count

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST = 60  # characters of a slug that someone chose
_WORDS = (4, 7)  # words of a proposed slug, and how many it may become to be unique
_LENGTH = 40
_APOSTROPHES = re.compile(r"['’‘`´]")
_WORD = re.compile(r"[a-z0-9]+")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"})
# Words that say nothing about a situation; negations stay, since they turn its meaning around.
_STOP_WORDS = frozenset(
    "aan al als bij de deze die dit dan dat door een en er haar heb hebben heeft hem het hij hun ik in is je "
    "jij jou jouw jullie maar me met mij mijn na naar nog of om ook op over te tot u uit uw van voor was we "
    "wij word worden wordt ze zich zij zijn zo n s t".split()
)


def slug_of(title: str, words: int = _WORDS[0]) -> str:
    """Return a slug of the first telling words of a title; empty where it has no letters of ours."""
    folded = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", title).lower().translate(_LETTERS))
    found = _WORD.findall("".join(c for c in folded if not unicodedata.combining(c)))
    telling = [word for word in found if word not in _STOP_WORDS] or found
    kept = telling[:words]
    while len(kept) > 1 and len("-".join(kept)) > _LENGTH:
        kept.pop()
    return "-".join(kept)[:_LENGTH]


def free_slug(title: str, taken: Container[str]) -> str:
    """Return a slug for a title that is not taken: with more of its words, and else with a number."""
    longer = [slug_of(title, words) for words in range(_WORDS[0], _WORDS[1] + 1)]
    if not longer[0]:
        return ""
    numbered = (f"{longer[0]}-{number}" for number in count(2))
    free = next((slug for slug in longer if slug not in taken), None)
    return free or next(slug for slug in numbered if slug not in taken)
