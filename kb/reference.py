"""The data beside the articles: vocabulary, sources, helplines, routes and danger signals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kb.errors import KnowledgeBaseError
from kb.plaintext import FAMILY, citations, plain
from kb.types import Helpline, Item, Problem, Route, Source, Vocabulary
from kb.yamltext import YamlText, parse_yaml

FILES = ("vocabulary.yaml", "sources.yaml", "helplines.yaml", "routes.yaml", "signals.yaml")
LEVELS = ("acuut", "zorg")
_STEP_HEADINGS = {"stappen": "Stappen", "opschrijven": "Opschrijven", "samen": "Samen beslissen"}


def load_yaml(root: Path, name: str) -> YamlText:
    """Read one data file of the knowledge base.

    Raises:
        KnowledgeBaseError: the file is missing or cannot be read; without it no answer is safe.

    """
    path = root / name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        todo = "Zet het bestand terug (git checkout) of kies een andere map met --kb."
        raise KnowledgeBaseError(
            "Het bestand kan niet gelezen worden.", where=str(path), todo=todo
        ) from error
    parsed = parse_yaml(text, path=name)
    if parsed.problems or not isinstance(parsed.data, dict):
        first = (
            parsed.problems[0]
            if parsed.problems
            else Problem("S02", name, 1, "Het bestand is leeg.", "Vul het.")
        )
        raise KnowledgeBaseError(first.what, where=f"{path}:{first.line}", todo=first.todo)
    return parsed


def load_vocabulary(root: Path) -> Vocabulary:
    """Read the allowed values and their labels."""
    data = load_yaml(root, "vocabulary.yaml").data
    return Vocabulary({facet: {str(k): str(v) for k, v in values.items()} for facet, values in data.items()})


def load_sources(root: Path) -> dict[str, Source]:
    """Read the bibliography, by id."""
    data = load_yaml(root, "sources.yaml").data
    return {
        key: Source(
            id=key,
            author=str(_field(value, "auteur", key)),
            title=str(_field(value, "titel", key)),
            year=str(value.get("jaar", "z.j.")),
            url=str(value.get("url", "")),
            kind=str(_field(value, "soort", key)),
        )
        for key, value in data.items()
    }


def load_helplines(root: Path) -> dict[str, Helpline]:
    """Read the helplines, by id."""
    data = load_yaml(root, "helplines.yaml").data
    return {
        key: Helpline(
            id=key,
            name=str(_field(value, "naam", key)),
            phone=value.get("telefoon"),
            purpose=str(_field(value, "waarvoor", key)),
            checked=None if value.get("gezien_op") is None else str(value["gezien_op"]),
        )
        for key, value in data.items()
    }


def load_routes(root: Path) -> tuple[tuple[Route, ...], tuple[Item, ...]]:
    """Read the routes with their danger signals, and the harmless look-alikes of no route in particular."""
    routes = load_yaml(root, "routes.yaml")
    signals = load_yaml(root, "signals.yaml")
    loaded = tuple(_route(key, value, routes=routes, signals=signals) for key, value in routes.data.items())
    stray = [key for key in signals.data if key not in {*routes.data, "geen"}]
    if stray:
        todo = "Voeg de route toe aan routes.yaml of verbeter de naam."
        raise KnowledgeBaseError(
            f"De route '{stray[0]}' bestaat niet.", where=str(root / "signals.yaml"), todo=todo
        )
    return loaded, tuple(_signal_items(signals, "geen", "lijkt_erop"))


def _route(key: str, value: Mapping[str, Any], *, routes: YamlText, signals: YamlText) -> Route:
    steps = [item for name in _STEP_HEADINGS for item in _step_items(routes, key, name)]
    return Route(
        id=key,
        name=str(_field(value, "naam", key)),
        family_hidden=bool(_field(value, "familie_verborgen", key)),
        ordinary_advice=bool(_field(value, "gewoon_advies", key)),
        helplines=tuple(_field(value, "hulplijnen", key)),
        steps=tuple(steps),
        never=tuple(_step_items(routes, key, "nooit")),
        signals=tuple(item for level in LEVELS for item in _signal_items(signals, key, level)),
        lookalikes=tuple(_signal_items(signals, key, "lijkt_erop")),
        terms=tuple(_signal_items(signals, key, "termen")),
    )


def _step_items(routes: YamlText, route: str, name: str) -> Iterator[Item]:
    kind = "nooit" if name == "nooit" else "stap"
    for number, text in enumerate(routes.data[route].get(name) or []):
        yield Item(
            kind=kind,
            text=plain(text),
            article=route,
            heading=_STEP_HEADINGS.get(name, "Nooit"),
            path="routes.yaml",
            line=routes.line(route, name, number),
            family=FAMILY in text,
            sources=citations(text),
        )


def _signal_items(signals: YamlText, route: str, name: str) -> Iterator[Item]:
    for number, text in enumerate((signals.data.get(route) or {}).get(name) or []):
        yield Item(
            kind={"termen": "term", "lijkt_erop": "lijkt-erop"}.get(name, "signaal"),
            text=plain(str(text)),
            article=route,
            heading=name,
            path="signals.yaml",
            line=signals.line(route, name, number),
            type=name if name in LEVELS else None,
        )


def _field(value: Any, name: str, key: str) -> Any:
    if not isinstance(value, Mapping) or name not in value:
        todo = f"Voeg '{name}:' toe onder '{key}:'."
        raise KnowledgeBaseError(f"Bij '{key}' ontbreekt '{name}'.", todo=todo)
    return value[name]
