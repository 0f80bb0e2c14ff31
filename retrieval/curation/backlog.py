"""Which situations find no fitting article: what new articles could be about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.progress import Progress, silent
from index.refresh import OpenIndex
from kb.errors import QueryError
from kb.types import Article
from retrieval.answer import answer
from retrieval.batch import read_situation
from retrieval.types import Advice

_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Unmet:
    """A situation without an article that surely fits; `panel` tells whether it opened a safety panel."""

    id: str
    text: str
    confidence: float
    panel: bool
    nearest: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Backlog:
    """What became of a file of situations.

    `none` found no fitting article, `uncertain` one that fits perhaps; `problems` says for each line that
    could not be asked where and why.
    """

    asked: int
    none: tuple[Unmet, ...]
    uncertain: tuple[Unmet, ...]
    problems: tuple[str, ...]

    @property
    def fitting(self) -> int:
        """How many situations found an article that fits."""
        return self.asked - len(self.none) - len(self.uncertain)


def backlog(index: OpenIndex, lines: Sequence[bytes], *, name: str, progress: Progress = silent) -> Backlog:
    """Ask every situation of a file as `vraag` does; a line that cannot be used stops none of the others.

    Args:
        index: an open index.
        lines: JSON objects with "id" (or "_id") and "text", one a line; empty lines are passed over.
        name: the file, for problems.
        progress: is told how many lines are done.
    """
    asked = 0
    unmet: dict[str, list[Unmet]] = {"none": [], "uncertain": []}
    problems = []
    for number, raw in enumerate(lines, start=1):
        if raw.strip():
            where = f"{name}:{number}"
            try:
                query_id, text = read_situation(raw, where=where)
                found = answer(index, text)
            except QueryError as error:
                problems.append(str(QueryError(error.what, where=where, todo=error.todo)))
            else:
                asked += 1
                if found.outcome in unmet:
                    unmet[found.outcome].append(_unmet(query_id, found))
        progress("Situaties", number, len(lines))
    return Backlog(asked, tuple(unmet["none"]), tuple(unmet["uncertain"]), tuple(problems))


def _unmet(query_id: str, found: Advice) -> Unmet:
    return Unmet(
        id=query_id,
        text=found.query,
        confidence=found.confidence,
        panel=found.safety.level != "none",
        nearest=tuple(ranked.article for ranked in found.articles[:_NEAREST]),
    )


def by_theme(unmet: Sequence[Unmet]) -> dict[str, list[Unmet]]:
    """Group situations by the theme of the article that comes nearest, the largest group first.

    Within a group those come first that an article nearly fits: the last may be no case at all.
    """
    groups: dict[str, list[Unmet]] = {}
    for one in sorted(unmet, key=lambda one: -one.confidence):
        groups.setdefault(one.nearest[0].theme, []).append(one)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))
