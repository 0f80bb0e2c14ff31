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
_WRONG = "De waarde '{value}' bij '{key}' klopt niet."
_EMPTY = ("De sleutel '{key}' is leeg.", "Vul een waarde in.")
# What to say, by the start of the name that pydantic gives an error; the first that fits.
_ADVICE = {
    "missing": ("De sleutel '{key}' ontbreekt.", "Zet '{key}:' in de kopregels, met een waarde."),
    "extra_forbidden": ("De sleutel '{key}' bestaat niet.", "Haal hem weg of verbeter de spelling."),
    "too_short": _EMPTY,
    "tuple": (_WRONG, "Schrijf een lijst: {key}: [waarde, waarde]."),
    "date": (_WRONG, "Schrijf een dag die bestaat, zoals 2026-11-22."),
    "literal": (_WRONG, "Kies uit: concept, gepubliceerd, ingetrokken."),
    "model": (_WRONG, "Schrijf '- rol: …' met daaronder 'datum: 2026-11-22'."),
    "string": (_WRONG, "Schrijf gewone tekst; zet hem bij twijfel tussen aanhalingstekens."),
    "": (_WRONG, "Schrijf een heel getal van 1 tot 60."),
}


class Reader(BaseModel):
    """Someone from practice who has read the article."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    rol: Annotated[str, Field(min_length=1)]
    datum: datetime.date


class FrontMatter(BaseModel):
    """The keys above an article; the allowed values of the facets stand in `vocabulary.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)
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
        key = [part for part in where if isinstance(part, str)][-1]
        words = {"key": key, "value": _short(detail["input"])}
        what, todo = _EMPTY if detail["input"] is None else _advice(detail["type"])
        line = yaml_text.line(*where)
        problems.append(Problem("S02", path, line, what.format(**words), todo.format(**words)))
    return list(dict.fromkeys(problems))


def _advice(error_type: str) -> tuple[str, str]:
    return next(advice for start, advice in _ADVICE.items() if error_type.startswith(start))


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _unknown_values(
    front: FrontMatter, yaml_text: YamlText, *, path: str, vocabulary: Vocabulary
) -> list[Problem]:
    held: dict[str, tuple[str, ...]] = {facet: getattr(front, facet) for facet in FACETS}
    held |= {"thema": (front.thema,), "urgentie": (front.urgentie,)}
    problems = []
    for facet, values in held.items():
        allowed = vocabulary.values(facet)
        for number, value in enumerate(values):
            if value not in allowed:
                what = f"De waarde '{value}' bij '{facet}' bestaat niet."
                todo = f"Kies uit: {', '.join(allowed)}."
                problems.append(Problem("S03", path, yaml_text.line(facet, number), what, todo))
    return problems


def json_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the JSON Schema of the front matter, with the values of the vocabulary, for editors."""
    schema = FrontMatter.model_json_schema() | {
        "$schema": "http://json-schema.org/draft-07/schema#",  # the draft that most editors read
        "title": "Kopregels van een artikel",
        "description": "Wat boven een artikel staat, tussen de twee regels met ---.",
    }
    schema["$defs"]["Reader"] |= {"title": "Lezer", "description": "Wie uit de praktijk het artikel las."}
    for facet in (*FACETS, "thema", "urgentie"):
        target = schema["properties"][facet]
        allowed = list(vocabulary.values(facet))
        (target["items"] if "items" in target else target)["enum"] = allowed
    return schema
