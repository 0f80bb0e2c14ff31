"""What an article points at: sources, helplines, types of meaning, its folder, and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from kb.types import Article, Item, KnowledgeBase, Problem, Source

TEL = "tel:"
_CITED = {"advies", "betekenis"}
_NAMED = 8  # sources in one message
_PHONE = re.compile(
    r"(?<!\d)0(?:[- ]{0,3}\d){9}(?!\d)"  # 010-123 45 67, 06-12345678
    r"|(?:\+|\b00)[1-9](?:[- ()]*\d){8,12}(?!\d)"  # +31 (0)6 12345678
    r"|(?<!\d)0[89]00[- ]?\d{4}(?:\d{3})?(?!\d)"  # 0800-1234, 0900-1234567
    r"|\S{1,64}@\S{1,255}\.\w{2,}"  # bounded: without an @ a long run of letters would take ages
)


def check_references(article: Article, kb: KnowledgeBase) -> Iterator[Problem]:
    """Yield a problem for each reference that leads nowhere."""
    for item in article.items:
        yield from _citations(item, kb)
        yield from _type(item, kb)
        if item.kind in _CITED and not item.sources:
            what = "Hier staat geen bron."
            yield Problem("G10", item.path, item.line, what, "Voeg [@bron-id] of [@vakkennis] toe.")
        yield from _contact(item.text, item.path, item.line)
    yield from _contact(article.title, article.path, article.title_line)
    yield from _folder(article)


def _citations(item: Item, kb: KnowledgeBase) -> Iterator[Problem]:
    for source in item.sources:
        if source.startswith(TEL):
            known, file = source.removeprefix(TEL) in kb.helplines, "helplines.yaml"
        else:
            known, file = source in kb.sources, "sources.yaml"
        if not known:
            what = f"De bron '{source}' staat niet in {file}."
            yield Problem(
                "G15", item.path, item.line, what, f"Verbeter de naam, of voeg de bron toe aan {file}."
            )
        elif source in kb.sources and not kb.sources[source].usable:
            what = f"De bron '{source}' is niet nagekeken (geverifieerd: nee) en bewijst dus niets."
            todo = "Kijk de bron na, of kies een andere bron of [@vakkennis]."
            yield Problem("G15", item.path, item.line, what, todo)


def uncited_sources(kb: KnowledgeBase) -> tuple[Source, ...]:
    """Return the sources that nothing cites, though they may be, in the order of the file."""
    items = [item for article in kb.articles for item in article.items]
    steps = [item for route in kb.routes for item in (*route.steps, *route.never)]
    cited = {source for item in (*items, *steps) for source in item.sources}
    return tuple(source for source in kb.sources.values() if source.usable and source.id not in cited)


def check_uncited(kb: KnowledgeBase) -> Iterator[Problem]:
    """Yield one problem with the sources that nothing cites, though they may be; at the line of the first."""
    idle = uncited_sources(kb)
    if idle:
        named = ", ".join(source.id for source in idle[:_NAMED])
        more = f" en nog {len(idle) - _NAMED}" if len(idle) > _NAMED else ""
        what = f"Nergens genoemd: {named}{more}."
        todo = "Noem een bron waar zij iets draagt, of haal haar weg."
        yield Problem("S10", "sources.yaml", idle[0].line, what, todo, severity="waarschuwing")


def _contact(text: str, path: str, line: int) -> Iterator[Problem]:
    if _PHONE.search(text):
        what = "Hier staat een telefoonnummer of e-mailadres."
        todo = "Zet nummers in helplines.yaml en verwijs met [@tel:id]; laat adressen van personen weg."
        yield Problem("G18", path, line, what, todo)


def _type(item: Item, kb: KnowledgeBase) -> Iterator[Problem]:
    types = kb.vocabulary.values("betekenis")
    if item.kind == "betekenis" and item.type not in types:
        what = "Deze betekenis begint niet met een bekend type."
        yield Problem(
            "G02", item.path, item.line, what, f"Schrijf '- **type:** …'. Kies uit: {', '.join(types)}."
        )


def _folder(article: Article) -> Iterator[Problem]:
    folder, wanted = PurePosixPath(article.path).parent, PurePosixPath("articles", article.theme)
    if folder != wanted:
        what = f"Het artikel staat in de map '{folder}', maar het thema is '{article.theme}'."
        todo = f"Zet het bestand in de map '{wanted}', of verander het thema."
        yield Problem("S06", article.path, 0, what, todo)
