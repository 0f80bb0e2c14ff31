"""All checks over all articles, and over the routes that every answer in danger relies on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb.checks.balance import check_first_meanings, check_meanings
from kb.checks.danger import check_danger
from kb.checks.length import check_length
from kb.checks.links import check_links
from kb.checks.references import TEL, check_references, check_uncited
from kb.checks.repetition import check_repetition
from kb.checks.rules import check_rules
from kb.checks.structure import check_structure
from kb.checks.unfinished import finished_only
from kb.files import ArticleFile
from kb.plaintext import LOOSE_CITATION
from kb.types import Article, KnowledgeBase, Problem, Route


def check_library(kb: KnowledgeBase, files: Iterable[ArticleFile]) -> tuple[Problem, ...]:
    """Return every problem of the folder, sorted by path and line; nothing stops at the first."""
    held = tuple(files)
    problems = [*check_routes(kb), *check_links(kb, held)]
    for file in held:
        problems += file.problems
        if file.article is not None:
            problems += check_article(file.article, kb)
        elif file.draft is not None:
            problems += finished_only(file.draft, check_article(file.draft, kb))
    problems += check_first_meanings(kb.articles)
    problems += check_repetition(kb.articles)
    problems += check_uncited(kb)
    return tuple(sorted(problems, key=lambda p: (p.path, p.line, p.rule, p.what)))


def problems_of(path: str, kb: KnowledgeBase, files: Iterable[ArticleFile]) -> tuple[Problem, ...]:
    """Return the problems of one file, those that it has beside the other files included."""
    return tuple(problem for problem in check_library(kb, files) if problem.path == path)


def check_article(article: Article, kb: KnowledgeBase) -> Iterator[Problem]:
    """Yield every problem of one article by itself."""
    yield from check_structure(article)
    yield from check_meanings(article)
    yield from check_length(article)
    yield from check_references(article, kb)
    yield from check_danger(article, kb)
    yield from check_rules(article, kb)


def check_routes(kb: KnowledgeBase) -> Iterator[Problem]:
    """Yield a problem for each route without steps, or with a source or helpline that does not exist."""
    values = set(kb.vocabulary.values("route")) - {"geen"}
    for missing in sorted(values - {route.id for route in kb.routes}):
        what = f"De route '{missing}' heeft geen stappen."
        yield Problem("G12", "routes.yaml", 0, what, "Voeg de route toe aan routes.yaml.")
    for route in kb.routes:
        yield from _route(route, kb)


def _route(route: Route, kb: KnowledgeBase) -> Iterator[Problem]:
    if not route.steps or not route.never:
        what = f"De route '{route.id}' heeft geen stappen, of niets onder 'nooit'."
        yield Problem("G12", "routes.yaml", 0, what, "Vul 'stappen' en 'nooit' aan.")
    for helpline in route.helplines:
        if helpline not in kb.helplines:
            what = f"De hulplijn '{helpline}' bij '{route.id}' bestaat niet."
            yield Problem("G15", "routes.yaml", 0, what, "Verbeter de naam of vul helplines.yaml aan.")
    for item in (*route.steps, *route.never):
        for source in item.sources:
            known = kb.helplines if source.startswith(TEL) else kb.sources
            if source.removeprefix(TEL) not in known:
                what = f"De bron '{source}' bestaat niet."
                yield Problem("G15", item.path, item.line, what, "Verbeter de naam of vul de bron aan.")
        if LOOSE_CITATION.search(item.text):
            todo = "Schrijf één bron per haakje: [@bron-id]."
            yield Problem("S07", item.path, item.line, "Hier staat een onleesbare bronverwijzing.", todo)
        if route.family_hidden and item.family:
            what = f"Dit brengt contact met familie, maar de route is '{route.id}'."
            yield Problem("G13", item.path, item.line, what, "Haal de stap weg.")
