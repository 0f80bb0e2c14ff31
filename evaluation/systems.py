"""Systems by name: the public search, with the weights of `vraag` or with some of them changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from kb.errors import QueryError
from retrieval.settings import Settings

# What each changes in the weights that `vraag` uses.
SYSTEMS: Mapping[str, Mapping[str, float]] = {
    "bm25": {"dense_weight": 0.0, "article_layer_weight": 0.0},
    "dense": {"dense_weight": 1.0, "article_layer_weight": 0.0},
    "hybride": {},
}
PRODUCT = "hybride"  # the one behind `vraag`
DEFAULT = ("bm25", "dense", "hybride")
WEIGHTS = ("dense_weight", "article_layer_weight", "whole_weight", "depth_weight", "background")


@dataclass(frozen=True, slots=True)
class System:
    """A name, and the weights that it changes."""

    name: str
    changes: Mapping[str, float]

    def settings(self, base: Settings) -> Settings:
        """Return the settings of the model with this system's changes."""
        return replace(base, **dict(self.changes))

    @property
    def lexical_only(self) -> bool:
        """Whether documents without a shared term have no score at all."""
        return self.changes.get("dense_weight") == 0.0


def parse_system(text: str) -> System:
    """Read a name with options: "hybride" or "hybride:dense_weight=0.8,whole_weight=1".

    Raises:
        QueryError: the name or an option does not exist, or a value is no number from 0 to 1.
    """
    name, _, options = text.partition(":")
    if name not in SYSTEMS:
        raise QueryError(f"Het systeem '{name}' bestaat niet.", todo=f"Kies uit: {', '.join(SYSTEMS)}.")
    changes = dict(SYSTEMS[name])
    for option in filter(None, options.split(",")):
        key, _, value = option.partition("=")
        changes[key.strip()] = _weight(key.strip(), value)
    return System(text, changes)


def _weight(key: str, value: str) -> float:
    known = {field.name for field in fields(Settings)} & set(WEIGHTS)
    if key not in known:
        todo = f"Kies uit: {', '.join(WEIGHTS)}. Bijvoorbeeld hybride:dense_weight=0.8."
        raise QueryError(f"De instelling '{key}' bestaat niet.", todo=todo)
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0.0 <= number <= 1.0:
        raise QueryError(f"Bij '{key}' staat '{value}'.", todo="Schrijf een getal van 0 tot en met 1.")
    return number
