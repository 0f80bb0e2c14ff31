"""Finding an article by what someone thinks its slug is."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from kb.errors import KnowledgeBaseError, QueryError
from kb.files import ArticleFile
from kb.types import Article, KnowledgeBase

_NEAR = 0.5


def find_article(kb: KnowledgeBase, name: str, files: Sequence[ArticleFile] = ()) -> Article:
    """Return the article with this slug; a path or a name with .md is understood too.

    Raises:
        QueryError: there is none, and names the ones that look like it; or it is among the files but takes no
            part, and says why.
    """
    slug = _slug_in(name)
    article = kb.article(slug)
    if article is not None:
        return article
    for file in files:
        if _slug_in(file.path) == slug:
            return searched_article(file)
    raise _unknown(slug, nearest_slugs(kb, slug))


def find_file(files: Sequence[ArticleFile], name: str) -> ArticleFile:
    """Return the file that is called so, also one that takes no part or cannot be read as an article.

    Where two files have one slug, the whole path says which of them is meant.

    Raises:
        QueryError: there is none; names the ones that look like it.
    """
    slug = _slug_in(name)
    called = [file for file in files if _slug_in(file.path) == slug]
    if called:
        return next((file for file in called if f"/{name.strip()}".endswith(f"/{file.path}")), called[0])
    raise _unknown(slug, _nearest([_slug_in(file.path) for file in files], slug))


def readable_article(file: ArticleFile, kb_root: Path) -> Article:
    """Return the article in a file, finished or not.

    Raises:
        KnowledgeBaseError: nothing can be made of it; says why.
    """
    article = file.article or file.draft
    if article is None:
        first = min(file.problems, key=lambda problem: problem.line)
        where = f"{kb_root / file.path}:{first.line}" if first.line else str(kb_root / file.path)
        raise KnowledgeBaseError(
            f"Dit artikel is zo niet te lezen. {first.what}", where=where, todo=first.todo
        )
    return article


def searched_article(file: ArticleFile) -> Article:
    """Return the article in a file that answers can come from.

    Raises:
        QueryError: the file takes no part; says why.
    """
    slug = _slug_in(file.path)
    if file.article is None:
        why = "er zit een fout in" if file.draft is None else "het is nog niet af"
        todo = f"Bekijk wat er mis is: handelwijzer artikel controleer {slug}"
    elif file.article.status == "ingetrokken":
        why, todo = "het is ingetrokken", "Zet 'status' op concept of gepubliceerd om het mee te laten doen."
    else:
        return file.article
    raise QueryError(f"Het artikel '{slug}' doet niet mee: {why}.", todo=todo)


def _slug_in(name: str) -> str:
    return name.strip().rsplit("/", 1)[-1].lower().removesuffix(".md")


def _unknown(slug: str, near: Sequence[str]) -> QueryError:
    hint = f"Bedoelde je {' of '.join(near)}?" if near else "Zoek het met: handelwijzer vraag."
    return QueryError(f"Er is geen artikel '{slug[:60]}'.", todo=hint)


def nearest_slugs(kb: KnowledgeBase, slug: str) -> list[str]:
    """Return up to three slugs that look like this one, or hold all of its words."""
    return _nearest([article.slug for article in kb.articles], slug)


def _nearest(slugs: Sequence[str], slug: str) -> list[str]:
    words = set(slug.replace("_", "-").split("-"))
    holding = [candidate for candidate in slugs if words and words <= set(candidate.split("-"))]
    return list(dict.fromkeys([*holding, *difflib.get_close_matches(slug, slugs, n=3, cutoff=_NEAR)]))[:3]
