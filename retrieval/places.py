"""Where the asker works, read from the filters and from the words of the text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from index.terms import stems
from retrieval.danger_terms import occurs, positions

PATH = Path(__file__).with_name("places.json")
PLACE_OF_JOB = {
    "leerkracht-po": "po",
    "docent-vo-mbo": "vo-mbo",
    "pedagogisch-medewerker": "kinderopvang",
    "wijkteam-medewerker": "wijkteam",
    "leidinggevende-bestuur": "school-of-team",
}
_TO_SCHOOL, _CHANGES_SCHOOL, _GROWN_UP = 4, 12, 18
_AGE = re.compile(
    r"\b(?:is|wordt|(?:jongen|meisje|meid|leerling|kind|zoon|dochter|(?:zoon|dochter|broer|zus)t?je)"
    r"(?: van)?)"
    r"[ ,(]+(\d{1,2})\b"
    r"(?! *(?:uur|minuten|dagen|weken|maanden|euro|keer|procent|km|%|[:.,]\d|\d))"
    r"|\b(\d{1,2})[ -]?(?:jaar|jarige|jr)\b",
    re.IGNORECASE,
)
PLACE_OF_AGE = {"voorschools-0-4": "kinderopvang", "basisschool-4-12": "po", "voortgezet-12-18": "vo-mbo"}


def asker_places(filters: Mapping[str, Sequence[str]], text: str) -> frozenset[str]:
    """Return the places of work that the filters on job and age point at, else those that the text names.

    What was asked for in so many words goes before what a text happens to mention.
    """
    jobs = (PLACE_OF_JOB.get(job) for job in filters.get("beroepsgroep", ()))
    ages = (PLACE_OF_AGE.get(age) for age in filters.get("leeftijd", ()))
    chosen = frozenset(place for place in (*jobs, *ages) if place is not None)
    return chosen or told_places(text)


def told_places(text: str) -> frozenset[str]:
    """Return the places of work that a text names ("groep 6", "mentor"), else those of the ages in it."""
    words = positions(text)
    named = {place for place, names in _names().items() if any(occurs(name, words, gap=1) for name in names)}
    return frozenset(named or filter(None, map(_place_of, told_ages(text))))


def told_ages(text: str) -> tuple[int, ...]:
    """Return the ages in years that a text tells: "Sam, 14 jaar", "een meisje van 9"."""
    return tuple(int(found[1] or found[2]) for found in _AGE.finditer(text))


def _place_of(age: int) -> str | None:
    # Of a child of twelve nobody knows the school.
    if age == _CHANGES_SCHOOL or age >= _GROWN_UP:
        return None
    return "kinderopvang" if age < _TO_SCHOOL else "po" if age < _CHANGES_SCHOOL else "vo-mbo"


@lru_cache(maxsize=1)
def _names() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    named = json.loads(PATH.read_text(encoding="utf-8"))
    return {place: tuple(tuple(stems(name)) for name in names) for place, names in named.items()}
