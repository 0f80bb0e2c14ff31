"""YAML with line numbers, and without keys that silently replace one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from kb.plaintext import without_controls
from kb.types import Problem

Where = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_LINE_ENDS = dict.fromkeys(
    (0x85, 0x2028, 0x2029), " "
)  # to YAML they end a line, to an editor they do not
# What PyYAML says (a part of it) and what a trainer can do something with.
_REASONS = (
    ("nesting depth", "lijsten te diep in elkaar"),
    ("mapping values are not allowed", "een dubbele punt te veel"),
    ("']'", "een haak [ is niet gesloten"),
    ("'}'", "een accolade { is niet gesloten"),
    ("expected ':'", "een dubbele punt ontbreekt"),
    ("end of stream", "een aanhalingsteken is niet gesloten"),
    ("start any token", "een waarde begint met een teken dat daar niet mag"),
    ("expected key", "het inspringen klopt niet"),
    ("block end", "het inspringen klopt niet"),
    ("'-' indicator", "het inspringen klopt niet"),
)


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

    What cannot be read gives `data` None and a problem; nothing is raised. Texts come without control
    characters. A value that looks like a date or number but is none stays text.
    """
    text = text.translate(_NO_LINE_ENDS)
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
    except RecursionError:
        what, todo = "De YAML is te diep in elkaar gezet.", "Gebruik hooguit lijsten van losse waarden."
        return YamlText(None, problems=(Problem("S02", path, first_line, what, todo),))
    return YamlText(data, reader.lines, tuple(reader.problems))


class _Reader:
    """Turns composed nodes into plain values and keeps their lines."""

    def __init__(self, path: str, first_line: int, loader: Any) -> None:
        self.path, self.first_line, self.loader = path, first_line, loader
        self.lines: dict[Where, int] = {}
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def value(self, node: Any, where: Where) -> Any:
        self.lines.setdefault(where, node.start_mark.line + self.first_line)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if id(node) in self.seen:
            return self._repeated(node)
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, where)
        return [self.value(child, (*where, number)) for number, child in enumerate(node.value)]

    def _scalar(self, node: Any) -> Any:
        try:
            value = self.loader.construct_object(node)
        except (ValueError, KeyError, AttributeError):  # a date such as 2026-02-30
            value = node.value
        return without_controls(value) if isinstance(value, str) else value

    def _repeated(self, node: Any) -> None:
        """Refuse a list or mapping that stands in more than one place: it can grow without end."""
        line = node.start_mark.line + self.first_line
        what = "Deze waarde wordt met & en * herhaald; dat kan hier niet."
        problem = Problem("S02", self.path, line, what, "Schrijf de waarden uit.")
        if problem not in self.problems:
            self.problems.append(problem)

    def _mapping(self, node: Any, where: Where) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = without_controls(str(key_node.value)) if isinstance(key_node, yaml.ScalarNode) else "?"
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
    lines = text.rstrip("\n").split("\n")
    number = min(number, len(lines) - 1)  # an unclosed bracket is noticed below the last line
    if isinstance(error, yaml.reader.ReaderError):
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        number = text[: found.start()].count("\n") if found else 0
        what, todo = "Er staat een onzichtbaar stuurteken in de YAML.", "Typ deze regel opnieuw."
    elif any("\t" in line for line in lines[max(0, number - 1) : number + 1]):
        what, todo = "Er staat een tab in de YAML.", "Gebruik spaties in plaats van tabs."
    else:
        detail = getattr(error, "problem", None) or ""
        reason = next((dutch for part, dutch in _REASONS if part in detail), "onleesbaar")
        what = f"De YAML kan niet gelezen worden ({reason})."
        todo = "Kijk naar dubbele punten, aanhalingstekens en inspringen op deze regel en die erboven."
    return Problem("S02", path, number + first_line, what, todo)
