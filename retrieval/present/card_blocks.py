"""What of an answer can stand on a conversation card, whether or not there is room for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kb.headings import BY_KIND
from kb.types import Article, Helpline, Item
from retrieval.edition import Edition
from retrieval.present.card_parts import Block, Card, Entry, Form
from retrieval.present.screen import article_along
from retrieval.present.view import View
from retrieval.present.wording import (
    CERTAINTY,
    ONLY_STEPS,
    cited_lines,
    dutch_date,
    helpline_words,
    reviewed_words,
    withheld_words,
)
from retrieval.types import Advice, Safety

ACTIONS = 3
MOST_TOLD = 600  # characters of the asker's own words
_FORMS: dict[str, Form] = {"kort": "text", "advies": "steps"}
_ORDER = ("letop", "kort", "vraag", "advies", "valkuil", "opschalen", "betekenis")
_TITLES = {"kort": "Begin zo"}
_WIDE = {"letop": "warning", "kort": "first", "betekenis": ""}
_PANEL = {"Stappen": "Doe nu", "Opschrijven": "Schrijf op", "Samen beslissen": "Beslis met"}
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_KEEP_AWAY = "Laat deze kaart nergens liggen."
_SHORTENED = "Ingekort, de eerste {shown} van {all} zinnen:"
_TOO_LONG = "De situatie is te lang voor deze kaart."


def card_of(advice: Advice, view: View, edition: Edition, *, today: str, told: bool = False) -> Card:
    """Return the card of an answer with all that it may show, whether or not it fits on one sheet.

    Args:
        advice: an answer that has advice or a safety panel.
        view: the labels and sources of the knowledge base.
        edition: the knowledge base that the answer comes from.
        today: the ISO date on the card.
        told: whether the asker's own words stand on it.
    """
    danger, ordinary = advice.safety.level != "none", _ordinary_shown(advice)
    article = advice.articles[0].article if ordinary else article_along(advice)
    blocks = [
        *([_told(advice.query)] if told else []),
        *(_panel(advice.safety, roomy=not ordinary and len(advice.safety.routes) == 1) if danger else ()),
        *(_ordinary(advice, view, level=3 if danger else 2) if ordinary else ()),
    ]
    return Card(
        name="Kaart bij gevaar" if danger else "Gesprekskaart",
        title=_opening(advice.safety) if danger else advice.articles[0].article.title,
        status=_KEEP_AWAY if danger else _status(advice),
        blocks=tuple(block for block in blocks if block.entries),
        notes=tuple(_notes(advice, article, ordinary=ordinary)),
        sources=advice.sources,
        steps=len((*advice.safety.steps, *advice.safety.never)),
        items=_readable(advice, article) if ordinary and article else 0,
        slug=article.slug if article else "",
        made=_made(edition, today),
        seen=_seen(advice),
        alarm=danger,
    )


def _ordinary_shown(advice: Advice) -> bool:
    """Whether ordinary advice is shown, as on screen: in danger only where the answer has any."""
    return advice.outcome != "none" and (advice.safety.level == "none" or bool(advice.advice))


def _opening(safety: Safety) -> str:
    opening = "Eerst veiligheid" if safety.level == "acute" else "Misschien onveilig"
    return f"{opening}: {' · '.join(safety.names)}"


def _status(advice: Advice) -> str:
    article = advice.articles[0].article
    fits = CERTAINTY[advice.outcome].capitalize()
    return f"{fits} · {reviewed_words(article)} · Gecontroleerd op {dutch_date(article.checked)}"


def _told(query: str) -> Block:
    sentences = [sentence for sentence in _SENTENCE_END.split(query) if sentence]
    shown = len(sentences)
    while shown and len(" ".join(sentences[:shown])) > MOST_TOLD:
        shown -= 1
    lead = _SHORTENED.format(shown=shown, all=len(sentences)) if 0 < shown < len(sentences) else ""
    entry = Entry(" ".join(sentences[:shown]) or _TOO_LONG, lead)
    return Block("situatie", "De situatie, in eigen woorden", (entry,), "text", "told", wide=True)


def _panel(safety: Safety, *, roomy: bool) -> Iterator[Block]:
    never = tuple(_entry(item) for item in safety.never)
    yield Block("nooit", "Nu niet", never, style="danger", wide=True, paired=not roomy)
    yield Block("bel", "Bel", tuple(map(_called, safety.helplines)), "calls", wide=True)
    for heading, title in _PANEL.items():
        entries = tuple(_entry(item) for item in safety.steps if item.heading == heading)
        if heading == "Stappen":
            yield Block(heading, title, entries, "steps", wide=not roomy, paired=not roomy)
        else:
            yield Block(heading, title, entries)


def _called(line: Helpline) -> Entry:
    name = line.name.split(" (")[0]
    return Entry(name, calls=(line.phone,) if line.phone else (), detail=line.purpose)


def _ordinary(advice: Advice, view: View, *, level: int) -> Iterator[Block]:
    items = (*advice.other, *advice.advice[:ACTIONS], *advice.pitfalls, *advice.escalation)
    if advice.safety.level == "none":  # below a panel there is no room for these, as on screen
        items = (*items, *advice.questions, *advice.meanings)
    else:
        title = f"Gaat het hierover? {advice.articles[0].article.title}"
        yield Block("kop", title, (Entry(_status(advice)),), "text", "title", wide=True)
    for kind in _ORDER:
        entries = tuple(_shown(item, advice, view) for item in items if item.kind == kind)
        title, form, style = _TITLES.get(kind, BY_KIND[kind].title), _FORMS.get(kind, "list"), _WIDE.get(kind)
        paired = kind == "betekenis"
        yield Block(
            kind, title, entries, form, style or "", wide=style is not None, paired=paired, level=level
        )


def _shown(item: Item, advice: Advice, view: View) -> Entry:
    calls = tuple(helpline_words(line) for line in cited_lines(item, advice.helplines))
    label = view.vocabulary.label("betekenis", item.type) if item.kind == "betekenis" and item.type else ""
    return replace(_entry(item), lead=f"{label}:" if label else view.where(item).strip(), calls=calls)


def _entry(item: Item) -> Entry:
    return Entry(item.text, sources=item.sources, place=f"{item.path}:{item.line}")


def _readable(advice: Advice, article: Article) -> int:
    """Return how many items of the article may be read; what is withheld is no reason to go and read it."""
    items = [item for item in article.items if item.kind != "situatie"]
    return sum(not (item.family and advice.withheld) for item in items)


def _notes(advice: Advice, article: Article | None, *, ordinary: bool) -> Iterator[str]:
    if ordinary:
        yield from filter(None, (withheld_words(advice),))
    elif advice.outcome != "none":
        if article is not None:
            yield f"Lees ook: {article.title} (handelwijzer lees {article.slug})"
        if article is None or not article.reviewed:
            yield ONLY_STEPS


def _made(edition: Edition, today: str) -> str:
    return (
        f"Gemaakt op {dutch_date(today)} met Handelwijzer {edition.program} · kennisbank {edition.content}: "
        f"{edition.articles} artikelen, laatst gecontroleerd op {dutch_date(edition.checked)}"
    )


def _seen(advice: Advice) -> str:
    lines = (*advice.safety.helplines, *advice.helplines)
    days = sorted({line.checked for line in lines if line.phone and line.checked})
    return f"Telefoonnummers gezien op {' en '.join(map(dutch_date, days))}." if days else ""
