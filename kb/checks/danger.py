"""Rules that keep a person safe: no advice that brings in the family where that can do harm."""

from __future__ import annotations

from collections.abc import Iterator

from kb.types import Article, KnowledgeBase, Problem

_URGENT = {"zorg", "acuut"}
_CONTACT_KINDS = {"advies", "vervolg", "opschalen", "vraag", "kort"}


def check_danger(article: Article, kb: KnowledgeBase) -> Iterator[Problem]:
    """Yield a problem where route, urgency and marked items do not agree."""
    forbidden = [route.id for route in kb.routes_of(article) if route.family_hidden]
    for item in article.items:
        if forbidden and item.family and item.kind in _CONTACT_KINDS:
            what = f"Dit brengt contact met familie, maar de route is '{forbidden[0]}'."
            todo = "Haal het weg, of maak er een waarschuwing van onder 'Beter niet'."
            yield Problem("G13", item.path, item.line, what, todo)
    if forbidden and not any(item.kind == "letop" for item in article.items):
        what = f"De route is '{forbidden[0]}', maar de kop 'Let eerst op' ontbreekt."
        todo = "Zeg onder 'Let eerst op' wat je uitsluit voordat iemand met de familie spreekt."
        yield Problem("G13b", article.path, article.title_line, what, todo)
    if article.urgency in _URGENT and not article.danger_routes:
        what = f"De urgentie is '{article.urgency}', maar er is geen route."
        todo = "Kies een route, of leg onder 'Wanneer opschalen' uit waarom die niet nodig is."
        yield Problem("G12", article.path, article.title_line, what, todo, severity="waarschuwing")
