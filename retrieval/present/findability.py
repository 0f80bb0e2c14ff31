"""What `artikel proef` prints: whether an article is found, what helps, and every situation with its rank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kb.types import Article
from retrieval.curation.findability import Asked, Findability
from retrieval.present.layout import Line, Section, lay_out
from retrieval.present.paths import shown_path

ALL_COLUMNS = ("artikel", "eerste 3", "als eerste", "MRR", "situaties")
ALL_NOTE = (
    "Elke situatie is gevraagd alsof zij niet in het artikel stond. MRR: 1 is altijd als eerste gevonden, "
    "0.5 gemiddeld als tweede."
)
_HOW = "Elke situatie is gevraagd alsof zij niet in het artikel stond: dat is streng."
_HARDEST = "DE SITUATIES, DE MOEILIJKSTE EERST"
_GOOD = "Niets: dit artikel wordt goed gevonden."


def found_lines(found: Findability, suggested: Sequence[str], kb_root: Path, *, width: int) -> list[Line]:
    """Return the lines about one article; the hardest situations first."""
    article = found.article
    hardest = sorted(found.asked, key=lambda one: (-one.rank, one.item.line))
    sections = [
        Section("", (article.title,), style="title", wide=True),
        Section("", (_summary(found),), style="first", wide=True),
        Section("", (_HOW,) if hardest else (), style="quiet", wide=True),
        Section("", (shown_path(article.path, kb_root),), style="quiet", wide=True),
        *_headed("WAT HELPT", Section("", tuple(suggested) or (_GOOD,), lead="- ", wide=True)),
        *(_headed(_HARDEST, *(part for one in hardest for part in _situation(one))) if hardest else ()),
    ]
    return lay_out(sections, width=width)


def _summary(found: Findability) -> str:
    count = len(found.asked)
    if not count:
        return "Dit artikel heeft geen situaties onder “Zo klinkt het”."
    later = count - found.in_top
    verb = "vindt" if found.first == 1 else "vinden"
    return (
        f"{found.first} van de {count} situaties {verb} dit artikel als eerste, "
        f"{found.in_top - found.first} als tweede of derde, {later} niet bij de eerste drie."
    )


def _headed(title: str, *sections: Section) -> Iterator[Section]:
    yield Section("", (" ",), wide=True)
    yield Section("", (title,), style="title", wide=True)
    yield from sections


def _situation(one: Asked) -> Iterator[Section]:
    told = f"regel {one.item.line}: {one.item.text}"
    answer = ("wie dit vraagt, krijgt: geen passend advies",) if one.outcome == "none" else ()
    if one.rank == 1:
        yield Section("als eerste", (told, *answer), lines_each=1)
        return
    yield Section(f"plaats {one.rank}", (told, *answer), lines_each=1)
    yield Section("", (f"ervoor: {', '.join(article.slug for article in one.before)}",), style="quiet")


def all_title(found: Sequence[Findability]) -> str:
    """Return how well the situations of all articles find their own."""
    count = sum(len(one.asked) for one in found)
    first, top = sum(one.first for one in found), sum(one.in_top for one in found)
    return (
        f"Van {count} situaties vindt {_percent(first, count)} het eigen artikel als eerste, "
        f"{_percent(top, count)} bij de eerste drie."
    )


def all_rows(found: Sequence[Findability]) -> Iterator[tuple[str, ...]]:
    """Yield a row of text for each article."""
    for one in found:
        count = len(one.asked)
        shares = (_percent(one.in_top, count), _percent(one.first, count))
        yield (one.article.slug, *shares, f"{one.mean_reciprocal_rank:.2f}", str(count))


def begin_with(found: Sequence[Findability]) -> str:
    """Return what to type next: a closer look at the article that is hardest to find."""
    return f"Begin bovenaan: handelwijzer artikel proef {found[0].article.slug}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "-"


def found_json(found: Findability, suggested: Sequence[str], kb_root: Path) -> dict[str, Any]:
    """Return what was found about one article as plain values."""
    return {
        **_figures(found),
        "path": shown_path(found.article.path, kb_root),
        "asked": [_asked_json(one) for one in found.asked],
        "suggestions": list(suggested),
    }


def all_json(found: Sequence[Findability]) -> dict[str, Any]:
    """Return the articles as plain values, each with the articles that stand before it most often."""
    return {"articles": [{**_figures(one), "before": _often_before(one)} for one in found]}


def _figures(found: Findability) -> dict[str, Any]:
    return {
        **_named(found.article),
        "situations": len(found.asked),
        "first": found.first,
        "in_top_3": found.in_top,
        "share": round(found.share, 4),
        "mrr": round(found.mean_reciprocal_rank, 4),
    }


def _asked_json(one: Asked) -> dict[str, Any]:
    return {
        "text": one.item.text,
        "line": one.item.line,
        "rank": one.rank,
        "outcome": one.outcome,
        "confidence": round(one.confidence, 5),
        "before": [_named(article) for article in one.before],
    }


def _often_before(found: Findability) -> list[dict[str, Any]]:
    counted = Counter(article.slug for one in found.asked for article in one.before)
    return [{"id": slug, "times": times} for slug, times in counted.most_common(3)]


def _named(article: Article) -> dict[str, Any]:
    return {"id": article.slug, "title": article.title}
