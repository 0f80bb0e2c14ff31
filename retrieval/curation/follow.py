"""Following a trainer at work: what changed in the knowledge base with each save, and the index after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from index.refresh import refresh
from index.store import IndexFolder
from kb.checks.run import check_library
from kb.errors import HandelwijzerError, KnowledgeBaseError
from kb.files import ArticleFile, content_hash, data_hashes
from kb.library import load_library
from kb.types import KnowledgeBase, Problem

_NOTHING = ("", content_hash(b""))  # of files that could not be read
Kind = Literal["nieuw", "gewijzigd", "hernoemd", "verplaatst", "ingetrokken", "verwijderd"]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """The knowledge base at one moment: files by path, hashes of the data files, all problems."""

    kb: KnowledgeBase
    files: Mapping[str, ArticleFile]
    data: Mapping[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one file, and the problems that it has now.

    `before` is the path that a renamed or moved article had; `left_out` whether it takes no part any more
    because of a problem.
    """

    kind: Kind
    path: str
    problems: tuple[Problem, ...] = ()
    before: str = ""
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What one save did.

    `elsewhere` are problems that came up in files that nobody touched; `embedded` counts the texts that were
    embedded again. `error` says why the knowledge base cannot be read or the index not be renewed.
    """

    changes: tuple[Change, ...] = ()
    elsewhere: tuple[Problem, ...] = ()
    embedded: int = 0
    error: str = ""


def look(kb_root: Path, before: Look | None = None) -> Look:
    """Read and check a knowledge base; `before` itself where nothing is different.

    Raises:
        KnowledgeBaseError: a data file is missing or broken, or there is no folder of articles.
    """
    data = data_hashes(kb_root)
    same = before if before is not None and before.data == data else None
    if same is None:
        kb, files = load_library(kb_root)
    else:
        kb, files = load_library(kb_root, known=same.files, data=same.kb)
        if files == tuple(same.files.values()):
            return same
    return Look(kb, {file.path: file for file in files}, data, check_library(kb, files))


def follow(folder: IndexFolder, kb_root: Path, start: Look, saves: Iterable[object]) -> Iterator[Step]:
    """Yield what each save changed, once the index has it too; nothing that is wrong ends it.

    Args:
        folder: where the index stands.
        kb_root: the folder of the knowledge base.
        start: how it stood before the first save.
        saves: yields whenever there may be something new.
    """
    before, wrong = start, ""
    for _ in saves:
        try:
            after = look(kb_root, before)
        except KnowledgeBaseError as error:
            if str(error) != wrong:  # said once, not at every look
                wrong = str(error)
                yield Step(error=wrong)
            continue
        if after is not before or wrong:
            yield _step(folder, kb_root, before, after)
        before, wrong = after, ""


def _step(folder: IndexFolder, kb_root: Path, before: Look, after: Look) -> Step:
    found = changes(before, after)
    touched = {change.path for change in found}
    known = {_where(problem) for problem in before.problems}
    elsewhere = tuple(p for p in after.problems if p.path not in touched and _where(p) not in known)
    try:
        report = refresh(folder, kb_root)
    except HandelwijzerError as error:
        return Step(found, elsewhere, error=str(error))
    return Step(found, elsewhere, 0 if report is None else report.embedded)


def _where(problem: Problem) -> tuple[str, str, int]:
    return problem.rule, problem.path, problem.line  # its words may name a line that moved in another file


def changes(before: Look, after: Look) -> tuple[Change, ...]:
    """Return what happened to each file between two looks, sorted by path."""
    gone = {path: file for path, file in before.files.items() if path not in after.files}
    found: list[Change] = []
    for path, file in after.files.items():
        was = before.files.get(path)
        if was is None:
            origin = _origin(file, gone)
            gone.pop(origin, None)
            found.append(_change(file, after, origin=origin))
        elif was != file:
            found.append(_change(file, after, origin=path))
    found += [Change("verwijderd", path) for path in gone]
    names = [name for name in {**before.data, **after.data} if before.data.get(name) != after.data.get(name)]
    found += [Change("gewijzigd", name, _problems(name, after)) for name in names]
    return tuple(sorted(found, key=lambda change: change.path))


def _origin(file: ArticleFile, gone: Mapping[str, ArticleFile]) -> str:
    """Return the path that a new file had before, by its name or its content; empty where it had none."""
    same_name = [path for path in gone if _name(path) == _name(file.path)]
    known = file.content_hash not in _NOTHING
    same_content = [path for path, old in gone.items() if known and old.content_hash == file.content_hash]
    return next(iter(same_name + same_content), "")


def _name(path: str) -> str:
    return PurePosixPath(path).name


def _change(file: ArticleFile, after: Look, *, origin: str) -> Change:
    withdrawn = file.article is not None and file.article.status == "ingetrokken"
    kind: Kind = "gewijzigd"
    if not origin:
        kind = "nieuw"
    elif origin != file.path:
        kind = "verplaatst" if _name(origin) == _name(file.path) else "hernoemd"
    elif withdrawn:
        kind = "ingetrokken"
    before = origin if origin != file.path else ""
    return Change(kind, file.path, _problems(file.path, after), before, left_out=file.article is None)


def _problems(path: str, now: Look) -> tuple[Problem, ...]:
    return tuple(problem for problem in now.problems if problem.path == path)
