"""The slow checks of articles, which need Dutch grammar: names of persons, and how hard a text is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.dutch import Analysis, DutchPipeline
from kb.types import Article, Item, KnowledgeBase, Problem
from retrieval.curation.readability import NAME, PLAIN, flesch_douma

Progress = Callable[[str, int, int], None]
_SPOKEN = frozenset({"situatie", "voorbeeld"})


@dataclass(frozen=True, slots=True)
class Thorough:
    """What the slow checks found, and the reading ease of each article by slug."""

    problems: tuple[Problem, ...]
    reading_ease: Mapping[str, float]


def check_thoroughly(
    kb: KnowledgeBase, articles: Sequence[Article], *, pipeline: DutchPipeline, progress: Progress
) -> Thorough:
    """Analyse every item of the articles.

    Names that stand in the bibliography or among the helplines are left alone.
    """
    items = [item for article in articles for item in article.items]
    seen = pipeline.analyse(
        [item.text for item in items],
        progress=lambda done: progress("Artikelen nakijken", done, len(items)),
    )
    known = _known_names(kb)
    problems: list[Problem] = []
    analyses: dict[str, list[Analysis]] = {article.slug: [] for article in articles}
    for item, analysis in zip(items, seen, strict=True):
        problems += [_name(item, name) for name in dict.fromkeys(analysis.names) if name not in known]
        if item.kind not in _SPOKEN:
            analyses[item.article].append(analysis)
    ease = {slug: _reading_ease(held) for slug, held in analyses.items() if held}
    problems += [_hard(article, ease[article.slug]) for article in articles if ease[article.slug] < PLAIN]
    return Thorough(tuple(sorted(problems, key=lambda p: (p.path, p.line, p.rule))), ease)


def _known_names(kb: KnowledgeBase) -> str:
    works = (f"{source.author} {source.title}" for source in kb.sources.values())
    return "\n".join((*works, *(helpline.name for helpline in kb.helplines.values())))


def _reading_ease(analyses: Sequence[Analysis]) -> float:
    words = [word for analysis in analyses for word in analysis.words]
    return flesch_douma(words, sum(analysis.sentences for analysis in analyses))


def _name(item: Item, name: str) -> Problem:
    what = f"Is '{name}' een persoon? Namen van echte mensen horen hier niet."
    todo = "Haal de naam weg, of noem de bron waar die naam bij hoort."
    return Problem("G17", item.path, item.line, what, todo, severity="waarschuwing")


def _hard(article: Article, ease: float) -> Problem:
    what = f"De tekst leest moeilijk: {ease:.0f} ({NAME}; vanaf {PLAIN:.0f} is gewone taal)."
    todo = "Kies kortere woorden en zinnen."
    return Problem("G23", article.path, 0, what, todo, severity="waarschuwing")
