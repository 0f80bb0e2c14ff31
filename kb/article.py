"""One article out of one text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from kb.frontmatter import FrontMatter, read_front_matter
from kb.headings import BY_TITLE, PLACES, Heading
from kb.markdown import Block, parse_blocks
from kb.plaintext import CITATION, FAMILY, LOOSE_CITATION, citations, plain
from kb.slug import SLUG, slug_of
from kb.types import Article, Item, Problem, Vocabulary
from kb.yamltext import parse_yaml

_MEANING = re.compile(r"([a-z-]+):\s*")
_NEARLY = re.compile(r"#{1,6}\S|-\S|[•·]")
_BRACE = re.compile(r"[{}]")
_FENCE = "---"


def parse_article(
    text: str, *, path: str, vocabulary: Vocabulary
) -> tuple[Article | None, tuple[Problem, ...]]:
    """Read an article; None where it cannot be used, and every problem seen on the way.

    `path` is relative to the folder of the knowledge base, with forward slashes.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    split = _split(text)
    if split is None:
        wrong = "hebben geen einde" if text.startswith(_FENCE) else "ontbreken"
        what = f"De kopregels (front matter) {wrong}."
        todo = "Begin met een regel '---', dan de sleutels, en sluit af met een regel '---'."
        return None, (Problem("S01", path, 1, what, todo),)
    head, body, body_line = split
    front, front_problems = read_front_matter(
        parse_yaml(head, path=path, first_line=2), path=path, vocabulary=vocabulary
    )
    blocks, block_problems = parse_blocks(body, path=path, first_line=body_line)
    slug = PurePosixPath(path).stem
    items, item_problems = _items(blocks, slug=slug, path=path)
    titles = [block for block in blocks if block.level == 1 and plain(block.text)]
    problems = (*front_problems, *block_problems, *item_problems, *_identity(titles, slug, path))
    if front is None or not titles or not SLUG.fullmatch(slug):
        return None, problems
    return _article(front, titles[0], items=items, slug=slug, path=path), problems


def _split(text: str) -> tuple[str, str, int] | None:
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    return None


def _identity(titles: Sequence[Block], slug: str, path: str) -> list[Problem]:
    problems = []
    if not titles:
        problems.append(
            Problem("S04", path, 1, "De titel ontbreekt.", "Zet boven de tekst een regel '# Titel'.")
        )
    for block in titles[1:]:
        todo = "Houd één regel met '# ' over; maak van de andere een kop met '## '."
        problems.append(Problem("S04", path, block.line, "Er staan twee titels in het artikel.", todo))
    if not SLUG.fullmatch(slug):
        what = f"De bestandsnaam '{slug}' kan geen slug zijn."
        proposal = f", bijvoorbeeld {slug_of(slug)}.md" if slug_of(slug) else ""
        todo = f"Gebruik kleine letters, cijfers en streepjes{proposal}."
        problems.append(Problem("S06", path, 0, what, todo))
    return problems


def _article(front: FrontMatter, title: Block, *, items: tuple[Item, ...], slug: str, path: str) -> Article:
    return Article(
        slug=slug,
        title=plain(title.text),
        title_line=title.line,
        path=path,
        theme=front.thema,
        domains=front.leefdomein,
        ages=front.leeftijd,
        jobs=front.beroepsgroep,
        levels=front.niveau,
        groups=front.doelgroep,
        urgency=front.urgentie,
        routes=front.route,
        status=front.status,
        owner=front.eigenaar,
        checked=front.gecontroleerd_op.isoformat(),
        review_months=front.hercontrole_maanden,
        readers=tuple((reader.rol, reader.datum.isoformat()) for reader in front.meegelezen),
        items=items,
    )


def _items(blocks: Sequence[Block], *, slug: str, path: str) -> tuple[tuple[Item, ...], list[Problem]]:
    items: list[Item] = []
    problems: list[Problem] = []
    heading: Heading | None = None
    place: str | None = None
    known = True
    for block in blocks:
        if block.level == 2:
            heading, place = BY_TITLE.get(plain(block.text)), None
            known = heading is not None
            if not known:
                problems.append(_unknown_heading(block, path))
        elif block.level > 2:
            place = PLACES.get(plain(block.text))
            if place is None or heading is None or heading.kind != "advies":
                problems.append(_unknown_place(block, path))
        elif block.level < 1 and heading is None and known:
            problems.append(_homeless(block, path))
        elif block.level < 1 and heading is not None:
            item = _item(block, heading, place=place, slug=slug, path=path)
            if any(character.isalnum() for character in item.text):
                items.append(item)
            else:
                problems.append(_wordless(block, path))
            problems += _marks(block, path)
    return tuple(items), problems


def _item(block: Block, heading: Heading, *, place: str | None, slug: str, path: str) -> Item:
    """Return the item; a mark in braces that is misspelt counts as {familie}, to be on the safe side."""
    text = plain(block.text)
    meaning = _MEANING.match(text) if heading.kind == "betekenis" else None
    return Item(
        kind=heading.kind,
        text=text[meaning.end() :] if meaning else text,
        article=slug,
        heading=heading.title,
        path=path,
        line=block.line,
        type=meaning.group(1) if meaning else None,
        place=place,
        family=_BRACE.search(block.text) is not None,
        sources=citations(block.text),
    )


def _marks(block: Block, path: str) -> list[Problem]:
    problems = []
    for loose in LOOSE_CITATION.findall(block.text):
        if not CITATION.fullmatch(loose):
            what = f"De bronverwijzing '{loose[:30]}' is niet te lezen."
            problems.append(
                Problem("S07", path, block.line, what, "Schrijf één bron per haakje: [@bron-id].")
            )
    if block.level == 0 and _NEARLY.match(block.text):
        what = "Deze regel lijkt op een kop of een punt, maar is het niet."
        todo = "Zet een spatie na de hekjes of het streepje: '## Kop', '- punt'."
        problems.append(Problem("S05", path, block.line, what, todo))
    if _BRACE.search(block.text.replace(FAMILY, "")):
        what = "Er staat een merk tussen accolades dat niet bestaat."
        problems.append(Problem("S07", path, block.line, what, "Alleen {familie} bestaat."))
    return problems


def _wordless(block: Block, path: str) -> Problem:
    what = "Hier staat een punt zonder tekst."
    return Problem("S05", path, block.line, what, "Vul het aan of haal het weg.")


def _unknown_heading(block: Block, path: str) -> Problem:
    what = f"De kop '{plain(block.text)}' bestaat niet; wat eronder staat, wordt niet gevonden."
    return Problem("S05", path, block.line, what, f"Kies uit: {', '.join(BY_TITLE)}.")


def _unknown_place(block: Block, path: str) -> Problem:
    what = f"De tussenkop '{plain(block.text)}' hoort hier niet."
    todo = f"Alleen onder 'Wat je kunt doen': {', '.join(PLACES)}."
    return Problem("S05", path, block.line, what, todo)


def _homeless(block: Block, path: str) -> Problem:
    what = "Deze tekst staat niet onder een kop en wordt niet gevonden."
    return Problem("S05", path, block.line, what, "Zet de tekst onder een van de vaste koppen.")
