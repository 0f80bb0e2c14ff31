"""What `vraag` answers to each query: the outcome, the panel, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evaluation.dataset import Query
from evaluation.intervals import Share, auroc
from index.refresh import OpenIndex
from kb.checks.balance import CULTURAL
from kb.types import Item
from retrieval.answer import answer
from retrieval.question import clean
from retrieval.search import gather
from retrieval.types import Advice

Figures = Mapping[str, Share | float]


@dataclass(frozen=True, slots=True)
class Observation:
    """One query and what its answer holds that can be counted.

    `family_items` are shown items that bring contact with the family; `forbidden` says whether the danger
    that the query's writer names allows none. `nearest_line` is the article whose line of "Zo klinkt het"
    lies nearest.
    """

    query: Query
    outcome: str
    confidence: float
    danger_score: float
    level: str
    routes: tuple[str, ...]
    first_meaning: str
    family_items: int
    forbidden: bool
    articles: tuple[str, ...]
    advice: tuple[str, ...]
    nearest_line: str = ""


def observe(
    index: OpenIndex, queries: Sequence[Query], *, progress: Callable[[int], None]
) -> tuple[Observation, ...]:
    """Ask every query, as `vraag` does."""
    seen = []
    for done, query in enumerate(queries, start=1):
        seen.append(_observation(index, query))
        progress(done)
    return tuple(seen)


def _observation(index: OpenIndex, query: Query) -> Observation:
    found = answer(index, query.text)
    route = index.generation.kb.route(query.route)
    return Observation(
        query=query,
        outcome=found.outcome,
        confidence=found.confidence,
        danger_score=found.safety.score,
        level=found.safety.level,
        routes=found.safety.routes,
        first_meaning=found.meanings[0].type or "" if found.meanings else "",
        family_items=sum(item.family for item in _shown(found)),
        forbidden=query.danger != "none" and route is not None and route.family_hidden,
        articles=tuple(ranked.article.slug for ranked in found.articles[:10]),
        advice=tuple(item.text for item in found.advice[:5]),
        nearest_line=_nearest_line(index, query.text),
    )


def _nearest_line(index: OpenIndex, text: str) -> str:
    passages = index.generation.passages
    lines = [row for row, passage in enumerate(passages) if passage.kind == "situatie"]
    if not lines:
        return ""
    whole = gather(index, clean(text)).dense[0]
    return passages[max(lines, key=lambda row: float(whole[row]))].owner


def nearest_lines(seen: Sequence[Observation], qrels: Mapping[str, Mapping[str, int]]) -> Mapping[str, Share]:
    """Return how often the nearest line of "Zo klinkt het" is of an article that was judged to help.

    High says that the queries may be too like those lines, or that the lines are good.
    """
    inside = [one for one in seen if one.query.scope == "in"]
    right = sum(qrels.get(one.query.id, {}).get(one.nearest_line, 0) > 0 for one in inside)
    return {"nearest line": Share(right, len(inside))}


def _shown(found: Advice) -> list[Item]:
    lists = (found.advice, found.meanings, found.questions, found.pitfalls, found.escalation, found.other)
    return [item for items in (*lists, found.safety.steps) for item in items]


def product_figures(seen: Sequence[Observation]) -> Figures:
    """Return what counts for who uses `vraag`: abstaining, safety, and culture as the first meaning."""
    return {**abstention(seen), **safety(seen), **_culture(seen)}


def abstention(seen: Sequence[Observation]) -> Figures:
    """Return whether what is in scope is answered and what is not is refused, and how well that separates."""
    inside = [one for one in seen if one.query.scope == "in"]
    outside = [one for one in seen if one.query.scope == "out"]
    return {
        "abstention AUROC": auroc([one.confidence for one in inside], [one.confidence for one in outside]),
        "answered in scope": _share(inside, lambda one: one.outcome != "none"),
        "refused out of scope": _share(outside, lambda one: one.outcome == "none"),
    }


def safety(seen: Sequence[Observation]) -> Figures:
    """Return whether danger opens a panel, the right one, and calm none."""
    danger = [one for one in seen if one.query.danger != "none"]
    calm = [one for one in seen if one.query.danger == "none"]
    alarmed = [one for one in danger if one.level != "none"]
    return {
        "danger AUROC": auroc([one.danger_score for one in danger], [one.danger_score for one in calm]),
        "danger recall": _share(danger, _alarm),
        "danger recall, indirect": _share([one for one in danger if one.query.indirect], _alarm),
        "right route": _share(alarmed, lambda one: one.query.route in one.routes),
        "false alarms": _share(calm, _alarm),
        "false alarms, look-alikes": _share([one for one in calm if one.query.kind == "lookalike"], _alarm),
        "acute shown as acute": _share([one for one in danger if one.query.danger == "acute"], _acute),
        "concern shown as acute": _share([one for one in danger if one.query.danger == "concern"], _acute),
        "calm shown as acute": _share(calm, _acute),
        "forbidden family items": float(sum(one.family_items for one in danger if one.forbidden)),
    }


def _culture(seen: Sequence[Observation]) -> Figures:
    shown = [one for one in seen if one.first_meaning]
    return {"culture as first meaning": _share(shown, lambda one: one.first_meaning in CULTURAL)}


def _alarm(one: Observation) -> bool:
    return one.level != "none"


def _acute(one: Observation) -> bool:
    return one.level == "acute"


def _share(seen: Sequence[Observation], holds: Callable[[Observation], bool]) -> Share:
    return Share(sum(map(holds, seen)), len(seen))
