"""What `artikel dekking --vragen` prints: the situations without a fitting article, by theme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kb.types import Vocabulary
from retrieval.curation.backlog import Backlog, Unmet, by_theme
from retrieval.present.layout import Line, Section, lay_out

_TODO = 'Een nieuw artikel begin je met: handelwijzer artikel nieuw "wat je ziet"'


def backlog_lines(found: Backlog, vocabulary: Vocabulary, *, width: int) -> list[Line]:
    """Return the lines: how many there are, then those without an article, then those with a doubtful one."""
    sections = [
        Section("", (_summary(found),), style="first", wide=True),
        *_listed("GEEN PASSEND ARTIKEL", found.none, vocabulary),
        *_listed("PAST MISSCHIEN; KIJK OF HET KLOPT", found.uncertain, vocabulary),
    ]
    if found.none:
        sections += [Section("", (" ",), wide=True), Section("", (_TODO,), wide=True)]
    return lay_out(sections, width=width)


def _summary(found: Backlog) -> str:
    situations = "1 situatie" if found.asked == 1 else f"{found.asked} situaties"
    return (
        f"{situations}: {len(found.none)} zonder passend artikel, "
        f"{len(found.uncertain)} waarbij een artikel misschien past, {found.fitting} met een passend artikel."
    )


def _listed(title: str, unmet: Sequence[Unmet], vocabulary: Vocabulary) -> Iterator[Section]:
    if not unmet:
        return
    yield Section("", (" ",), wide=True)
    yield Section("", (f"{title} ({len(unmet)})",), style="title", wide=True)
    for theme, held in by_theme(unmet).items():
        yield Section("", (f"In de buurt van: {vocabulary.label('thema', theme)} ({len(held)})",), wide=True)
        for one in held:
            panel = " (wel met een veiligheidspaneel)" if one.panel else ""
            near = "; ".join(f"{article.title} [{article.slug}]" for article in one.nearest)
            yield Section("", (f"{one.id}{panel}: {one.text}",), lines_each=2, lead="- ", wide=True)
            yield Section("", (f"lijkt op: {near}",), lines_each=2, lead="  ", style="quiet", wide=True)


def backlog_json(found: Backlog) -> dict[str, Any]:
    """Return what became of a file of situations as plain values."""
    return {
        "asked": found.asked,
        "fitting": found.fitting,
        "none": [_unmet(one) for one in found.none],
        "uncertain": [_unmet(one) for one in found.uncertain],
        "errors": list(found.problems),
    }


def _unmet(one: Unmet) -> dict[str, Any]:
    return {
        "id": one.id,
        "text": one.text,
        "confidence": round(one.confidence, 5),
        "panel": one.panel,
        "theme": one.nearest[0].theme,
        "nearest": [{"id": article.slug, "title": article.title} for article in one.nearest],
    }
