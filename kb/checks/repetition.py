"""Items that say nearly the same as another, within an article or between two."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from kb.checks.references import TEL
from kb.types import Article, Item, Problem

_WORD = re.compile(r"\w+")
_RUN = 4  # words in a row that are compared
_ALIKE = 0.5  # Jaccard similarity of the runs of two items: of all their runs, the share that both have
_SHORTEST = 6  # words; shorter items are alike by chance

Runs = frozenset[tuple[str, ...]]


def check_repetition(articles: Sequence[Article]) -> Iterator[Problem]:
    """Yield a problem for each item that nearly repeats an earlier one.

    Items that name a helpline are left alone: what to do in danger may have one wording everywhere.
    """
    items, runs = _comparable(articles)
    shared: Counter[tuple[int, int]] = Counter()
    for holders in _holders(runs):
        shared.update(combinations(holders, 2))
    for (one, other), count in sorted(shared.items()):
        if count / (len(runs[one]) + len(runs[other]) - count) >= _ALIKE:
            yield _problem(items[one], items[other])


def _comparable(articles: Sequence[Article]) -> tuple[list[Item], list[Runs]]:
    items: list[Item] = []
    runs: list[Runs] = []
    for article in articles:
        for item in article.items:
            words = _WORD.findall(item.text.lower())
            if len(words) >= _SHORTEST and not any(source.startswith(TEL) for source in item.sources):
                items.append(item)
                runs.append(frozenset(zip(*(words[start:] for start in range(_RUN)), strict=False)))
    return items, runs


def _holders(runs: Sequence[Runs]) -> Iterator[list[int]]:
    """Yield, for each run that more than one item has, those items in their order."""
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, held in enumerate(runs):
        for run in held:
            holders[run].append(number)
    yield from (held for held in holders.values() if len(held) > 1)


def _problem(first: Item, again: Item) -> Problem:
    where = f"regel {first.line}" if first.path == again.path else f"{first.article}, regel {first.line}"
    what = f"Dit staat bijna zo ook in {where}: “{first.text[:50]}”."
    todo = "Zeg het hier anders, of haal een van de twee weg."
    return Problem("S09", again.path, again.line, what, todo, severity="waarschuwing")
