"""An answer as plain values for JSON; every key is always there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kb.types import Helpline, Item, Source
from retrieval.present.paths import shown_path
from retrieval.types import Advice, RankedArticle, Safety

_LISTS = ("advice", "meanings", "questions", "pitfalls", "escalation", "other")
TEL = "tel:"


def advice_json(advice: Advice, *, kb_root: Path, query_id: str | None = None) -> dict[str, Any]:
    """Return the answer as plain values.

    Args:
        advice: the answer.
        kb_root: the folder of the knowledge base, to which the paths of items are relative.
        query_id: the id of the question where questions come in by file.
    """
    lists = {name: [item_json(item, kb_root) for item in getattr(advice, name)] for name in _LISTS}
    return {
        "id": query_id,
        "query": advice.query,
        "outcome": advice.outcome,
        "confidence": advice.confidence,
        "safety": _safety(advice.safety, kb_root),
        "articles": [_article(ranked, kb_root) for ranked in advice.articles],
        **lists,
        "sources": [*map(_source, advice.sources), *map(_called, advice.helplines)],
        "nearest": [{"id": article.slug, "title": article.title} for article in advice.nearest],
    }


def json_text(value: Any, *, indent: int | None = None) -> str:
    """Return JSON that can be written as UTF-8: readable, or escaped where half a character is in it."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)
    return text


def item_json(item: Item, kb_root: Path) -> dict[str, Any]:
    """Return one item as plain values."""
    return {
        "kind": item.kind,
        "type": item.type,
        "place": item.place,
        "text": item.text,
        "article": item.article,
        "heading": item.heading,
        "path": shown_path(item.path, kb_root),
        "line": item.line,
        "score": item.score,
        "family": item.family,
        "sources": list(item.sources),
    }


def _safety(safety: Safety, kb_root: Path) -> dict[str, Any]:
    return {
        "level": safety.level,
        "score": safety.score,
        "routes": list(safety.routes),
        "signals": [item_json(item, kb_root) for item in safety.signals],
        "steps": [item_json(item, kb_root) for item in safety.steps],
        "never": [item_json(item, kb_root) for item in safety.never],
        "helplines": [_helpline(line) for line in safety.helplines],
    }


def _helpline(line: Helpline) -> dict[str, Any]:
    return {
        "id": line.id,
        "name": line.name,
        "phone": line.phone,
        "for": line.purpose,
        "checked": line.checked,
    }


def _article(ranked: RankedArticle, kb_root: Path) -> dict[str, Any]:
    article = ranked.article
    return {
        "id": article.slug,
        "title": article.title,
        "theme": article.theme,
        "urgency": article.urgency,
        "route": list(article.routes),
        "score": ranked.hit.score,
        "path": shown_path(article.path, kb_root),
        "reviewed": article.reviewed,
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "author": source.author,
        "title": source.title,
        "year": source.year,
        "url": source.url,
        "kind": source.kind,
    }


def _called(line: Helpline) -> dict[str, Any]:
    # A cited helpline is a source too: where to call, and when that was last seen.
    return {
        "id": f"{TEL}{line.id}",
        "author": line.name,
        "title": line.phone or line.purpose,
        "year": line.checked or "",
        "url": "",
        "kind": "hulplijn",
    }
