"""A data file of the knowledge base, read strictly: what is missing or misshapen raises, with its line."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from kb.errors import KnowledgeBaseError
from kb.yamltext import YamlText, parse_yaml


@dataclass(frozen=True, slots=True)
class DataFile:
    """Named entries, each a mapping of names to values."""

    path: Path
    yaml: YamlText

    def __iter__(self) -> Iterator[str]:
        return iter(self.yaml.data)

    def entry(self, key: str, *, allowed: Iterable[str] | None = None) -> Mapping[str, Any]:
        """Return an entry, empty where it is not there; refuse names other than those allowed."""
        value = self.yaml.data.get(key, {})
        if not isinstance(value, Mapping):
            self.refuse(f"Onder '{key}' horen regels als 'naam: waarde'.", "Verbeter het inspringen.", key)
        names = value if allowed is None else [*allowed]
        for name in value:
            if name not in names:
                todo = f"Verbeter de spelling. Hier kan: {', '.join(names)}."
                self.refuse(f"De naam '{name}' bestaat niet onder '{key}'.", todo, key, name)
        return value

    def text(self, key: str, name: str, *, default: str | None = None) -> str:
        """Return a text, date or number as text."""
        value = self.entry(key).get(name)
        if value is None:
            if default is None:
                self.refuse(f"Bij '{key}' ontbreekt '{name}'.", f"Voeg '{name}:' toe onder '{key}:'.", key)
            return default
        if isinstance(value, bool | list | dict):
            self.refuse(f"Bij '{key}' is '{name}' geen tekst.", _QUOTE, key, name)
        return str(value)

    def exact(self, key: str, name: str) -> str | None:
        """Return a text as it was typed, or None; a bare number is refused, since YAML may change it."""
        value = self.entry(key).get(name)
        if value is not None and not isinstance(value, str):
            self.refuse(f"Bij '{key}' staat '{name}' niet tussen aanhalingstekens.", _QUOTE, key, name)
        return value

    def day(self, key: str, name: str) -> str | None:
        """Return a day as an ISO date, or None where there is none."""
        text = self.text(key, name, default="")
        try:
            return datetime.date.fromisoformat(text).isoformat() if text else None
        except ValueError:
            todo = "Schrijf een dag die bestaat, zoals 2026-11-22."
            self.refuse(f"Bij '{key}' is '{name}' geen dag.", todo, key, name)

    def flag(self, key: str, name: str) -> bool:
        """Return whether something is so; only true and false say that."""
        value = self.entry(key).get(name)
        if not isinstance(value, bool):
            self.refuse(f"Bij '{key}' moet '{name}' true of false zijn.", "Schrijf true of false.", key, name)
        return value

    def texts(self, key: str, name: str) -> tuple[tuple[str, int], ...]:
        """Return a list of texts, each with its line; empty where there is none."""
        values = self.entry(key).get(name)
        if not isinstance(values, list | None):
            self.refuse(
                f"Bij '{key}' hoort onder '{name}' een lijst.", "Begin elke regel met '- '.", key, name
            )
        for number, value in enumerate(values or ()):
            if not isinstance(value, str):
                self.refuse(f"Bij '{key}' staat onder '{name}' geen tekst.", _QUOTE, key, name, number)
        return tuple((value, self.yaml.line(key, name, n)) for n, value in enumerate(values or ()))

    def refuse(self, what: str, todo: str, *where: str | int) -> NoReturn:
        """Raise the error of one place in the file."""
        raise KnowledgeBaseError(what, where=f"{self.path}:{self.yaml.line(*where)}", todo=todo)


_QUOTE = "Zet de hele waarde tussen aanhalingstekens."


def open_data_file(root: Path, name: str) -> DataFile:
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
    for problem in parsed.problems:
        raise KnowledgeBaseError(problem.what, where=f"{path}:{problem.line}", todo=problem.todo)
    if not isinstance(parsed.data, dict):
        todo = "Zet het bestand terug (git checkout) of vul het aan."
        raise KnowledgeBaseError("Het bestand is leeg of geen lijst van namen.", where=str(path), todo=todo)
    return DataFile(path, parsed)
