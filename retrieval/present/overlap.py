"""What `artikel lijkt-op` shows: articles that have much in common, items said twice, advice that clashes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kb.types import Article, Item
from retrieval.curation.contradiction import Contradiction
from retrieval.curation.overlap import ArticlePair, Overlap
from retrieval.curation.similarity import MUCH_ALIKE, OVERLAP
from retrieval.present.as_json import item_json
from retrieval.present.layout import Line, Section, lay_out
from retrieval.present.paths import place_of, shown_path

_ALIKE = "ZEGT BIJNA HETZELFDE"
_CLASHES = "LIJKT TEGEN TE SPREKEN: KIJK ZELF"
_NOTHING = "Niets overlapt, niets staat dubbel en niets lijkt tegen te spreken."
_TODO = "Lees beide artikelen (handelwijzer lees NAAM). Haal weg wat dubbel staat, of zeg het verschil erbij."
_SCALE = f"Het getal: 0 is niets gemeen, 1 is alles; vanaf {OVERLAP:.2f} is er overlap."
_LEAST = 3  # articles named, near or not


def overlap_lines(
    overlap: Overlap, kb_root: Path, *, article: Article | None, most: int, width: int
) -> list[Line]:
    """Return the lines: at most `most` of each list; `article` is the one that was asked about, if any."""
    sections = [*_articles(overlap.articles, article, most)]
    alike = [((pair.one.text, pair.one), (pair.other.text, pair.other)) for pair in overlap.items]
    sections += _pairs(_ALIKE, alike, kb_root, most)
    sections += _pairs(_CLASHES, list(map(_clash, overlap.contradictions)), kb_root, most)
    found = overlap.items or overlap.contradictions or any(p.similarity >= OVERLAP for p in overlap.articles)
    sections += [Section("", (" ",), wide=True), Section("", (_TODO if found else _NOTHING,), wide=True)]
    sections.append(Section("", (_SCALE,), style="quiet", wide=True))
    return lay_out(sections, width=width)


def _articles(pairs: Sequence[ArticlePair], article: Article | None, most: int) -> Iterator[Section]:
    if article is not None:
        yield Section("", (f"{article.title} [{article.slug}]",), style="title", wide=True)
        shown = [pair for number, pair in enumerate(pairs) if number < _LEAST or pair.similarity >= OVERLAP]
        yield Section("LIJKT OP", tuple(map(_near, shown[:most])), lines_each=2)
        return
    title = f"ARTIKELEN DIE OVERLAPPEN ({len(pairs)})"
    yield Section("", (title,), style="title", wide=True)
    named = tuple(f"{pair.similarity:.2f} {pair.one.slug} en {pair.other.slug}" for pair in pairs[:most])
    yield Section("", named, lead="- ", wide=True)
    yield from _rest(len(pairs) - most)


def _near(pair: ArticlePair) -> str:
    much, some = pair.similarity >= MUCH_ALIKE, pair.similarity >= OVERLAP
    how = "lijkt sterk" if much else "overlapt" if some else "verder weg"
    return f"{pair.similarity:.2f} {how}: {pair.other.slug} ({pair.other.title})"


def _clash(clash: Contradiction) -> tuple[tuple[str, Item], tuple[str, Item]]:
    does, forbids = clash.does, clash.forbids
    return (f"Wel: {does.sentence}", does.item), (f"Niet: {forbids.sentence}", forbids.item)


def _pairs(
    title: str, pairs: Sequence[Sequence[tuple[str, Item]]], kb_root: Path, most: int
) -> Iterator[Section]:
    if not pairs:
        return
    yield Section("", (" ",), wide=True)
    yield Section("", (f"{title} ({len(pairs)})",), style="title", wide=True)
    for pair in pairs[:most]:
        for number, (text, item) in enumerate(pair):
            yield Section("", (text,), lines_each=2, lead="  " if number else "- ", wide=True)
            yield Section("", (place_of(item, kb_root),), lead="  ", style="quiet", wide=True)
    yield from _rest(len(pairs) - most)


def _rest(left: int) -> Iterator[Section]:
    if left > 0:
        words = f"en nog {left} (meer met --aantal, alles met --json)"
        yield Section("", (words,), lead="  ", style="quiet", wide=True)


def overlap_json(overlap: Overlap, kb_root: Path) -> dict[str, Any]:
    """Return everything that was found as plain values; items are those of an answer."""
    return {
        "articles": [
            {
                "one": _article(pair.one, kb_root),
                "other": _article(pair.other, kb_root),
                "similarity": round(pair.similarity, 5),
            }
            for pair in overlap.articles
        ],
        "items": [
            {
                "one": item_json(pair.one, kb_root),
                "other": item_json(pair.other, kb_root),
                "similarity": pair.similarity,
            }
            for pair in overlap.items
        ],
        "contradictions": [
            {
                "does": item_json(clash.does.item, kb_root),
                "forbids": item_json(clash.forbids.item, kb_root),
                "similarity": clash.similarity,
            }
            for clash in overlap.contradictions
        ],
    }


def _article(article: Article, kb_root: Path) -> dict[str, str]:
    return {"id": article.slug, "title": article.title, "path": shown_path(article.path, kb_root)}
