"""What is due for review on a day: by date, by a source that changed, and what nobody has looked at yet."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date

from kb.checks.references import uncited_sources
from kb.errors import QueryError
from kb.types import Article, Helpline, KnowledgeBase, Source

HELPLINE_MONTHS = 6
_URGENCIES = ("acuut", "zorg", "aandacht", "regulier")
_NAMED = 8  # owners in one message


@dataclass(frozen=True, slots=True)
class Due:
    """An article and the day on which it is to be checked again."""

    article: Article
    on: date


@dataclass(frozen=True, slots=True)
class ChangedSource:
    """A source that changed after articles that cite it were checked, and the routes that cite it too."""

    source: Source
    articles: tuple[Article, ...]
    routes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """The work on a day, of each kind the most urgent first.

    `due` are the articles to check up to and with the day `until`, `later` the others by day; `ahead` those
    whose last check lies after `day`, which cannot be; `unread` those that nobody from practice has read.
    Of one owner there are only articles: helplines and sources have none.
    """

    day: date
    until: date
    articles: int
    helplines: tuple[Helpline, ...]
    changed: tuple[ChangedSource, ...]
    due: tuple[Due, ...]
    later: tuple[Due, ...]
    ahead: tuple[Article, ...]
    unread: tuple[Article, ...]
    uncited: tuple[Source, ...]


def review_on(kb: KnowledgeBase, day: date, *, within: int = 0, owner: str | None = None) -> Review:
    """Return what is due on a day.

    Args:
        kb: the knowledge base; withdrawn articles are not in it.
        day: the day from which is looked.
        within: also what comes due in so many months.
        owner: only articles of this owner.
    """
    until = months_later(day, within)
    articles = [article for article in kb.articles if owner in (None, article.owner)]
    agenda = sorted(
        (Due(article, due_on(article)) for article in articles),
        key=lambda due: (due.on, *_urgency(due.article)),
    )
    return Review(
        day=day,
        until=until,
        articles=len(articles),
        helplines=() if owner else tuple(_stale(kb, day)),
        changed=tuple(_changed(kb, articles, until)),
        due=tuple(due for due in agenda if due.on <= until),
        later=tuple(due for due in agenda if due.on > until),
        ahead=tuple(article for article in articles if date.fromisoformat(article.checked) > day),
        unread=tuple(sorted((a for a in articles if not a.reviewed), key=_urgency)),
        uncited=() if owner else uncited_sources(kb),
    )


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def owners(kb: KnowledgeBase) -> tuple[str, ...]:
    """Return the owners of articles, in order of the alphabet."""
    return tuple(sorted({article.owner for article in kb.articles}))


def find_owner(kb: KnowledgeBase, name: str) -> str:
    """Return the owner with this name, whatever its capitals.

    Raises:
        QueryError: no article has such an owner.
    """
    known = owners(kb)
    for owner in known:
        if owner.casefold() == name.strip().casefold():
            return owner
    more = ", …" if len(known) > _NAMED else ""
    todo = f"Kies uit: {', '.join(known[:_NAMED])}{more}."
    raise QueryError(f"Er is geen artikel met eigenaar '{name[:60]}'.", todo=todo)


def due_on(article: Article) -> date:
    """Return the day on which an article is to be checked again."""
    return months_later(date.fromisoformat(article.checked), article.review_months)


def _urgency(article: Article) -> tuple[bool, int, str]:
    """Return a key to sort by: dangers first, then what is urgent."""
    urgency = _URGENCIES.index(article.urgency) if article.urgency in _URGENCIES else len(_URGENCIES)
    return not article.danger_routes, urgency, article.slug


def _stale(kb: KnowledgeBase, day: date) -> Iterator[Helpline]:
    """Yield the helplines with a number that was seen too long ago, or never; the longest ago first."""
    for line in sorted(kb.helplines.values(), key=lambda line: (line.checked or "", line.id)):
        seen = date.fromisoformat(line.checked) if line.checked else date.min
        if line.phone is not None and months_later(seen, HELPLINE_MONTHS) < day:
            yield line


def _changed(kb: KnowledgeBase, articles: Sequence[Article], until: date) -> Iterator[ChangedSource]:
    """Yield the sources that changed after a check, the first change first."""
    for source in sorted(kb.sources.values(), key=lambda source: (source.changed or "", source.id)):
        if source.changed is None or source.changed > until.isoformat():
            continue
        before = [
            article for article in articles if article.checked < source.changed and _cites(article, source)
        ]
        if before:
            steps = {route.id: (*route.steps, *route.never) for route in kb.routes}
            routes = [name for name, items in steps.items() if any(source.id in i.sources for i in items)]
            yield ChangedSource(source, tuple(sorted(before, key=_urgency)), tuple(routes))


def _cites(article: Article, source: Source) -> bool:
    return any(source.id in item.sources for item in article.items)
