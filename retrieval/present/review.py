"""What `artikel herzien` shows: the work that is due, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kb.review import HELPLINE_MONTHS, ChangedSource, Due, Review, due_on
from kb.types import Article, Helpline
from retrieval.present.layout import Line, Section, lay_out
from retrieval.present.paths import shown_path
from retrieval.present.screen import SCREEN_LINES

_SHORT = 3  # of each list, unless all is asked for
_EVERY_LINE = 10_000
_TODO = (
    "Nagekeken? Zet de dag bij gecontroleerd_op, of bij een hulplijn bij gezien_op. Wie uit de praktijk "
    "meelas, komt bij meegelezen."
)
OWNER_COLUMNS = ("Eigenaar", "Artikelen", "Op datum", "Bron anders", "Ongelezen", "Eerste dag")


def review_lines(review: Review, kb_root: Path, *, everything: bool, width: int) -> list[Line]:
    """Return the lines: at most a screen, or everything."""
    most = None if everything else _SHORT
    opening = f"Te herzien op {review.day}: {_counted(review.articles, 'artikel', 'artikelen')} bekeken"
    work = [
        *_helplines(review.helplines, kb_root, most),
        *_changed(review.changed, most),
        *_dates(review, most),
        *_unread(review.unread, most),
        *_uncited(review, kb_root, most),
        *_ahead(review.ahead, most),
    ]
    ending = [Section("DAARNA", (_TODO,), firm=True)]
    if not everything:
        ending.append(Section("MEER", ("handelwijzer artikel herzien --alles",), firm=True))
    sections = [Section("", (opening,), style="title", wide=True), *work, *(ending if len(work) > 1 else ())]
    return lay_out(sections, width=width, limit=None if everything else SCREEN_LINES)


def _list(label: str, count: str, entries: Sequence[str], most: int | None) -> Iterator[Section]:
    yield Section(label, (count,), lines_each=2, firm=True)
    shown, lines = (len(entries), _EVERY_LINE) if most is None else (most, 2)
    yield Section("", tuple(entries), most=shown, lines_each=lines, lead="- ")


def _helplines(lines: Sequence[Helpline], kb_root: Path, most: int | None) -> Iterator[Section]:
    if not lines:
        return
    count = _counted(len(lines), "nummer is", "nummers zijn")
    where = shown_path("helplines.yaml", kb_root)
    named = [f"{line.id} ({line.phone}): {_seen(line)}" for line in lines]
    words = f"{count} langer dan {HELPLINE_MONTHS} maanden niet nagekeken ({where})"
    yield from _list("HULPLIJNEN", words, named, most)


def _seen(line: Helpline) -> str:
    return f"gezien op {line.checked}" if line.checked else "nooit gezien"


def _changed(sources: Sequence[ChangedSource], most: int | None) -> Iterator[Section]:
    if not sources:
        return
    count = f"{_counted(len(sources), 'bron is', 'bronnen zijn')} veranderd na de controle van deze artikelen"
    yield from _list("BRON ANDERS", count, [_citing(changed, most) for changed in sources], most)


def _citing(changed: ChangedSource, most: int | None) -> str:
    slugs = _some([article.slug for article in changed.articles], most)
    routes = f", ook de route {', '.join(changed.routes)}" if changed.routes else ""
    count = _counted(len(changed.articles), "artikel", "artikelen")
    return f"{changed.source.id} (gewijzigd op {changed.source.changed}), {count}{routes}: {slugs}"


def _dates(review: Review, most: int | None) -> Iterator[Section]:
    late = [due for due in review.due if due.on <= review.day]
    soon = [due for due in review.due if due.on > review.day]
    if late:
        count = f"{_counted(len(late), 'artikel moet', 'artikelen moeten')} opnieuw worden gecontroleerd"
        yield from _list("OVER TIJD", count, list(map(_dated, late)), most)
    if soon:
        count = f"{_counted(len(soon), 'artikel', 'artikelen')} tot en met {review.until}"
        yield from _list("BINNENKORT", count, list(map(_dated, soon)), most)
    if review.later and not review.due:
        first = review.later[0].on
        same = sum(due.on == first for due in review.later)
        words = f"niets nu; het eerst op {first} ({_counted(same, 'artikel', 'artikelen')})"
        yield Section("OP DATUM", (words,), firm=True)


def _dated(due: Due) -> str:
    return f"{due.on} {_named(due.article)}"


def _unread(articles: Sequence[Article], most: int | None) -> Iterator[Section]:
    if not articles:
        return
    danger = sum(bool(article.danger_routes) for article in articles)
    count = _counted(len(articles), "artikel is", "artikelen zijn")
    words = f"{count} door niemand uit de praktijk gelezen; {danger} met een gevaarroute"
    yield from _list("ONGELEZEN", words, list(map(_named, articles)), most)


def _named(article: Article) -> str:
    routes = f" ({', '.join(article.danger_routes)})" if article.danger_routes else ""
    return f"{article.slug}{routes}"


def _uncited(review: Review, kb_root: Path, most: int | None) -> Iterator[Section]:
    if not review.uncited:
        return
    count = _counted(len(review.uncited), "bron wordt", "bronnen worden")
    where = shown_path("sources.yaml", kb_root)
    named = [f"{source.id} (regel {source.line})" for source in review.uncited]
    yield from _list("ONGEBRUIKT", f"{count} nergens genoemd ({where})", named, most)


def _ahead(articles: Sequence[Article], most: int | None) -> Iterator[Section]:
    if articles:
        slugs = _some([article.slug for article in articles], most)
        words = f"gecontroleerd na deze dag, klopt dat? {slugs}"
        yield Section("DATUM?", (words,), lines_each=2, firm=True)


def _some(names: Sequence[str], most: int | None) -> str:
    shown = list(names[:most])
    left = len(names) - len(shown)
    return ", ".join(shown) + (f" en nog {left}" if left else "")


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def owner_rows(reviews: Mapping[str, Review]) -> list[tuple[str, ...]]:
    """Return a row of `OWNER_COLUMNS` for each owner."""
    return [
        (
            owner,
            *map(str, (review.articles, len(review.due), _open(review), len(review.unread))),
            str(first) if (first := _first(review)) else "",
        )
        for owner, review in reviews.items()
    ]


def _open(review: Review) -> int:
    """Return how many articles cite a source that changed after their check."""
    return len({article.slug for changed in review.changed for article in changed.articles})


def _first(review: Review) -> date | None:
    return next((due.on for due in (*review.due, *review.later)), None)


def review_json(review: Review, kb_root: Path) -> dict[str, Any]:
    """Return all of the work as plain values."""
    return {
        "day": review.day.isoformat(),
        "until": review.until.isoformat(),
        "articles": review.articles,
        "helplines": [
            {"id": line.id, "name": line.name, "phone": line.phone, "checked": line.checked}
            for line in review.helplines
        ],
        "changed": [
            {
                "source": changed.source.id,
                "changed": changed.source.changed,
                "articles": [article.slug for article in changed.articles],
                "routes": list(changed.routes),
            }
            for changed in review.changed
        ],
        "due": [_article(due.article, kb_root) for due in review.due],
        "later": [_article(due.article, kb_root) for due in review.later],
        "ahead": [article.slug for article in review.ahead],
        "unread": [_article(article, kb_root) for article in review.unread],
        "uncited": [source.id for source in review.uncited],
    }


def _article(article: Article, kb_root: Path) -> dict[str, Any]:
    return {
        "id": article.slug,
        "title": article.title,
        "path": shown_path(article.path, kb_root),
        "owner": article.owner,
        "urgency": article.urgency,
        "route": list(article.danger_routes),
        "checked": article.checked,
        "due": due_on(article).isoformat(),
    }
