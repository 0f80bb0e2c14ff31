"""An index of plain documents, in memory: each document is one passage, as in the public test sets."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from index.build import embed
from index.encoder import Encoder
from index.generation import Generation
from index.lexical import lexical_in_memory
from index.manifest import Manifest
from index.progress import Progress, silent
from index.refresh import OpenIndex
from index.vectors import Vectors, vectors_in_memory
from kb.passages import Passage
from kb.types import KnowledgeBase, Vocabulary

DOCUMENT = "document"
_NOTHING = KnowledgeBase(articles=(), routes=(), sources={}, helplines={}, vocabulary=Vocabulary({}))


def open_documents(
    ids: Sequence[str],
    texts: Sequence[str],
    *,
    encoder: Encoder,
    cache: Path,
    progress: Progress = silent,
) -> OpenIndex:
    """Index documents by themselves; their vectors are kept in the folder `cache`, by content and model."""
    passages = tuple(Passage(owner, DOCUMENT, 0, text) for owner, text in zip(ids, texts, strict=True))
    vectors = _vectors(passages, encoder=encoder, cache=cache, progress=progress)
    generation = Generation(
        folder=cache,
        manifest=_manifest(encoder, len(passages)),
        kb=_NOTHING,
        files=(),
        passages=passages,
        vectors=vectors_in_memory(vectors),
        lexical=lexical_in_memory([passage.text for passage in passages]),
        centre=np.zeros(encoder.dimensions, dtype=np.float32),
    )
    return OpenIndex(generation, encoder)


def _vectors(passages: Sequence[Passage], *, encoder: Encoder, cache: Path, progress: Progress) -> Vectors:
    digest = hashlib.sha256("\0".join((encoder.model_id, *(p.text for p in passages))).encode())
    path = cache / f"{digest.hexdigest()[:24]}.npy"
    with suppress(OSError, ValueError, EOFError):
        kept: Vectors = np.load(path)
        if kept.shape == (len(passages), encoder.dimensions):
            return kept
    result = np.empty((len(passages), encoder.dimensions), dtype=np.float32)
    embed(passages, range(len(passages)), into=result, encoder=encoder, progress=progress)
    with suppress(OSError):  # what cannot be kept is made again
        cache.mkdir(parents=True, exist_ok=True)
        np.save(path, result)
    return result


def _manifest(encoder: Encoder, passages: int) -> Manifest:
    return Manifest(
        kb_root="",
        model_id=encoder.model_id,
        model_name=encoder.name,
        dimensions=encoder.dimensions,
        built_at="",
        built_ns=0,
        articles=0,
        passages=passages,
        reference_hash="",
        files={},
        checksums={},
        versions={},
    )
