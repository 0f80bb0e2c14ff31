"""Word groups that nearly always mean danger, found by their stems: in order, at most one word between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.terms import stems
from kb.types import Item, Route

_GAP = 2  # steps from one word of the group to the next: the next word, or one further


def found_terms(text: str, routes: Sequence[Route]) -> Iterator[tuple[str, Item]]:
    """Yield (route id, term) for each danger term that occurs in the text."""
    places = positions(text)
    for route in routes:
        for term in route.terms:
            if occurs(stems(term.text), places):
                yield route.id, term


def positions(text: str) -> dict[str, list[int]]:
    """Return where each stem stands in a text."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(stems(text)):
        places.setdefault(word, []).append(place)
    return places


def occurs(wanted: Sequence[str], places: dict[str, list[int]], *, gap: int = _GAP) -> bool:
    """Whether the words stand in this order, each within `gap` of the one before.

    `places` gives the positions of each word.
    """
    reached = set(places.get(wanted[0], ())) if wanted else set()
    for word in wanted[1:]:
        reached = {
            place
            for place in places.get(word, ())
            if any(place - step in reached for step in range(1, gap + 1))
        }
    return bool(reached)
