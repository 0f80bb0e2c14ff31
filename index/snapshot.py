"""A knowledge base as JSON and back, so that a question needs no Markdown, YAML or validation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from kb.files import ArticleFile
from kb.types import Article, Helpline, Item, KnowledgeBase, Problem, Route, Source, Vocabulary

_ITEM_FIELDS = tuple(field.name for field in fields(Item) if field.name != "score")


def to_json(kb: KnowledgeBase, files: Sequence[ArticleFile]) -> dict[str, Any]:
    """Return plain values for `json.dumps`."""
    return {
        "files": [
            {
                "path": file.path,
                "content_hash": file.content_hash,
                "article": None if file.article is None else _article_out(file.article),
                "problems": [asdict(problem) for problem in file.problems],
            }
            for file in files
        ],
        "routes": [_route_out(route) for route in kb.routes],
        "sources": [asdict(source) for source in kb.sources.values()],
        "helplines": [asdict(helpline) for helpline in kb.helplines.values()],
        "vocabulary": {facet: dict(values) for facet, values in kb.vocabulary.facets.items()},
        "lookalikes": [_item_out(item) for item in kb.lookalikes],
    }


def from_json(data: Mapping[str, Any]) -> tuple[KnowledgeBase, tuple[ArticleFile, ...]]:
    """Return what `to_json` was given.

    Raises:
        KeyError, TypeError, ValueError: the values are not those of a snapshot.
    """
    files = tuple(_file_in(value) for value in data["files"])
    articles = (file.article for file in files if file.article is not None)
    kb = KnowledgeBase(
        articles=tuple(article for article in articles if article.status != "ingetrokken"),
        routes=tuple(_route_in(value) for value in data["routes"]),
        sources={value["id"]: Source(**value) for value in data["sources"]},
        helplines={value["id"]: Helpline(**value) for value in data["helplines"]},
        vocabulary=Vocabulary(data["vocabulary"]),
        lookalikes=_items_in(data["lookalikes"]),
        problems=tuple(problem for file in files for problem in file.problems),
    )
    return kb, files


def _item_out(item: Item) -> list[Any]:
    return [getattr(item, name) for name in _ITEM_FIELDS]


def _items_in(values: Sequence[Sequence[Any]]) -> tuple[Item, ...]:
    # In the order of the fields: thousands of items are made for every question.
    return tuple(Item(*(*value[:-1], tuple(value[-1]))) for value in values)


def _article_out(article: Article) -> dict[str, Any]:
    plain = {field.name: getattr(article, field.name) for field in fields(Article)}
    return {**plain, "items": [_item_out(item) for item in article.items]}


def _file_in(value: Mapping[str, Any]) -> ArticleFile:
    article = None if value["article"] is None else _article_in(value["article"])
    problems = tuple(Problem(**problem) for problem in value["problems"])
    return ArticleFile(value["path"], value["content_hash"], article, problems)


def _article_in(value: Mapping[str, Any]) -> Article:
    tuples = {name: tuple(value[name]) for name in ("domains", "ages", "jobs", "levels", "groups", "routes")}
    readers = tuple((role, date) for role, date in value["readers"])
    return Article(**{**value, **tuples, "readers": readers, "items": _items_in(value["items"])})


_ROUTE_ITEMS = ("steps", "never", "signals", "lookalikes", "terms")


def _route_out(route: Route) -> dict[str, Any]:
    plain = {field.name: getattr(route, field.name) for field in fields(Route)}
    return {**plain, **{name: [_item_out(item) for item in getattr(route, name)] for name in _ROUTE_ITEMS}}


def _route_in(value: Mapping[str, Any]) -> Route:
    items = {name: _items_in(value[name]) for name in _ROUTE_ITEMS}
    return Route(**{**value, **items, "helplines": tuple(value["helplines"])})
