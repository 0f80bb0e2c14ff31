"""An article as an answer shows it, without a question: for whoever writes it."""

from __future__ import annotations

from kb.types import Article, KnowledgeBase
from retrieval.answer import DEFAULT_COUNT, SHOWN, with_items
from retrieval.safety import concern_of
from retrieval.types import Advice, Hit, RankedArticle, Safety

_CERTAIN = 1.0


def preview(article: Article, kb: KnowledgeBase) -> Advice:
    """Return the answer to a situation that this article fits, and that tells of no danger by itself.

    An article of a danger route opens the panel of that route, as it does in an answer.
    """
    told = [item for item in article.items if item.kind == "situatie"]
    safety = concern_of(article, told[:1], kb, before=Safety()) if article.danger_routes else Safety()
    found = Advice(
        query="",
        outcome="advice",
        confidence=_CERTAIN,
        safety=safety,
        articles=(RankedArticle(article, Hit(article.slug, _CERTAIN, _CERTAIN, _CERTAIN, 0)),),
    )
    candidates = [item for item in article.items if item.kind in SHOWN]
    return with_items(found, candidates, kb, places=frozenset(), count=DEFAULT_COUNT)


def shows_steps_only(advice: Advice) -> bool:
    """Whether nothing of the article itself may be shown beside the steps of its route."""
    return not (advice.advice or advice.meanings or advice.questions or advice.other)
