"""What `artikel dekking` prints: a table with its gaps, and those gaps in words."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kb.types import Article, Vocabulary
from retrieval.curation.coverage import PLACE, THEME, Coverage, Gap, Row, cells, gaps, oldest_check
from retrieval.curation.readability import hyphenation
from retrieval.present.layout import Line, Section, lay_out

GAP = "--"
_HEAD = 7  # characters that the name of a column is wide at most
_MOST_NAMED = 6  # columns; more are called A, B, C
_GAPS = 8  # shown in words
_RANGE = re.compile(r"(\d+) tot (\d+)")
_EXPECTED = "Tussen haakjes: hoeveel artikelen het naar verhouding zouden zijn."
_PLACED = "Geteld zijn de artikelen met advies apart voor die plaats; veel advies geldt overal."


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """Text for `print_table`."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


def coverage_table(covered: Coverage, vocabulary: Vocabulary, *, theme: str | None) -> CoverageTable:
    """Return the counts as a table of at most 80 columns; no article at all shows as two dashes."""
    lettered = len(covered.columns) > _MOST_NAMED
    labels = [vocabulary.label(covered.columns_facet, value) for value in covered.columns]
    heads = string.ascii_uppercase[: len(labels)] if lettered else [_head(label) for label in labels]
    ends = () if lettered else ("oudste\ncontrole",)
    rows = covered.rows if lettered else (*covered.rows, covered.total)
    total = covered.total
    about = f" over {vocabulary.label(THEME, theme)}" if theme else ""
    title = (
        f"{_counted(total.articles)}{about}, per {covered.rows_facet} en {covered.columns_facet}; "
        f"oudste controle {total.oldest or 'geen'}"
    )
    note = f"{GAP} is een gat: geen enkel artikel."
    if covered.columns_facet == PLACE:
        note += f" {_PLACED}"
    if lettered:
        pairs = zip(heads, labels, total.counts, strict=True)
        note += " " + ", ".join(f"{letter} {label} ({count})" for letter, label, count in pairs) + "."
    columns = (covered.rows_facet, "aantal", *heads, *ends)
    return CoverageTable(title, columns, tuple(_cells(row, dated=not lettered) for row in rows), note)


def _cells(row: Row, *, dated: bool) -> tuple[str, ...]:
    counts = (str(count) if count else GAP for count in (row.articles, *row.counts))
    return (row.value, *counts, *((row.oldest[:7] or "-",) if dated else ()))


def _counted(articles: int) -> str:
    return "1 artikel" if articles == 1 else f"{articles} artikelen"


def _head(label: str) -> str:
    """Return a label on narrow lines: "16 tot 27 jaar" as "16-27" and "jaar", long words hyphenated."""
    lines: list[str] = []
    for word in _RANGE.sub(r"\1-\2", label).split():
        for part in _parts(word):
            if lines and len(lines[-1]) + 1 + len(part) <= _HEAD:
                lines[-1] += f" {part}"
            else:
                lines.append(part)
    return "\n".join(lines)


def _parts(word: str) -> Iterator[str]:
    while len(word) > _HEAD and (broken := hyphenation().wrap(word, _HEAD)) is not None:
        first, word = broken
        yield first
    yield word


def gap_lines(covered: Coverage, vocabulary: Vocabulary, *, width: int) -> list[Line]:
    """Return the gaps in words, the most important first, and what to type next."""
    found = gaps(covered)
    if not found:
        return lay_out([Section("", ("Er zijn geen gaten in deze tabel.",), wide=True)], width=width)
    rest = len(found) - _GAPS
    more = f"En nog {rest} die minder opvallen." if rest > 0 else ""
    inside = covered.rows_facet == THEME
    closer = f"Van dichtbij: handelwijzer artikel dekking --thema {found[0].row}" if inside else ""
    sections = [
        Section("", ("GATEN, DE BELANGRIJKSTE EERST",), style="title", wide=True),
        Section("", (_EXPECTED,), style="quiet", wide=True),
        Section(
            "", tuple(_in_words(gap, covered, vocabulary) for gap in found[:_GAPS]), lead="- ", wide=True
        ),
        Section("", tuple(filter(None, (more, closer))), wide=True),
    ]
    return lay_out(sections, width=width)


def _in_words(gap: Gap, covered: Coverage, vocabulary: Vocabulary) -> str:
    row = vocabulary.label(covered.rows_facet, gap.row)
    if gap.column is None:
        return f"{row}: geen enkel artikel"
    column = vocabulary.label(covered.columns_facet, gap.column)
    return f"{row}, {column} ({gap.expected:.0f})"


def coverage_json(
    articles: Sequence[Article], vocabulary: Vocabulary, covered: Coverage, *, themes: Sequence[str]
) -> dict[str, Any]:
    """Return the counts by theme, domain, place and age as plain values, and the gaps of the table."""
    facets = (covered.rows_facet, covered.columns_facet)
    return {
        "articles": len(articles),
        "oldest": oldest_check(articles) or None,
        "themes": [_theme(theme, articles) for theme in themes],
        "counts": [asdict(cell) for cell in cells(articles, vocabulary, themes=themes)],
        "gaps": [
            dict(zip(facets, (gap.row, gap.column), strict=True)) | {"expected": round(gap.expected, 2)}
            for gap in gaps(covered)
        ],
    }


def _theme(theme: str, articles: Sequence[Article]) -> dict[str, Any]:
    held = [article for article in articles if article.theme == theme]
    return {"theme": theme, "articles": len(held), "oldest": oldest_check(held) or None}
