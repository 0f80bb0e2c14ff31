"""The data beside the articles: vocabulary, sources, helplines, routes and danger signals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kb.datafile import DataFile, open_data_file
from kb.plaintext import citations, plain
from kb.types import Helpline, Item, Route, Source, Vocabulary

LEVELS = ("acuut", "zorg")
_FACETS = (
    *("thema", "leefdomein", "niveau", "leeftijd", "doelgroep", "beroepsgroep"),
    *("urgentie", "route", "betekenis"),
)
_STEP_HEADINGS = {"stappen": "Stappen", "opschrijven": "Opschrijven", "samen": "Samen beslissen"}
_ROUTE_NAMES = (
    "naam",
    "urgentie",
    "familie_verborgen",
    "gewoon_advies",
    "hulplijnen",
    *_STEP_HEADINGS,
    "nooit",
)
_SOURCE_NAMES = (
    *("auteur", "titel", "jaar", "url", "soort"),
    *("ondersteunt", "geverifieerd", "gewijzigd_op"),
)
_ANSWERS = ("ja", "nee")
_CALM_NAMES = ("lijkt_erop",)
_SIGNAL_NAMES = (*LEVELS, "termen", *_CALM_NAMES)


def load_vocabulary(root: Path) -> Vocabulary:
    """Read the allowed values and their labels."""
    file = open_data_file(root, "vocabulary.yaml")
    for facet in _FACETS:
        if not file.entry(facet):
            file.refuse(f"De waarden van '{facet}' ontbreken.", f"Voeg '{facet}:' met waarden toe.", facet)
    return Vocabulary(
        {facet: {value: file.text(facet, value) for value in file.entry(facet)} for facet in file}
    )


def load_sources(root: Path) -> dict[str, Source]:
    """Read the bibliography, by id."""
    file = open_data_file(root, "sources.yaml")
    for key in file:
        file.entry(key, allowed=_SOURCE_NAMES)
    return {
        key: Source(
            id=key,
            author=file.text(key, "auteur"),
            title=file.text(key, "titel"),
            year=file.text(key, "jaar", default="z.j."),
            url=file.text(key, "url", default=""),
            kind=file.text(key, "soort"),
            verified=_yes(file, key, "geverifieerd"),
            line=file.yaml.line(key),
            changed=file.day(key, "gewijzigd_op"),
        )
        for key in file
    }


def _yes(file: DataFile, key: str, name: str) -> bool:
    answer = file.text(key, name)
    if answer not in _ANSWERS:
        file.refuse(f"Bij '{key}' moet '{name}' ja of nee zijn.", "Schrijf ja of nee.", key, name)
    return answer == "ja"


def load_helplines(root: Path) -> dict[str, Helpline]:
    """Read the helplines, by id."""
    file = open_data_file(root, "helplines.yaml")
    return {
        key: Helpline(
            id=key,
            name=file.text(key, "naam"),
            phone=file.exact(key, "telefoon"),
            purpose=file.text(key, "waarvoor"),
            checked=file.day(key, "gezien_op"),
        )
        for key in file
    }


def load_routes(root: Path) -> tuple[tuple[Route, ...], tuple[Item, ...]]:
    """Read the routes with their danger signals, and the harmless look-alikes of no route in particular."""
    routes = open_data_file(root, "routes.yaml")
    signals = open_data_file(root, "signals.yaml")
    loaded = tuple(_route(key, routes=routes, signals=signals) for key in routes)
    for key in signals:
        if key not in {*routes, "geen"}:
            todo = "Voeg de route toe aan routes.yaml of verbeter de naam."
            signals.refuse(f"De route '{key}' bestaat niet.", todo, key)
        signals.entry(key, allowed=_CALM_NAMES if key == "geen" else _SIGNAL_NAMES)
    return loaded, tuple(_signal_items(signals, "geen", "lijkt_erop"))


def _route(key: str, *, routes: DataFile, signals: DataFile) -> Route:
    routes.entry(key, allowed=_ROUTE_NAMES)
    return Route(
        id=key,
        name=routes.text(key, "naam"),
        family_hidden=routes.flag(key, "familie_verborgen"),
        urgency=_urgency(routes, key),
        ordinary_advice=routes.flag(key, "gewoon_advies"),
        helplines=tuple(text for text, _line in routes.texts(key, "hulplijnen")),
        steps=tuple(item for name in _STEP_HEADINGS for item in _step_items(routes, key, name)),
        never=tuple(_step_items(routes, key, "nooit")),
        signals=tuple(item for level in LEVELS for item in _signal_items(signals, key, level)),
        lookalikes=tuple(_signal_items(signals, key, "lijkt_erop")),
        terms=tuple(_signal_items(signals, key, "termen")),
    )


def _urgency(routes: DataFile, key: str) -> str:
    urgency = routes.text(key, "urgentie")
    if urgency not in LEVELS:
        routes.refuse(
            f"De urgentie '{urgency}' bestaat niet.", f"Kies uit: {', '.join(LEVELS)}.", key, "urgentie"
        )
    return urgency


def _step_items(routes: DataFile, route: str, name: str) -> Iterator[Item]:
    for text, line in routes.texts(route, name):
        yield Item(
            kind="nooit" if name == "nooit" else "stap",
            text=plain(text),
            article=route,
            heading=_STEP_HEADINGS.get(name, "Nooit"),
            path="routes.yaml",
            line=line,
            family="{" in text,  # also a misspelt {familie}: to be on the safe side
            sources=citations(text),
        )


def _signal_items(signals: DataFile, route: str, name: str) -> Iterator[Item]:
    for text, line in signals.texts(route, name):
        yield Item(
            kind={"termen": "term", "lijkt_erop": "lijkt-erop"}.get(name, "signaal"),
            text=plain(text),
            article=route,
            heading=name,
            path="signals.yaml",
            line=line,
            type=name if name in LEVELS else None,
        )
