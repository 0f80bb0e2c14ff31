"""A folder of articles and its data, read as a whole: every problem at once, and everything that is good."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath

from kb.article import parse_article
from kb.checks.unfinished import check_unfinished
from kb.files import MAX_BYTES, MISNAMED, ArticleFile, article_paths, content_hash, read_article_file
from kb.plaintext import without_controls
from kb.reference import load_helplines, load_routes, load_sources, load_vocabulary
from kb.types import Article, KnowledgeBase, Problem, Vocabulary

_LONGEST_LINE = 5_000  # characters; the longest of ours has 540
_MARK_AND_SPACE = b"\xef\xbb\xbf \t\r\n"  # a byte order mark says nothing either


def read_file(root: Path, path: str, *, vocabulary: Vocabulary) -> ArticleFile:
    """Read one article file; whatever is wrong with it becomes a problem, never an exception."""
    readable = without_controls(path.encode("utf-8", "replace").decode("utf-8"))
    if readable != path:
        what = "De bestandsnaam bevat een teken dat niet te lezen is."
        return _unusable(readable, what, "Geef het bestand een andere naam.")
    full = root / path
    if _leads_away(full, root):
        what = "Dit is een verwijzing naar een map, of naar iets buiten de map van de kennisbank."
        return _unusable(path, what, "Zet de artikelen zelf hier neer.")
    if path.lower().endswith(MISNAMED):
        todo = f"Geef het de naam {full.name.split('.')[0]}.md, of haal het hier weg."
        return _unusable(path, "De naam eindigt niet op .md; dit bestand doet niet mee.", todo)
    try:
        raw, size = read_article_file(full), full.stat().st_size
    except OSError:
        return _unusable(path, "Dit kan niet gelezen worden.", "Kijk naar de rechten van het bestand.")
    found = _in_the_way(raw, size)
    if found is not None:
        what, todo, line = found
        return _unusable(path, what, todo, raw, line=line)
    text = raw.decode("utf-8")
    article, problems = parse_article(text, path=path, vocabulary=vocabulary)
    unfinished = tuple(check_unfinished(article)) if article is not None else ()
    if unfinished:
        return ArticleFile(path, content_hash(raw), None, (*problems, *unfinished), draft=article)
    return ArticleFile(path, content_hash(raw), article, problems)


def _in_the_way(raw: bytes, size: int) -> tuple[str, str, int] | None:
    """Return what keeps bytes from being an article, what to do, and the line; None if nothing does."""
    if len(raw) > MAX_BYTES:
        todo = f"Een artikel is hooguit {MAX_BYTES // 1000} kB; splits het."
        return f"Het bestand is te groot ({size // 1000} kB).", todo, 0
    if not raw.strip(_MARK_AND_SPACE):
        return "Het bestand is leeg.", "Schrijf er een artikel in, of haal het weg.", 0
    if b"\0" in raw and not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        what = "Dit is geen tekst, maar bijvoorbeeld een afbeelding of een beschadigd bestand."
        return what, "Haal het hier weg, of zet een goede versie terug.", _line_of(raw, raw.index(b"\0"))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return "Het bestand is geen UTF-8.", "Sla het op als UTF-8.", _line_of(raw, error.start)
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if len(line) > _LONGEST_LINE:
            what = f"Deze regel is veel te lang ({len(line)} tekens)."
            return what, f"Een regel heeft hooguit {_LONGEST_LINE} tekens; maak er punten van.", number
    return None


def _line_of(raw: bytes, place: int) -> int:
    return raw[:place].count(b"\n") + 1


def _leads_away(full: Path, root: Path) -> bool:
    try:
        return not full.resolve().is_relative_to(root.resolve()) or (full.is_symlink() and full.is_dir())
    except (OSError, RuntimeError):  # links that lead to one another
        return True


def _unusable(path: str, what: str, todo: str, raw: bytes = b"", *, line: int = 0) -> ArticleFile:
    return ArticleFile(path, content_hash(raw), None, (Problem("S01", path, line, what, todo),))


def load_library(
    root: Path, *, known: Mapping[str, ArticleFile] | None = None, data: KnowledgeBase | None = None
) -> tuple[KnowledgeBase, tuple[ArticleFile, ...]]:
    """Read a knowledge base.

    Args:
        root: the folder that holds `articles/` and the data files.
        known: files read before, by path; those whose content hash is the same are not parsed again.
        data: a knowledge base read before, of which the data files are still the same.

    Returns:
        the knowledge base with only usable, not withdrawn articles, and what became of every file.

    Raises:
        KnowledgeBaseError: a data file is missing or broken, or there is no folder of articles.

    """
    data = data or _load_data(root)
    files = [_read_or_reuse(root, path, data.vocabulary, known or {}) for path in article_paths(root)]
    files = _without_double_slugs(files)
    articles = (file.article for file in files if file.article is not None)
    kb = replace(
        data,
        articles=tuple(article for article in articles if article.status != "ingetrokken"),
        problems=tuple(problem for file in files for problem in file.problems),
    )
    return kb, tuple(files)


def _load_data(root: Path) -> KnowledgeBase:
    vocabulary = load_vocabulary(root)
    routes, lookalikes = load_routes(root)
    return KnowledgeBase(
        articles=(),
        routes=routes,
        sources=load_sources(root),
        helplines=load_helplines(root),
        vocabulary=vocabulary,
        lookalikes=lookalikes,
    )


def _read_or_reuse(
    root: Path, path: str, vocabulary: Vocabulary, known: Mapping[str, ArticleFile]
) -> ArticleFile:
    earlier = known.get(path)
    if earlier is not None and not (root / path).is_symlink():
        with suppress(OSError):
            if content_hash(read_article_file(root / path)) == earlier.content_hash:
                return earlier
    return read_file(root, path, vocabulary=vocabulary)


def _without_double_slugs(files: Sequence[ArticleFile]) -> list[ArticleFile]:
    owners: dict[str, str] = {}
    for article in sorted((file.article for file in files if file.article is not None), key=_claim):
        owners.setdefault(article.slug, article.path)
    return [_if_owner(file, owners) for file in files]


def _claim(article: Article) -> tuple[bool, bool, str]:
    """Order articles by their right to a slug: withdrawn ones last, and those in another folder."""
    misplaced = PurePosixPath(article.path).parent.name != article.theme
    return article.status == "ingetrokken", misplaced, article.path


def _if_owner(file: ArticleFile, owners: Mapping[str, str]) -> ArticleFile:
    if file.article is None or owners[file.article.slug] == file.path:
        return file
    what = f"De slug '{file.article.slug}' is al van {owners[file.article.slug]}; dit bestand doet niet mee."
    problem = Problem("S06", file.path, 0, what, "Geef een van de twee bestanden een andere naam.")
    return ArticleFile(file.path, "", None, (*file.problems, problem))
