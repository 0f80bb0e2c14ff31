"""The headings of an article: which kinds of items stand under them, and in what order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A second-level heading; `low` and `high` bound the number of its items."""

    title: str
    kind: str
    required: bool = True
    low: int = 1
    high: int = 99


HEADINGS: tuple[Heading, ...] = (
    Heading("In het kort", "kort", high=1),
    Heading("Wat je ziet", "signaal", high=2),
    Heading("Let eerst op", "letop", required=False),
    Heading("Vraag eerst", "vraag", low=2, high=5),
    Heading("Wat je kunt doen", "advies", low=4, high=8),
    Heading("Wat het kan betekenen", "betekenis", low=3, high=6),
    Heading("Beter niet", "valkuil"),
    Heading("Als het niet werkt", "vervolg", required=False),
    Heading("Wanneer opschalen", "opschalen"),
    Heading("Hoe het kan voelen", "beleving", required=False),
    Heading("Zo kan het gaan", "voorbeeld", required=False),
    Heading("Waar je op kunt bouwen", "kracht", required=False),
    Heading("Zo klinkt het", "situatie", low=8, high=14),
)
BY_TITLE = {heading.title: heading for heading in HEADINGS}
BY_KIND = {heading.kind: heading for heading in HEADINGS}

PLACES = {
    "In de kinderopvang": "kinderopvang",
    "In het po": "po",
    "In vo en mbo": "vo-mbo",
    "In het wijkteam": "wijkteam",
    "Als school of team": "school-of-team",
}
