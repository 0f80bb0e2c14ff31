"""Training situations: told for this purpose, apart from the evaluation sets and from "Zo klinkt het"."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from kb.errors import DatasetError
from retrieval.labels import without_labels
from retrieval.question import clean

FOLDER = Path(__file__).with_name("data")
CALM = "geen"
HELD_OUT = FOLDER / "held_out.json"  # articles that get no situations, to see how a new article fares


@dataclass(frozen=True, slots=True)
class Example:
    """A told situation; `article` answers it best ("" where none does), `also` would help as well.

    `danger` is none, concern or acute, along `route`; `kind` is in, danger, lookalike, out or nearmiss. What
    is no `evidence` teaches, but does not stand beside the told lines of its article in the search.
    """

    text: str
    article: str
    also: tuple[str, ...]
    danger: str
    route: str
    kind: str
    lang: str = "nl"
    evidence: bool = True

    @property
    def dangerous(self) -> bool:
        """Whether someone may be in danger."""
        return self.danger != "none"

    @property
    def way(self) -> str:
        """The route of the danger, CALM where there is none."""
        return self.route if self.dangerous else CALM

    @property
    def inside(self) -> bool:
        """Whether it is what the knowledge base is for."""
        return self.kind not in {"out", "nearmiss"}


def load_examples(folder: Path = FOLDER) -> tuple[Example, ...]:
    """Read every file of situations, in the order of their names.

    Raises:
        DatasetError: a line cannot be read; names the file and the line.
    """
    return tuple(
        _example(line, path, number)
        for path in sorted(folder.glob("*.jsonl"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if line.strip()
    )


def _example(line: str, path: Path, number: int) -> Example:
    try:
        value = json.loads(line)
        return Example(
            text=value["text"],
            article=value["article"],
            also=tuple(value["also"]),
            danger=value["danger"],
            route=value["route"],
            kind=value["kind"],
            lang=value.get("lang", "nl"),
            evidence=value.get("evidence", True),
        )
    except (ValueError, KeyError, TypeError) as error:
        what = "De regel is geen trainingssituatie."
        raise DatasetError(what, where=f"{path}:{number}", todo="Verbeter de regel.") from error


def held_out(path: Path = HELD_OUT) -> frozenset[str]:
    """Return the articles that no training situation may name."""
    return frozenset(json.loads(path.read_text(encoding="utf-8")))


def as_asked(text: str) -> str:
    """Return a told situation as the search reads a question, in one line."""
    return " ".join(without_labels(clean(text)).split())
