"""Beginning a new article: what was asked for becomes a skeleton in a file that was not there yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from kb.errors import KnowledgeBaseError, QueryError
from kb.markdown import parse_blocks
from kb.plaintext import plain
from kb.skeleton import NewArticle
from kb.slug import LONGEST, SLUG, free_slug, slug_of
from kb.types import KnowledgeBase

ASKED = ("thema", "leefdomein", "leeftijd", "beroepsgroep")  # what has no value that fits every article
CALM = "geen"
_TITLE_LENGTH = 100
_EXAMPLE = (
    'handelwijzer artikel nieuw "Een kind wil niet naar huis" --thema veiligheid --leefdomein school '
    "--leeftijd basisschool-4-12 --beroepsgroep leerkracht-po"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What someone asks of a new article: its title, a slug, values per facet; empty where not said."""

    title: str = ""
    slug: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def taken_slugs(paths: Iterable[str]) -> dict[str, str]:
    """Return the path of every slug in use, also of files that cannot be read."""
    return {PurePosixPath(path).stem.lower(): path for path in paths}


def checked_title(title: str) -> str:
    """Return a title as it will be shown.

    Raises:
        QueryError: it is empty, too long, or would mean something else to Markdown.
    """
    shown = plain(title)
    blocks, problems = parse_blocks(f"# {shown}", path="")
    if not any(character.isalnum() for character in shown):
        raise QueryError("Er is geen titel.", todo="Zeg in een paar woorden wat je ziet.")
    if len(shown) > _TITLE_LENGTH:
        what = f"De titel is te lang ({len(shown)} tekens)."
        raise QueryError(what, todo=f"Gebruik er hooguit {_TITLE_LENGTH}.")
    if problems or [(block.level, block.text) for block in blocks] != [(1, shown)]:
        raise QueryError("De titel heeft tekens met een eigen betekenis.", todo="Laat * _ ` < [ en # weg.")
    return shown


def chosen_slug(wish: Wish, taken: Mapping[str, str]) -> str:
    """Return the slug that was asked for, or one made from the title.

    Raises:
        QueryError: it cannot be a slug or is taken already; proposes another.
    """
    slug = wish.slug or slug_of(wish.title)
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST:
        what = f"'{slug[:LONGEST]}' kan geen bestandsnaam zijn." if slug else "Uit deze titel komt geen naam."
        rule = f"Gebruik kleine letters, cijfers en streepjes (--slug), hooguit {LONGEST} tekens"
        raise QueryError(what, todo=f"{rule}{_proposal(free_slug(slug, taken))}")
    if slug in taken:
        proposal = _proposal(free_slug(wish.slug or wish.title, taken))
        raise QueryError(
            f"De naam '{slug}' is al van {taken[slug]}.", todo=f"Kies een andere naam (--slug){proposal}"
        )
    return slug


def _proposal(slug: str) -> str:
    return f", bijvoorbeeld {slug}." if slug else "."


def new_article(wish: Wish, kb: KnowledgeBase, taken: Mapping[str, str], *, today: str) -> NewArticle:
    """Return what is known of the article before it is written.

    Args:
        wish: what was asked for; its values stand in the vocabulary.
        kb: the knowledge base that the article will belong to.
        taken: the slugs in use.
        today: the date of today, as YYYY-MM-DD.

    Raises:
        QueryError: something is missing, or the title or slug cannot be used.
    """
    missing = [f"--{facet}" for facet in ASKED if not wish.values.get(facet)]
    missing = missing if wish.title else ["TITEL", *missing]
    if missing:
        raise QueryError(f"Dit ontbreekt nog: {', '.join(missing)}.", todo=f"Bijvoorbeeld: {_EXAMPLE}")
    title = checked_title(wish.title)
    values = {facet: _ordered(chosen, kb.vocabulary.values(facet)) for facet, chosen in wish.values.items()}
    danger = tuple(route for route in values.get("route", ()) if route != CALM)
    routes = [route for route in kb.routes if route.id in danger]
    urgency = "acuut" if any(route.urgency == "acuut" for route in routes) else "zorg"
    return NewArticle(
        title=title,
        slug=chosen_slug(wish, taken),
        theme=values["thema"][0],
        domains=values["leefdomein"],
        ages=values["leeftijd"],
        jobs=values["beroepsgroep"],
        routes=danger or (CALM,),
        urgency=urgency if danger else "regulier",
        checked=today,
        family_hidden=any(route.family_hidden for route in routes),
    )


def _ordered(chosen: Iterable[str], allowed: Iterable[str]) -> tuple[str, ...]:
    wanted = set(chosen)
    return tuple(value for value in allowed if value in wanted)


def write_article(root: Path, path: str, text: str) -> None:
    """Write a new file below the knowledge base; a file that is there already stays as it is.

    Raises:
        KnowledgeBaseError: it is there already.
        OSError: it cannot be written; nothing of it is left then.
    """
    full = root / path
    full.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = full.open("x", encoding="utf-8", newline="\n")
    except FileExistsError as error:
        todo = "Kies een andere naam met --slug."
        raise KnowledgeBaseError("Dit bestand bestaat al.", where=str(full), todo=todo) from error
    try:
        with file:
            file.write(text)
    except BaseException:
        full.unlink(missing_ok=True)
        raise
