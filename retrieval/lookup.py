"""Finding an article by what someone thinks its slug is."""

from __future__ import annotations

import difflib

from kb.errors import QueryError
from kb.types import Article, KnowledgeBase

_NEAR = 0.5


def find_article(kb: KnowledgeBase, name: str) -> Article:
    """Return the article with this slug; a path or a name with .md is understood too.

    Raises:
        QueryError: there is none; names the ones that look like it.
    """
    slug = name.strip().rsplit("/", 1)[-1].removesuffix(".md").lower()
    article = kb.article(slug)
    if article is not None:
        return article
    near = nearest_slugs(kb, slug)
    hint = f"Bedoelde je {' of '.join(near)}?" if near else "Zoek het met: handelwijzer vraag."
    raise QueryError(f"Er is geen artikel '{slug[:60]}'.", todo=hint)


def nearest_slugs(kb: KnowledgeBase, slug: str) -> list[str]:
    """Return up to three slugs that look like this one, or hold all of its words."""
    slugs = [article.slug for article in kb.articles]
    words = set(slug.replace("_", "-").split("-"))
    holding = [candidate for candidate in slugs if words and words <= set(candidate.split("-"))]
    return list(dict.fromkeys([*holding, *difflib.get_close_matches(slug, slugs, n=3, cutoff=_NEAR)]))[:3]
