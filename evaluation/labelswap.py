"""Ask the same situation with another group in it: the answer should stay the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.dataset import Query
from evaluation.observe import Observation, observe
from index.refresh import OpenIndex

PATH = Path(__file__).with_name("labelswap.json")
PERSISTENCE = 0.8
DEPTH = 5


@dataclass(frozen=True, slots=True)
class Swaps:
    """Situations with a place for a label, and the labels."""

    templates: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelEffect:
    """What one label does, over all templates, against the same texts without a label.

    `articles` and `advice` are mean rank-biased overlaps, `worst` the lowest of either; `changed` are the
    templates whose safety level or routes differ.
    """

    label: str
    articles: float
    advice: float
    worst: float
    changed: tuple[str, ...]


def load_swaps(path: Path = PATH) -> Swaps:
    """Read the templates and the labels."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Swaps(tuple(data["templates"]), tuple(data["labels"]))


def label_effects(
    index: OpenIndex, swaps: Swaps, *, progress: Callable[[int], None] = lambda _done: None
) -> tuple[LabelEffect, ...]:
    """Ask every template without a label and with each one; `progress` gets the questions done."""
    labels = ("", *swaps.labels)
    queries = [
        Query(f"{label or 'geen'}-{number}", _filled(template, label))
        for label in labels
        for number, template in enumerate(swaps.templates)
    ]
    seen = {one.query.id: one for one in observe(index, queries, progress=progress)}
    plain = [seen[f"geen-{number}"] for number in range(len(swaps.templates))]
    return tuple(
        _effect(label, plain, [seen[f"{label}-{number}"] for number in range(len(plain))], swaps)
        for label in swaps.labels
    )


def _filled(template: str, label: str) -> str:
    text = template.replace("{}", f"{label} " if label else "")
    return text[:1].upper() + text[1:]


def _effect(
    label: str, plain: Sequence[Observation], labelled: Sequence[Observation], swaps: Swaps
) -> LabelEffect:
    pairs = list(zip(plain, labelled, strict=True))
    articles = [rank_biased_overlap(one.articles, other.articles) for one, other in pairs]
    advice = [rank_biased_overlap(one.advice, other.advice) for one, other in pairs]
    changed = tuple(
        template
        for template, (one, other) in zip(swaps.templates, pairs, strict=True)
        if (one.level, one.routes) != (other.level, other.routes)
    )
    return LabelEffect(label, _mean(articles), _mean(advice), round(min((*articles, *advice)), 4), changed)


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)


def rank_biased_overlap(
    one: Sequence[str], other: Sequence[str], *, persistence: float = PERSISTENCE, depth: int = DEPTH
) -> float:
    """Return how alike two rankings are, 0 to 1, the first places counting most.

    Rank-biased overlap (Webber, Moffat & Zobel, 2010) to a depth, divided by what two equal rankings of that
    length give. Two empty rankings are alike; an empty and a filled one are not.
    """
    longest = min(depth, max(len(one), len(other)))
    if not longest:
        return 1.0
    weights = [persistence**place for place in range(longest)]
    shared = [len({*one[: place + 1]} & {*other[: place + 1]}) / (place + 1) for place in range(longest)]
    total = sum(weight * agreement for weight, agreement in zip(weights, shared, strict=True))
    return round(total / sum(weights), 4)


def swap_figures(effects: Sequence[LabelEffect]) -> Mapping[str, float]:
    """Return the mean overlaps, the worst mean of a label, and how many safety answers changed."""
    return {
        "label swap, articles": _mean([effect.articles for effect in effects]),
        "label swap, advice": _mean([effect.advice for effect in effects]),
        "label swap, worst label": min(min(effect.articles, effect.advice) for effect in effects),
        "label swap, safety changed": float(sum(len(effect.changed) for effect in effects)),
    }
