"""Everything an answer holds, and a whole article, with the place of every item behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kb.headings import HEADINGS
from kb.types import PROFESSIONAL, Article, Helpline, Item, KnowledgeBase
from retrieval.present.layout import Line, Section, lay_out
from retrieval.present.screen import heading, nothing, panel
from retrieval.present.view import View, with_numbers
from retrieval.present.wording import reviewed_words, withheld_words
from retrieval.types import Advice

_ORDER = {heading.kind: number for number, heading in enumerate(HEADINGS)}
_TITLE = {heading.kind: heading.title.upper() for heading in HEADINGS}
LISTS = ("other", "questions", "advice", "meanings", "pitfalls", "escalation")


def everything(advice: Advice, view: View, *, width: int) -> list[Line]:
    """Return the lines of a whole answer."""
    return lay_out(list(_answer(advice, view)), width=width)


def whole_article(article: Article, kb: KnowledgeBase, view: View, *, width: int) -> list[Line]:
    """Return the lines of an article, as it may be read.

    Items that bring contact with the family are left out, and counted, where the route forbids them.
    """
    routes = kb.routes_of(article)
    hidden = kb.hides_family(article)
    items = [item for item in article.items if item.kind != "situatie" and not (hidden and item.family)]
    left_out = sum(item.family for item in article.items) if hidden else 0
    steps = [item for route in routes for item in (*route.steps, *route.never)]
    steps = [item for item in steps if not (hidden and item.family and item.kind == "stap")]
    sections = [
        Section("", (article.title,), style="title", wide=True),
        Section(
            "", (f"{reviewed_words(article)} · gecontroleerd op {article.checked}",), style="quiet", wide=True
        ),
        *_items("VASTE STAPPEN BIJ GEVAAR", steps, tuple(kb.helplines.values()), view, style="danger"),
        *_by_kind(items, tuple(kb.helplines.values()), view),
    ]
    if left_out:
        note = f"Niet getoond: {left_out} punten waarbij je contact zoekt met de familie."
        sections.append(Section("", (note,), style="quiet", wide=True))
    return lay_out(sections, width=width)


def _answer(advice: Advice, view: View) -> Iterator[Section]:
    if advice.safety.level != "none":
        yield from panel(advice, view)
    if advice.outcome == "none":
        yield from nothing(advice)
        return
    yield from heading(advice)
    items = [item for name in LISTS for item in getattr(advice, name)]
    yield from _by_kind(sorted(items, key=lambda item: _ORDER[item.kind]), advice.helplines, view)
    yield Section("", tuple(filter(None, (withheld_words(advice),))), style="quiet", wide=True)
    sources = tuple(f"{s.author} ({s.year}). {s.title}. {s.url}".strip() for s in advice.sources)
    if sources:
        yield Section("", (" ",), wide=True)
        yield Section("", ("BRONNEN",), style="title", wide=True)
    yield Section("", sources, lead="  - ", wide=True)


def _by_kind(items: Sequence[Item], lines: tuple[Helpline, ...], view: View) -> Iterator[Section]:
    kinds = dict.fromkeys(item.kind for item in items)
    for kind in kinds:
        yield from _items(_TITLE[kind], [item for item in items if item.kind == kind], lines, view)


def _items(
    title: str, items: Iterable[Item], lines: tuple[Helpline, ...], view: View, *, style: str = "title"
) -> Iterator[Section]:
    shown = list(items)
    if not shown:
        return
    yield Section("", (" ",), wide=True)
    yield Section("", (title,), style=style, wide=True)
    for item in shown:
        words = view.meaning(item) if item.kind == "betekenis" else with_numbers(item, lines)
        yield Section("", (view.where(item) + words,), lead="- ", wide=True)
        rests = _rests_on(item, view)
        yield Section("", (f"{view.place(item)}{rests}",), lead="  ", style="quiet", wide=True)


def _rests_on(item: Item, view: View) -> str:
    kinds = view.rests_on([item])
    named = [source for source in item.sources if not source.startswith("tel:") and source != PROFESSIONAL]
    which = f" ({', '.join(named)})" if named else ""
    return f" · bron: {kinds}{which}" if kinds else ""
