"""The front matter of an article: which keys there are, what they may hold, and their JSON Schema."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.types import Problem, Vocabulary
from kb.yamltext import YamlText

Values = Annotated[tuple[str, ...], Field(min_length=1)]
FACETS = ("leefdomein", "leeftijd", "beroepsgroep", "niveau", "doelgroep", "route")
_ADVICE = {
    "missing": ("De sleutel '{key}' ontbreekt.", "Zet '{key}:' in de kopregels, met een waarde."),
    "extra_forbidden": ("De sleutel '{key}' bestaat niet.", "Haal hem weg of verbeter de spelling."),
    "too_short": ("De sleutel '{key}' is leeg.", "Vul ten minste één waarde in."),
}


class Reader(BaseModel):
    """Someone from practice who has read the article."""

    model_config = ConfigDict(extra="forbid")
    rol: str
    datum: datetime.date


class FrontMatter(BaseModel):
    """The keys above an article; the allowed values of the facets stand in `vocabulary.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    thema: str
    leefdomein: Values
    leeftijd: Values
    beroepsgroep: Values
    gecontroleerd_op: datetime.date
    niveau: Values = ("client",)
    doelgroep: tuple[str, ...] = ()
    urgentie: str = "regulier"
    route: Values = ("geen",)
    status: Literal["concept", "gepubliceerd", "ingetrokken"] = "concept"
    eigenaar: str = "redactie"
    hercontrole_maanden: Annotated[int, Field(ge=1, le=60)] = 12
    meegelezen: tuple[Reader, ...] = ()


def read_front_matter(
    yaml_text: YamlText, *, path: str, vocabulary: Vocabulary
) -> tuple[FrontMatter | None, tuple[Problem, ...]]:
    """Check the parsed front matter; None with problems where it does not hold."""
    problems = list(yaml_text.problems)
    if yaml_text.data is None and problems:
        return None, tuple(problems)
    if not isinstance(yaml_text.data, Mapping):
        what = "De kopregels zijn leeg of geen lijst van sleutels."
        problems.append(
            Problem("S02", path, yaml_text.line(), what, "Schrijf regels als 'thema: veiligheid'.")
        )
        return None, tuple(problems)
    try:
        front = FrontMatter.model_validate(dict(yaml_text.data))
    except ValidationError as error:
        return None, (*problems, *_validation_problems(error, yaml_text, path))
    problems += _unknown_values(front, yaml_text, path=path, vocabulary=vocabulary)
    return (None if problems else front), tuple(problems)


def _validation_problems(error: ValidationError, yaml_text: YamlText, path: str) -> list[Problem]:
    problems = []
    for detail in error.errors():
        where = detail["loc"]
        key = str(where[0])
        value = detail.get("input")
        fallback = (
            f"De waarde van '{key}' klopt niet: {str(value)[:40]}.",
            "Kijk in CONTRIBUTING.md wat hier mag staan.",
        )
        what, todo = _ADVICE.get(detail["type"], fallback)
        line = yaml_text.line(*where)
        problems.append(Problem("S02", path, line, what.format(key=key), todo.format(key=key)))
    return problems


def _unknown_values(
    front: FrontMatter, yaml_text: YamlText, *, path: str, vocabulary: Vocabulary
) -> list[Problem]:
    held: dict[str, tuple[str, ...]] = {facet: getattr(front, facet) for facet in FACETS}
    held |= {"thema": (front.thema,), "urgentie": (front.urgentie,)}
    problems = []
    for facet, values in held.items():
        allowed = vocabulary.values(facet)
        for value in values:
            if value not in allowed:
                what = f"De waarde '{value}' bij '{facet}' bestaat niet."
                todo = f"Kies uit: {', '.join(allowed)}."
                problems.append(Problem("S03", path, yaml_text.line(facet), what, todo))
    return problems


def json_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the JSON Schema of the front matter, with the values of the vocabulary, for editors."""
    schema = FrontMatter.model_json_schema()
    for facet in (*FACETS, "thema", "urgentie"):
        target = schema["properties"][facet]
        allowed = list(vocabulary.values(facet))
        (target["items"] if "items" in target else target)["enum"] = allowed
    return schema
