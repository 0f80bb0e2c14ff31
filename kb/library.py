"""A folder of articles and its data, read as a whole: every problem at once, and everything that is good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kb.article import parse_article
from kb.files import ArticleFile, article_paths, content_hash
from kb.plaintext import without_controls
from kb.reference import load_helplines, load_routes, load_sources, load_vocabulary
from kb.types import KnowledgeBase, Problem, Vocabulary

MAX_BYTES = 200_000


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
    try:
        raw = full.read_bytes()
    except OSError:
        return _unusable(path, "Dit kan niet gelezen worden.", "Kijk naar de rechten van het bestand.")
    if len(raw) > MAX_BYTES:
        what = f"Het bestand is te groot ({len(raw) // 1000} kB)."
        return _unusable(path, what, f"Een artikel is hooguit {MAX_BYTES // 1000} kB; splits het.", raw)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return _unusable(path, "Het bestand is geen UTF-8.", "Sla het op als UTF-8.", raw, line=line)
    article, problems = parse_article(text, path=path, vocabulary=vocabulary)
    return ArticleFile(path, content_hash(raw), article, problems)


def _leads_away(full: Path, root: Path) -> bool:
    try:
        return not full.resolve().is_relative_to(root.resolve()) or (full.is_symlink() and full.is_dir())
    except (OSError, RuntimeError):  # links that lead to one another
        return True


def _unusable(path: str, what: str, todo: str, raw: bytes = b"", *, line: int = 0) -> ArticleFile:
    return ArticleFile(path, content_hash(raw), None, (Problem("S01", path, line, what, todo),))


def load_library(
    root: Path, *, known: Mapping[str, ArticleFile] | None = None
) -> tuple[KnowledgeBase, tuple[ArticleFile, ...]]:
    """Read a knowledge base.

    Args:
        root: the folder that holds `articles/` and the data files.
        known: files read before, by path; those whose content hash is the same are not parsed again.

    Returns:
        the knowledge base with only usable, not withdrawn articles, and what became of every file.

    Raises:
        KnowledgeBaseError: a data file is missing or broken, or there is no folder of articles.

    """
    vocabulary = load_vocabulary(root)
    routes, lookalikes = load_routes(root)
    files = [_read_or_reuse(root, path, vocabulary, known or {}) for path in article_paths(root)]
    files = _without_double_slugs(files)
    kb = KnowledgeBase(
        articles=tuple(
            f.article for f in files if f.article is not None and f.article.status != "ingetrokken"
        ),
        routes=routes,
        sources=load_sources(root),
        helplines=load_helplines(root),
        vocabulary=vocabulary,
        lookalikes=lookalikes,
        problems=tuple(problem for file in files for problem in file.problems),
    )
    return kb, tuple(files)


def _read_or_reuse(
    root: Path, path: str, vocabulary: Vocabulary, known: Mapping[str, ArticleFile]
) -> ArticleFile:
    earlier = known.get(path)
    if earlier is not None and not (root / path).is_symlink():
        try:
            if content_hash((root / path).read_bytes()) == earlier.content_hash:
                return earlier
        except OSError:
            pass
    return read_file(root, path, vocabulary=vocabulary)


def _without_double_slugs(files: Sequence[ArticleFile]) -> list[ArticleFile]:
    first: dict[str, str] = {}
    result = []
    for file in files:
        if file.article is None or file.article.slug not in first:
            if file.article is not None:
                first[file.article.slug] = file.path
            result.append(file)
            continue
        what = (
            f"De slug '{file.article.slug}' is al van {first[file.article.slug]}; dit bestand doet niet mee."
        )
        problem = Problem("S06", file.path, 0, what, "Geef een van de twee bestanden een andere naam.")
        result.append(ArticleFile(file.path, "", None, (*file.problems, problem)))
    return result
