"""A knowledge base as JSON and back, so that a question needs no Markdown, YAML or validation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from kb.files import ArticleFile
from kb.passages import Passage
from kb.types import Helpline, Item, KnowledgeBase, Route, Source, Vocabulary

DamagedJson = msgspec.MsgspecError  # what reading raises on anything else than a snapshot


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """The parts of a knowledge base; its articles and problems are those of the files."""

    files: tuple[ArticleFile, ...]
    routes: tuple[Route, ...]
    sources: dict[str, Source]
    helplines: dict[str, Helpline]
    vocabulary: Vocabulary
    lookalikes: tuple[Item, ...]


def to_json(kb: KnowledgeBase, files: Sequence[ArticleFile]) -> bytes:
    """Return a knowledge base and what became of its files as JSON."""
    snapshot = _Snapshot(
        files=tuple(files),
        routes=kb.routes,
        sources=dict(kb.sources),
        helplines=dict(kb.helplines),
        vocabulary=kb.vocabulary,
        lookalikes=kb.lookalikes,
    )
    return msgspec.json.encode(snapshot)


def from_json(raw: bytes) -> tuple[KnowledgeBase, tuple[ArticleFile, ...]]:
    """Return what `to_json` was given.

    Raises:
        DamagedJson: it is not the JSON of a snapshot.
    """
    snapshot = msgspec.json.decode(raw, type=_Snapshot)
    articles = (file.article for file in snapshot.files if file.article is not None)
    kb = KnowledgeBase(
        articles=tuple(article for article in articles if article.status != "ingetrokken"),
        routes=snapshot.routes,
        sources=snapshot.sources,
        helplines=snapshot.helplines,
        vocabulary=snapshot.vocabulary,
        lookalikes=snapshot.lookalikes,
        problems=tuple(problem for file in snapshot.files for problem in file.problems),
    )
    return kb, snapshot.files


def passages_to_json(passages: Sequence[Passage]) -> bytes:
    """Return passages as JSON, in their order."""
    return msgspec.json.encode(tuple(passages))


def passages_from_json(raw: bytes) -> tuple[Passage, ...]:
    """Return what `passages_to_json` was given.

    Raises:
        DamagedJson: it is not the JSON of passages.
    """
    return msgspec.json.decode(raw, type=tuple[Passage, ...])
