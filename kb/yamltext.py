"""YAML with line numbers, and without keys that silently replace one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from kb.types import Problem

Where = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class YamlText:
    """Plain values, the line of each (`lines[("eer-dwang", "stappen", 0)]`), and what was wrong."""

    data: Any
    lines: Mapping[Where, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line(self, *where: str | int) -> int:
        """Return the line of a value, or of the nearest value around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


def parse_yaml(text: str, *, path: str, first_line: int = 1) -> YamlText:
    """Read YAML text whose first line is line `first_line` of the file at `path`.

    What cannot be read gives `data` None and a problem; nothing is raised.
    """
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            reader = _Reader(path, first_line, loader)
            data = reader.value(node, ()) if node is not None else None
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        return YamlText(None, problems=(_problem(error, text, path=path, first_line=first_line),))
    return YamlText(data, reader.lines, tuple(reader.problems))


class _Reader:
    """Turns composed nodes into plain values and keeps their lines."""

    def __init__(self, path: str, first_line: int, loader: Any) -> None:
        self.path, self.first_line, self.loader = path, first_line, loader
        self.lines: dict[Where, int] = {}
        self.problems: list[Problem] = []

    def value(self, node: Any, where: Where) -> Any:
        self.lines.setdefault(where, node.start_mark.line + self.first_line)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, where)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*where, number)) for number, child in enumerate(node.value)]
        return self.loader.construct_object(node)

    def _mapping(self, node: Any, where: Where) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + self.first_line
            if key in result:
                what = f"De sleutel '{key}' staat er twee keer."
                self.problems.append(Problem("S02", self.path, line, what, "Houd er één over."))
                continue
            self.lines[(*where, key)] = line
            result[key] = self.value(value_node, (*where, key))
        return result


def _problem(error: yaml.YAMLError, text: str, *, path: str, first_line: int) -> Problem:
    mark = getattr(error, "problem_mark", None)
    number = mark.line if mark is not None else 0
    lines = text.splitlines()
    if any("\t" in line for line in lines[max(0, number - 1) : number + 1]):
        what, todo = "Er staat een tab in de YAML.", "Gebruik spaties in plaats van tabs."
    else:
        detail = getattr(error, "problem", None) or "onleesbaar"
        what = f"De YAML kan niet gelezen worden ({detail})."
        todo = "Kijk naar dubbele punten, aanhalingstekens en inspringen op deze regel."
    return Problem("S02", path, number + first_line, what, todo)
