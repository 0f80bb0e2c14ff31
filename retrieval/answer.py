"""From a told situation to an answer: the one function behind `vraag`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from index.generation import Generation
from index.refresh import OpenIndex
from kb.types import Helpline, Item, KnowledgeBase, Source
from retrieval import choose
from retrieval.filters import check_filters, passes
from retrieval.places import asker_places
from retrieval.question import clean
from retrieval.rows import rows_of
from retrieval.safety import along_article, assess
from retrieval.scope import judged
from retrieval.search import Evidence, gather, lowered_articles, one_score_a_row, rank
from retrieval.settings import Settings, load_settings
from retrieval.types import Advice, Outcome, RankedArticle, Safety

DEFAULT_COUNT = 5
TEL = "tel:"
_NEAREST = 3
_LISTS = {
    "meanings": ("betekenis",),
    "questions": ("vraag",),
    "pitfalls": ("valkuil",),
    "escalation": ("opschalen",),
    "other": ("kort", "letop", "vervolg", "beleving", "voorbeeld", "kracht"),
}
SHOWN = frozenset({"advies", *(kind for kinds in _LISTS.values() for kind in kinds)})


def answer(
    index: OpenIndex,
    text: str,
    *,
    filters: Mapping[str, tuple[str, ...]] | None = None,
    count: int = DEFAULT_COUNT,
) -> Advice:
    """Answer a told situation from the knowledge base.

    Args:
        index: an open index.
        text: the situation, as typed.
        filters: allowed values per facet; safety is decided before them.
        count: how many pieces of advice at most.

    Raises:
        QueryError: there is no situation in the text, or a filter value does not exist.
    """
    wanted = dict(filters or {})
    generation = index.generation
    check_filters(wanted, generation.kb.vocabulary)
    cleaned = clean(text)
    settings = load_settings(index.encoder.model_id).settings
    evidence = gather(index, cleaned)
    everything = _ranked(index, evidence, settings)
    safety = _safety(index, evidence, settings, everything)
    articles = tuple(ranked for ranked in everything if passes(ranked.article, wanted))
    confidence, outcome = _outcome(articles, evidence, generation, settings)
    nearest = everything[:_NEAREST] if outcome == "none" else ()
    found = Advice(
        query=cleaned,
        outcome=outcome,
        confidence=confidence,
        safety=safety,
        articles=articles,
        nearest=tuple(ranked.article for ranked in nearest),
    )
    if outcome == "none":
        return _with_sources(found, {}, generation.kb)
    rows = one_score_a_row(evidence.dense, settings)
    candidates = choose.scored_items(articles[0], SHOWN, generation=generation, row_scores=rows)
    return with_items(found, candidates, generation.kb, places=asker_places(wanted, cleaned), count=count)


def _safety(
    index: OpenIndex, evidence: Evidence, settings: Settings, everything: tuple[RankedArticle, ...]
) -> Safety:
    """Decide safety by what the text says, or by the article that fits best."""
    safety = assess(evidence.units[0], evidence, index.generation, settings=settings)
    if safety.level != "none" or safety.score < settings.along_from:
        return safety
    outcome = _outcome(everything, evidence, index.generation, settings)[1]
    if outcome == "none" or not everything[0].article.danger_routes:
        return safety
    return along_article(everything[0].article, evidence, index.generation, before=safety)


def _ranked(index: OpenIndex, evidence: Evidence, settings: Settings) -> tuple[RankedArticle, ...]:
    kb = index.generation.kb
    by_slug = {article.slug: article for article in kb.articles}
    hits = rank(evidence, rows_of(index.generation).of_owner, settings=settings, lowered=lowered_articles(kb))
    return tuple(RankedArticle(by_slug[hit.owner], hit) for hit in hits)


def _outcome(
    articles: tuple[RankedArticle, ...], evidence: Evidence, generation: Generation, settings: Settings
) -> tuple[float, Outcome]:
    return judged(articles[0].hit, evidence, generation, settings=settings) if articles else (0.0, "none")


def with_items(
    found: Advice, candidates: Sequence[Item], kb: KnowledgeBase, *, places: Collection[str], count: int
) -> Advice:
    """Return the answer with what may be shown of its first article, and the sources of that.

    Args:
        found: the answer so far: its articles and its safety.
        candidates: the items of its first article of the kinds in `SHOWN`, scored.
        kb: the knowledge base that they come from.
        places: where the asker works; advice for elsewhere comes last.
        count: how many pieces of advice at most.
    """
    best = found.articles[0]
    hidden = found.safety.family_hidden or kb.hides_family(best.article)
    allowed = [i for i in candidates if choose.may_show(i, best, found.safety, family_hidden=hidden)]

    def items(kinds: tuple[str, ...]) -> list[Item]:
        return choose.without_near_duplicates([item for item in allowed if item.kind in kinds])

    lists = {name: tuple(items(kinds)) for name, kinds in _LISTS.items()}
    advice = choose.ordered_advice(items(("advies",)), places)
    withheld = sum(item.family and hidden for item in candidates)
    return _with_sources(found, {**lists, "advice": tuple(advice[:count])}, kb, withheld=withheld)


def _with_sources(
    found: Advice, lists: dict[str, tuple[Item, ...]], kb: KnowledgeBase, *, withheld: int = 0
) -> Advice:
    shown = [item for items in lists.values() for item in items]
    cited = cited_ids((*found.safety.steps, *found.safety.never, *shown))
    return Advice(
        query=found.query,
        outcome=found.outcome,
        confidence=found.confidence,
        safety=found.safety,
        articles=found.articles,
        nearest=found.nearest,
        sources=_sources(cited, kb),
        helplines=_helplines(cited, kb),
        withheld=withheld,
        **lists,
    )


def cited_ids(items: Iterable[Item]) -> tuple[str, ...]:
    """Return the ids that the items cite, each once, in order."""
    return tuple(dict.fromkeys(source for item in items for source in item.sources))


def _sources(cited: tuple[str, ...], kb: KnowledgeBase) -> tuple[Source, ...]:
    return tuple(kb.sources[source] for source in cited if source in kb.sources)


def _helplines(cited: tuple[str, ...], kb: KnowledgeBase) -> tuple[Helpline, ...]:
    lines = (source.removeprefix(TEL) for source in cited if source.startswith(TEL))
    return tuple(kb.helplines[line] for line in lines if line in kb.helplines)
