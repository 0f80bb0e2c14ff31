"""The conversation card: an answer on one sheet of A4, as HTML that needs no other file and asks for none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from kb.plaintext import without_controls
from kb.types import Source
from retrieval.edition import Edition
from retrieval.present.card_blocks import card_of
from retrieval.present.card_parts import Block, Card, Entry, call_detail, call_words, source_host
from retrieval.present.card_room import fitted, rows
from retrieval.present.view import View
from retrieval.types import Advice

_STYLE = Path(__file__).with_name("card.css")
_NOTHING_LEAVES = "default-src 'none'; style-src 'unsafe-inline'"


def card_html(advice: Advice, view: View, edition: Edition, *, today: str, told: bool = False) -> str:
    """Return the card of an answer as one HTML file.

    Args:
        advice: an answer that has advice or a safety panel.
        view: the labels and sources of the knowledge base.
        edition: the knowledge base that the answer comes from.
        today: the ISO date on the card.
        told: whether the asker's own words stand on it; they are nowhere in the file otherwise.
    """
    page = _page(fitted(card_of(advice, view, edition, today=today, told=told)), edition)
    return f"<!doctype html>\n{tostring(page, encoding='unicode', method='html')}\n"


def _page(card: Card, edition: Edition) -> Element:
    head = _element(
        "head",
        _element("meta", charset="utf-8"),
        _element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        _element("meta", http_equiv="Content-Security-Policy", content=_NOTHING_LEAVES),
        _element("meta", name="referrer", content="no-referrer"),
        _element("meta", name="generator", content=f"Handelwijzer {edition.program}"),
        _element("title", f"{card.name}: {card.title}"),
        _element("style", _STYLE.read_text(encoding="utf-8")),
    )
    return _element("html", head, _body(card), lang="nl")


def _body(card: Card) -> Element:
    header = _element(
        "header",
        _element("p", card.name, class_="kind"),
        _element("h1", card.title),
        _element("p", card.status, class_="status"),
    )
    main = _element("main", *_main(card))
    footer = _element("footer", *(_element("p", line) for line in card.foot))
    return _element("body", header, main, footer, class_="alarm" if card.alarm else "calm")


def _main(card: Card) -> Iterator[Element]:
    for left, right in rows(card.blocks):
        if left[0].wide:
            yield _section(left[0], card)
            continue
        columns = (_element("div", *(_section(block, card) for block in column)) for column in (left, right))
        yield _element("div", *columns, class_="columns")
    yield from (_element("p", note, class_="note") for note in (*card.notes, *card.more))
    cited = {source.id: source for source in card.sources if source.id in card.cited}
    if cited:
        listed = (_source(cited[source], number) for source, number in card.cited.items())
        yield _element("section", _element("h2", "Bronnen"), _element("ol", *listed), class_="sources")


def _section(block: Block, card: Card) -> Element:
    heading = _element(f"h{block.level}", block.title)
    if block.form == "text":
        listed = [_element("p", *_words(entry, card)) for entry in block.entries]
    else:
        words = partial(_call, block=block) if block.form == "calls" else partial(_words, card=card)
        items = (_element("li", *words(entry)) for entry in block.entries)
        listed = [_element("ol" if block.form == "steps" else "ul", *items)]
    marks = {"paired": block.paired, "dense": block.dense}
    classes = " ".join((block.style or block.form, *(name for name, given in marks.items() if given)))
    return _element("section", heading, *listed, class_=classes)


def _words(entry: Entry, card: Card) -> Iterator[str | Element]:
    if entry.lead:
        yield _element("strong", entry.lead)
        yield " "
    yield entry.text
    for number, call in enumerate(entry.calls):
        name, _, phone = call.rpartition(" ")
        yield " · " if number else " "
        yield _element("strong", f"{name} ", _element("span", phone, class_="phone"))
    numbers = sorted(card.cited[source] for source in entry.sources if source in card.cited)
    if numbers:
        cited = _element("small")
        cited.text = f"\u00a0[{','.join(map(str, numbers))}]"  # tied to the word before it
        yield cited


def _call(entry: Entry, block: Block) -> Iterator[Element]:
    yield _element("strong", call_words(entry))
    detail = call_detail(entry, block)
    if detail:
        yield _element("small", detail)


def _source(source: Source, number: int) -> Element:
    before, host = f"[{number}] {source.author} ({source.year}). ", source_host(source)
    if not host:
        return _element("li", f"{before}{source.title}.")
    return _element("li", before, _element("a", source.title, href=source.url), f". {host}")


def _element(tag: str, *content: str | Element, **attributes: str) -> Element:
    """Make an element; what a text holds is never read as HTML, nor obeyed where it is shown."""
    named = {name.replace("_", "-").rstrip("-"): value for name, value in attributes.items()}
    made = Element(tag, {name: without_controls(value) for name, value in named.items()})
    last: Element | None = None
    for part in content:
        if isinstance(part, Element):
            made.append(part)
            last = part
        elif last is None:
            made.text = f"{made.text or ''}{without_controls(part)}"
        else:
            last.tail = f"{last.tail or ''}{without_controls(part)}"
    return made
