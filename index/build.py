"""Building a generation: read what changed, embed what is new, write it all beside the old, switch."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from index.lexical import building_lexical, open_lexical
from index.manifest import FileStamp, Manifest, checksums, write_manifest
from index.progress import Progress, silent
from index.snapshot import passages_to_json, to_json
from index.store import IndexFolder, new_generation
from index.vectors import VectorIndex, Vectors, write_vectors
from kb.errors import IndexStoreError, KnowledgeBaseError, ModelError
from kb.files import ArticleFile, reference_hash
from kb.library import load_library
from kb.passages import Passage, passages_of
from kb.types import KnowledgeBase, Problem

_VERSIONED = ("faiss-cpu", "numpy", "onnxruntime", "tantivy", "tokenizers")


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: how many articles and passages there are, how many passages were embedded.

    `problems` holds, for each file that takes no part, why; `generation` is what was built, open.
    """

    articles: int
    passages: int
    embedded: int
    problems: tuple[Problem, ...]
    generation: Generation = field(compare=False, repr=False)


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
    with new_generation(folder) as beside:
        (beside / LEXICAL_FOLDER).mkdir()
        with building_lexical(beside / LEXICAL_FOLDER, [passage.text for passage in passages]):
            vectors, embedded = _vectors(passages, before=before, encoder=encoder, progress=progress)
            content = _Content(kb, files, passages, _centre(passages, vectors))
            stored = _write(beside, content, vectors)
        manifest = _manifest(kb_root, content, encoder, made=made, folder=beside)
        write_manifest(beside, manifest)
    left_out = tuple(problem for file in files if file.article is None for problem in file.problems)
    generation = _opened(folder, content, manifest, stored)
    return BuildReport(len(kb.articles), len(passages), embedded, left_out, generation)


@dataclass(frozen=True, slots=True, eq=False)
class _Content:
    """What a generation holds, apart from its vectors and its terms."""

    kb: KnowledgeBase
    files: tuple[ArticleFile, ...]
    passages: tuple[Passage, ...]
    centre: Vectors


def _write(beside: Path, content: _Content, vectors: Vectors) -> VectorIndex:
    np.save(beside / CENTRE_FILE, content.centre)
    (beside / KB_FILE).write_bytes(to_json(content.kb, content.files))
    (beside / PASSAGES_FILE).write_bytes(passages_to_json(content.passages))
    return write_vectors(beside / VECTORS_FILE, vectors)


def _opened(folder: IndexFolder, content: _Content, manifest: Manifest, vectors: VectorIndex) -> Generation:
    """Return the generation that was just built; what is in memory already is not read back."""
    current = folder.current()
    if current is None:
        raise IndexStoreError("De index is meteen na het bouwen verdwenen.", where=str(folder.root))
    texts = [passage.text for passage in content.passages]
    return Generation(
        folder=current,
        manifest=manifest,
        kb=content.kb,
        files=content.files,
        passages=content.passages,
        vectors=vectors,
        lexical=open_lexical(current / LEXICAL_FOLDER, texts),
        centre=content.centre,
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """When a build began, and how the files looked then."""

    built_ns: int
    stamps: Mapping[str, FileStamp]
    reference: str


def _manifest(kb_root: Path, content: _Content, encoder: Encoder, *, made: _Made, folder: Path) -> Manifest:
    return Manifest(
        kb_root=str(kb_root.resolve()),
        model_id=encoder.model_id,
        model_name=encoder.name,
        dimensions=encoder.dimensions,
        built_at=datetime.datetime.fromtimestamp(made.built_ns / 1e9).isoformat(timespec="seconds"),
        built_ns=made.built_ns,
        articles=len(content.kb.articles),
        passages=len(content.passages),
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
    same = before if before is not None and before.manifest.reference_hash == reference else None
    known = {file.path: file for file in same.files} if same is not None else {}
    kb, files = load_library(kb_root, known=known, data=same.kb if same is not None else None)
    if not kb.articles:
        todo = "Bekijk wat er mis is: handelwijzer artikel controleer."
        raise KnowledgeBaseError(
            "Er is geen enkel bruikbaar artikel.", where=str(kb_root / "articles"), todo=todo
        )
    return kb, files


def _vectors(
    passages: Sequence[Passage], *, before: Generation | None, encoder: Encoder, progress: Progress
) -> tuple[Vectors, int]:
    stored = before.passages if before is not None else ()
    known = {(passage.text, passage.spoken): row for row, passage in enumerate(stored)}
    old = np.array([known.get((passage.text, passage.spoken), -1) for passage in passages], dtype=np.int64)
    new = np.flatnonzero(old < 0).tolist()
    result = np.empty((len(passages), encoder.dimensions), dtype=np.float32)
    if before is not None:
        result[old >= 0] = before.vectors.vectors()[old[old >= 0]]
    try:
        embed(passages, new, into=result, encoder=encoder, progress=progress)
    except OSError as error:  # of the model, not of the index that is being written
        todo = "Maak het opnieuw: handelwijzer index model."
        where = str(error.filename or encoder.name)
        raise ModelError("Het taalmodel kan niet gelezen worden.", where=where, todo=todo) from error
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
