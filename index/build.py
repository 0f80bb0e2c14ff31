"""Building a generation: read what changed, embed what is new, write it all beside the old, switch."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from index.encoder import Encoder
from index.freshness import stamp_files
from index.generation import (
    CENTRE_FILE,
    KB_FILE,
    LEXICAL_FOLDER,
    PASSAGES_FILE,
    VECTORS_FILE,
    Generation,
    reread,
)
from index.lexical import build_lexical
from index.manifest import FileStamp, Manifest, checksums, write_manifest
from index.progress import Progress, silent
from index.snapshot import passages_to_json, to_json
from index.store import IndexFolder, new_generation
from index.vectors import Vectors, write_vectors
from kb.errors import KnowledgeBaseError
from kb.files import ArticleFile, reference_hash
from kb.library import load_library
from kb.passages import Passage, passages_of
from kb.types import KnowledgeBase, Problem

_VERSIONED = ("faiss-cpu", "numpy", "onnxruntime", "tantivy", "tokenizers")


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: how many articles and passages there are, how many passages were embedded.

    `problems` holds, for each file that takes no part, why.
    """

    articles: int
    passages: int
    embedded: int
    problems: tuple[Problem, ...]


def build(
    folder: IndexFolder,
    kb_root: Path,
    *,
    encoder: Encoder,
    full: bool = False,
    known: Generation | None = None,
    progress: Progress = silent,
) -> BuildReport:
    """Build a new generation and switch to it; the caller holds the lock of the writer.

    Unchanged articles are not read again and unchanged passages not embedded again, unless `full`. `known`
    is the generation in use, where the caller has it open already.

    Raises:
        KnowledgeBaseError: a data file is broken, or no article can be used.
        IndexStoreError: the index cannot be written.
    """
    before = None if full else _usable(reread(folder, known), encoder)
    # Before reading: what changes in between is then seen as changed.
    made = _Made(time.time_ns(), stamp_files(kb_root), reference_hash(kb_root))
    kb, files = _load(kb_root, before, reference=made.reference)
    passages = passages_of(kb)
    vectors, embedded = _vectors(passages, before=before, encoder=encoder, progress=progress)
    with new_generation(folder) as beside:
        write_vectors(beside / VECTORS_FILE, vectors)
        np.save(beside / CENTRE_FILE, _centre(passages, vectors))
        (beside / LEXICAL_FOLDER).mkdir()
        build_lexical(beside / LEXICAL_FOLDER, [passage.text for passage in passages])
        (beside / KB_FILE).write_bytes(to_json(kb, files))
        (beside / PASSAGES_FILE).write_bytes(passages_to_json(passages))
        write_manifest(beside, _manifest(kb_root, kb, passages, encoder, made=made, folder=beside))
    left_out = tuple(problem for file in files if file.article is None for problem in file.problems)
    return BuildReport(len(kb.articles), len(passages), embedded, left_out)


@dataclass(frozen=True, slots=True)
class _Made:
    """When a build began, and how the files looked then."""

    built_ns: int
    stamps: Mapping[str, FileStamp]
    reference: str


def _manifest(
    kb_root: Path,
    kb: KnowledgeBase,
    passages: Sequence[Passage],
    encoder: Encoder,
    *,
    made: _Made,
    folder: Path,
) -> Manifest:
    return Manifest(
        kb_root=str(kb_root.resolve()),
        model_id=encoder.model_id,
        model_name=encoder.name,
        dimensions=encoder.dimensions,
        built_at=datetime.datetime.fromtimestamp(made.built_ns / 1e9).isoformat(timespec="seconds"),
        built_ns=made.built_ns,
        articles=len(kb.articles),
        passages=len(passages),
        reference_hash=made.reference,
        files=made.stamps,
        checksums=checksums(folder),
        versions={name: _version(name) for name in _VERSIONED},
    )


def _usable(generation: Generation | None, encoder: Encoder) -> Generation | None:
    """Return the generation if what it holds can be used again."""
    same = generation is not None and generation.manifest.model_id == encoder.model_id
    return generation if same else None


def _load(
    kb_root: Path, before: Generation | None, *, reference: str
) -> tuple[KnowledgeBase, tuple[ArticleFile, ...]]:
    known = {}
    if before is not None and before.manifest.reference_hash == reference:
        known = {file.path: file for file in before.files}
    kb, files = load_library(kb_root, known=known)
    if not kb.articles:
        todo = "Bekijk wat er mis is: handelwijzer artikel controleer."
        raise KnowledgeBaseError(
            "Er is geen enkel bruikbaar artikel.", where=str(kb_root / "articles"), todo=todo
        )
    return kb, files


def _vectors(
    passages: Sequence[Passage], *, before: Generation | None, encoder: Encoder, progress: Progress
) -> tuple[Vectors, int]:
    known: dict[tuple[str, bool], np.ndarray] = {}
    if before is not None:
        old = before.vectors.vectors()
        known = {(p.text, p.spoken): vector for p, vector in zip(before.passages, old, strict=True)}
    new = [row for row, passage in enumerate(passages) if (passage.text, passage.spoken) not in known]
    result = np.empty((len(passages), encoder.dimensions), dtype=np.float32)
    for row, passage in enumerate(passages):
        vector = known.get((passage.text, passage.spoken))
        if vector is not None:
            result[row] = vector
    embed(passages, new, into=result, encoder=encoder, progress=progress)
    return result, len(new)


def _centre(passages: Sequence[Passage], vectors: Vectors) -> Vectors:
    told = vectors[[row for row, passage in enumerate(passages) if passage.spoken]]
    mean: Vectors = told.mean(axis=0) if len(told) else np.zeros(vectors.shape[1], dtype=np.float32)
    return mean


def embed(
    passages: Sequence[Passage], rows: Sequence[int], *, into: Vectors, encoder: Encoder, progress: Progress
) -> None:
    """Encode the passages of these rows into `into`, shape (passages, dimensions)."""
    # In slices of like length, so that little is padded and the progress bar moves.
    ordered = sorted(rows, key=lambda row: (passages[row].spoken, len(passages[row].text)))
    for start in range(0, len(ordered), 64):
        chunk = ordered[start : start + 64]
        spoken = [row for row in chunk if passages[row].spoken]
        written = [row for row in chunk if not passages[row].spoken]
        if spoken:
            into[spoken] = encoder.encode_queries([passages[row].text for row in spoken])
        if written:
            into[written] = encoder.encode_passages([passages[row].text for row in written])
        progress("Teksten omzetten", start + len(chunk), len(ordered))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "onbekend"
