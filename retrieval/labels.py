"""Words for the group someone is from, which may not change what is found or what is taken for danger."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

PATH = Path(__file__).with_name("labels.json")
ORDINARY = Path(__file__).with_name("ordinary.txt")
_WORD = re.compile(r"[\w-]+")
# Nobody can list every people and every faith of the world. In a Dutch text, a word that ends in -ische, and
# one with a capital that ends in -se before another word, is taken for one where it is no ordinary word. A
# first name that ends so goes along, which does no harm.
_FAITH = re.compile(r"\b[A-ZÀ-Þ]?[a-zà-ÿ]+ische?\b")
_PEOPLE = re.compile(r"\b[A-ZÀ-Þ][a-zà-ÿ]+(?:s|sch)e?\b(?= [a-zà-ÿ])")
_GOES_ON = re.compile(r"[a-zà-ÿ,;] $")
_DUTCH = re.compile(r"\b(?:een|het|ik|niet|van|met|mijn|naar|voor|zijn|haar|hij|wij|ze)\b", re.IGNORECASE)
_SPACES = re.compile(r"[ \t]+")


@lru_cache(maxsize=1)
def _labels() -> frozenset[str]:
    return frozenset(json.loads(PATH.read_text(encoding="utf-8"))["words"])


@lru_cache(maxsize=1)
def _ordinary() -> frozenset[str]:
    lines = ORDINARY.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def without_labels(text: str) -> str:
    """Return the text without group labels ("een Poolse leerling" becomes "een leerling").

    A text of nothing but labels is returned as it is.
    """
    labels = _labels()
    bare = _WORD.sub(lambda word: "" if word[0].lower() in labels else word[0], text)
    if _DUTCH.search(text):
        bare = _PEOPLE.sub(_unless_ordinary, _FAITH.sub(_unless_ordinary, bare))
    bare = _SPACES.sub(" ", bare).strip()
    if text[:1].isupper():
        bare = bare[:1].upper() + bare[1:]  # a label that came first leaves no trace
    return bare if any(character.isalpha() for character in bare) else text


def _unless_ordinary(word: re.Match[str]) -> str:
    plain = word[0].lower()
    known = {plain, plain.removesuffix("e"), f"{plain}e"} & _ordinary()
    # Many a first word and many a name ends in -s; that form counts only within a sentence.
    begins = plain.endswith("s") and not _GOES_ON.search(word.string[: word.start()])
    return word[0] if known or begins else ""
